{% autoescape off %}"use strict";
/* Opens the page of quick writing without a connection. It touches that page and its files, nothing else. */
const PAGE = "{{ page|escapejs }}";
const ASSETS = [{% for asset in assets %}"{{ asset|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const SHELF = "viet-nhanh-1";
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (request.mode === "navigate") {
    if (url.origin === self.location.origin && url.pathname === PAGE) event.respondWith(page(request));
  } else if (ASSETS.some((asset) => new URL(asset, self.location).href.split("?")[0] === url.href.split("?")[0])) {
    event.respondWith(asset(request));
  }
});

async function fill() {
  const shelf = await caches.open(SHELF);
  await shelf.addAll(ASSETS);
  const found = await fetch(PAGE, { credentials: "same-origin", cache: "no-store" });
  if (found.ok && !found.redirected) await shelf.put(PAGE, found);
}

/* The server's answer where it comes in time; what was kept where it does not. */
async function page(request) {
  const shelf = await caches.open(SHELF);
  const kept = await shelf.match(PAGE);
  const asked = fetch(request).then(async (found) => {
    if (found.ok) await shelf.put(PAGE, found.clone());
    // Signed out: the next person here must not be shown this one's page.
    else if (found.type === "opaqueredirect") await shelf.delete(PAGE);
    return found;
  });
  if (!kept) return asked;
  return inTime(asked, kept);
}

async function asset(request) {
  const shelf = await caches.open(SHELF);
  const kept = await shelf.match(request, { ignoreSearch: true });
  const asked = fetch(request).then(async (found) => {
    if (found.ok) await shelf.put(request, found.clone());
    return found;
  });
  return kept ? inTime(asked, kept) : asked;
}

function inTime(asked, kept) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(kept), PATIENCE);
    asked.then(
      (found) => { clearTimeout(timer); resolve(found.status >= 500 ? kept : found); },
      () => { clearTimeout(timer); resolve(kept); },
    );
  });
}
{% endautoescape %}
