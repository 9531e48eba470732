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
