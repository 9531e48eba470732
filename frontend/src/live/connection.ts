// One socket to one view of one room. It reconnects by itself, says in what state it is, and keeps what is
// unanswered. Network and time are parameters, so that tests can replace them.

import type { ServerClock } from "./clock";
import { freshId } from "./commands";
import type { AnswerFrame, HeartbeatFrame, NoticeFrame, Reason, RoomCommand, Table, TimeFrame } from "./contract";
import { mergePatch, untabled, type Json } from "./patch";

export interface Wire {
  send(text: string): void;
  close(): void;
}

export interface Hears {
  opened(): void;
  message(text: string): void;
  closed(code: number): void;
}

export interface Outside {
  open(hears: Hears): Wire;
  /** Runs `task` later; the function it returns cancels that. */
  later(milliseconds: number, task: () => void): () => void;
  /** From 0 up to 1. */
  chance(): number;
  /** A clock that is never set, in milliseconds. */
  now(): number;
  /** What the reader reads, for a view that is told in one language: the address that is opened names it. */
  language?(): string;
  /** A frame that came with the page itself, while it is as new as one from a socket; and when it came. */
  first?(): { text: string; cameAt: number } | null;
}

/** `live`: connected and heard of lately. `stale`: connected, but silent too long. `offline`: not connected. */
export type Health = "live" | "stale" | "offline";

/** Why a connection will not come back by itself. */
export type Ending = "sign_in" | "not_allowed" | "refused";

/** `repeat`: asked again under the same id until answered, for five minutes. `once`: given up as lost after three seconds. */
export type Policy = "repeat" | "once";

export type Outcome =
  | { kind: "done"; position: number }
  | { kind: "refused"; reason: Reason; detail: Record<string, string | number> }
  | { kind: "lost" };

export interface Watcher<View> {
  showed(view: View, position: number): void;
  /** `silent`: nothing was heard for 15 s, connected or not. */
  fared(health: Health, silent: boolean): void;
  ended(how: Ending): void;
  noticed(notice: NoticeFrame): void;
  /** The server has sent its time again. */
  timed(): void;
}

interface ViewFrame {
  kind: "view";
  epoch: string;
  position: number;
  now: string;
  view: Json;
  tables?: readonly Table[];
}

interface ChangeFrame {
  kind: "change";
  from: number;
  position: number;
  patch: Json;
}

type ServerFrame = ViewFrame | ChangeFrame | AnswerFrame | TimeFrame | HeartbeatFrame | NoticeFrame;

interface Asked {
  text: string;
  policy: Policy;
  settle(outcome: Outcome): void;
  callOff(): void;
}

export const SILENT_AFTER = 15_000;
export const LOST_AFTER = 3_000;
/** What is repeated is given up after this long. The room remembers what it carried out for longer. */
export const REPEATS_FOR = 300_000;
const OPENS_WITHIN = 10_000;
const ANSWERS_WITHIN = 15_000;
/** The server tells the time every ten seconds. After a longer silence it is asked, and has so long to answer. */
const DOUBTS_AFTER = 12_000;
const ANSWERS_DOUBT_WITHIN = 12_000;
const WAKES_WITHIN = 4_000;
const RESYNCS_WITHIN = 5_000;
/**
 * After so long the time is asked as soon as the server tells it: it is awake then, and many ask at once, which costs it a
 * fraction of what it takes to wake up for each. Each page chooses at random when that is.
 */
const EXCHANGE_AFTER = 48_000;
const EXCHANGE_SPREAD = 14_000;
/** If none comes, it is asked this much later: the server pings who is silent for 75 s (`live/web/serving/socket_protocol.py`). */
const EXCHANGE_UNTOLD = 10_500;
/** While the clock is less exact than this, the time is asked as often as it is told. */
const HARDLY_EXACT = 50;
const EXCHANGE_WHILE_INEXACT = 10_000;
/** On a network with jitter it takes this many until two that were quick, one each way, are likely among them. */
const QUICK_EXCHANGES = 24;
const QUICK_EVERY = 250;
/** Quick exchanges stop once the clock is this exact. */
const EXACT_ENOUGH = 10;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const SHORTEST_WAIT = 50;
/** A connection that lived this long was a good one: the next wait is short again. */
const GOOD_AFTER = 5_000;

export class Connection<View> {
  #wire: Wire | null = null;
  #current = false;
  #stopped = false;
  #failures = 0;
  #awaySince: number;
  #epoch: string | null = null;
  #position: number | null = null;
  #view: Json | undefined;
  #shownAt: number | null = null;
  #resyncedAt: number | null = null;
  #heardAt: number;
  #exchanges = new Map<string, number>();
  #exchanged = 0;
  /** From when on the time is asked as soon as it is told. */
  #exchangeFrom = Infinity;
  #asked = new Map<string, Asked>();
  /** In which language the view is told. */
  #language: string | undefined;
  #callOffs = new Map<string, () => void>();
  #lastSaid = "";

  constructor(
    private readonly outside: Outside,
    private readonly clock: ServerClock,
    private readonly watcher: Watcher<View>,
  ) {
    this.#heardAt = this.#awaySince = outside.now();
    this.#begin();
    this.#open();
    this.#onSilence("doubt", DOUBTS_AFTER, () => this.#doubt());
    this.#onSilence("silence", SILENT_AFTER, () => this.#sayHealth());
  }

  /** Asks `command` of the room. What is asked once while offline is lost at once: it is not kept for later. */
  ask(command: RoomCommand, policy: Policy, id = freshId()): Promise<Outcome> {
    return new Promise((settle) => {
      if (this.#stopped || (policy === "once" && !this.#current)) {
        settle({ kind: "lost" });
        return;
      }
      const patience = policy === "once" ? LOST_AFTER : REPEATS_FOR;
      const callOff = this.outside.later(patience, () => this.#settle(id, { kind: "lost" }));
      const now = this.clock.now();
      const text = JSON.stringify({ kind: "command", id, command, ...(now === null ? {} : { asked_at: new Date(now).toISOString() }), ...(this.#epoch ? { epoch: this.#epoch } : {}) });
      this.#asked.set(id, { text, policy, settle, callOff });
      if (this.#current) this.#wire?.send(text);
    });
  }

  /** Something happened outside (the network is back, the page is visible again): check the connection at once. */
  nudge(): void {
    if (this.#stopped) return;
    if (this.#wire === null) {
      this.#open();
    } else if (this.#current) {
      this.#exchange(WAKES_WITHIN);
    }
    this.#sayHealth();
  }

  /** The page may be in another language now: then the view is asked for in that language. */
  translate(): void {
    const language = this.outside.language?.();
    if (!this.#current || language === this.#language) return;
    this.#language = language;
    this.#resync();
  }

  /** Leaves for good. */
  stop(): void {
    this.#stopped = true;
    for (const callOff of this.#callOffs.values()) callOff();
    this.#callOffs.clear();
    const wire = this.#wire;
    this.#wire = null;
    this.#current = false;
    wire?.close();
    for (const id of [...this.#asked.keys()]) this.#settle(id, { kind: "lost" });
  }

  /** Shows what came with the page until the socket tells: it is no less true than the last view of a connection that broke. */
  #begin(): void {
    const first = this.outside.first?.();
    const frame = first ? parsed(first.text) : null;
    if (!first || frame?.kind !== "view") return;
    this.#heardAt = first.cameAt;
    this.clock.learn({ askedAt: 0, answeredAt: first.cameAt, serverNow: Date.parse(frame.now) });
    this.#show(untabled(frame.view, frame.tables ?? []), frame.position);
    this.watcher.timed();
  }

  #open(): void {
    this.#callOff("return");
    let mine = true;
    const hears = (task: () => void) => () => {
      if (mine && !this.#stopped) task();
    };
    const drop = (code: number) => {
      mine = false;
      this.#closed(code);
    };
    this.#later("opening", OPENS_WITHIN, () => this.#drop());
    this.#language = this.outside.language?.();
    const wire = this.outside.open({
      opened: hears(() => this.#opened()),
      message: (text) => hears(() => this.#message(text))(),
      closed: (code) => hears(() => drop(code))(),
    });
    this.#wire = { send: (text) => wire.send(text), close: () => ((mine = false), wire.close()) };
  }

  #opened(): void {
    this.#callOff("opening");
    this.#exchanged = 0;
    this.#exchanges.clear();
    this.#exchange(ANSWERS_WITHIN);
    // A socket that opens and then shows nothing is no better than none.
    this.#later("opening", OPENS_WITHIN, () => this.#drop());
  }

  /** Closes a socket that no longer answers, and comes back. */
  #drop(): void {
    const wire = this.#wire;
    wire?.close();
    this.#closed(1006);
  }

  #closed(code: number): void {
    this.#wire = null;
    this.#current = false;
    this.#resyncedAt = null;
    for (const name of ["opening", "exchange", "answer", "resync"]) this.#callOff(name);
    const ending = endingOf(code);
    if (ending) {
      this.stop();
      this.watcher.fared("offline", this.#silent());
      this.watcher.ended(ending);
      return;
    }
    const good = code !== 4008 && code !== 4009 && this.#shownAt !== null && this.outside.now() - this.#shownAt >= GOOD_AFTER;
    if (good) {
      this.#failures = 0;
      this.#awaySince = this.outside.now();
    }
    this.#shownAt = null;
    const wait = code === 4012 ? this.outside.chance() * 2_000 : this.#backOff();
    this.#later("return", Math.max(SHORTEST_WAIT, wait), () => this.#open());
    this.#sayHealth();
  }

  #backOff(): number {
    // Many attempts within a short time must not make a short break long: no wait is longer than twice the break so far.
    const away = this.outside.now() - this.#awaySince;
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures, Math.max(FIRST_WAIT, 2 * away));
    this.#failures++;
    return this.outside.chance() * longest;
  }

  // What comes in

  #message(text: string): void {
    this.#heardAt = this.outside.now();
    this.#callOff("answer");
    const frame = parsed(text);
    switch (frame?.kind) {
      case "view":
        this.#whole(frame);
        break;
      case "change":
        this.#changed(frame);
        break;
      case "answer":
        this.#settle(frame.id, outcomeOf(frame));
        break;
      case "time":
        this.#told(frame);
        break;
      case "heartbeat":
        if (!this.clock.hear(Date.parse(frame.now), this.#heardAt) || this.#heardAt >= this.#exchangeFrom) this.#exchange(ANSWERS_WITHIN);
        break;
      case "notice":
        this.watcher.noticed(frame);
        break;
      default:
        // A kind of frame that is newer than this page.
        break;
    }
    this.#sayHealth();
  }

  #whole({ epoch, position, view, tables }: ViewFrame): void {
    this.#resyncedAt = null;
    this.#callOff("resync");
    this.#callOff("opening");
    this.#epoch = epoch;
    this.#show(untabled(view, tables ?? []), position);
    if (!this.#current) {
      this.#current = true;
      this.#shownAt = this.outside.now();
      for (const { text } of this.#asked.values()) this.#wire?.send(text);
      this.translate();
    }
  }

  #changed({ from, position, patch }: ChangeFrame): void {
    if (!this.#current || this.#position === null || this.#resyncedAt !== null || position <= this.#position) return;
    if (from === this.#position) this.#show(mergePatch(this.#view, patch), position);
    else this.#resync();
  }

  #show(view: Json, position: number): void {
    this.#view = view;
    this.#position = position;
    this.watcher.showed(view as View, position);
  }

  #resync(): void {
    this.#resyncedAt = this.outside.now();
    this.#wire?.send(JSON.stringify({ kind: "resync", position: this.#position ?? 0, epoch: this.#epoch ?? "", lang: this.#language }));
    this.#later("resync", RESYNCS_WITHIN, () => this.#drop());
  }

  // Time exchanges, which tell the server that we are there

  #exchange(answersWithin: number): void {
    this.#callOff("exchange");
    const id = `t${++this.#exchanged}`;
    this.#exchanges.set(id, this.outside.now());
    this.#wire?.send(JSON.stringify({ kind: "time", id }));
    // Any frame cancels this. If none came since we asked, the connection is dead, even if the socket is still open.
    if (!this.#callOffs.has("answer") || answersWithin === WAKES_WITHIN) {
      this.#later("answer", answersWithin, () => this.#drop());
    }
    this.#later("exchange", this.#untilNextExchange(), () => this.#exchange(ANSWERS_WITHIN));
  }

  #untilNextExchange(): number {
    const uncertainty = this.clock.uncertainty();
    const quick = this.#exchanged < QUICK_EXCHANGES && uncertainty > EXACT_ENOUGH;
    const chance = this.outside.chance();
    if (quick || uncertainty > HARDLY_EXACT) {
      this.#exchangeFrom = Infinity;
      return (quick ? QUICK_EVERY : EXCHANGE_WHILE_INEXACT) * (0.8 + 0.4 * chance);
    }
    const after = EXCHANGE_AFTER + EXCHANGE_SPREAD * chance;
    this.#exchangeFrom = this.outside.now() + after;
    return after + EXCHANGE_UNTOLD;
  }

  #told({ id, now }: TimeFrame): void {
    const askedAt = this.#exchanges.get(id);
    if (askedAt === undefined) return;
    this.#exchanges.delete(id);
    this.clock.learn({ askedAt, answeredAt: this.outside.now(), serverNow: Date.parse(now) });
    this.watcher.timed();
  }

  // What was asked

  #settle(id: string, outcome: Outcome): void {
    const asked = this.#asked.get(id);
    if (!asked) return;
    this.#asked.delete(id);
    asked.callOff();
    asked.settle(outcome);
  }

  // The state of the connection

  #silent(): boolean {
    return this.outside.now() - this.#heardAt >= SILENT_AFTER;
  }

  /** Runs `task` whenever nothing was heard for so long. */
  #onSilence(name: string, milliseconds: number, task: () => void): void {
    const left = () => this.#heardAt + milliseconds - this.outside.now();
    const wait = left();
    this.#later(name, wait > 0 ? wait : milliseconds, () => {
      if (left() <= 0) task();
      this.#onSilence(name, milliseconds, task);
    });
  }

  #doubt(): void {
    if (this.#current) this.#exchange(ANSWERS_DOUBT_WITHIN);
  }

  #sayHealth(): void {
    const silent = this.#silent();
    const health: Health = !this.#current ? "offline" : silent ? "stale" : "live";
    const said = `${health} ${silent}`;
    if (said === this.#lastSaid) return;
    this.#lastSaid = said;
    this.watcher.fared(health, silent);
  }

  // One timer of each name

  #later(name: string, milliseconds: number, task: () => void): void {
    this.#callOff(name);
    const callOff = this.outside.later(milliseconds, () => {
      this.#callOffs.delete(name);
      if (!this.#stopped) task();
    });
    this.#callOffs.set(name, callOff);
  }

  #callOff(name: string): void {
    this.#callOffs.get(name)?.();
    this.#callOffs.delete(name);
  }
}

function endingOf(code: number): Ending | null {
  if (code === 4001) return "sign_in";
  if (code === 4003) return "not_allowed";
  return code >= 4500 && code < 5000 ? "refused" : null;
}

function outcomeOf({ position, refused, detail }: AnswerFrame): Outcome {
  return refused === undefined
    ? { kind: "done", position: position ?? 0 }
    : { kind: "refused", reason: refused, detail: detail ?? {} };
}

function parsed(text: string): ServerFrame | null {
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === "object" && frame !== null && "kind" in frame ? (frame as ServerFrame) : null;
  } catch {
    return null;
  }
}
