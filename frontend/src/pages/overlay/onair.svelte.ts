// What the webcast shows: the floor as it is, or what somebody took. The page on air and the page that takes share it
// through the browser they run in, so that no network stands between a press and the picture.

import type { FloorShown, HallView, SpeakerShown } from "../../live/contract";
import { keptFor } from "../../look/rehearsed";

export interface OnAir {
  /** Shows whoever has the floor, by itself. */
  follows: boolean;
  /** What was taken; `null` shows nothing. */
  taken: SpeakerShown | null;
}

/** Whoever has the floor; nobody while the meeting is suspended, though they speak on when it resumes. */
export const floorOnAir = (view: HallView | null): FloorShown | undefined => (view?.sitting ? undefined : view?.floor);

const place = (room: string) => `rostrum.onair.${room}`;

const FOLLOWING: OnAir = { follows: true, taken: null };

export class Programme {
  now = $state.raw<OnAir>(FOLLOWING);
  #place: string;

  constructor(private readonly room: string) {
    this.#place = place(room);
    this.now = this.#read();
    addEventListener("storage", ({ key }) => {
      if (key === this.#place) this.now = this.#read();
    });
  }

  /** Whether the room rehearses: what was taken in a rehearsal is not on air any more when it is over. */
  rehearses(rehearsal: string | undefined): void {
    const now = place(keptFor({ id: this.room, ...(rehearsal === undefined ? {} : { rehearsal }) }));
    if (now === this.#place) return;
    this.#place = now;
    this.now = this.#read();
  }

  put(now: OnAir): void {
    this.now = now;
    try {
      localStorage.setItem(this.#place, JSON.stringify(now));
    } catch {
      // Without it the page on air follows the floor.
    }
  }

  #read(): OnAir {
    try {
      const kept = JSON.parse(localStorage.getItem(this.#place) ?? "null") as OnAir | null;
      return kept && typeof kept.follows === "boolean" ? kept : FOLLOWING;
    } catch {
      return FOLLOWING;
    }
  }
}
