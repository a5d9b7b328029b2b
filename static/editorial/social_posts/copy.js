// A button copies its text where the browser lets it; without script the text is chosen and copied by hand.
for (const box of document.querySelectorAll("[data-copy-text]")) {
  const text = box.querySelector("textarea");
  const button = box.querySelector("button");
  const said = box.querySelector("[role=status]");
  text.addEventListener("focus", () => text.select());
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.value);
      said.textContent = said.dataset.copied;
    } catch {
      text.focus();
      said.textContent = said.dataset.refused;
    }
  });
}
