// The bridge between one room as the server tells it and what components draw.

import { ServerClock } from "./live/clock";
import type {
  ControlView,
  FoyerView,
  HallView,
  NoticeFrame,
  OverviewView,
  PhoneView,
  RapporteurView,
  ProceedingsView,
  RoomCommand,
} from "./live/contract";
import { Connection, type Ending, type Health, type Outcome, type Policy } from "./live/connection";
import { throughBrowser } from "./live/outside";
import { markRehearsal } from "./look/rehearsed";
import type { Called } from "./words/called";
import { spoken } from "./words/spoken.svelte";

export interface Views {
  hall: HallView;
  podium: HallView;
  interpreters: HallView;
  overlay: HallView;
  phone: PhoneView;
  control: ControlView;
  rapporteur: RapporteurView;
  proceedings: ProceedingsView;
}

/** How long the page says that the server's clock was set. */
const CLOCK_SET_FOR = 600_000;
/** How long an identify notice stays. */
const IDENTIFIED_FOR = 10_000;
/** How long after its frame a small picture of a page is drawn: the control page around it has drawn its own change then. */
const PREVIEW_AFTER = 100;
/** The device slept, or its clock was set, if its two clocks differ by this much more than before. */
const SLEPT = 2_000;

export class Source<View> {
  view = $state.raw<View | null>(null);
  position = $state<number | null>(null);
  health = $state<Health>("offline");
  /** Nothing was heard for 15 s. Clocks go on; the page says so. */
  silent = $state(false);
  ending = $state<Ending | null>(null);
  /** Whether the server's clock was set a little while ago. */
  clockSet = $state(false);
  notice = $state.raw<NoticeFrame | null>(null);
  /** The server says that what is shown may be out of date and cannot be changed. */
  degraded = $state(false);
  /** Grows whenever the server sends its time, so that all that depends on the time is drawn again. */
  told = $state(0);

  #clock = new ServerClock(() => performance.now());
  #connection: Connection<View>;
  #gap = Date.now() - performance.now();
  #forget: () => void;

  /** With `translated` the view comes in the language that the page speaks, and in no other. It is shown so many milliseconds
      `after` it came. */
  constructor(path: string, translated = false, after = 0) {
    const show = (view: View, position: number) => {
      markRehearsal(this, (view as { room?: { rehearsal?: string } }).room?.rehearsal);
      this.view = view;
      spoken.hear(roomOf(view));
      this.position = position;
    };
    this.#connection = new Connection<View>(throughBrowser(path, translated ? () => spoken.code : undefined), this.#clock, {
      showed: after === 0 ? show : (view, position) => void setTimeout(() => show(view, position), after),
      fared: (health, silent) => {
        this.health = health;
        this.silent = silent;
        // After a new connection the server says it again.
        if (health === "offline") this.degraded = false;
      },
      ended: (how) => (this.ending = how),
      noticed: (notice) => this.#noticed(notice),
      timed: () => this.told++,
    });
    const forget = this.#listen();
    const untranslate = $effect.root(() => {
      $effect(() => {
        void spoken.code;
        this.#connection.translate();
      });
    });
    this.#forget = () => (forget(), untranslate());
  }

  /** The server's time in milliseconds since 1970; `null` until it was told. */
  now = (): number | null => this.#clock.now();

  ask(command: RoomCommand, policy: Policy): Promise<Outcome> {
    return this.#connection.ask(command, policy);
  }

  leave(): void {
    markRehearsal(this, undefined);
    this.#forget();
    this.#connection.stop();
  }

  #listen(): () => void {
    const woke = () => {
      const gap = Date.now() - performance.now();
      if (Math.abs(gap - this.#gap) > SLEPT) {
        this.#clock.forget();
        this.told++;
      }
      this.#gap = gap;
      if (document.visibilityState === "visible") this.#connection.nudge();
    };
    const looked = setInterval(() => {
      if (Math.abs(Date.now() - performance.now() - this.#gap) > SLEPT) woke();
    }, 5_000);
    const away = () => this.#connection.nudge();
    addEventListener("online", woke);
    addEventListener("offline", away);
    addEventListener("pageshow", woke);
    document.addEventListener("visibilitychange", woke);
    return () => {
      clearInterval(looked);
      removeEventListener("online", woke);
      removeEventListener("offline", away);
      removeEventListener("pageshow", woke);
      document.removeEventListener("visibilitychange", woke);
    };
  }

  #noticed(notice: NoticeFrame): void {
    if (notice.code === "degraded" || notice.code === "restored") this.degraded = notice.code === "degraded";
    if (notice.code === "clock_set") {
      this.clockSet = true;
      setTimeout(() => (this.clockSet = false), CLOCK_SET_FOR);
    }
    if (notice.code === "go_to") goTo(notice.path);
    if (notice.code === "identify") {
      this.notice = notice;
      setTimeout(() => (this.notice = null), IDENTIFIED_FOR);
    }
  }
}

/** The room that a view is of, or the first of several: what a conference calls its members is the same in all. */
function roomOf(view: unknown): Called | undefined {
  const { room, rooms } = view as { room?: Called; rooms?: ({ room?: Called } | undefined)[] };
  return room ?? Object.values(rooms ?? {}).find((one) => one?.room !== undefined)?.room;
}

/** One view of one room. */
export function roomSource<Name extends keyof Views>(room: string, view: Name): Source<Views[Name]> {
  // A small picture on a control page is no screen that is counted.
  const preview = new URLSearchParams(location.search).has("preview");
  const path = `/ws/rooms/${encodeURIComponent(room)}/${view}/?heartbeat${preview ? "&preview" : ""}`;
  return new Source<Views[Name]>(path, view === "phone" || view === "control", preview ? PREVIEW_AFTER : 0);
}

/** All rooms. */
export function foyerSource(): Source<FoyerView> {
  return new Source<FoyerView>("/ws/foyer/?heartbeat");
}

/** All rooms, for those who conduct them. */
export function overviewSource(): Source<OverviewView> {
  return new Source<OverviewView>("/ws/overview/?heartbeat");
}

/** Only within this server: a notice must not lead a screen astray. */
function goTo(path: string | undefined): void {
  if (path === undefined) return;
  const target = new URL(path, location.href);
  if (target.origin === location.origin && path.startsWith("/")) location.assign(target);
}

/**
 * The server's time as of the last redraw. Redraws fall exactly when `wait` says that something will look different,
 * and at once when what `wait` reads has changed. Call it while a component is set up.
 */
export function beat(
  source: () => Pick<Source<unknown>, "now" | "told">,
  wait: (now: number) => number | null,
): { readonly now: number | null } {
  let now = $state(source().now());
  $effect(() => {
    const { now: tell, told } = source();
    void told;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = () => {
      const time = tell();
      now = time;
      const left = time === null ? null : wait(time);
      // A timer may come a little early; a second drawn twice is better than one drawn late.
      if (left !== null) timer = setTimeout(draw, Math.min(left + 1, 60_000));
    };
    draw();
    return () => clearTimeout(timer);
  });
  return {
    get now() {
      return now;
    },
  };
}
