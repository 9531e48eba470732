// Names come from the programme, in the languages it has; a language left out is read as English.

import { asLanguage, type Code } from "./languages";

export type Names = Record<string, string>;

export interface Named {
  text: string;
  /** The language that `text` is in. */
  lang: string;
}

export function named(names: Names, language: Code): Named {
  for (const lang of [language, "en", ...Object.keys(names)]) {
    const text = names[lang];
    if (text) return { text, lang };
  }
  return { text: "", lang: "en" };
}

/** Direction of text in `lang`. */
export function directionOf(lang: string): "rtl" | "ltr" {
  return asLanguage(lang) === "ar" ? "rtl" : "ltr";
}
