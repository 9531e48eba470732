// What a category is called: as the conference names it, else as we know it.

import type { Words } from "../../words/en";
import type { Code } from "../../words/languages";
import { named, type Names } from "../../words/names";

export function categoryIn({ id, names }: { id: string; names?: Names | undefined }, words: Words, language: Code): string {
  const known: Record<string, string> = words.desk.categories;
  return (names && Object.keys(names).length > 0 ? named(names, language).text : known[id]) ?? id;
}
