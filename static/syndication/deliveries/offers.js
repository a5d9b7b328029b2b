// One tick for all. Without JavaScript each story is ticked by itself, or "place all" in the inbox takes them together.
(() => {
  const all = document.querySelector("[data-tick-all]");
  if (!all) return;
  const ticks = [...document.querySelectorAll('[data-offers] input[name="tin"]')];
  all.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = all.checked;
  });
})();
