// Keeps the phone's page, its scripts and its fonts at hand for bad networks. What the room is like is never kept: that
// comes over the socket or not at all, and the page says so.

const KEPT = "rostrum-shell-1";
const SHELL = "/phone/";
const PATIENCE = 3_000;

self.addEventListener("install", (event) => event.waitUntil(keepShell().then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => {
  const forget = async () => {
    for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(forget());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname === SHELL) event.respondWith(freshShell(request));
  else if (pathname.startsWith("/static/assets/")) event.respondWith(kept(request));
});

/** The page as the server has it; as it was kept, where the server takes too long. */
async function freshShell(request) {
  const cache = await caches.open(KEPT);
  const fetched = fetch(request).then(async (answer) => {
    if (answer.ok) await cache.put(SHELL, answer.clone());
    return answer;
  });
  const late = new Promise((_, fail) => setTimeout(() => fail(new Error("late")), PATIENCE));
  try {
    return await Promise.race([fetched, late]);
  } catch {
    return (await cache.match(SHELL)) ?? fetched;
  }
}

/** A file whose name changes with what is in it: what was fetched once is right for ever. */
async function kept(request) {
  const cache = await caches.open(KEPT);
  const found = await cache.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

async function keepShell() {
  const cache = await caches.open(KEPT);
  const answer = await fetch(SHELL, { cache: "no-store" });
  if (!answer.ok) throw new Error("no shell");
  const page = await answer.clone().text();
  await cache.put(SHELL, answer);
  const named = [...page.matchAll(/(?:src|href)="(\/static\/assets\/[^"]+)"/g)].map(([, address]) => address);
  await cache.addAll(named);
}
