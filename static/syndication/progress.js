// Keeps the delivery page up to date while deliveries wait. Without JavaScript, reloading does the same.
(() => {
  const region = document.querySelector("[data-progress-url]");
  if (!region) return;

  const waits = () => region.querySelector("[data-waiting]")?.dataset.waiting !== "0";
  let pause = 1000;
  let shown = "";

  const refresh = async () => {
    try {
      const answer = await fetch(region.dataset.progressUrl, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error(`HTTP ${answer.status}`);
      const text = await answer.text();
      if (text !== shown) region.innerHTML = text;
      shown = text;
      pause = 1000;
    } catch {
      pause = Math.min(pause * 2, 30000);
    }
    if (waits()) setTimeout(refresh, pause);
  };

  if (waits()) setTimeout(refresh, pause);
})();
