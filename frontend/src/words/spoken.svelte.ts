// The language that this page speaks, and its words.

import { choose, LANGUAGES, type Code } from "./languages";
import { directionOf } from "./names";
import type { Words } from "./en";

const KEPT_AS = "rostrum.language";

const sources: Record<Code, () => Promise<Words>> = {
  ar: async () => (await import("./ar")).ar,
  en: async () => (await import("./en")).en,
  es: async () => (await import("./es")).es,
  fr: async () => (await import("./fr")).fr,
  ru: async () => (await import("./ru")).ru,
  zh: async () => {
    // Thousands of signs: only those who read them fetch them.
    void import("@fontsource-variable/noto-sans-sc/wght.css");
    return (await import("./zh")).zh;
  },
};

/** Half as heavy: without what only organisers' pages say. */
const publicSources: typeof sources = {
  ar: async () => (await import("./ar?public")).ar,
  en: async () => (await import("./en?public")).en,
  es: async () => (await import("./es?public")).es,
  fr: async () => (await import("./fr?public")).fr,
  ru: async () => (await import("./ru?public")).ru,
  zh: async () => {
    void import("@fontsource-variable/noto-sans-sc/wght.css");
    return (await import("./zh?public")).zh;
  },
};

/** Which words a page says: all, or those that are not only for organisers. */
export type Part = "all" | "public";

class Spoken {
  code = $state<Code>("en");
  #words = $state.raw<Words | null>(null);
  #sources = sources;

  /** The words; only after `start` has come back. */
  get words(): Words {
    if (this.#words === null) throw new Error("no language was loaded");
    return this.#words;
  }

  /** Loads the language this page should speak: the address says, else what was chosen before, else the browser. */
  async start(part: Part = "all"): Promise<void> {
    this.#sources = part === "public" ? publicSources : sources;
    const wished = new URLSearchParams(location.search).get("lang");
    await this.#speak(choose([wished, kept(), ...navigator.languages]));
  }

  /** Speaks `code` from now on. If its words cannot be fetched, nothing changes. */
  async change(code: Code): Promise<void> {
    await this.#speak(code);
    try {
      localStorage.setItem(KEPT_AS, code);
    } catch {
      // A browser that keeps nothing still speaks.
    }
  }

  async #speak(code: Code): Promise<void> {
    this.#words = await this.#sources[code]();
    this.code = code;
    document.documentElement.lang = code;
    document.documentElement.dir = directionOf(code);
  }
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    return null;
  }
}

export const spoken = new Spoken();
export { LANGUAGES };
