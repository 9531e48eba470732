// The rehearsals that the sources of this page show. Their mark is drawn beside the page and not by it, so that no page can
// leave it out.

import { mount } from "svelte";
import RehearsalBand from "./RehearsalBand.svelte";

class Rehearsals {
  /** The rehearsal that this page shows, if it shows one. */
  here = $state<string | undefined>();

  /** Notes what each source shows now. */
  note(shown: ReadonlyMap<object, string>): void {
    this.here = shown.values().next().value;
  }
}

export const rehearsals = new Rehearsals();

mount(RehearsalBand, { target: document.body });
