// Keys for the list of what waits. The list is whole without them; they can be switched off (WCAG 2.1.4).
(() => {
  "use strict";
  const OFF = "inbox-keys-off";
  const list = document.querySelector("[data-inbox]");
  const keys = document.querySelector("[data-inbox-keys]");
  if (!list || !keys) return;
  const dialog = keys.querySelector("[data-inbox-dialog]");
  const off = keys.querySelector("[data-inbox-off]");
  const opener = keys.querySelector("[data-inbox-help]");
  const lines = () => [...list.querySelectorAll("[data-inbox-line]")];
  const current = () => document.activeElement?.closest("[data-inbox-line]");

  const remembered = () => {
    try {
      return localStorage.getItem(OFF) === "1";
    } catch {
      return false;
    }
  };
  const remember = (isOff) => {
    try {
      localStorage.setItem(OFF, isOff ? "1" : "0");
    } catch {
      // A browser that keeps nothing asks again next time.
    }
  };

  const step = (by) => {
    const all = lines();
    const at = all.indexOf(current());
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
    const line = all[Math.min(Math.max(next, 0), all.length - 1)];
    const fold = line?.closest("details");
    if (fold) fold.open = true;
    line?.querySelector("[data-inbox-open]").focus();
    line?.scrollIntoView({ block: "nearest" });
  };
  const press = (number) => current()?.querySelectorAll("[data-inbox-act]")[number]?.click();
  const aside = () => {
    const details = current()?.querySelector("details");
    if (!details) return;
    details.open = true;
    (details.querySelector("input[type=date]") ?? details.querySelector("summary")).focus();
  };
  const search = () => {
    const field = document.getElementById("viec-tim");
    if (!field) return;
    field.closest("details").open = true;
    field.focus();
  };
  const help = () => dialog.showModal();

  const deeds = {
    j: () => step(1),
    k: () => step(-1),
    1: () => press(0),
    2: () => press(1),
    h: aside,
    "/": search,
    "?": help,
  };

  const isTyping = (element) =>
    element.closest("input, textarea, select, [contenteditable], [role=textbox], dialog[open]");

  document.addEventListener("keydown", (event) => {
    const held = event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
    if (off.checked || held || isTyping(event.target)) return;
    const deed = Object.hasOwn(deeds, event.key) && deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });

  off.checked = remembered();
  off.addEventListener("change", () => remember(off.checked));
  opener.addEventListener("click", help);
  keys.querySelector("[data-inbox-close]").addEventListener("click", () => dialog.close());
  keys.hidden = false;
})();
