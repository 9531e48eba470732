// In what capacity somebody speaks, in words.

import type { SpeakerShown } from "../live/contract";
import type { Words } from "../words/en";
import type { Code } from "../words/languages";
import { named } from "../words/names";

/**
 * `null` where it needs no words: a delegation that speaks for itself, in its turn. With `language` it says to whom a
 * reaction is addressed, too.
 */
export function capacityInWords(speaker: SpeakerShown, words: Words, language?: Code): string | null {
  const said = [
    kindInWords(speaker, words, language),
    speaker.question === undefined ? null : words.questionNumber(String(speaker.question)),
    speaker.on_behalf_of ? words.onBehalfOf(speaker.on_behalf_of) : speaker.capacity === "co_facilitator" ? words.coFacilitator : null,
    speaker.joint?.length ? words.joint(speaker.joint.length) : null,
    speaker.video ? words.video : null,
  ].filter((phrase) => phrase !== null);
  return said.length > 0 ? said.join(" · ") : null;
}

function kindInWords({ kind, reacts_to }: SpeakerShown, words: Words, language: Code | undefined): string | null {
  if (kind === undefined || kind === "statement") return null;
  return kind === "reaction" && reacts_to && language ? words.phone.reactionTo(named(reacts_to, language).text) : words.kinds[kind];
}
