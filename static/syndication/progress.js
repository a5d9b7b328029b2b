// Keeps the delivery board up to date while somebody looks at it: every second while it moves by itself, else every ten.
// Without JavaScript, reloading does the same.
(() => {
  // What may be done for half a minute is not offered after it.
  document.querySelectorAll("[data-until]").forEach((element) => {
    const left = Number(element.dataset.until) - Date.now();
    if (left < 2 ** 31) setTimeout(() => { element.hidden = true; }, Math.max(0, left));
  });

  const region = document.querySelector("[data-progress-url]");
  if (!region) return;

  const state = () => region.querySelector("[data-waiting]")?.dataset ?? {};
  const usual = () => (state().live === "1" ? 1000 : 10000);
  let failures = 0;
  let shown = "";

  // A person who types a reason or stands on a button in the board must not lose it.
  const inUse = () => region.contains(document.activeElement) && document.activeElement !== region;

  const refresh = async () => {
    try {
      if (!document.hidden && !inUse()) {
        const answer = await fetch(region.dataset.progressUrl, { headers: { Accept: "text/html" } });
        if (!answer.ok || answer.redirected) throw new Error(`HTTP ${answer.status}`);
        const text = await answer.text();
        if (text !== shown && !inUse()) region.innerHTML = text;
        shown = text;
      }
      failures = 0;
    } catch {
      failures += 1;
    }
    if (state().ended !== "1") setTimeout(refresh, Math.min(usual() * 2 ** failures, 60000));
  };

  if (state().ended !== "1") setTimeout(refresh, usual());
})();
