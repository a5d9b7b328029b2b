/* Reads a story aloud with the browser's own Vietnamese voice. Without one, nothing is offered. */
"use strict";

(() => {
  const tools = document.querySelector("[data-listen]");
  const speech = window.speechSynthesis;
  if (!tools || !speech) return;
  const story = tools.closest("article");
  const play = tools.querySelector("[data-act=play]");
  const said = play.querySelector("[data-said]");
  const stop = tools.querySelector("[data-act=stop]");
  // Long texts are cut off by some browsers: one utterance for each paragraph.
  const parts = () => [...story.querySelectorAll("h1, .story-lead, .body :is(h2, h3, p, li, figcaption, caption, td, th)")]
    .filter((part) => part.textContent.trim());
  let state = "idle";
  let queue = [];
  let at = 0;
  let current = null;

  // On the device only: other voices send the text away.
  const voice = () => speech.getVoices().find(({ lang, localService }) => localService && /^vi\b/i.test(lang.replace("_", "-")));

  const show = (next) => {
    state = next;
    said.textContent = play.dataset[{ idle: "play", speaking: "pause", paused: "resume" }[next]];
    play.setAttribute("aria-pressed", String(next === "speaking"));
    stop.hidden = next === "idle";
  };

  const mark = (part) => {
    for (const old of story.querySelectorAll(".being-read")) old.classList.remove("being-read");
    if (part) part.classList.add("being-read");
  };

  const end = () => {
    current = null;
    speech.cancel();
    mark(null);
    show("idle");
  };

  const readOn = () => {
    if (at >= queue.length) { end(); return; }
    const utterance = new SpeechSynthesisUtterance(queue[at].textContent.trim());
    utterance.lang = "vi-VN";
    utterance.voice = voice() || null;
    utterance.onend = () => { if (utterance === current) { at += 1; readOn(); } };
    utterance.onerror = () => { if (utterance === current) end(); };
    current = utterance;
    mark(queue[at]);
    speech.speak(utterance);
  };

  play.addEventListener("click", () => {
    if (state === "speaking") { speech.pause(); show("paused"); return; }
    if (state === "paused") { speech.resume(); show("speaking"); return; }
    speech.cancel();
    queue = parts();
    at = 0;
    show("speaking");
    readOn();
  });
  stop.addEventListener("click", () => { end(); play.focus(); });
  window.addEventListener("pagehide", () => speech.cancel());

  const offer = () => { tools.hidden = !voice(); };
  offer();
  speech.addEventListener?.("voiceschanged", offer);
})();
