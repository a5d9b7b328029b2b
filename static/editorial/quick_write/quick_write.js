"use strict";
/* Quick writing that survives a lost connection. Every text has a key made here; the server takes a key once. */
(() => {
  const form = document.getElementById("quick");
  if (!form || !("indexedDB" in window) || !window.fetch) return;
  const words = Object.fromEntries(
    Object.entries(form.dataset)
      .filter(([name]) => name.startsWith("said"))
      .map(([name, text]) => [name.slice(4, 5).toLowerCase() + name.slice(5), text]),
  );
  const user = form.dataset.user;
  const state = document.getElementById("state");
  const list = document.getElementById("kept");
  const FIELDS = ["portal", "kind", "title", "text", "credit", "event_at", "section", "byline", "source"];
  // Who writes and takes photos is mostly the same the next time.
  const STAYS = ["portal", "section", "credit", "byline"];
  const result = document.getElementById("sent");
  // What is chosen and not written has no empty value.
  const empty = (name) => (form.elements[name].tagName === "SELECT" ? blank[name] : "");
  const blank = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
  const RETRY = 20_000;
  const LONGEST = 180_000;
  const cards = photoCards(
    form.querySelector(".photos__chosen"), document.getElementById("photo-one"), words, remember,
  );
  const sent = [];
  let key = newKey();
  let timer;
  let sending = false;
  // The text whose button was just pressed: what comes of it is told in its place.
  let pressed = "";
  let connectedAnew = false;
  // What is wrong is said until something is typed: to leave a field is no answer to it.
  let stands = false;
  let writing = Promise.resolve();

  form.querySelector(".photos__plain").remove();
  form.querySelector(".photos__buttons").hidden = false;

  function say(text, wrong = false) {
    stands = wrong;
    state.hidden = !text;
    state.classList.toggle("state--wrong", wrong);
    state.setAttribute("role", wrong ? "alert" : "status");
    state.textContent = text;
  }

  /* After a button was pressed, which is far below: what came of it is where the eye is. */
  function sayHere(text, wrong = false) {
    say(text, wrong);
    state.focus();
  }

  /* The text being written ------------------------------------------------------------------ */

  function record(condition) {
    return {
      key, user, state: condition, act: "", said: "", at: Date.now(),
      fields: Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value])),
      photos: cards.all(),
    };
  }

  function isBegun() {
    return Boolean(form.elements.title.value.trim() || form.elements.text.value.trim() || cards.all().length);
  }

  function remember() {
    clearTimeout(timer);
    timer = setTimeout(keepWriting, 300);
  }

  /* One after the other: an older state must not overtake a newer one. */
  function keepWriting() {
    clearTimeout(timer);
    const now = record("writing");
    const begun = isBegun();
    writing = writing.then(() => (begun ? kept.put(now) : kept.drop(now.key))).then(
      () => { if (begun && !stands) say(words.saved); },
      () => say(words.full, true),
    );
    return writing;
  }

  function show(one) {
    key = one.key;
    FIELDS.forEach((name) => {
      form.elements[name].value = one.fields[name] ?? empty(name);
      // A portal or section that is no longer one's own.
      if (!form.elements[name].value && one.fields[name]) form.elements[name].value = blank[name];
    });
    cards.clear();
    one.photos.forEach((photo) => cards.add(photo.blob, photo.name, photo.alt, photo.caption));
  }

  function begin() {
    key = newKey();
    FIELDS.filter((name) => !STAYS.includes(name)).forEach((name) => { form.elements[name].value = empty(name); });
    cards.clear();
  }

  async function take(files) {
    let first;
    for (const file of files) {
      if (cards.all().length >= Number(form.dataset.places)) {
        say(words.photos, true);
        break;
      }
      const input = cards.add(await smaller(file), file.name || "anh.jpg", "");
      first ??= input;
    }
    // What it shows is known best at the moment it is taken.
    first?.focus();
    await keepWriting();
  }

  ["camera", "gallery"].forEach((id) => {
    const input = document.getElementById(id);
    input.addEventListener("change", async () => {
      const files = Array.from(input.files);
      await take(files);
      input.value = "";
    });
  });
  form.addEventListener("input", (event) => {
    stands = false;
    if (event.target.name) remember();
  });
  form.addEventListener("change", (event) => { if (event.target.name) remember(); });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const act = event.submitter?.value || "submit";
    const lacking = whatIsLacking(act);
    if (lacking) {
      say(lacking.text, true);
      lacking.field.focus();
      return;
    }
    clearTimeout(timer);
    const one = { ...record("waiting"), act };
    try {
      await writing;
      await kept.put(one);
    } catch {
      // Nothing can be kept here: send it from memory, and leave the form as it is until it has arrived.
      await sendFromMemory(one);
      return;
    }
    begin();
    await showKept();
    if (navigator.onLine) sayHere(words.sending);
    pressed = one.key;
    await sendAll();
    pressed = "";
    await showWhatCameOf(one);
  });

  /* Of the text whose button was just pressed. */
  async function showWhatCameOf(one) {
    const arrived = sent.find((other) => other.key === one.key);
    if (arrived) {
      showResult(arrived);
      return;
    }
    const waiting = (await kept.of(user)).find((other) => other.key === one.key);
    if (!waiting) return;
    if (waiting.state !== "refused" || isBegun()) {
      sayHere(waiting.said || words.kept, true);
      return;
    }
    // Back into the form, with each fault at its place.
    show(waiting);
    await keepWriting();
    await showKept();
    sayHere(waiting.said, true);
    const field = cards.tell(waiting.photos_wrong || {}) || form.elements[waiting.field_wrong];
    field?.focus();
  }

  function showResult(one) {
    document.getElementById("arrived").hidden = true;
    say("");
    result.querySelector("h2").textContent = one.said || words.sent;
    result.querySelector(".sent__story").textContent = one.fields.title;
    result.querySelector(".sent__where").textContent = one.where || "";
    result.querySelector("[data-do=open]").href = one.url;
    result.hidden = false;
    form.hidden = true;
    result.focus();
  }

  result.querySelector("[data-do=another]").addEventListener("click", () => {
    result.hidden = true;
    form.hidden = false;
    form.elements.title.focus();
  });

  function whatIsLacking(act) {
    const { title, text } = form.elements;
    if (!title.value.trim()) return { field: title, text: words.needed };
    if (act === "draft") return null;
    if (!text.value.trim()) return { field: text, text: words.needed };
    const field = cards.withoutWords(words.alt);
    return field ? { field, text: words.alt } : null;
  }

  /* Those that wait --------------------------------------------------------------------------- */

  async function sendAll() {
    if (sending) return;
    sending = true;
    try {
      // The connection may come back while an attempt without it is still failing.
      do {
        connectedAnew = false;
        await sendWaiting();
      } while (connectedAnew);
    } finally {
      sending = false;
      await showKept();
    }
  }

  async function sendWaiting() {
    for (const one of await kept.of(user)) {
      if (one.state !== "waiting") continue;
      say(words.sending);
      const answer = await send(one);
      if (answer.done) {
        await kept.drop(one.key);
        sent.push({ ...one, said: answer.said, where: answer.where, url: answer.url });
        if (one.key !== pressed) tellArrival(sent.at(-1));
      } else {
        await kept.put({
          ...one, state: answer.refused ? "refused" : "waiting", said: answer.said,
          photos_wrong: answer.photos, field_wrong: FIELDS.find((name) => answer.fields?.[name]),
        });
      }
      say(answer.said, !answer.done);
      // Without a connection the others would fail as well.
      if (!answer.done && !answer.refused) break;
    }
  }

  /* Sent by itself while the eye is elsewhere on the page; the server tells it on the next page opened. */
  function tellArrival(one) {
    const told = document.getElementById("arrived");
    const link = told.querySelector("a");
    link.href = one.url;
    told.replaceChildren(`${one.said || words.sent} ${one.fields.title} `, link);
    told.hidden = false;
  }

  async function sendFromMemory(one) {
    say(words.sending);
    pressed = one.key;
    const answer = await send(one);
    pressed = "";
    if (!answer.done) {
      sayHere(answer.said, true);
      (cards.tell(answer.photos || {}) || form.elements[FIELDS.find((name) => answer.fields?.[name])])?.focus();
      return;
    }
    const arrived = { ...one, said: answer.said, where: answer.where, url: answer.url };
    sent.push(arrived);
    begin();
    await showKept();
    showResult(arrived);
  }

  async function send(one) {
    // Only "offline" can be believed; "online" may be a network that leads nowhere.
    if (!navigator.onLine) return { said: words.kept };
    try {
      const asked = await fetch(form.dataset.status, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(15_000) });
      if (asked.type === "opaqueredirect" || asked.status === 403) return { said: words.signIn };
      if (!asked.ok) return { said: words.kept };
      const status = await asked.json();
      if (String(status.user) !== user) return { said: words.other };
      const answer = await fetch(form.action, {
        method: "POST", body: body(one), redirect: "manual", signal: AbortSignal.timeout(LONGEST),
        headers: { Accept: "application/json", "X-CSRFToken": status.token },
      });
      if (answer.type === "opaqueredirect" || answer.status === 403) return { said: words.signIn };
      if (answer.status === 422) return { refused: true, ...(await answer.json()) };
      if (!answer.ok) return { said: words.kept };
      return { done: true, ...(await answer.json()) };
    } catch {
      return { said: words.kept };
    }
  }

  function body(one) {
    const data = new FormData();
    data.set("key", one.key);
    data.set("act", one.act);
    if (one.key !== pressed) data.set("late", "1");
    // What was kept by an older page knows fewer fields.
    FIELDS.forEach((name) => data.set(name, one.fields[name] ?? ""));
    one.photos.forEach((photo, index) => {
      data.set(`photo-${index}`, photo.blob, photo.name);
      data.set(`alt-${index}`, photo.alt);
      data.set(`caption-${index}`, photo.caption || "");
    });
    return data;
  }

  async function showKept() {
    const waiting = (await kept.of(user)).filter((one) => one.state !== "writing");
    list.hidden = waiting.length + sent.length === 0;
    list.querySelector("ul").replaceChildren(...waiting.map(waitingRow), ...sent.map(sentRow));
  }

  function row(one) {
    const element = document.getElementById("kept-one").content.firstElementChild.cloneNode(true);
    element.dataset.state = one.state;
    element.querySelector(".kept__title").textContent = one.fields.title;
    element.querySelector(".kept__state").textContent = one.said || words.kept;
    return element;
  }

  function button(element, name) {
    return element.querySelector(`[data-do="${name}"]`);
  }

  function waitingRow(one) {
    const element = row(one);
    const refused = one.state === "refused";
    button(element, "send").hidden = refused;
    button(element, "change").hidden = !refused;
    button(element, "send").addEventListener("click", sendAll);
    // Only a text that the server refused is changed: another one may have arrived already.
    button(element, "change").addEventListener("click", async () => {
      if (isBegun()) {
        say(words.busy, true);
        return;
      }
      show(one);
      await keepWriting();
      await showKept();
      form.elements.title.focus();
    });
    button(element, "drop").addEventListener("click", async () => {
      if (!confirm(words.drop)) return;
      await kept.drop(one.key);
      await showKept();
    });
    return element;
  }

  function sentRow(one) {
    const element = row({ ...one, state: "sent" });
    ["send", "drop"].forEach((name) => button(element, name).remove());
    const open = button(element, "open");
    open.hidden = false;
    open.href = one.url;
    return element;
  }

  /* Begin --------------------------------------------------------------------------------------- */

  async function start() {
    const begun = (await kept.of(user)).find((one) => one.state === "writing");
    if (begun && !isBegun()) {
      show(begun);
      say(words.restored);
    }
    await showKept();
    await sendAll();
  }

  start();
  addEventListener("online", () => { connectedAnew = true; sendAll(); });
  addEventListener("visibilitychange", () => (document.hidden ? isBegun() && keepWriting() : sendAll()));
  setInterval(() => { if (list.querySelector("[data-state=waiting]")) sendAll(); }, RETRY);
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(form.dataset.worker, { scope: new URL(form.action, location).pathname }).catch(() => {});
  }
})();
