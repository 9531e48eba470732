// In what capacity somebody speaks, in words.

import type { SpeakerShown } from "../live/contract";
import type { Words } from "../words/en";

/** `null` where it needs no words: a delegation that speaks for itself, in its turn. */
export function capacityInWords(speaker: SpeakerShown, words: Words): string | null {
  const said = [
    speaker.kind && speaker.kind !== "statement" ? words.kinds[speaker.kind] : null,
    speaker.on_behalf_of ? words.onBehalfOf(speaker.on_behalf_of) : speaker.capacity === "co_facilitator" ? words.coFacilitator : null,
    speaker.joint?.length ? words.joint(speaker.joint.length) : null,
    speaker.video ? words.video : null,
  ].filter((phrase) => phrase !== null);
  return said.length > 0 ? said.join(" · ") : null;
}
