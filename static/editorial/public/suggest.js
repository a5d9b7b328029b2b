/* What may be meant while somebody types into the search: a combobox with a list. Without this script the form is a plain one. */
"use strict";

(() => {
  const WAIT = 150;

  const assist = (form, number) => {
    const field = form.querySelector("input[type=search]");
    const list = document.createElement("ul");
    list.id = `goi-y-${number}`;
    list.className = "suggestions plain";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.placeholder);
    list.hidden = true;
    form.append(list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) field.setAttribute(name, value);
    let at = -1;
    let typed = field.value;
    let timer = 0;
    let asked = 0;

    const close = () => {
      // Nothing that is asked for still opens it again.
      clearTimeout(timer);
      asked += 1;
      list.hidden = true;
      at = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    };
    const choose = (place) => {
      const options = [...list.children];
      at = (place + options.length + 1) % (options.length + 1);
      options.forEach((one, index) => one.setAttribute("aria-selected", String(index === at)));
      if (options[at]) {
        field.value = options[at].textContent;
        field.setAttribute("aria-activedescendant", options[at].id);
      } else {
        field.value = typed;
        field.removeAttribute("aria-activedescendant");
      }
    };
    const show = (words) => {
      list.replaceChildren(...words.map((word, index) => {
        const one = document.createElement("li");
        one.id = `${list.id}-${index}`;
        one.setAttribute("role", "option");
        one.setAttribute("aria-selected", "false");
        one.textContent = word;
        // The field keeps the focus until the finger is lifted: who slides away chooses nothing.
        one.addEventListener("pointerdown", (event) => event.preventDefault());
        one.addEventListener("mousedown", (event) => event.preventDefault());
        one.addEventListener("click", () => { field.value = word; close(); form.requestSubmit(); });
        return one;
      }));
      at = -1;
      list.hidden = !words.length;
      field.setAttribute("aria-expanded", String(!list.hidden));
    };
    const ask = async () => {
      const mine = ++asked;
      const words = field.value.trim();
      if (words.length < 2) { close(); return; }
      try {
        const answer = await fetch(`${form.dataset.suggestions}?q=${encodeURIComponent(words)}`, { credentials: "omit" });
        if (!answer.ok || mine !== asked || document.activeElement !== field) return;
        show((await answer.json())[1]);
      } catch { if (mine === asked) close(); }
    };
    const wait = () => { typed = field.value; clearTimeout(timer); timer = setTimeout(ask, WAIT); };

    // While an input method puts a letter together, its keys are its own.
    field.addEventListener("input", (event) => { if (!event.isComposing) wait(); });
    field.addEventListener("compositionend", wait);
    field.addEventListener("blur", close);
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (list.hidden) {
        if (event.key === "Escape") close();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const options = list.children.length;
        choose(at < 0 || at >= options ? (event.key === "ArrowDown" ? 0 : options - 1) : at + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Escape") {
        event.preventDefault();
        field.value = typed;
        close();
      }
    });
  };

  document.querySelectorAll("form[data-suggestions]").forEach(assist);
})();
