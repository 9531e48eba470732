// A badge desk: what it knows, whom it has before it, and what it does, one thing after another in the order asked.

import { toSignIn } from "../../addresses";
import type { BadgeActListed, BadgeFound, BadgeRow, BadgesStatus, CategoryNamed, DelegationListed } from "../../../live/contract";
import type { Reply } from "../../http";
import { actOnBadge, badgesShown, findBadge, noteHolder, printBadges, undoBadgeAct } from "./asking";
import { indexedDelegations, searchBadges, USUAL_FORMAT, type BadgeActWanted, type HolderWanted, type LabelFormat, type PrintWanted, type Printing } from "./badges";

const SHOWN = 12;
const DESK = "rostrum-badge-desk";
const PRINTING = "rostrum-badge-printing";
const KEPT_MISSES = 6;

/** A scan that opened nothing. */
export interface Miss {
  at: string;
  found: BadgeFound;
}

/** This browser tab, by which its own acts are told from those of other desks. */
function deskId(): string {
  try {
    const kept = sessionStorage.getItem(DESK) ?? [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    sessionStorage.setItem(DESK, kept);
    return kept;
  } catch {
    return "desk";
  }
}

export class BadgeDesk {
  readonly id = deskId();
  badges = $state.raw<BadgeRow[]>([]);
  delegations = $state.raw<DelegationListed[]>([]);
  acts = $state.raw<BadgeActListed[]>([]);
  now = $state.raw<BadgesStatus | null>(null);
  formats = $state.raw<Record<string, LabelFormat>>({});
  categories = $state.raw<CategoryNamed[]>([]);
  zone = $state("UTC");
  conference = $state.raw<BadgesStatus["conference"]>({});
  most = $state(0);
  allowed = $state.raw<Record<string, number>>({});

  typed = $state("");
  /** The row that arrows have come to. */
  at = $state(0);
  chosenId = $state<number | null>(null);
  /** A ticket that is linked to no badge yet. */
  ticket = $state<string | null>(null);
  missed = $state.raw<BadgeFound | null>(null);
  misses = $state.raw<Miss[]>([]);
  lookOnly = $state(false);
  refused = $state<string | null>(null);
  detail = $state.raw<Record<string, unknown>>({});
  waiting = $state(0);

  readonly #known = $derived(indexedDelegations(this.delegations));
  readonly results = $derived(searchBadges(this.badges, this.#known, this.typed));
  readonly shown = $derived(this.results.slice(0, SHOWN));
  readonly chosen = $derived(this.badges.find((one) => one.id === this.chosenId) ?? null);
  /** The one person before the desk: chosen, or the only one found. */
  readonly person = $derived(this.typed.trim() === "" ? this.chosen : this.results.length === 1 ? (this.results[0] ?? null) : null);
  readonly lastAct = $derived(this.acts.find((one) => one.stands) ?? null);

  #turn: Promise<unknown> = Promise.resolve();

  /** Do it after what was asked before: scans come faster than answers. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    this.waiting += 1;
    const done = this.#turn.then(act).finally(() => (this.waiting -= 1));
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async look(): Promise<void> {
    const reply = await badgesShown(this.now?.version ?? "", this.id);
    if (reply.ok) this.#hear(reply.value);
    else if (reply.refused === "not_permitted" && this.now === null) toSignIn();
    else if (this.now === null) this.refused = reply.refused;
  }

  #hear(told: BadgesStatus): void {
    this.acts = told.acts;
    if (told.concerned === undefined) this.badges = told.badges;
    else if (told.concerned.length > 0) this.badges = [...this.badges.filter((one) => !told.concerned?.includes(one.delegation)), ...told.badges];
    this.delegations = told.delegations ?? this.delegations;
    if (told.formats !== undefined) this.formats = Object.fromEntries(Object.entries(told.formats).map(([name, one]) => [name, { ...USUAL_FORMAT, ...one }]));
    this.categories = told.categories ?? this.categories;
    this.zone = told.zone ?? this.zone;
    this.conference = told.conference ?? this.conference;
    this.most = told.most;
    this.allowed = told.allowed;
    // What others did meanwhile is not in the answer to an act: it is looked for again.
    this.now = typeof told.badge === "number" ? { ...told, version: this.now?.version ?? "" } : told;
  }

  async #done(asked: Promise<Reply<BadgesStatus>>): Promise<boolean> {
    const reply = await asked;
    this.refused = reply.ok ? null : reply.refused;
    this.detail = reply.ok ? {} : (reply.detail ?? {});
    if (reply.ok) this.#hear(reply.value);
    else await this.look();
    return reply.ok;
  }

  choose(badge: BadgeRow): void {
    [this.chosenId, this.typed, this.at, this.missed, this.refused] = [badge.id, "", 0, null, null];
  }

  clear(): void {
    [this.chosenId, this.typed, this.at, this.missed, this.refused, this.ticket] = [null, "", 0, null, null, null];
  }

  act(act: BadgeActWanted["act"], badge: BadgeRow, scanned?: string): Promise<boolean> {
    this.choose(badge);
    return this.#inTurn(async () => {
      // Its state may have changed by what was asked before.
      const seen = (this.badges.find((one) => one.id === badge.id) ?? badge).seen;
      const asked = { act, badge: badge.id, seen, desk: this.id, ...(scanned === undefined ? {} : { scanned }) };
      const done = await this.#done(actOnBadge(asked));
      if (done && act === "link") this.ticket = null;
      return done;
    });
  }

  hold(asked: Omit<HolderWanted, "desk">): Promise<boolean> {
    return this.#inTurn(async () => {
      const done = await this.#done(noteHolder({ ...asked, desk: this.id }));
      if (done && typeof this.now?.badge === "number") [this.chosenId, this.typed] = [this.now.badge, ""];
      return done;
    });
  }

  undo(act: BadgeActListed): Promise<boolean> {
    return this.#inTurn(async () => {
      const done = await this.#done(undoBadgeAct(act.number, this.id));
      if (done && act.badge !== null) [this.chosenId, this.typed] = [act.badge, ""];
      return done;
    });
  }

  /** Find whose badge or ticket was scanned. A badge that is scanned is thereby handed over. */
  scan(scanned: string): Promise<void> {
    this.typed = "";
    return this.#inTurn(async () => {
      const reply = await findBadge(scanned);
      this.refused = reply.ok ? null : reply.refused;
      if (!reply.ok) return;
      const { badge, ticket, why } = reply.value;
      [this.missed, this.ticket] = [why === null ? null : reply.value, why === "ticket_unlinked" ? scanned : null];
      if (why !== null) this.misses = [{ at: new Date().toISOString(), found: reply.value }, ...this.misses].slice(0, KEPT_MISSES);
      this.chosenId = badge?.id ?? null;
      if (badge === null) return;
      this.badges = [...this.badges.filter((one) => one.id !== badge.id), badge];
      if (why !== null || ticket || this.lookOnly || badge.handed_over_at !== null) return;
      await this.#done(actOnBadge({ act: "hand_over", badge: badge.id, seen: badge.seen, desk: this.id }));
    });
  }

  /** A PDF of badges; `null` if there is none, and why is said. */
  async print(wanted: Omit<PrintWanted, "desk">): Promise<Blob | null> {
    const reply = await printBadges({ ...wanted, desk: this.id });
    this.refused = reply.ok ? null : reply.refused;
    this.detail = reply.ok ? {} : (reply.detail ?? {});
    await this.look();
    return reply.ok ? reply.value : null;
  }

  allowedOf = (delegation: string): number => this.allowed[delegation] ?? this.most;
}

/** How this browser prints: kept here, for the printer is here too. */
export function printingKept(format: LabelFormat, language: string): Printing {
  const begin: Printing = { format, languages: [language], qr: "address", outlined: false };
  try {
    const kept = JSON.parse(localStorage.getItem(PRINTING) ?? "{}") as Partial<Printing>;
    return { ...begin, ...kept, format: { ...format, ...kept.format, skip: 0 } };
  } catch {
    return begin;
  }
}

export function keepPrinting(printing: Printing): void {
  try {
    localStorage.setItem(PRINTING, JSON.stringify(printing));
  } catch {
    // Where nothing may be kept it is chosen anew.
  }
}
