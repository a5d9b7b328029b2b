// Keys of the scorer's pages. Without JavaScript the buttons do the same.
(() => {
  const form = document.querySelector("[data-save-form]");
  if (!form) return;
  const lines = () => [...form.querySelectorAll("fieldset")];
  // The first field of a line that a person types or ticks in.
  const field = (line) => line.querySelector("input:not([type=hidden]), textarea, select");

  function step(by) {
    const all = lines().filter(field);
    const here = all.findIndex((line) => line.contains(document.activeElement));
    const to = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by];
    if (!to) return;
    field(to).focus();
    to.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.ctrlKey && event.key === "Enter") {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-save-next]"));
    } else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    }
  });
})();
