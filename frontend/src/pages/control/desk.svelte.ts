// What the parts of a control page share: the room as it comes, what is pressed, which sheet is open, who is chosen.

import { tick } from "svelte";
import type { ControlView } from "../../live/contract";
import type { Source } from "../../room.svelte";
import { Presses } from "./presses.svelte";

/** A question or a form that opens beside the stage, over list and rundown. */
export type Sheet =
  | "menu"
  | "keys"
  | "leave"
  | "alerts"
  | "history"
  | "times"
  | "limit"
  | "suspend"
  | "adjourn"
  | "point"
  | "reply"
  | "secretariat"
  | "message"
  | "other"
  | "spoke"
  | "end"
  | "start"
  | "request"
  | "move"
  | "remove"
  | "slot"
  | "podium"
  | "arrange"
  | "questions"
  | "reports"
  | "rooms"
  | "carry"
  | "rehearsal";

export interface Opened {
  sheet: Sheet;
  /** Whom or what it is about. */
  id?: string;
}

const LETTERS_KEPT_AS = "rostrum.letterKeys";

export class DeskState {
  opened = $state.raw<Opened | null>(null);
  /** The request whose row has the focus, or had it last. */
  chosen = $state<string | undefined>();
  /** Whether single letters act. Space, arrows and F6 always do. */
  letters = $state(kept() !== "off");
  readonly presses: Presses;
  /** What had the focus when a sheet opened, and gets it back. */
  #from: Element | null = null;

  constructor(
    readonly source: Source<ControlView>,
    readonly room: string,
  ) {
    this.presses = new Presses(source);
  }

  /** Whether nothing that is asked now would be carried out, whatever it is. */
  get offline(): boolean {
    return this.source.health === "offline" || this.source.degraded;
  }

  open(sheet: Sheet, id?: string): void {
    if (this.opened === null) this.#from = document.activeElement;
    this.opened = id === undefined ? { sheet } : { sheet, id };
  }

  toggle(sheet: Sheet): void {
    if (this.opened?.sheet === sheet) this.close();
    else this.open(sheet);
  }

  close(): void {
    this.opened = null;
    const from = this.#from;
    // What lies below the sheet takes the focus only once it is uncovered.
    void tick().then(() => from instanceof HTMLElement && from.isConnected && from.focus({ preventScroll: true }));
  }

  setLetters(on: boolean): void {
    this.letters = on;
    try {
      localStorage.setItem(LETTERS_KEPT_AS, on ? "on" : "off");
    } catch {
      // A browser that keeps nothing: it holds for as long as the page is open.
    }
  }
}

function kept(): string | null {
  try {
    return localStorage.getItem(LETTERS_KEPT_AS);
  } catch {
    return null;
  }
}
