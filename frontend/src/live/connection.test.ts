import { beforeEach, describe, expect, it } from "vitest";
import { ServerClock } from "./clock";
import { callNextSpeaker, freshId, requestFloor, withdrawRequest } from "./commands";
import { Connection, type Ending, type Health, type Hears, type Outcome } from "./connection";
import type { NoticeFrame } from "./contract";

const SERVER = Date.parse("2017-12-04T17:00:00.000Z");

interface Sent {
  kind: string;
  id?: string;
  command?: { type: string };
  [name: string]: unknown;
}

/** A network and a clock that the test controls. */
class World {
  time = 0;
  luck = 1;
  /** How far the server's clock was set ahead. */
  ahead = 0;
  answersTime = true;
  sockets: FakeSocket[] = [];
  #tasks: { at: number; task: () => void }[] = [];

  open = (hears: Hears) => {
    const socket = new FakeSocket(this, hears);
    this.sockets.push(socket);
    return socket;
  };

  later = (milliseconds: number, task: () => void) => {
    const entry = { at: this.time + milliseconds, task };
    this.#tasks.push(entry);
    return () => void (this.#tasks = this.#tasks.filter((other) => other !== entry));
  };

  now = () => this.time;

  chance = () => this.luck;

  serverNow = () => new Date(SERVER + this.ahead + this.time).toISOString();

  /** From now on the server tells the time every ten seconds, as long as it answers. */
  heartbeats() {
    this.later(10_000, () => {
      if (this.answersTime) this.socket.beats();
      this.heartbeats();
    });
  }

  pass(milliseconds: number) {
    const until = this.time + milliseconds;
    for (;;) {
      const due = this.#tasks.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#tasks = this.#tasks.filter((other) => other !== due);
      this.time = Math.max(this.time, due.at);
      due.task();
    }
    this.time = until;
  }

  get socket(): FakeSocket {
    const newest = this.sockets.at(-1);
    if (!newest) throw new Error("no socket was opened");
    return newest;
  }
}

class FakeSocket {
  sent: Sent[] = [];
  closed = false;

  constructor(
    private readonly world: World,
    private readonly hears: Hears,
  ) {}

  send(text: string) {
    const frame = JSON.parse(text) as Sent;
    this.sent.push(frame);
    if (frame.kind === "time" && this.world.answersTime) {
      this.world.later(10, () => this.says({ kind: "time", id: frame.id, now: this.world.serverNow() }));
    }
  }

  beats() {
    this.says({ kind: "heartbeat", now: this.world.serverNow() });
  }

  close() {
    this.closed = true;
  }

  accepts() {
    this.hears.opened();
  }

  says(frame: unknown) {
    if (!this.closed) this.hears.message(JSON.stringify(frame));
  }

  saysRaw(text: string) {
    this.hears.message(text);
  }

  shows(position: number, view: unknown, epoch = "e1") {
    this.says({ kind: "view", epoch, position, now: "2017-12-04T17:00:00.000Z", view });
  }

  changes(from: number, position: number, patch: unknown) {
    this.says({ kind: "change", from, position, now: "2017-12-04T17:00:00.000Z", patch });
  }

  hangsUp(code = 1006) {
    this.closed = true;
    this.hears.closed(code);
  }

  of(kind: string) {
    return this.sent.filter((frame) => frame.kind === kind);
  }
}

class Page {
  views: { view: unknown; position: number }[] = [];
  health: Health = "offline";
  silent = false;
  ending: Ending | null = null;
  notices: NoticeFrame[] = [];

  showed = (view: unknown, position: number) => void this.views.push({ view, position });
  fared = (health: Health, silent: boolean) => {
    this.health = health;
    this.silent = silent;
  };
  ended = (how: Ending) => void (this.ending = how);
  noticed = (notice: NoticeFrame) => void this.notices.push(notice);
  timed = () => {};

  get shown() {
    return this.views.at(-1);
  }
}

let world: World;
let page: Page;
let clock: ServerClock;
let connection: Connection<unknown>;

beforeEach(() => {
  world = new World();
  page = new Page();
  clock = new ServerClock(world.now);
  connection = new Connection(world, clock, page);
});

function connected(position = 41) {
  world.socket.accepts();
  world.socket.shows(position, { list: { count: 1 } });
}

function outcomeOf(promise: Promise<Outcome>) {
  const held: { outcome: Outcome | null } = { outcome: null };
  void promise.then((outcome) => (held.outcome = outcome));
  return held;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("what is shown", () => {
  it("is nothing, and offline, before the first view", () => {
    expect(page.shown).toBeUndefined();
    expect(page.health).toBe("offline");
    world.socket.accepts();
    expect(page.health).toBe("offline");
  });

  it("is the view, and then the view as changed", () => {
    connected(41);
    world.socket.changes(41, 43, { list: { count: 2 } });
    expect(page.shown).toEqual({ view: { list: { count: 2 } }, position: 43 });
    expect(page.health).toBe("live");
  });

  it("waits for a whole view when a change was missed, and asks for it once", () => {
    connected(41);
    world.socket.changes(42, 43, { list: { count: 9 } });
    world.socket.changes(43, 44, { list: { count: 10 } });
    expect(page.shown?.position).toBe(41);
    expect(world.socket.of("resync")).toEqual([{ kind: "resync", position: 41, epoch: "e1" }]);
    world.socket.shows(44, { list: { count: 10 } });
    world.socket.changes(44, 45, { list: { count: 11 } });
    expect(page.shown).toEqual({ view: { list: { count: 11 } }, position: 45 });
  });

  it("is what came with the page, marked offline, until a view comes by the socket; then only that counts", () => {
    const frame = { kind: "view", epoch: "e1", position: 40, now: new Date(SERVER).toISOString(), view: { list: { count: 0 } } };
    world.time = 700;
    page = new Page();
    clock = new ServerClock(world.now);
    connection = new Connection(Object.assign(world, { first: () => ({ text: JSON.stringify(frame), cameAt: 500 }) }), clock, page);
    expect(page.shown).toEqual({ view: { list: { count: 0 } }, position: 40 });
    expect(page.health).toBe("offline");
    expect(clock.now()).toBeCloseTo(SERVER + 450, -1);
    world.pass(14_800);
    expect(page.silent).toBe(true);
    world.socket.accepts();
    world.socket.changes(40, 41, { list: { count: 1 } });
    expect(page.shown?.position).toBe(40);
    world.socket.shows(39, { list: { count: 2 } });
    expect(page.shown).toEqual({ view: { list: { count: 2 } }, position: 39 });
    expect(page.health).toBe("live");
  });

  it("is read from its tables, and changes as any other", () => {
    world.socket.accepts();
    const table = { at: ["waiting"], usual: { rank: 1 }, columns: [["by"]], rows: { r1: ["ken"] } };
    world.socket.says({ kind: "view", epoch: "e1", position: 3, now: "2017-12-04T17:00:00.000Z", view: { waiting: {} }, tables: [table] });
    world.socket.changes(3, 4, { waiting: { r1: { rank: 2 } } });
    expect(page.shown?.view).toEqual({ waiting: { r1: { by: "ken", rank: 2 } } });
  });

  it("is asked for anew when its reader reads another language, and from then on only in that", () => {
    let language = "fr";
    const reading = Object.assign(world, { language: () => language });
    connection = new Connection(reading, clock, page);
    language = "ar";
    connected(41);
    const asked = { kind: "resync", position: 41, epoch: "e1", lang: "ar" };
    expect(world.socket.of("resync")).toEqual([asked]);
    world.socket.changes(41, 42, { list: { count: 2 } });
    expect(page.shown?.position).toBe(41);
    world.socket.shows(42, { list: { count: 2 } });
    connection.translate();
    expect(world.socket.of("resync")).toEqual([asked]);
    language = "fr";
    connection.translate();
    expect(world.socket.of("resync")).toHaveLength(2);
  });

  it("comes back anew when the whole view does not arrive", () => {
    connected(41);
    world.socket.changes(42, 43, {});
    world.pass(5_000);
    expect(world.sockets[0]?.closed).toBe(true);
  });

  it("does not go back for a change it already has", () => {
    connected(43);
    world.socket.changes(41, 42, { list: { count: 7 } });
    expect(page.shown?.position).toBe(43);
    expect(world.socket.of("resync")).toEqual([]);
  });

  it("is replaced by a view of another epoch, even an earlier position", () => {
    connected(41);
    world.socket.shows(3, { list: { count: 0 } }, "e2");
    world.socket.changes(41, 42, { list: { count: 5 } });
    world.socket.changes(3, 4, { list: { count: 1 } });
    expect(page.shown).toEqual({ view: { list: { count: 0 } }, position: 3 });
    expect(world.socket.of("resync")).toEqual([{ kind: "resync", position: 3, epoch: "e2" }]);
  });

  it("stays while the connection is gone", () => {
    connected(41);
    world.socket.hangsUp();
    expect(page.shown?.position).toBe(41);
    expect(page.health).toBe("offline");
  });

  it("does not mind text that is no frame, nor a frame of an unknown kind", () => {
    connected(41);
    world.socket.saysRaw("<html>");
    world.socket.saysRaw("null");
    world.socket.says({ kind: "weather" });
    expect(page.shown?.position).toBe(41);
  });

  it("hears notices", () => {
    connected();
    world.socket.says({ kind: "notice", code: "identify" });
    expect(page.notices).toEqual([{ kind: "notice", code: "identify" }]);
  });
});

describe("the clock", () => {
  it("is asked at once, a few times until it is exact, then every minute or so, for the server tells it", () => {
    connected();
    world.heartbeats();
    expect(clock.now()).toBeNull();
    world.pass(10);
    expect(Math.abs((clock.now() ?? 0) - SERVER - world.time)).toBeLessThanOrEqual(10);
    world.pass(990);
    const early = world.socket.of("time").length;
    expect(early).toBeLessThanOrEqual(4);
    world.pass(144_000);
    expect(world.socket.of("time").length - early).toBe(2);
  });

  it.each([
    [0, 50_000],
    [0.5, 60_000],
    [1, 70_000],
  ])("is asked as soon as the server tells it, which one of three times is left to chance (%d)", (luck, asked) => {
    world.luck = luck;
    world.heartbeats();
    connected();
    world.pass(asked - 1);
    const early = world.socket.of("time").length;
    world.pass(2);
    expect(world.socket.of("time").length).toBe(early + 1);
    world.pass(asked - 2);
    expect(world.socket.of("time").length).toBe(early + 1);
    world.pass(1);
    expect(world.socket.of("time").length).toBe(early + 2);
  });

  it("is asked before the server pings us, if frames arrive but never the time", () => {
    connected(0);
    world.pass(1_000);
    const early = world.socket.of("time").length;
    for (let second = 1; second <= 74; second++) {
      world.socket.changes(second - 1, second, {});
      world.pass(1_000);
      if (second === 70) expect(world.socket.of("time").length).toBe(early);
    }
    expect(world.socket.of("time").length).toBeGreaterThan(early);
  });

  it("is asked every ten seconds or so of a server that does not tell it by itself", () => {
    connected();
    world.pass(1_000);
    const early = world.socket.of("time").length;
    world.pass(60_000);
    expect(world.socket.of("time").length - early).toBeGreaterThanOrEqual(4);
    expect(page).toMatchObject({ health: "live", silent: false });
  });

  it("is asked at once when the time that the server sends contradicts it", () => {
    connected();
    world.pass(1_000);
    for (const set of [3_600_000, -3_600_000, 0]) {
      const before = world.socket.of("time").length;
      world.ahead = set;
      world.socket.beats();
      world.pass(20);
      expect(world.socket.of("time").length).toBe(before + 1);
      expect(Math.abs((clock.now() ?? 0) - SERVER - set - world.time)).toBeLessThanOrEqual(10);
      world.socket.beats();
      expect(world.socket.of("time").length).toBe(before + 1);
    }
  });
});

describe("coming back", () => {
  it("case 15: waits longer each time, up to fifteen seconds, and a random part of that", () => {
    const waits: number[] = [];
    for (let round = 0; round < 8; round++) {
      const left = world.time;
      const before = world.sockets.length;
      world.socket.hangsUp();
      while (world.sockets.length === before) world.pass(50);
      waits.push(world.time - left);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it("is not long away after a short break, however often it tried meanwhile", () => {
    world.luck = 0;
    const left = world.time;
    world.socket.hangsUp();
    while (world.time - left < 800) {
      world.pass(50);
      world.socket.hangsUp();
    }
    const [tried, away] = [world.sockets.length, world.time - left];
    expect(tried).toBeGreaterThan(10);
    world.luck = 1;
    world.pass(50);
    world.socket.hangsUp();
    world.pass(2 * (away + 50));
    expect(world.sockets.length).toBeGreaterThan(tried + 1);
  });

  it("waits before each attempt, even when the random part of the wait is zero", () => {
    world.luck = 0;
    world.socket.hangsUp();
    world.pass(49);
    expect(world.sockets).toHaveLength(1);
    world.pass(1);
    expect(world.sockets).toHaveLength(2);
  });

  it("tries again soon after a good connection, but not when the server asked it to wait", () => {
    world.socket.hangsUp();
    world.pass(500);
    world.socket.hangsUp();
    world.pass(1_000);
    connected();
    world.pass(6_000);
    world.socket.hangsUp();
    world.pass(500);
    expect(world.sockets).toHaveLength(4);
    connected();
    world.pass(6_000);
    world.socket.hangsUp(4009);
    world.pass(900);
    expect(world.sockets).toHaveLength(4);
    world.pass(200);
    expect(world.sockets).toHaveLength(5);
  });

  it("comes back within two seconds when the server is being replaced", () => {
    connected();
    world.socket.hangsUp(4012);
    world.pass(2_000);
    expect(world.sockets).toHaveLength(2);
  });

  it("tries at once when the network returns", () => {
    for (let round = 0; round < 6; round++) {
      world.socket.hangsUp();
      if (round < 5) world.pass(15_000);
    }
    const before = world.sockets.length;
    connection.nudge();
    expect(world.sockets).toHaveLength(before + 1);
    world.pass(5_000);
    expect(world.sockets).toHaveLength(before + 1);
  });

  it.each([
    [4001, "sign_in"],
    [4003, "not_allowed"],
    [4500, "refused"],
    [4999, "refused"],
  ] as const)("does not come back after %d", (code, ending) => {
    connected();
    world.socket.hangsUp(code);
    world.pass(120_000);
    expect(world.sockets).toHaveLength(1);
    expect(page).toMatchObject({ ending, health: "offline" });
  });

  it.each([1000, 1001, 1006, 1011, 1012, 4008, 4012, 4100])("comes back after %d", (code) => {
    connected();
    world.socket.hangsUp(code);
    world.pass(16_000);
    expect(world.sockets.length).toBeGreaterThan(1);
    expect(page.ending).toBeNull();
  });

  it("gives up on a socket that never opens, or opens and shows nothing", () => {
    world.pass(10_500);
    expect(world.sockets).toHaveLength(2);
    expect(world.sockets[0]?.closed).toBe(true);
    world.socket.accepts();
    world.pass(11_000);
    expect(world.sockets).toHaveLength(3);
  });

  it("does not listen to a socket it has left", () => {
    connected(41);
    const old = world.socket;
    connection.stop();
    old.closed = false;
    old.shows(99, {});
    old.hangsUp();
    world.pass(60_000);
    expect(page.shown?.position).toBe(41);
    expect(world.sockets).toHaveLength(1);
  });
});

describe("a connection that is dead and was not closed", () => {
  it("is noticed by the exchange nobody answers", () => {
    connected();
    world.pass(1_000);
    world.answersTime = false;
    world.pass(30_000);
    expect(world.sockets[0]?.closed).toBe(true);
    expect(world.sockets.length).toBeGreaterThan(1);
  });

  it("is noticed within 24 seconds of the last heartbeat, long before it would be asked the time again", () => {
    world.heartbeats();
    connected();
    world.pass(10_500);
    world.answersTime = false;
    world.pass(23_000);
    expect(world.sockets[0]?.closed).toBe(false);
    expect(page.silent).toBe(true);
    world.pass(1_000);
    expect(world.sockets[0]?.closed).toBe(true);
  });

  it("counts as alive as long as heartbeats come", () => {
    world.heartbeats();
    connected();
    for (let seconds = 0; seconds < 120; seconds++) {
      world.pass(1_000);
      expect(page).toMatchObject({ health: "live", silent: false });
    }
    expect(world.sockets).toHaveLength(1);
  });

  it("case 14: is noticed within four seconds of waking up", () => {
    connected();
    world.pass(1_000);
    world.answersTime = false;
    connection.nudge();
    world.pass(4_100);
    expect(world.sockets[0]?.closed).toBe(true);
  });

  it("is kept while anything at all is heard", () => {
    connected(0);
    world.answersTime = false;
    for (let position = 1; position <= 12; position++) {
      world.pass(10_000);
      world.socket.changes(position - 1, position, {});
    }
    expect(world.sockets).toHaveLength(1);
    expect(page.health).toBe("live");
  });

  it("shows as silent after fifteen seconds without a word", () => {
    connected();
    world.pass(1_000);
    world.socket.hangsUp();
    world.pass(13_000);
    expect(page).toMatchObject({ health: "offline", silent: false });
    world.pass(2_000);
    expect(page).toMatchObject({ health: "offline", silent: true });
    connected();
    expect(page).toMatchObject({ health: "live", silent: false });
  });
});

describe("what a phone asks", () => {
  it("is answered with its position in the log", async () => {
    connected();
    const held = outcomeOf(connection.ask(requestFloor("panel-1", { capacity: "national" }), "repeat", "c7"));
    expect(world.socket.of("command")).toEqual([
      { kind: "command", id: "c7", command: { type: "request_floor", segment: "panel-1", capacity: "national" }, epoch: "e1" },
    ]);
    world.socket.says({ kind: "answer", id: "c7", position: 42 });
    await settled();
    expect(held.outcome).toEqual({ kind: "done", position: 42 });
  });

  it("is answered with the reason when it is refused", async () => {
    connected();
    const held = outcomeOf(connection.ask(requestFloor("panel-1", { capacity: "national" }), "repeat", "c7"));
    world.socket.says({ kind: "answer", id: "c7", refused: "list_closed" });
    await settled();
    expect(held.outcome).toEqual({ kind: "refused", reason: "list_closed", detail: {} });
  });

  it("is asked again under the same id until it is answered, and then no more", async () => {
    connected();
    const held = outcomeOf(connection.ask(withdrawRequest("r5"), "repeat", "c8"));
    world.socket.hangsUp();
    world.pass(60_000);
    expect(held.outcome).toBeNull();
    connected(41);
    expect(world.socket.of("command").map(({ id }) => id)).toEqual(["c8"]);
    world.socket.says({ kind: "answer", id: "c8", position: 42 });
    await settled();
    expect(held.outcome).toMatchObject({ kind: "done" });
    world.socket.hangsUp();
    world.pass(60_000);
    connected(42);
    expect(world.socket.of("command")).toEqual([]);
  });

  it("waits for the connection when there is none yet", () => {
    void connection.ask(withdrawRequest("r5"), "repeat", "c8");
    connected();
    expect(world.socket.of("command").map(({ id }) => id)).toEqual(["c8"]);
  });
});

describe("what a control page asks", () => {
  it("case 8: is lost at once while offline", async () => {
    const held = outcomeOf(connection.ask(callNextSpeaker("r5"), "once"));
    await settled();
    expect(held.outcome).toEqual({ kind: "lost" });
    connected();
    expect(world.socket.of("command")).toEqual([]);
  });

  it("is asked again after a short break", () => {
    connected();
    void connection.ask(callNextSpeaker("r5"), "once", "c9");
    world.socket.hangsUp();
    world.pass(500);
    connected();
    expect(world.socket.of("command").map(({ id }) => id)).toEqual(["c9"]);
  });

  it("case 8: is never asked again after more than three seconds", async () => {
    connected();
    const held = outcomeOf(connection.ask(callNextSpeaker("r5"), "once", "c9"));
    world.socket.hangsUp();
    world.pass(3_000);
    await settled();
    expect(held.outcome).toEqual({ kind: "lost" });
    world.pass(15_000);
    connected();
    expect(world.socket.of("command")).toEqual([]);
  });
});

describe("ids", () => {
  it("differ, also where the browser does not offer randomUUID", () => {
    const random = { getRandomValues: crypto.getRandomValues.bind(crypto) };
    const ids = new Set(Array.from({ length: 100 }, () => freshId(random as Crypto)));
    expect(ids.size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });
});
