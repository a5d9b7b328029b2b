// Folds keep a page short on a phone. Where there is room all are open, and on paper wherever it is printed from.
(() => {
  "use strict";
  const folds = [...document.querySelectorAll("details[data-fold]")];
  if (!folds.length) return;
  const room = matchMedia("(min-width: 50em)");
  const held = new Map();
  const hold = () => folds.forEach((fold) => held.set(fold, fold.open));
  const put = (isOpen) => folds.forEach((fold) => (fold.open = isOpen ?? held.get(fold)));
  const fit = () => put(room.matches || undefined);
  // A link to a line opens what it stands in.
  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    let fold = target?.closest("details");
    if (!fold) return;
    for (; fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView();
  };

  hold();
  if (room.matches) put(true);
  room.addEventListener("change", fit);
  const seen = new Map();
  addEventListener("beforeprint", () => {
    folds.forEach((fold) => seen.set(fold, fold.open));
    put(true);
  });
  addEventListener("afterprint", () => folds.forEach((fold) => (fold.open = seen.get(fold))));
  addEventListener("hashchange", reveal);
  reveal();
})();
