// What became of my delegation's requests that are not on the list before me. Every end of a request is told.

import type { FateShown, Me, PhoneView } from "../../live/contract";
import { named, type Names } from "../../words/names";
import type { Code } from "../../words/languages";
import { isolated } from "../../words/say";
import type { Words } from "../../words/en";

export interface FateToShow {
  id: string;
  /** What became of it; `not_reached` when its segment ended, `elsewhere` while it waits on another list. */
  became: FateShown["became"] | "not_reached" | "elsewhere";
  /** When; `null` for what still goes on. */
  at: number | null;
  kind: FateShown["kind"];
  /** The segment or delegation it is about. */
  about: Names | undefined;
  /** The badge of my delegation that gave it up. */
  by?: number | undefined;
}

/** For this long after it happened it is shown. */
const SAID_FOR = 30 * 60_000;
/** While these hold, the page shows them elsewhere already. */
const SEEN: readonly FateToShow["became"][] = ["called"];

/** What my delegation is shown of its requests, the latest first. `now` is the server's time. */
export function fatesOf(view: PhoneView, delegation: string, now: number | null): FateToShow[] {
  const fates = Object.entries(view.fates ?? {}).flatMap(([id, { delegation: of, became, at, kind, to, by }]): FateToShow[] =>
    of === delegation ? [{ id, became, at: Date.parse(at), kind, about: to, by }] : [],
  );
  const others = Object.values(view.others ?? {}).flatMap(({ requests, names, ended_at }) =>
    Object.entries(requests).flatMap(([id, of]): FateToShow[] =>
      of === delegation
        ? [{ id, became: ended_at === undefined ? "elsewhere" : "not_reached", at: ended_at === undefined ? null : Date.parse(ended_at), kind: undefined, about: names }]
        : [],
    ),
  );
  const hasFloor = view.floor?.speaker.delegation === delegation;
  const waits = new Set(others.map(({ id }) => id));
  return [...fates.filter(({ id, became }) => !(waits.has(id) && became === "carried_over")), ...others]
    .filter(({ became }) => !(hasFloor && SEEN.includes(became)))
    .filter(({ at }) => at === null || now === null || now - at < SAID_FOR)
    .sort((one, other) => (other.at ?? Infinity) - (one.at ?? Infinity));
}

/** A fate in words, with who of my delegation gave a request up. */
export function inWords(one: FateToShow, words: Words, code: Code, me: Pick<Me, "badge" | "colleagues">): string {
  const says = saysOf(one, words, code);
  if (one.by === undefined) return says;
  const who = one.by === me.badge ? words.phone.byYou : (me.colleagues?.[one.by] ?? words.phone.byBadge(String(one.by)));
  return `${says} · ${isolated(who)}`;
}

function saysOf({ became, kind, about }: FateToShow, words: Words, code: Code): string {
  const says = words.phone.became;
  const name = about === undefined ? null : named(about, code).text;
  if (became === "ceded" || became === "carried_over" || became === "not_reached" || became === "elsewhere") {
    return name === null ? says.unnamed[became] : says[became](name);
  }
  return kind !== undefined && kind !== "statement" ? `${words.kinds[kind]}${words.colon}${says[became]}` : says[became];
}
