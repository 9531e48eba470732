// Whether what this page shows is a rehearsal. Every source of a room says so of what it was shown last; the band that
// says it to people is drawn beside the page, not by it (`mark`), so that no page can leave it out.

import { mount } from "svelte";

const FETCHED_AGAIN_AFTER = 2_000;

/** What is shown of a room, or of many: what is rehearsed is named in it. */
interface OfRoom {
  room?: { rehearsal?: string };
}

/** Under which name something is kept of a room on this device: what was typed in a rehearsal is none of the room's own. */
export const keptFor = ({ id, rehearsal }: { id: string; rehearsal?: string }): string => (rehearsal === undefined ? id : `${id}~${rehearsal}`);

class Rehearsals {
  #said = false;
  #shown = $state.raw<ReadonlyMap<object, string>>(new Map());

  /** The rehearsal that this page shows, if it shows one. */
  get here(): string | undefined {
    return this.#shown.values().next().value;
  }

  /** Marks this page, of that kind, while it shows a rehearsal: from the first moment by its frame, soon by the words too. */
  mark(kind: "page" | "wall"): void {
    $effect.root(() => {
      $effect(() => {
        document.documentElement.classList.toggle("rehearsal", this.here !== undefined);
        if (this.here === undefined || this.#said) return;
        this.#said = true;
        void this.#say(kind);
      });
    });
  }

  /** Fetched only by pages that need it, again and again until it is there. */
  async #say(kind: "page" | "wall"): Promise<void> {
    try {
      const { default: RehearsalBand } = await import("../parts/RehearsalBand.svelte");
      mount(RehearsalBand, { target: document.body, props: { wall: kind === "wall" } });
    } catch {
      setTimeout(() => void this.#say(kind), FETCHED_AGAIN_AFTER);
    }
  }

  /** Notes what `source` shows now; `null` shows nothing any more. */
  note(source: object, view: unknown): void {
    const rehearsal = (view as OfRoom | null)?.room?.rehearsal;
    if (this.#shown.get(source) === rehearsal) return;
    const shown = new Map(this.#shown);
    if (rehearsal === undefined) shown.delete(source);
    else shown.set(source, rehearsal);
    this.#shown = shown;
  }
}

export const rehearsals = new Rehearsals();
