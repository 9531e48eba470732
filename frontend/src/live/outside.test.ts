import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Hears } from "./connection";
import { socketAddress, throughBrowser } from "./outside";

const HALL = "/ws/rooms/plenary/hall/?heartbeat";

/** A socket whose frames this test sends and receives. */
class Socket {
  static readonly OPEN = 1;
  static made: Socket[] = [];
  readyState = 0;
  closed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor(readonly address: string) {
    Socket.made.push(this);
  }
  send(): void {}
  close(): void {
    this.closed = true;
  }
}

let heard: string[];
const hears: Hears = { opened: () => heard.push("opened"), message: (text) => heard.push(text), closed: (code) => heard.push(`closed ${code}`) };

/** What first-load.js leaves to the page. */
function early(path: string, readyState: number, ...said: string[]): Socket {
  const socket = new Socket(socketAddress(path));
  socket.readyState = readyState;
  vi.stubGlobal("window", { rostrumEarly: { address: socket.address, socket, said } });
  return socket;
}

beforeEach(() => {
  heard = [];
  Socket.made = [];
  vi.stubGlobal("WebSocket", Socket);
  vi.stubGlobal("window", {});
  vi.stubGlobal("location", { protocol: "http:", host: "rostrum.test" });
});
afterEach(() => void vi.unstubAllGlobals());

it("takes over a socket that is open, and receives in order what came before and after that", async () => {
  const socket = early(HALL, 1, "the view", "a change");
  throughBrowser(HALL).open(hears);
  expect(heard).toEqual([]);
  await Promise.resolve();
  socket.onmessage?.({ data: "another" });
  expect(heard).toEqual(["opened", "the view", "a change", "another"]);
  expect(Socket.made).toEqual([socket]);
});

it("waits for one that is still opening", async () => {
  const socket = early(HALL, 0);
  throughBrowser(HALL).open(hears);
  await Promise.resolve();
  expect(heard).toEqual([]);
  socket.onopen?.();
  expect(heard).toEqual(["opened"]);
});

it("opens its own where the early one has ended, and closes one that goes elsewhere", () => {
  early(HALL, 3);
  throughBrowser(HALL).open(hears);
  expect(Socket.made.length).toBe(2);
  const other = early("/ws/rooms/plenary/podium/", 1, "another view");
  throughBrowser(HALL).open(hears);
  expect(other.closed).toBe(true);
  expect(Socket.made.at(-1)?.address).toBe("ws://rostrum.test" + HALL);
  expect(heard).toEqual([]);
});

it("takes an early socket once", () => {
  early(HALL, 1);
  throughBrowser(HALL).open(hears);
  throughBrowser(HALL).open(hears);
  expect(Socket.made.length).toBe(2);
});

it("first-load.js finds the language under the same key as the page, and opens the same sockets", () => {
  const script = readFileSync(new URL("../../first-load.js", import.meta.url), "utf8");
  const key = /KEPT_AS = ("[^"]+")/.exec(readFileSync(new URL("../words/spoken.svelte.ts", import.meta.url), "utf8"))?.[1];
  expect(script).toContain(`getItem(${key})`);
  const opens: string[] = [];
  const root = { getAttribute: () => null };
  const run = new Function("window", "document", "location", "navigator", "WebSocket", "localStorage", "sessionStorage", script);
  const open = (path: string) => {
    const window = { addEventListener: () => undefined, WebSocket: true };
    const socket = function (address: string) { opens.push(address); };
    const place = { protocol: "https:", host: "rostrum.test", ...addressed(path) };
    run(window, { documentElement: root, head: {} }, place, {}, socket, { getItem: () => null }, {});
  };
  const addressed = (path: string) => {
    const { pathname, search, hash } = new URL(path, "https://rostrum.test");
    return { pathname, search, hash };
  };
  for (const path of ["/hall/plenary/", "/podium/plenary/?lang=fr", "/phone/?room=plenary&lang=fr", "/control/plenary/"]) open(path);
  expect(opens).toEqual(
    ["hall/?heartbeat", "podium/?heartbeat", "phone/?heartbeat&lang=fr", "control/?heartbeat&lang=en"].map((view) => socketAddress(`/ws/rooms/plenary/${view}`, { protocol: "https:", host: "rostrum.test" })),
  );
  opens.length = 0;
  for (const path of ["/hall/plenary/?preview", "/phone/", "/phone/?room=plenary#badge=KEN1", "/control/"]) open(path);
  expect(opens).toEqual([]);
});

it("shows a view that came in the page once, on its own path, and only while it is new", () => {
  const page = (of: string, cameAt: number | undefined, more: object = {}) => {
    const script = { dataset: { of: of.split("?")[0] }, textContent: "the view", remove: () => void (there = null) };
    let there: typeof script | null = script;
    vi.stubGlobal("document", { getElementById: () => there, ...more });
    vi.stubGlobal("window", { rostrumCame: cameAt });
    vi.stubGlobal("performance", { now: () => 3_500 });
  };
  page(HALL, 500);
  expect(throughBrowser(HALL).first?.()).toEqual({ text: "the view", cameAt: 500 });
  expect(throughBrowser(HALL).first?.()).toBeNull();
  page("/ws/rooms/plenary/podium/", 500);
  expect(throughBrowser(HALL).first?.()).toBeNull();
  page(HALL, 499);
  expect(throughBrowser(HALL).first?.()).toBeNull();
  page(HALL, undefined);
  expect(throughBrowser(HALL).first?.()).toBeNull();
  page(HALL, 3_400, { prerendering: true });
  expect(throughBrowser(HALL).first?.()).toBeNull();
});
