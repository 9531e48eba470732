// What was pressed, where, and what came of it: said beside the button, not in a corner.

import type { RoomCommand } from "../../live/contract";
import type { Source } from "../../room.svelte";
import type { Refusal } from "../../words/refusal";

/** The part of the page that a press belongs to. */
export type Place = "go" | "clock" | "list" | "add" | "rundown" | "undo" | "interrupt" | "message" | "edit" | "other" | "times" | "limit" | "meeting" | "ask" | "spoke" | "end" | "request" | "slot" | "reports" | "rooms";

export type Said = { kind: "sending" } | { kind: "refused"; reason: Refusal; detail: Record<string, string | number> } | { kind: "lost" };

const STAYS_FOR = 8_000;

export class Presses {
  #said = $state.raw<Partial<Record<Place, Said>>>({});
  #timers = new Map<Place, ReturnType<typeof setTimeout>>();
  /** The last that was pressed in each place and is not answered yet. */
  #asked = new Map<Place, { text: string; carriedOut: Promise<boolean> }>();

  constructor(private readonly source: Pick<Source<unknown>, "ask">) {}

  said(place: Place): Said | undefined {
    return this.#said[place];
  }

  sending(place: Place): boolean {
    return this.#said[place]?.kind === "sending";
  }

  /**
   * Asks `command` once. Pressed again before the answer, the same is one press; another act in the same place is
   * asked when that before it is carried out, and not at all when it is not: what was said of that one stays to be read.
   */
  async press(place: Place, command: RoomCommand): Promise<boolean> {
    const before = this.#asked.get(place);
    const text = JSON.stringify(command);
    if (before?.text === text) return false;
    const carriedOut = this.#askAfter(before?.carriedOut, place, command);
    const asked = { text, carriedOut };
    this.#asked.set(place, asked);
    await carriedOut;
    if (this.#asked.get(place) === asked) this.#asked.delete(place);
    return carriedOut;
  }

  async #askAfter(before: Promise<boolean> | undefined, place: Place, command: RoomCommand): Promise<boolean> {
    if (before !== undefined && !(await before)) return false;
    this.#say(place, { kind: "sending" });
    const outcome = await this.source.ask(command, "once");
    this.#say(place, outcome.kind === "done" ? undefined : outcome);
    return outcome.kind === "done";
  }

  #say(place: Place, said: Said | undefined): void {
    clearTimeout(this.#timers.get(place));
    const { [place]: _, ...rest } = this.#said;
    this.#said = said === undefined ? rest : { ...rest, [place]: said };
    if (said && said.kind !== "sending") {
      this.#timers.set(
        place,
        setTimeout(() => this.#say(place, undefined), STAYS_FOR),
      );
    }
  }
}
