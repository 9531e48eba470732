// The six official languages.

export const LANGUAGES = ["ar", "en", "es", "fr", "ru", "zh"] as const;

export type Code = (typeof LANGUAGES)[number];

/** How each language calls itself. */
export const OWN_NAMES: Record<Code, string> = {
  ar: "العربية",
  en: "English",
  es: "Español",
  fr: "Français",
  ru: "Русский",
  zh: "中文",
};

const SMALL_IN_A_SENTENCE: readonly Code[] = ["es", "fr", "ru"];

/** How the language `tag` calls itself, as it stands within a sentence; what is no official language by its tag. */
export function ownName(tag: string): string {
  const code = asLanguage(tag);
  if (code === null) return tag;
  return SMALL_IN_A_SENTENCE.includes(code) ? OWN_NAMES[code].toLowerCase() : OWN_NAMES[code];
}

/** The official language that `tag` (`fr-CH`, `zh-Hans`) belongs to, if any. */
export function asLanguage(tag: string | null | undefined): Code | null {
  const primary = tag?.toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.find((code) => code === primary) ?? null;
}

/** The first of `wishes` that is an official language, else English. */
export function choose(wishes: readonly (string | null | undefined)[]): Code {
  for (const wish of wishes) {
    const code = asLanguage(wish);
    if (code) return code;
  }
  return "en";
}
