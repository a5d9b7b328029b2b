"use strict";
/* Names for what Wagtail builds without one: the boxes of formatted text, the fields of tags, and who else is here. */
(() => {
  const { someone } = document.currentScript.dataset;
  /* What the nearest label or heading above says. */
  function heading(element) {
    for (let above = element.parentElement; above && above.tagName !== "FORM"; above = above.parentElement) {
      const said = above.querySelector("[data-panel-heading-text], label, h2, h3")?.textContent.trim().replace(/\s+/g, " ");
      if (said) return said;
    }
    return "";
  }

  const NAMELESS = {
    ".public-DraftEditor-content": heading,
    ".tagit-new input": heading,
    ".w-editing-sessions__session": (button) =>
      button.querySelector("[data-w-tooltip-target]")?.textContent.trim().replace(/\s+/g, " ") || someone,
  };

  function name() {
    for (const [selector, words] of Object.entries(NAMELESS)) {
      for (const element of document.querySelectorAll(`${selector}:not([aria-label], [aria-labelledby])`)) {
        const said = words(element);
        if (said) element.setAttribute("aria-label", said);
      }
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    name();
    new MutationObserver(name).observe(document.getElementById("main") || document.body, { childList: true, subtree: true });
  });
})();
