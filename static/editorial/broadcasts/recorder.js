/* Records into the form's own file field, so that the form is sent as any other. */
"use strict";

(() => {
  const form = document.getElementById("bulletin");
  const box = form?.querySelector("[data-recorder]");
  if (!box || !navigator.mediaDevices?.getUserMedia || !window.MediaRecorder || !window.DataTransfer) return;
  const FORMS = [["audio/mp4", "m4a"], ["audio/ogg;codecs=opus", "ogg"], ["audio/webm;codecs=opus", "webm"]];
  const [mime, ending] = FORMS.find(([one]) => MediaRecorder.isTypeSupported(one)) ?? [];
  if (!mime) return;
  const field = form.querySelector("input[type=file]");
  const heard = form.querySelector("[data-heard]");
  const state = form.querySelector("[data-state]");
  const record = box.querySelector("[data-act=record]");
  const stop = box.querySelector("[data-act=stop]");
  let recorder = null;
  let timer;

  const say = (text) => { state.hidden = !text; state.textContent = text; };

  const keep = (parts) => {
    if (!parts.length) { say(form.dataset.saidDenied); return; }
    const name = `ban-tin-${new Date().toISOString().slice(0, 16).replace(/\D/g, "")}.${ending}`;
    const file = new File(parts, name, { type: mime.split(";")[0] });
    const moved = new DataTransfer();
    moved.items.add(file);
    field.files = moved.files;
    if (heard.src) URL.revokeObjectURL(heard.src);
    heard.src = URL.createObjectURL(file);
    heard.hidden = false;
    say(form.dataset.saidReady);
  };

  const running = (is) => {
    record.hidden = is;
    stop.hidden = !is;
    (is ? stop : record).focus();
  };

  record.addEventListener("click", async () => {
    let stream;
    try { stream = await navigator.mediaDevices.getUserMedia({ audio: true }); } catch { say(form.dataset.saidDenied); return; }
    const parts = [];
    const began = Date.now();
    recorder = new MediaRecorder(stream, { mimeType: mime, audioBitsPerSecond: 64_000 });
    recorder.ondataavailable = ({ data }) => { if (data.size) parts.push(data); };
    recorder.onstop = () => {
      clearInterval(timer);
      stream.getTracks().forEach((track) => track.stop());
      recorder = null;
      running(false);
      keep(parts);
    };
    recorder.start(1000);
    running(true);
    const tell = () => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      // Read out once, not each second: only the time changes.
      say(`${form.dataset.saidRecording} ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
    };
    state.setAttribute("aria-live", "off");
    tell();
    timer = setInterval(tell, 1000);
  });
  stop.addEventListener("click", () => { state.setAttribute("aria-live", "polite"); recorder?.stop(); });
  form.addEventListener("submit", (event) => { if (recorder) { event.preventDefault(); recorder.stop(); } });
  window.addEventListener("beforeunload", (event) => { if (recorder) event.preventDefault(); });
  box.hidden = false;
})();
