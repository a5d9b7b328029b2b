// The checks of a text follow what is saved: the counter on their button, a word to screen readers, and links that
// lead to the place they speak of, closed blocks and narrow screens included.
(() => {
  const FIELD = "input:not([type=hidden]), textarea, select, [contenteditable=true]";
  const seen = (element) => element.getClientRects().length > 0 && !element.disabled;
  const panel = () => document.querySelector("[data-text-checks]");

  const speaker = document.createElement("div");
  speaker.className = "w-sr-only";
  speaker.setAttribute("role", "status");

  const follow = () => {
    const checks = panel();
    if (!checks) return;
    const counter = document.querySelector(
      "[data-side-panel-toggle='text-checks'] [data-side-panel-toggle-counter]",
    );
    if (counter) {
      counter.textContent = checks.dataset.count;
      counter.hidden = checks.dataset.count === "0";
    }
    if (speaker.textContent !== checks.dataset.said) speaker.textContent = checks.dataset.said;
  };

  const lead = (event) => {
    const link = event.target.closest("[data-finding-place]");
    if (!link || link.pathname !== window.location.pathname) return;
    const place = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!place) return;
    event.preventDefault();
    const closed = place.querySelector("[data-panel-toggle][aria-expanded=false]");
    if (closed) closed.click();
    // On a narrow screen the panel lies over the text.
    if (window.matchMedia("(max-width: 50em)").matches) {
      const close = document.querySelector("[data-form-side-close-button]");
      if (close) close.click();
    }
    window.history.replaceState(null, "", link.hash);
    place.scrollIntoView({ block: "start" });
    const content = place.querySelector(".w-panel__content") || place;
    const target =
      [place, ...content.querySelectorAll(FIELD)].find((one) => one.matches(FIELD) && seen(one)) ||
      [...content.querySelectorAll("button")].find(seen);
    if (target) target.focus({ preventScroll: true });
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (panel()) document.body.append(speaker);
  });
  document.addEventListener("w-autosave:success", follow);
  document.addEventListener("click", lead);
})();
