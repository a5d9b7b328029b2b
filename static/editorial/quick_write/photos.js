"use strict";
/* Makes a photo smaller before it is kept and sent, where the browser can read it; the server does it in any case. */
const LONGEST_SIDE = 2560;
const SMALL_ENOUGH = 1_500_000;

async function smaller(file) {
  if (file.size <= SMALL_ENOUGH || !("createImageBitmap" in window)) return file;
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    // HEIC in most browsers, or no photo at all: the server says which.
    return file;
  }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const made = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.85); });
  return made && made.size < file.size ? made : file;
}

/* The cards of the chosen photos. `changed` is called after every change. */
function photoCards(list, card, words, changed) {
  const photos = [];

  function number() {
    list.hidden = photos.length === 0;
    photos.forEach((photo, index) => {
      const name = `${words.photo} ${index + 1}`;
      photo.element.querySelector("img").alt = name;
      photo.element.querySelector("label").textContent = name;
    });
  }

  function add(blob, name, alt) {
    const element = card.content.firstElementChild.cloneNode(true);
    const photo = { blob, name, alt, element };
    const image = element.querySelector("img");
    const input = element.querySelector("input");
    image.src = URL.createObjectURL(blob);
    image.onload = () => URL.revokeObjectURL(image.src);
    input.id = `alt-${newKey()}`;
    element.querySelector("label").htmlFor = input.id;
    input.value = alt;
    input.addEventListener("input", () => { photo.alt = input.value; changed(); });
    element.querySelector("button").addEventListener("click", () => {
      photos.splice(photos.indexOf(photo), 1);
      element.remove();
      number();
      changed();
    });
    photos.push(photo);
    list.append(element);
    number();
    return input;
  }

  return {
    add,
    all: () => photos.map(({ blob, name, alt }) => ({ blob, name, alt: alt.trim() })),
    clear() {
      photos.length = 0;
      list.replaceChildren();
      number();
    },
    firstWithoutWords: () => photos.find((photo) => !photo.alt.trim())?.element.querySelector("input"),
  };
}
