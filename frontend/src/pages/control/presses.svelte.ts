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

  constructor(private readonly source: Source<unknown>) {}

  said(place: Place): Said | undefined {
    return this.#said[place];
  }

  sending(place: Place): boolean {
    return this.#said[place]?.kind === "sending";
  }

  /** Asks `command` once; a second press in the same place waits for the answer to the first. */
  async press(place: Place, command: RoomCommand): Promise<boolean> {
    if (this.sending(place)) return false;
    this.#say(place, { kind: "sending" });
    const outcome = await this.source.ask(command, "once");
    if (outcome.kind === "done") this.#say(place, undefined);
    else this.#say(place, outcome);
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
