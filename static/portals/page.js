/* The reader's tools at the top of every page: size of text, light or dark. Without this script they are not shown. */
"use strict";

(() => {
  const tools = document.querySelector(".tools");
  if (!tools) return;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (window.reader.chosen("theme") || document.documentElement.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
  const sizes = [...tools.querySelectorAll("[data-size]")];
  const theme = tools.querySelector("[data-switch=theme]");

  const show = () => {
    const size = document.documentElement.dataset.text || "";
    for (const button of sizes) button.setAttribute("aria-pressed", String(button.dataset.size === size));
    theme.setAttribute("aria-pressed", String(isDark()));
  };

  for (const button of sizes) {
    button.addEventListener("click", () => { window.reader.choose("text", button.dataset.size); show(); });
  }
  theme.addEventListener("click", () => {
    const next = isDark() ? "light" : "dark";
    const asked = dark.matches ? "dark" : "light";
    window.reader.choose("theme", next === asked ? "" : next);
    show();
  });
  dark.addEventListener("change", show);
  show();
})();

/* Menus that are open close when the reader goes elsewhere. Without this script each closes by its own name. */
(() => {
  const menus = [...document.querySelectorAll(".menu details")];
  const close = (kept) => { for (const menu of menus) if (menu !== kept) menu.open = false; };

  for (const menu of menus) menu.addEventListener("toggle", () => { if (menu.open) close(menu); });
  document.addEventListener("click", (event) => { if (!event.target.closest(".menu details")) close(); });
  document.addEventListener("keydown", (event) => {
    const open = menus.find((menu) => menu.open);
    if (event.key !== "Escape" || !open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
})();
