// In what capacity somebody speaks, in words.

import type { Capacity, GroupShown, RequestShown, SpeakerShown } from "../live/contract";
import type { Words } from "../words/en";
import type { Code } from "../words/languages";
import { named } from "../words/names";

/** The group or process in whose name `speaker` speaks: in `language`, where it is registered. */
export function behalf(speaker: Pick<SpeakerShown, "on_behalf_of" | "on_behalf_of_names">, language: Code): string {
  return speaker.on_behalf_of_names ? named(speaker.on_behalf_of_names, language).text : (speaker.on_behalf_of ?? "");
}

/**
 * Those of `all` that are worth offering. Where members are called otherwise than delegations, nobody speaks for a group
 * or process of which there is none.
 */
export function capacitiesOf<Offered extends Capacity>(all: readonly Offered[], groups: GroupShown[] | undefined, otherwise: boolean): Offered[] {
  return all.filter((one) => !otherwise || one === "national" || (groups ?? []).some((group) => group.capacity === one));
}

/** `null` where it needs no words: a delegation that speaks for itself, in its turn. */
export function capacityInWords(speaker: SpeakerShown, words: Words, language: Code): string | null {
  const said = [
    kindInWords(speaker, words, language),
    speaker.question === undefined ? null : speaker.question_names ? named(speaker.question_names, language).text : words.questionNumber(String(speaker.question)),
    speaker.on_behalf_of ? words.onBehalfOf(behalf(speaker, language)) : speaker.capacity === "co_facilitator" ? words.coFacilitator : null,
    speaker.joint?.length ? words.joint(speaker.joint.length) : null,
    speaker.video ? words.video : null,
  ].filter((phrase) => phrase !== null);
  return said.length > 0 ? said.join(" · ") : null;
}

function kindInWords({ kind, reacts_to }: SpeakerShown, words: Words, language: Code): string | null {
  if (kind === undefined || kind === "statement") return null;
  return kind === "reaction" && reacts_to ? words.phone.reactionTo(named(reacts_to, language).text) : words.kinds[kind];
}

/** What a request claims to be on behalf of, in `language`; `""` where it claims nothing. */
export function claimed(request: Pick<RequestShown, "claims" | "claims_names">, language: Code): string {
  return request.claims_names ? named(request.claims_names, language).text : (request.claims ?? "");
}
