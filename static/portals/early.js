/* Before anything is painted: the colours and the size of text that this reader chose here before. */
"use strict";

(() => {
  const root = document.documentElement;
  // What needs a script takes its space from the first paint on.
  root.dataset.script = "";

  window.reader = {
    /** Return what was chosen, or "" where nothing was, or where the browser keeps nothing. */
    chosen(name) {
      try { return localStorage.getItem(`reader-${name}`) || ""; } catch { return ""; }
    },

    /** Apply a choice and keep it; "" goes back to what the system asks for. */
    choose(name, value) {
      try {
        if (value) localStorage.setItem(`reader-${name}`, value);
        else localStorage.removeItem(`reader-${name}`);
      } catch { /* It then holds for this page. */ }
      this.apply(name, value);
    },

    apply(name, value) {
      if (value) root.dataset[name] = value;
      else delete root.dataset[name];
      if (name === "theme") {
        const dark = document.getElementById("dark");
        dark.media = { dark: "screen", light: "not all" }[value] || dark.dataset.system;
      }
    },
  };

  for (const name of ["theme", "text"]) {
    const value = window.reader.chosen(name);
    if (["light", "dark", "l", "xl"].includes(value)) window.reader.apply(name, value);
  }
})();
