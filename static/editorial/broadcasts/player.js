/* Buttons beside the browser's player, and a text that follows the sound. Remembers nothing. */
"use strict";

(() => {
  const player = document.querySelector("[data-player]");
  const audio = player?.querySelector("audio");
  if (!audio) return;
  const tools = player.querySelector(".player-tools");
  const track = audio.querySelector("track")?.track;
  const body = document.querySelector(".story-text .body");
  let cues = [];
  let spans = [];

  const to = (seconds) => { audio.currentTime = Math.max(0, Math.min(seconds, audio.duration || seconds)); };
  const play = () => { audio.play().catch(() => {}); };
  const at = () => cues.findLastIndex((cue) => cue.startTime <= audio.currentTime + 0.05);
  const step = (by) => { to(cues[Math.max(0, Math.min(cues.length - 1, at() + by))].startTime); play(); };

  const mark = () => {
    const now = cues.length && audio.currentTime > 0 ? at() : -1;
    spans.forEach((parts, number) => parts.forEach((part) => part.classList.toggle("being-read", number === now)));
  };

  /* Where each sentence stands in the text: letters only, since the text may be set otherwise. */
  const wrap = () => {
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    const letters = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      for (let offset = 0; offset < node.length; offset += 1) if (/\S/.test(node.data[offset])) letters.push([node, offset]);
    }
    const all = letters.map(([node, offset]) => node.data[offset]).join("");
    let from = 0;
    const found = cues.map((cue) => {
      const wanted = cue.getCueAsHTML().textContent.replace(/\s/g, "").normalize("NFC");
      const start = wanted ? all.indexOf(wanted, from) : -1;
      if (start < 0) return [];
      from = start + wanted.length;
      const ranges = new Map();
      for (const [node, offset] of letters.slice(start, from)) ranges.set(node, [ranges.get(node)?.[0] ?? offset, offset + 1]);
      return [...ranges];
    });
    // From the end, so that what stands before keeps its place.
    found.reverse().forEach((ranges, turned) => {
      const number = cues.length - 1 - turned;
      spans[number] = ranges.map(([node, [start, end]]) => {
        const range = new Range();
        const span = document.createElement("span");
        range.setStart(node, start);
        range.setEnd(node, end);
        span.className = "cue";
        range.surroundContents(span);
        span.addEventListener("click", ({ target }) => {
          if (target.closest("a") || String(getSelection())) return;
          to(cues[number].startTime);
          play();
        });
        return span;
      });
    });
  };

  const follow = () => {
    if (cues.length || !track?.cues?.length) return;
    cues = [...track.cues];
    if (body) wrap();
    player.querySelectorAll("[data-step], [data-with-sentences]").forEach((one) => { one.hidden = false; });
  };

  if (track) {
    audio.querySelector("track").addEventListener("load", follow);
    track.mode = "hidden";
    follow();
  }
  for (const event of ["timeupdate", "seeked"]) audio.addEventListener(event, mark);
  tools.addEventListener("click", ({ target }) => {
    const { by, step: steps } = target.closest("button")?.dataset ?? {};
    if (by) to(audio.currentTime + Number(by));
    if (steps) step(Number(steps));
  });
  tools.querySelector("[data-speed]").addEventListener("change", ({ target }) => { audio.playbackRate = Number(target.value); });
  tools.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      j: () => to(audio.currentTime - 15), l: () => to(audio.currentTime + 15), k: () => (audio.paused ? play() : audio.pause()),
      ",": () => cues.length && step(-1), ".": () => cues.length && step(1),
    }[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
  tools.hidden = false;
  player.querySelector(".player-keys").hidden = false;
})();
