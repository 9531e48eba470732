// The language that this page speaks, and its words.

import type { Called } from "./called";
import { asLanguage, choose, LANGUAGES, type Code } from "./languages";
import { directionOf } from "./names";
import type { Said, Words } from "./en";

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
  readonly languages = $derived(LANGUAGES.filter((code) => code === this.code || this.#offers(code)));
  #words = $state.raw<Said | null>(null);
  /** Of several choices in a row the last holds. */
  #turn = 0;
  #sources = sources;

  /** The words; only after `start` has come back. */
  get words(): Said {
    if (this.#words === null) throw new Error("no language was loaded");
    return this.#words;
  }

  /** Loads the language this page should speak: the address says, else what was chosen before, else the browser. */
  async start(part: Part = "all"): Promise<void> {
    this.#sources = part === "public" ? publicSources : sources;
    await this.#speak(choose([wished(), kept(), ...navigator.languages]));
  }

  /** A conference says what it calls its members. A page in a language that it does not offer changes to one it does. */
  hear(room: Called | undefined): void {
    // What did not change is the same object still.
    if (room === undefined || room === this.called) return;
    const { members } = this.called;
    this.called = room;
    const stays = this.#offers(this.code) || asLanguage(wished()) === this.code;
    if (stays && members === room.members) return;
    const first = navigator.languages.find((tag) => this.#offers(asLanguage(tag)));
    void this.#speak(stays ? this.code : choose([first, ...(room.languages ?? [])])).catch(() => {
      // What that takes cannot be fetched now; the page goes on as it is.
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

  #offers(code: Code | null): boolean {
    const { languages = [] } = this.called;
    return languages.length === 0 || languages.indexOf(code ?? "") >= 0;
  }

  async #speak(code: Code): Promise<void> {
    const turn = ++this.#turn;
    let words = await this.#sources[code]();
    // Few conferences call their members otherwise than delegations: what that takes is fetched where it is needed.
    if (this.called.members) words = await (await import("./called")).calledOtherwise(words, this.called, code);
    if (turn !== this.#turn) return;
    const { refusals, setUpRefusals } = words;
    this.#words = { ...words, refusals: { ...setUpRefusals, ...refusals } };
    this.code = code;
    document.documentElement.lang = code;
    document.documentElement.dir = directionOf(code);
  }
}

/** What the address says. */
function wished(): string | null {
  return new URLSearchParams(location.search).get("lang");
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
