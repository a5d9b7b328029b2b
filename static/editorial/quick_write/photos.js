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
      photo.element.querySelector(".photo__alt-label").textContent = name;
      photo.element.querySelector(".photo__caption-label").textContent = `${words.caption} ${index + 1}`;
    });
  }

  function add(blob, name, alt, caption = "") {
    const element = card.content.firstElementChild.cloneNode(true);
    const photo = { blob, name, alt, caption, element };
    const image = element.querySelector("img");
    const input = element.querySelector(".photo__alt");
    const below = element.querySelector(".photo__caption");
    const wrong = element.querySelector(".wrong");
    image.src = URL.createObjectURL(blob);
    image.onload = () => URL.revokeObjectURL(image.src);
    input.id = `alt-${newKey()}`;
    element.querySelector(".photo__alt-label").htmlFor = input.id;
    below.id = `caption-${input.id}`;
    wrong.id = `wrong-${input.id}`;
    element.querySelector(".photo__caption-label").htmlFor = below.id;
    input.value = alt;
    below.value = caption;
    input.addEventListener("input", () => { photo.alt = input.value; rightAgain(photo); changed(); });
    below.addEventListener("input", () => { photo.caption = below.value; changed(); });
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

  /* Said right below the field, and to screen readers with it. */
  function say(photo, text) {
    const wrong = photo.element.querySelector(".wrong");
    wrong.textContent = text;
    wrong.hidden = !text;
    const input = photo.element.querySelector(".photo__alt");
    input.setAttribute("aria-describedby", text ? wrong.id : "photos-help");
    input.toggleAttribute("aria-invalid", Boolean(text));
    return input;
  }

  function rightAgain(photo) {
    if (photo.alt.trim()) say(photo, "");
  }

  return {
    add,
    all: () => photos.map(({ blob, name, alt, caption }) => ({ blob, name, alt: alt.trim(), caption: caption.trim() })),
    /* Returns the field of the first photo that something is said of. */
    tell(errors) {
      const told = photos.filter((_photo, index) => errors[index]);
      photos.forEach((photo, index) => say(photo, errors[index] || ""));
      return told[0]?.element.querySelector(".photo__alt");
    },
    clear() {
      photos.length = 0;
      list.replaceChildren();
      number();
    },
    /* The words under each that has none, and the field of the first. */
    withoutWords(text) {
      return this.tell(photos.map((photo) => (photo.alt.trim() ? "" : text)));
    },
  };
}
