// Shows only the list that belongs to the chosen kind of audience. Without JavaScript all lists are shown.
(() => {
  const kinds = [...document.querySelectorAll('input[name="audience"]')];
  const parts = [...document.querySelectorAll("[data-audience-part]")];

  const show = () => {
    const kind = kinds.find((input) => input.checked)?.value;
    for (const part of parts) part.hidden = part.dataset.audiencePart !== kind;
  };

  for (const input of kinds) input.addEventListener("change", show);
  show();
})();
