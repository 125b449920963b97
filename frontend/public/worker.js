// Keeps the shell readable off line: hashed files from the cache, pages from the network first.
// Nothing private is ever kept: no message, no answer of the API, no public page.
const CACHE = "palabre-shell-1";
const SHELL = "/chat";
const FILES = 60; // of this version and the one before; older ones make room

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(hashed(request));
  else if (request.mode === "navigate" && isShell(url.pathname)) event.respondWith(page(request));
});

// A notice holds neither name nor word; touched, it brings a page of the chat to the front, or opens one.
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(comeBack());
});

async function comeBack() {
  const pages = await self.clients.matchAll({ type: "window" });
  const open = pages.find((one) => isShell(new URL(one.url).pathname));
  return open ? open.focus() : self.clients.openWindow(SHELL);
}

function isShell(path) {
  return path === SHELL || path.startsWith(`${SHELL}/`);
}

// A hashed file never changes: the first copy is the good one.
async function hashed(request) {
  const kept = await read((cache) => cache.match(request));
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await keep(request, answer.clone());
  return answer;
}

// The shell holds no word of anybody: it is the same for every member, and says by itself that it is off line.
async function page(request) {
  let answer;
  try {
    answer = await fetch(request);
  } catch (error) {
    const kept = await read((cache) => cache.match(SHELL));
    if (kept) return kept;
    throw error;
  }
  if (answer.ok && !answer.redirected) await keep(SHELL, answer.clone());
  else if (answer.status === 403) await caches.delete(CACHE).catch(() => false);
  return answer;
}

function read(act) {
  return caches
    .open(CACHE)
    .then(act)
    .catch(() => undefined);
}

// A device that is full or keeps nothing refuses; what came from the network is shown all the same.
function keep(key, answer) {
  return read(async (cache) => {
    await cache.put(key, answer);
    const files = (await cache.keys()).filter((one) => new URL(one.url).pathname !== SHELL);
    const former = files.slice(0, Math.max(0, files.length - FILES));
    await Promise.all(former.map((one) => cache.delete(one)));
  });
}
