// In what capacity somebody speaks, in words.

import type { SpeakerShown } from "../live/contract";
import type { Words } from "../words/en";

/** `null` where it needs no words: a delegation that speaks for itself. */
export function capacityInWords(speaker: SpeakerShown, words: Words): string | null {
  if (speaker.on_behalf_of) return words.onBehalfOf(speaker.on_behalf_of);
  return speaker.capacity === "co_facilitator" ? words.coFacilitator : null;
}
