// The language that this page speaks, and its words.

import { calledOtherwise, type Called } from "./called";
import { asLanguage, choose, LANGUAGES, type Code } from "./languages";
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
  /** What the conference calls its members, and in which languages its screens speak. */
  called = $state.raw<Called>({});
  /** The languages to choose from. */
  readonly languages = $derived(LANGUAGES.filter((code) => code === this.code || !this.called.languages?.length || this.called.languages.includes(code)));
  #words = $state.raw<Words | null>(null);
  readonly #said = $derived(this.#words === null ? null : calledOtherwise(this.#words, this.called, this.code));
  #sources = sources;

  /** The words; only after `start` has come back. */
  get words(): Words {
    if (this.#said === null) throw new Error("no language was loaded");
    return this.#said;
  }

  /** Loads the language this page should speak: the address says, else what was chosen before, else the browser. */
  async start(part: Part = "all"): Promise<void> {
    this.#sources = part === "public" ? publicSources : sources;
    const wished = new URLSearchParams(location.search).get("lang");
    await this.#speak(choose([wished, kept(), ...navigator.languages]));
  }

  /** A conference says what it calls its members. A page in a language that it does not offer changes to one it does. */
  hear(room: Called | undefined): void {
    if (room === undefined) return;
    const called: Called = { member: room.member, members: room.members, languages: room.languages };
    if (JSON.stringify(called) === JSON.stringify(this.called)) return;
    this.called = called;
    const offered = called.languages ?? [];
    const asked = new URLSearchParams(location.search).get("lang");
    if (offered.length === 0 || offered.includes(this.code) || asLanguage(asked) === this.code) return;
    const wished = navigator.languages.map(asLanguage).find((code) => code !== null && offered.includes(code));
    void this.#speak(choose([wished, ...offered])).catch(() => {
      // Its words cannot be fetched now; the page goes on in the language it has.
    });
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
