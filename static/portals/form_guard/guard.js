/* Solves the form's task while somebody writes, so that nobody has to click, read or match anything. */
"use strict";

(() => {
  // A phone that needs longer sends without: then somebody reads what came.
  const PATIENCE = 30_000;

  for (const guard of document.querySelectorAll("[data-form-guard]")) {
    const form = guard.closest("form");
    const answer = guard.querySelector("input[name=altcha]");
    const state = guard.querySelector("[role=status]");
    let work = null;
    guard.querySelector(".form-guard-without").hidden = true;

    const say = (what) => { state.textContent = guard.dataset[what]; };

    const solve = () => new Promise((resolve) => {
      const challenge = JSON.parse(guard.dataset.task);
      const worker = new Worker(guard.dataset.worker);
      const end = (solution) => {
        clearTimeout(late);
        worker.terminate();
        if (solution) answer.value = btoa(JSON.stringify({ challenge, solution }));
        say(solution ? "done" : "failed");
        resolve();
      };
      const late = setTimeout(end, PATIENCE, null);
      worker.onmessage = (message) => end(message.data);
      worker.onerror = () => end(null);
      say("working");
      worker.postMessage(challenge.parameters);
    });

    const begin = () => (work ||= solve().catch(() => say("failed")).then(() => { work.over = true; }));

    // Whoever only reads is spared the work. A button has the focus from the press on: words that come then would move
    // it away from under the pointer, and the click would be lost.
    form.addEventListener("focusin", (event) => { if (event.target.type !== "submit") begin(); });
    form.addEventListener("submit", (event) => {
      begin();
      if (work.over) return;
      event.preventDefault();
      if (work.waits) return;
      work.waits = true;
      say("waiting");
      const button = event.submitter;
      work.then(() => form.requestSubmit(button));
    });
  }
})();
