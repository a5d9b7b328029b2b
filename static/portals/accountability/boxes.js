// Boxes over a page of a file for the public, drawn with a mouse or pen. Each fills a row of edges, where it can be set
// right by keys; without JavaScript the rows are all there is. A finger scrolls, as on any page.
(() => {
  const page = document.querySelector("svg.redaction-page");
  const rows = document.querySelector("[data-box-rows]");
  const anew = document.querySelector("template[data-box-row]");
  if (!page || !rows || !anew) return;

  const MOST = Number(rows.dataset.boxRows);
  const SIDES = ["left", "top", "right", "bottom"];
  // What is thinner, in percent of the page, was a click.
  const THINNEST = 0.5;
  const told = document.querySelector("[data-box-told]");
  const { width, height } = page.viewBox.baseVal;
  const drawnBoxes = new Map();
  let unsaved = false;
  let start = null;
  let shape = null;

  const allRows = () => [...rows.querySelectorAll(".redaction-row")];
  const fieldsOf = (row) => SIDES.map((side) => row.querySelector(`[name^="${side}_"]`));
  const isEmpty = (row) => fieldsOf(row).every((field) => field.value === "");
  const draw = (name, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    page.append(made);
    return made;
  };
  const say = (words) => {
    told.textContent = words;
  };

  const freeRow = () => {
    const empty = allRows().find(isEmpty);
    if (empty) return empty;
    const number = allRows().length + 1;
    if (number > MOST) return null;
    const holder = document.createElement("div");
    holder.innerHTML = anew.innerHTML.replaceAll("__row__", number);
    rows.append(...holder.children);
    return allRows().at(-1);
  };

  // The edges of a row as a box on the picture, once all four are there.
  const show = (row) => {
    drawnBoxes.get(row)?.remove();
    drawnBoxes.delete(row);
    const [left, top, right, bottom] = fieldsOf(row).map((field) => field.valueAsNumber);
    row.querySelector("[data-box-clear]").hidden = isEmpty(row);
    if (!(left < right && top < bottom)) return;
    drawnBoxes.set(
      row,
      draw("rect", {
        class: "redaction-box redaction-box--new",
        x: (left * width) / 100,
        y: (top * height) / 100,
        width: ((right - left) * width) / 100,
        height: ((bottom - top) * height) / 100,
      }),
    );
  };

  const pointOf = (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(
      page.getScreenCTM().inverse(),
    );
    const within = (value, whole) => (Math.min(Math.max(value, 0), whole) * 100) / whole;
    return { x: within(at.x, width), y: within(at.y, height) };
  };
  // Outwards, so that nothing of what was drawn over looks out.
  const edgesOf = (one, other) => {
    const down = (value) => Math.max(Math.floor(value * 10) / 10, 0);
    const up = (value) => Math.min(Math.ceil(value * 10) / 10, 100);
    return [
      down(Math.min(one.x, other.x)),
      down(Math.min(one.y, other.y)),
      up(Math.max(one.x, other.x)),
      up(Math.max(one.y, other.y)),
    ];
  };
  const stop = () => {
    shape?.remove();
    start = shape = null;
  };

  page.classList.add("redaction-page--drawn-on");
  page.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button !== 0) return;
    event.preventDefault();
    page.setPointerCapture(event.pointerId);
    start = pointOf(event);
    shape = draw("rect", { class: "redaction-box redaction-box--new", width: 0, height: 0 });
  });
  page.addEventListener("pointermove", (event) => {
    if (!start) return;
    const [left, top, right, bottom] = edgesOf(start, pointOf(event));
    shape.setAttribute("x", (left * width) / 100);
    shape.setAttribute("y", (top * height) / 100);
    shape.setAttribute("width", ((right - left) * width) / 100);
    shape.setAttribute("height", ((bottom - top) * height) / 100);
  });
  page.addEventListener("pointerup", (event) => {
    if (!start) return;
    const end = pointOf(event);
    const edges = edgesOf(start, end);
    const isClick = Math.abs(start.x - end.x) < THINNEST || Math.abs(start.y - end.y) < THINNEST;
    stop();
    if (isClick) return;
    const row = freeRow();
    if (!row) return say(rows.dataset.boxFull);
    fieldsOf(row).forEach((field, place) => {
      field.value = edges[place];
    });
    show(row);
    unsaved = true;
    say(rows.dataset.boxAdded);
  });
  page.addEventListener("pointercancel", stop);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") stop();
  });

  rows.addEventListener("input", (event) => {
    unsaved = true;
    show(event.target.closest(".redaction-row"));
  });
  rows.addEventListener("click", (event) => {
    if (!event.target.matches("[data-box-clear]")) return;
    const row = event.target.closest(".redaction-row");
    const fields = fieldsOf(row);
    for (const field of fields) field.value = "";
    show(row);
    fields[0].focus();
    say(rows.dataset.boxCleared);
  });

  // A tick that is taken away is seen on the picture at once.
  for (const tick of document.querySelectorAll("input[name=paint]")) {
    const box = page.querySelector(`[data-box="${tick.value}"]`);
    tick.addEventListener("change", () => {
      unsaved = true;
      box?.classList.toggle("redaction-box--bare", !tick.checked);
    });
  }

  const form = rows.closest("form");
  form.addEventListener("submit", () => {
    unsaved = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
  for (const row of allRows()) show(row);
  // Whoever has but a finger is not told of a mouse.
  const hasMouse = matchMedia("(any-pointer: fine)").matches;
  for (const hint of document.querySelectorAll("[data-box-hint]")) hint.hidden = !hasMouse;
})();
