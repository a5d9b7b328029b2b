/* Says that the page is seen, once it is in view; nothing about who sees it goes along. */
"use strict";

(() => {
  const seen = document.querySelector("[data-visit]");
  if (!seen || !navigator.sendBeacon) return;
  const say = () => {
    if (document.visibilityState !== "visible") return;
    document.removeEventListener("visibilitychange", say);
    navigator.sendBeacon(`/-/visits/${seen.dataset.visit}`);
  };
  document.addEventListener("visibilitychange", say);
  say();
})();
