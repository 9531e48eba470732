// A part that is changed again while it is being saved: one save after the other, and the newest state last.

export class Saving<Held> {
  /** Whether what was changed last is in the draft; `null` before anything was, and while it is on its way. */
  saved = $state<boolean | null>(null);
  readonly #save: (held: Held) => Promise<boolean>;
  #next: Held | null = null;
  #going = false;
  #wanting = false;

  constructor(save: (held: Held) => Promise<boolean>) {
    this.#save = save;
  }

  async keep(held: Held): Promise<void> {
    this.#next = held;
    this.#wanting = false;
    this.saved = null;
    if (this.#going) return;
    this.#going = true;
    while (this.#next !== null) {
      const one: Held = this.#next;
      this.#next = null;
      const done = await this.#save(one);
      if (this.#next === null && !this.#wanting) this.saved = done;
    }
    this.#going = false;
  }

  /** What was typed cannot be saved as it is. */
  held(): void {
    this.#next = null;
    this.#wanting = true;
    this.saved = false;
  }
}
