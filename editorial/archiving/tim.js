// Searches the archive in the browser, off line. Scripts with the texts are loaded when they are searched.
"use strict";
(() => {
  const texts = new Map();
  const form = document.querySelector("form");
  const found = document.getElementById("ket-qua");
  const said = document.getElementById("trang-thai");
  const MOST = 200;

  // Without marks and capitals; đ has no mark that could be taken off.
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
  const lower = (text) => text.normalize("NFC").toLowerCase();

  window.coDuLieu = (host, rows) => {
    texts.set(host, rows.map(([title, name, text]) => ({
      title, name, text, marked: lower(`${title} ${text}`), bare: plain(`${title} ${text}`), head: plain(title),
    })));
  };

  const load = (host) => new Promise((done) => {
    if (texts.has(host)) return done();
    const script = document.createElement("script");
    script.src = `${host}.js`;
    script.onload = done;
    script.onerror = () => { texts.set(host, []); done(); };
    document.head.append(script);
  });

  // A word with marks is meant with them, one without stands for all.
  const stands = (row, words) => words.every(({ word, bare }) => (word === bare ? row.bare.includes(bare) : row.marked.includes(word)));

  async function search() {
    const words = lower(form.elements.q.value).split(/\s+/).filter(Boolean).map((word) => ({ word, bare: plain(word) }));
    found.replaceChildren();
    if (!words.length) return;
    const hosts = form.elements.cong.value ? [form.elements.cong.value] : [...form.elements.cong.options].map((one) => one.value).filter(Boolean);
    const hits = [];
    for (const host of hosts) {
      said.textContent = host;
      await load(host);
      for (const row of texts.get(host) || []) if (stands(row, words)) hits.push({ row, host });
    }
    const weight = ({ row }) => words.filter(({ bare }) => row.head.includes(bare)).length;
    hits.sort((one, other) => weight(other) - weight(one));
    said.textContent = `${said.dataset.found}: ${hits.length}`;
    for (const { row, host } of hits.slice(0, MOST)) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `../${row.name.split("/").map(encodeURIComponent).join("/")}`;
      link.textContent = row.title || row.name;
      const more = document.createElement("p");
      more.textContent = `${host}: ${row.text.slice(0, 160)}`;
      item.append(link, more);
      found.append(item);
    }
  }
  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
})();
