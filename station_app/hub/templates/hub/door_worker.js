"use strict";
const NAME = "door-{{ name }}";
const KEPT = {{ kept|safe }};
const DOOR = {{ door|safe }};
const PATIENCE_MS = 3000;

self.addEventListener("install", (event) => {
  const fresh = KEPT.map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(NAME).then((kept) => kept.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("door-") && name !== NAME);
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && address.pathname === DOOR) {
    event.respondWith(page(event.request));
  } else if (KEPT.includes(address.pathname + address.search)) {
    event.respondWith(caches.match(event.request).then((found) => found || fetch(event.request)));
  }
});

// The newest page where there is a network; the kept one where there is none, or one that only seems to be one.
async function page(request) {
  const kept = await caches.match(DOOR);
  if (!kept) return fetch(request);
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS, kept); });
  return Promise.race([fetch(request).then((found) => (found.ok ? found : kept), () => kept), late]);
}
