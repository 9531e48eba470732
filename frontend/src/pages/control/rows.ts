// The rows of the list of speakers, worked out together: what all have in common once, and of each only what it shows. A
// row that shows what it showed is the same object as before, so that nothing of it is drawn again.

import type { ControlView, RequestShown } from "../../live/contract";

export interface Row {
  id: string;
  /** From 1. */
  place: number;
  /** When it will have the floor, about; empty where no time would be true. */
  about: string;
  request: RequestShown;
  /** Its code, where its name is easily confused with that of another that waits. */
  code: string | undefined;
  /** Whether it will not be reached at this pace. */
  after: boolean;
  /** Whether it is the first of those: before it stands the line that says so. */
  cut: boolean;
  /** Seconds that it is given beyond what is usual. */
  extra: number;
  /** Whether it is the row at which Tab stops. */
  stops: boolean;
  /** Whether it was in view when that was last checked. */
  seen: boolean;
}

/** Everything that rows are drawn from beside the view. */
export interface Drawn {
  about: (place: number) => string;
  codes: ReadonlyMap<string, string>;
  fit: number;
  /** Whether the page says how many will be reached. */
  cut: boolean;
  stop: string | undefined;
  isSeen: (n: number) => boolean;
}

/** The rows of `view` in their order; those of `before` that show the same are kept. */
export function rowsOf(view: ControlView, { about, codes, fit, cut, stop, isSeen }: Drawn, before: ReadonlyMap<string, Row>): Row[] {
  const { order = [], waiting = {}, segment = "" } = view.list ?? {};
  const usual = view.rundown.segments[segment]?.phases.find(({ serves_list }) => serves_list);
  const limit = usual?.limit_now ?? usual?.time_limit;
  return order.flatMap((id, n) => {
    const request = waiting[id];
    if (!request) return [];
    const extra = request.allotted !== undefined && limit !== undefined ? Math.max(0, request.allotted - limit) : 0;
    const row = { id, place: n + 1, about: about(n + 1), request, code: codes.get(request.speaker.delegation ?? ""), after: n >= fit, cut: cut && n === fit, extra, stops: id === stop, seen: isSeen(n) };
    const known = before.get(id);
    return known !== undefined && isSame(known, row) ? known : row;
  });
}

function isSame(one: Row, other: Row): boolean {
  for (const name in one) if (one[name as keyof Row] !== other[name as keyof Row]) return false;
  return true;
}

/**
 * What is drawn of a long list. The rows in view are drawn at once; each other row stays as it was drawn until its turn
 * comes, some frames later. The order is always the present one.
 */
export class DrawnRows {
  #now: readonly Row[] = [];
  #drawn: Row[] = [];

  /** What to draw for `rows`. A further call with the same rows brings up to `most` of those that are left. */
  next(rows: readonly Row[], most: number): Row[] {
    const before = new Map(this.#drawn.map((row) => [row.id, row]));
    let left = rows === this.#now ? most : 0;
    this.#now = rows;
    this.#drawn = rows.map((row) => {
      const held = before.get(row.id) ?? row;
      // The line before the first that will not be reached must never stand in two places.
      if (held === row || row.seen || row.cut !== held.cut) return row;
      return left-- > 0 ? row : held;
    });
    return this.#drawn;
  }

  /** Whether some are not drawn yet as they are now. */
  get behind(): boolean {
    return this.#drawn.some((row, n) => row !== this.#now[n]);
  }
}
