// What was pressed on a phone and is not yet seen in the view. One at a time; each is asked until it is answered.

import type { PhoneView, RoomCommand } from "../../live/contract";
import type { Source } from "../../room.svelte";
import type { Refusal } from "../../words/refusal";
import { readySound } from "./alerts";

/** A command may be carried out and change nothing on a phone: its effect is waited for no longer than this. */
const SHOWN_WITHIN = 2_000;

/** What a press is asked of: a socket, or a room that is not the one before us. */
export type Asked = Pick<Source<PhoneView>, "position" | "health" | "ask">;

export class Presses {
  #source: Asked;
  #pressed = $state<string | null>(null);
  #answeredAt = $state<number | null>(null);
  refused = $state<Refusal | null>(null);

  constructor(source: Asked) {
    this.#source = source;
  }

  /** What waits for its answer, or for the view to show it. */
  get pending(): string | null {
    const seen = this.#answeredAt !== null && (this.#source.position ?? 0) >= this.#answeredAt;
    return seen ? null : this.#pressed;
  }

  get connected(): boolean {
    return this.#source.health !== "offline";
  }

  /** Whether nothing can be pressed now. */
  get rests(): boolean {
    return this.pending !== null || !this.connected;
  }

  /** Ask `command`; `done` hears at which position it was carried out. */
  async press(what: string, command: RoomCommand, done?: (position: number) => void): Promise<void> {
    if (this.pending !== null) return;
    readySound();
    this.#pressed = what;
    this.#answeredAt = null;
    this.refused = null;
    const outcome = await this.#source.ask(command, "repeat");
    if (outcome.kind === "done") {
      done?.(outcome.position);
      this.#answeredAt = outcome.position;
      setTimeout(() => {
        if (this.#answeredAt === outcome.position) this.#pressed = null;
      }, SHOWN_WITHIN);
      return;
    }
    this.#pressed = null;
    if (outcome.kind === "refused") this.refused = outcome.reason;
  }
}
