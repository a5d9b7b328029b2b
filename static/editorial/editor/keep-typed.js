"use strict";
/* What is typed into the editor stays on this device until the server has it: for this person and this page alone.
   Before a button sends the form, it is asked who is signed in: after the session ended, the sign-in opens beside the
   text, and the form goes on after it. What was kept is offered when the page is opened again. */
(() => {
  const own = document.currentScript.dataset;
  const PREFIX = "dang-viet:";
  const LONGEST = 7 * 24 * 3600 * 1000;
  const PAUSE = 700;
  const PATIENCE = 8000;
  const LOOK = 2000;
  // Nothing of these was typed, or it belongs to one answer of the server.
  const PASSING = /^(csrfmiddlewaretoken|next|loaded_revision_.*|overwrite_revision_id|action-.*)$/;

  const mine = (path) => `${PREFIX}${own.user}:${path}`;
  const read = (key) => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };
  const drop = (path) => { try { localStorage.removeItem(mine(path)); } catch { /* Nothing is kept here at all. */ } };

  function forgetOld() {
    try {
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith(PREFIX)) continue;
        const one = read(key);
        if (!one || Date.now() - one.at > LONGEST) localStorage.removeItem(key);
      }
    } catch { /* Nothing is kept here at all. */ }
  }

  /* After a form was sent: the page that says it was saved, whichever it is, ends what was kept of it. */
  function endWhatArrived() {
    if (!document.querySelector(".messages .success")) return;
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(`${PREFIX}${own.user}:`) && read(key)?.sent) localStorage.removeItem(key);
      }
    } catch { /* Nothing is kept here at all. */ }
  }

  function start() {
    forgetOld();
    endWhatArrived();
    const form = document.querySelector("form[data-edit-form]");
    if (form) watch(form);
  }

  function watch(form) {
    const opened = location.pathname;
    let timer;
    let typedAt = 0;
    let savingSince = 0;
    let goesOn = null;
    let passing = false;

    const pairs = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !PASSING.test(name));
    const revision = () => form.elements.namedItem("loaded_revision_id")?.value || "";

    function keep(more = {}) {
      clearTimeout(timer);
      timer = null;
      const record = { at: Date.now(), revision: revision(), pairs: pairs(), ...more };
      try { localStorage.setItem(mine(location.pathname), JSON.stringify(record)); } catch { /* No room left: the strip cannot promise it. */ }
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
      keep();
      const found = await state();
      if (found !== "in") {
        tell(found)?.focus();
        return;
      }
      hush();
      goesOn = null;
      keep({ sent: true });
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
      drop(opened);
      // What was typed while the server saved is not saved yet.
      if (typedAt > savingSince) keep();
      else drop(location.pathname);
      hush();
    });
    form.addEventListener("w-autosave:error", look);

    // The blocks of the text are built by then.
    if (document.readyState === "complete") setTimeout(offer);
    else addEventListener("load", () => setTimeout(offer));

    /* What was kept before ---------------------------------------------------------------------- */
    function offer() {
      const found = read(mine(opened));
      if (!found) return;
      const isSaved = found.sent && found.revision !== revision();
      const isShown = JSON.stringify(found.pairs) === JSON.stringify(pairs());
      // It came back with what is wrong in it: it is in the form, and not saved.
      if (isShown && form.querySelector(".error-message")) return;
      if (isSaved || isShown) {
        drop(opened);
        return;
      }
      const at = new Date(found.at).toLocaleString("vi-VN", { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit" });
      say(
        own.saidKept.replace("{at}", at),
        [own.saidRestore, () => restore(found)],
        [own.saidDrop, () => { drop(opened); hush(); }],
      );
    }

    /* By sending it as a draft: the server puts it into the form, or says what is wrong with it. */
    async function restore(found) {
      const who = await state();
      if (who !== "in") {
        tell(who);
        return;
      }
      try { localStorage.setItem(mine(opened), JSON.stringify({ ...found, sent: true, revision: revision() })); } catch { /* It is sent now. */ }
      const sending = document.createElement("form");
      sending.method = "post";
      sending.action = form.action;
      const token = form.elements.namedItem("csrfmiddlewaretoken").value;
      [...found.pairs, ["csrfmiddlewaretoken", token]].forEach(([name, value]) => {
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = name;
        field.value = value;
        sending.append(field);
      });
      document.body.append(sending);
      passing = true;
      // Asked whether to leave, a person could only say yes.
      form.dispatchEvent(new CustomEvent("w-autosave:success", { bubbles: true, detail: {} }));
      sending.submit();
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
