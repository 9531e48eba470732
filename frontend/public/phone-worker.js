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

// A turn that is near, told while nobody looks at the page. Whoever looks at it sees and hears it there.
self.addEventListener("push", (event) => event.waitUntil(tell(event.data)));

async function tell(data) {
  let told;
  try {
    told = data.json();
  } catch {
    return;
  }
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.some((page) => page.visibilityState === "visible" && page.focused && new URL(page.url).pathname === SHELL)) return;
  await self.registration.showNotification(told.title, {
    body: told.body,
    lang: told.language,
    dir: told.language === "ar" ? "rtl" : "ltr",
    icon: "/static/icon-192.png",
    // One message for each room: the newer takes the place of the older, and sounds again.
    tag: `turn-${told.room}`,
    renotify: true,
    requireInteraction: told.stage === "floor",
    data: { room: told.room },
  });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(showPage(event.notification.data?.room ?? ""));
});

async function showPage(room) {
  const address = `${SHELL}?room=${encodeURIComponent(room)}`;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const phones = pages.filter((page) => new URL(page.url).pathname === SHELL);
  const there = phones.find((page) => new URL(page.url).searchParams.get("room") === room) ?? phones[0];
  if (!there) return self.clients.openWindow(address);
  const shown = await there.focus();
  if (new URL(shown.url).searchParams.get("room") !== room) await shown.navigate(address).catch(() => {});
}

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
