/* Says that a result of a search was opened, once a page; of who opened which nothing goes along. */
"use strict";

(() => {
  const found = document.querySelector("[data-opened]");
  if (!found || !navigator.sendBeacon) return;
  const say = (event) => {
    if (event.button > 1 || !event.target.closest(".result a")) return;
    document.removeEventListener("click", say);
    document.removeEventListener("auxclick", say);
    navigator.sendBeacon(found.dataset.opened, new URLSearchParams({ q: found.dataset.words }));
  };
  // What opens in another tab by the middle button is no click.
  document.addEventListener("click", say);
  document.addEventListener("auxclick", say);
})();
