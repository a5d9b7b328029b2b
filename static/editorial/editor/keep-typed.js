"use strict";
/* What is typed into the page editor stays on this device until the server has it: for this person alone, a record for
   each window. Before a button sends the form, it is asked who is signed in: after the session ended, the sign-in opens
   beside the text, and the form goes on after it. What was kept is offered when the page is opened again. */
(() => {
  const own = document.currentScript.dataset;
  const PREFIX = "dang-viet:";
  const MINE = `${PREFIX}${own.user}:`;
  const LONGEST = 7 * 24 * 3600 * 1000;
  const PAUSE = 700;
  const PATIENCE = 8000;
  const LOOK = 2000;
  // Under this name the server is told which record it was sent, and says of it that it has it.
  const TYPED = "typed";
  // Nothing of these was typed, or it belongs to one answer of the server.
  const PASSING = /^(csrfmiddlewaretoken|next|typed|loaded_revision_.*|overwrite_revision_id|action-.*)$/;

  const read = (key) => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };
  const drop = (id) => { try { localStorage.removeItem(MINE + id); } catch { /* Nothing is kept here at all. */ } };
  const keysOf = (prefix) => {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)); } catch { return []; }
  };

  function start() {
    (own.arrived ?? "").split(" ").filter(Boolean).forEach(drop);
    for (const key of keysOf(PREFIX)) {
      const one = read(key);
      if (!one || Date.now() - one.at > LONGEST) localStorage.removeItem(key);
    }
    // The editor of pages alone: elsewhere a form may hold a password, or carry something out.
    const form = document.getElementById("page-edit-form");
    if (form) watch(form);
  }

  function watch(form) {
    const opened = location.pathname;
    let record = crypto.randomUUID();
    let timer;
    let typedAt = 0;
    let savingSince = 0;
    let goesOn = null;
    let passing = false;
    let offered = null;

    // The version of the server on which one writes.
    const base = () => form.elements.namedItem("loaded_revision_id")?.value ?? "";
    const pairs = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !PASSING.test(name));

    // As long as this window is open, no other one offers what is typed here.
    const hold = () => navigator.locks?.request(MINE + record, () => new Promise(() => {}));
    hold();

    function keep() {
      clearTimeout(timer);
      timer = null;
      const kept = { at: Date.now(), path: location.pathname, base: base(), pairs: pairs() };
      try { localStorage.setItem(MINE + record, JSON.stringify(kept)); } catch { /* No room left: the strip cannot promise it. */ }
    }
    function keepSoon() {
      typedAt = Date.now();
      clearTimeout(timer);
      timer = setTimeout(keep, PAUSE);
    }
    // Wagtail tells of every change of the form, those of its own widgets included.
    ["input", "change"].forEach((name) => form.addEventListener(name, keepSoon));
    form.addEventListener("w-unsaved:add", keepSoon);
    addEventListener("pagehide", () => { if (timer) keep(); });

    /* The strip above the buttons -------------------------------------------------------------- */
    const strip = document.createElement("div");
    strip.className = "typed-strip";
    strip.hidden = true;
    strip.setAttribute("role", "alert");
    (form.querySelector("footer") || form).prepend(strip);

    function say(text, ...acts) {
      const words = document.createElement("p");
      words.textContent = text;
      const buttons = acts.map(([label, act]) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button button-small button-secondary";
        button.textContent = label;
        button.addEventListener("click", act);
        return button;
      });
      strip.replaceChildren(words, ...buttons);
      strip.hidden = false;
      return buttons[0];
    }
    const hush = () => { strip.hidden = true; strip.replaceChildren(); };

    /* Who is signed in ------------------------------------------------------------------------ */
    async function state() {
      if (!navigator.onLine) return "offline";
      try {
        const answer = await fetch(own.status, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
        if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) return "out";
        if (!answer.ok) return "offline";
        const { user, token } = await answer.json();
        if (String(user) !== own.user) return "other";
        // A sign-in gives a new token, and the form was opened with the one before.
        const field = form.elements.namedItem("csrfmiddlewaretoken");
        if (field) field.value = token;
        return "in";
      } catch {
        return "offline";
      }
    }

    function tell(found) {
      if (found === "out") return say(own.saidOut, [own.saidSignIn, () => signIn(own.signIn)]);
      if (found === "other") return say(own.saidOther, [own.saidSignOut, () => signIn(own.signOut)]);
      return say(own.saidOffline, [own.saidAgain, () => (goesOn ? press(goesOn) : look())]);
    }

    async function look() {
      const found = await state();
      if (found === "in") hush();
      else tell(found);
      return found;
    }

    function signIn(address) {
      const tab = open(address, "_blank");
      const asking = setInterval(async () => {
        if ((await state()) !== "in") {
          if (tab?.closed) clearInterval(asking);
          return;
        }
        clearInterval(asking);
        tab?.close();
        if (goesOn) {
          press(goesOn);
        } else {
          say(own.saidBack);
          // Wagtail saves by itself with the next change, and this is one.
          form.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true }));
        }
      }, LOOK);
    }

    /* Sending ---------------------------------------------------------------------------------- */
    async function press(button) {
      goesOn = button;
      if (typedAt) keep();
      const found = await state();
      if (found !== "in") {
        tell(found)?.focus();
        return;
      }
      hush();
      goesOn = null;
      put(form, TYPED, record);
      passing = true;
      button.click();
      passing = false;
    }

    // Before Wagtail's own listeners, which would show the button as busy.
    document.addEventListener("click", (event) => {
      const button = event.target.closest?.("button[type=submit]");
      if (!button || button.form !== form || button.disabled || passing) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      press(button);
    }, true);

    form.addEventListener("w-autosave:save", () => { savingSince = Date.now(); });
    form.addEventListener("w-autosave:success", () => {
      if (passing) return;
      // What was typed while the server saved is not saved yet.
      if (typedAt > savingSince) keep();
      else drop(record);
      if (!offered) hush();
    });
    form.addEventListener("w-autosave:error", look);

    // The blocks of the text are built by then.
    if (document.readyState === "complete") setTimeout(offer);
    else addEventListener("load", () => setTimeout(offer));

    /* What was kept before ---------------------------------------------------------------------- */
    async function offer() {
      const held = new Set(((await navigator.locks?.query())?.held ?? []).map((lock) => lock.name));
      const kept = keysOf(MINE)
        .filter((key) => key !== MINE + record && !held.has(key))
        .map((key) => ({ id: key.slice(MINE.length), ...read(key) }))
        .filter((one) => one.path === opened)
        .sort((one, other) => other.at - one.at);
      const shown = JSON.stringify(pairs());
      for (const one of kept.filter(({ pairs: typed }) => JSON.stringify(typed) === shown)) {
        kept.splice(kept.indexOf(one), 1);
        if (!form.querySelector(".error-message")) {
          drop(one.id);
        } else {
          // It came back with what is wrong in it: it goes on from here.
          record = one.id;
          hold();
        }
      }
      offered = kept[0] ?? null;
      if (!offered) return hush();
      const at = new Date(offered.at).toLocaleString("vi-VN", { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit" });
      const one = offered;
      say(
        (one.base === base() ? own.saidKept : own.saidNewer).replace("{at}", at),
        [own.saidRestore, () => restore(one)],
        [own.saidDrop, () => { drop(one.id); offer(); }],
      );
    }

    /* By sending it as a draft: the server puts it into the form, or says what is wrong with it. */
    async function restore(found) {
      if (timer) keep();
      const who = await state();
      if (who !== "in") {
        tell(who);
        return;
      }
      const sending = document.createElement("form");
      sending.method = "post";
      sending.action = form.action;
      const token = form.elements.namedItem("csrfmiddlewaretoken").value;
      [...found.pairs, ["csrfmiddlewaretoken", token], [TYPED, found.id]].forEach((pair) => put(sending, ...pair));
      document.body.append(sending);
      passing = true;
      // Asked whether to leave, a person could only say yes.
      form.dispatchEvent(new CustomEvent("w-autosave:success", { bubbles: true, detail: {} }));
      sending.submit();
    }
  }

  /* Give a hidden field of the form its value, and make it where it is not there. */
  function put(form, field, value) {
    const found = form.querySelector(`:scope > input[type=hidden][name="${field}"]`) ?? document.createElement("input");
    Object.assign(found, { type: "hidden", name: field, value });
    form.append(found);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
