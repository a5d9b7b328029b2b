"use strict";
/* What the page editor kept on this device of texts that the server has by now is forgotten (keep-typed.js). */
(() => {
  const { user, arrived } = document.currentScript.dataset;
  try {
    arrived.split(" ").forEach((record) => localStorage.removeItem(`dang-viet:${user}:${record}`));
  } catch { /* Nothing is kept here at all. */ }
})();
