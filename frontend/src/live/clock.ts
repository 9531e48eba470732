// The server's time, worked out from the monotonic clock: a device's own clock may be wrong by hours, and set at any time.
//
// A question sent at `a` and answered at `b` proves that the server's clock is ahead of ours by at least `now - b` and
// by at most `now - a`. Every exchange narrows these bounds from one side or the other, so the slow ones help too; half
// way between them is the best guess. The bounds widen as they age, because no two crystals run alike.
//
// What the server says of the time without being asked, heard at `b`, proves only the first of the two.

export interface Exchange {
  askedAt: number;
  answeredAt: number;
  /** What the server's clock said in between, in milliseconds since 1970. */
  serverNow: number;
}

/** How far two clocks may drift apart: 100 parts in a million, in milliseconds per millisecond. */
const DRIFT = 1e-4;
/** A time this much earlier than we expect was delayed on its way, or the server's clock was set back. */
const LATE = 1_000;
/** The server's clock may be this far ahead of what we know and was still not set: it follows another clock itself. */
const AHEAD = 20;
/** Instants are cut to whole milliseconds on the wire. */
const GRAIN = 1;

interface Bounds {
  least: number;
  most: number;
  at: number;
}

export class ServerClock {
  #bounds: Bounds | null = null;

  /** `monotonic` is a clock that is never set, such as `performance.now`. */
  constructor(private readonly monotonic: () => number) {}

  /** Takes one exchange into account. */
  learn({ askedAt, answeredAt, serverNow }: Exchange): void {
    if (!Number.isFinite(serverNow) || answeredAt < askedAt) return;
    const fresh = { least: serverNow - answeredAt, most: serverNow + GRAIN - askedAt, at: answeredAt };
    const held = this.#aged(answeredAt);
    if (held === null) {
      this.#bounds = fresh;
      return;
    }
    const least = Math.max(held.least, fresh.least);
    const most = Math.min(held.most, fresh.most);
    // Both cannot be true: one of the clocks was set, or stood still. The newest is right.
    this.#bounds = least > most ? fresh : { least, most, at: answeredAt };
  }

  /**
   * Takes into account that at `heardAt`, or earlier, the server's clock said `serverNow`. False if it does not go with
   * what is known, so that the server has to be asked.
   */
  hear(serverNow: number, heardAt: number): boolean {
    const held = this.#aged(heardAt);
    const least = serverNow - heardAt;
    if (held === null || !(least <= held.most + AHEAD && least >= held.least - LATE)) return false;
    this.#bounds = { least: Math.max(held.least, least), most: Math.max(held.most, least + GRAIN), at: heardAt };
    return true;
  }

  /** Forgets what is known: while a device sleeps, its monotonic clock may stand still. */
  forget(): void {
    this.#bounds = null;
  }

  /** The server's time in milliseconds since 1970; `null` until it has been told once. */
  now(): number | null {
    return this.#bounds === null ? null : this.monotonic() + (this.#bounds.least + this.#bounds.most) / 2;
  }

  /** How far `now()` may be wrong either way, in milliseconds. */
  uncertainty(): number {
    const aged = this.#aged(this.monotonic());
    return aged === null ? Infinity : (aged.most - aged.least) / 2;
  }

  #aged(at: number): Bounds | null {
    if (this.#bounds === null) return null;
    const widened = Math.max(0, at - this.#bounds.at) * DRIFT;
    return { least: this.#bounds.least - widened, most: this.#bounds.most + widened, at };
  }
}
