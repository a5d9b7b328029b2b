// Buttons that need script are hidden until it runs; without it the page offers its address to read, and the PDF.
for (const item of document.querySelectorAll("[data-print]")) {
  item.hidden = false;
  item.querySelector("button").addEventListener("click", () => window.print());
}

for (const item of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  item.hidden = false;
  const said = item.querySelector("[data-copied]");
  const address = item.parentElement.querySelector("[data-address]");
  address.hidden = true;
  item.querySelector("button").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(item.dataset.copy);
      said.textContent = said.dataset.copied;
    } catch {
      // The browser refused: the address itself can be copied by hand.
      address.hidden = false;
    }
  });
}
