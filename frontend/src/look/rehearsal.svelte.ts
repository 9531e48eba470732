// Whether what this page shows is a rehearsal. Every source of a room says so of what it was shown last; the band that
// says it to people is drawn beside the page, not by it (see start.ts), so that no page can leave it out.

/** The word, in the languages in which it is said in turn: those of one screen at a time differ in their script. */
export const REHEARSAL = {
  en: "Rehearsal",
  es: "Ensayo",
  ar: "تجربة",
  fr: "Répétition",
  ru: "Репетиция",
  zh: "彩排",
} as const;

/** What is shown of a room, or of many: what is rehearsed is named in it. */
interface OfRoom {
  room?: { rehearsal?: string };
}

/** Under which name something is kept of a room on this device: what was typed in a rehearsal is none of the room's own. */
export const keptFor = ({ id, rehearsal }: { id: string; rehearsal?: string }): string => (rehearsal === undefined ? id : `${id}~${rehearsal}`);

class Rehearsals {
  #shown = $state.raw<ReadonlyMap<object, string>>(new Map());

  /** The rehearsal that this page shows, if it shows one. */
  get here(): string | undefined {
    return this.#shown.values().next().value;
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
