// A short tour over the page: its steps are those of the handbook, in the page as data.
(() => {
  const words = document.currentScript.dataset;
  const steps = JSON.parse(document.getElementById("tour-steps").textContent);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  // What this person does not have, or a narrow screen hides, is left out.
  function isShown(step) {
    const found = document.querySelector(step.element);
    return found && found.getClientRects().length > 0;
  }

  function start() {
    const shown = steps.filter(isShown);
    if (!shown.length) return;
    const total = String(shown.length);
    const tour = window.driver.js.driver({
      animate: !calm,
      smoothScroll: !calm,
      nextBtnText: words.next,
      prevBtnText: words.previous,
      doneBtnText: words.done,
      showProgress: true,
      progressText: words.progress.replace("{number}", "{{current}}").replace("{total}", total),
      showButtons: ["next", "previous", "close"],
      onPopoverRender: (popover) => popover.closeButton.setAttribute("aria-label", words.close),
      // Its own text is set as text: nothing of it is markup.
      steps: shown.map((step) => ({
        element: step.element,
        popover: { title: "", description: step.text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`) },
      })),
    });
    tour.drive();
  }

  // Parts of the frame are built by scripts of their own.
  if (document.readyState === "complete") start();
  else window.addEventListener("load", start, { once: true });
})();
