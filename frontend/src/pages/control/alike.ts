// Delegations that are easily taken for one another: while both wait, their code stands beside the name.

import type { SpeakerShown } from "../../live/contract";
import type { Code } from "../../words/languages";
import { named } from "../../words/names";

const LEAST = 4;
/** A word in more names than this does not tell them apart. Four States have "Guinea" in their name. */
const MOST = 4;
/** `NGA`, `UNICEF`: the code of an organisation may be a whole name, which tells no more than the name beside it. */
const CODE = /^[a-z0-9]{2,8}$/;

/** Words of `Niger` and `Nigeria` are easily confused, or those that the two Koreas, the Congos share. */
const confusable = (word: string, another: string) => word.startsWith(another) || another.startsWith(word);

/** Words that many names share and that tell nothing. */
const COMMON = /^(republic|democratic|united|states|kingdom|saint|islands?|people.?s|federation|federal|islamic|state|organi[sz]ation|international|world|union|global|forum|association|committee|council|conference|network|alliance|commission|institute|university|foundation|centre|center|national|human|rights|migration|migrants?|office|nations|programme|fund|agency|republique|république|democratique|démocratique|internationale?|mondiale?|organisation|unies|etats|états|royaume|iles|îles|república|democrática|internacional|mundial|organización|unidos|naciones|reino|islas|республика|демократическая|международная|организация|объединенных|всемирная|острова|народная|جمهورية|الديمقراطية|منظمة|الدولية|العالمية|المتحدة)$/u;

const split = new Map<string, string[]>();

/** The words of `name` that tell it from others; each name is taken apart once. */
function words(name: string): string[] {
  let found = split.get(name);
  if (found === undefined) {
    found = name
      .toLocaleLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length >= LEAST && !COMMON.test(word));
    split.set(name, found);
  }
  return found;
}

/** The codes, by delegation, of those `speakers` of whom two are easily confused in the language `code`. */
export function alike(speakers: readonly SpeakerShown[], code: Code): Map<string, string> {
  const delegations = new Map(speakers.flatMap((speaker) => (speaker.delegation === undefined ? [] : [[speaker.delegation, named(speaker.names, code).text] as const])));
  // Of two words that are easily confused the beginnings are the same.
  const beginning = new Map<string, [string, string][]>();
  for (const [delegation, name] of delegations) {
    for (const word of words(name)) {
      const begins = word.slice(0, LEAST);
      const there = beginning.get(begins);
      if (there) there.push([delegation, word]);
      else beginning.set(begins, [[delegation, word]]);
    }
  }
  const found = new Map<string, string>();
  for (const those of beginning.values()) {
    for (const [delegation, word] of those) {
      const others = new Set(those.filter(([other, another]) => other !== delegation && confusable(word, another)).map(([other]) => other));
      if (others.size > 0 && others.size < MOST && CODE.test(delegation)) found.set(delegation, delegation.toUpperCase());
    }
  }
  return found;
}
