// Delegations that are easily taken for one another: while both wait, their code stands beside the name.

import type { SpeakerShown } from "../../live/contract";
import type { Code } from "../../words/languages";
import { named } from "../../words/names";

const LEAST = 4;

/** What two names have in common that begins both of their words: `Niger` and `Nigeria`, the two Koreas, the Congos. */
function confusable(one: string, other: string): boolean {
  const [a, b] = [words(one), words(other)];
  return a.some((word) => b.some((another) => word === another || (shortest(word, another) >= LEAST && (word.startsWith(another) || another.startsWith(word)))));
}

const shortest = (one: string, other: string) => Math.min(one.length, other.length);

/** Words that many names share and that tell nothing. */
const COMMON = /^(republic|democratic|united|states|kingdom|saint|islands?|people.?s|federation|federal|islamic|state|organi[sz]ation|international|world|union|global|forum|association|committee|council|conference|network|alliance|commission|institute|university|foundation|centre|center|national|human|rights|migration|migrants?|office|nations|programme|fund|agency|republique|république|democratique|démocratique|internationale?|mondiale?|organisation|unies|etats|états|royaume|iles|îles|república|democrática|internacional|mundial|organización|unidos|naciones|reino|islas|республика|демократическая|международная|организация|объединенных|всемирная|острова|народная|جمهورية|الديمقراطية|منظمة|الدولية|العالمية|المتحدة)$/u;

function words(name: string): string[] {
  return name
    .toLocaleLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= LEAST && !COMMON.test(word));
}

/** The codes, by delegation, of those `speakers` of whom two are easily confused in the language `code`. */
export function alike(speakers: readonly SpeakerShown[], code: Code): Map<string, string> {
  const names = new Map(speakers.flatMap((speaker) => (speaker.delegation === undefined ? [] : [[speaker.delegation, named(speaker.names, code).text] as const])));
  const found = new Map<string, string>();
  for (const [one, name] of names) {
    for (const [other, another] of names) {
      if (one !== other && confusable(name, another)) found.set(one, one.toUpperCase());
    }
  }
  return found;
}
