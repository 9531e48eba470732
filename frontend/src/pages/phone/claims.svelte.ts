// The capacities that were claimed from this device: until the desk has verified one, nobody else is told of it.

import type { Capacity } from "../../live/contract";
import { behalf } from "../../parts/capacity";
import type { Code } from "../../words/languages";

export interface Claim {
  capacity: Capacity;
  on_behalf_of?: string;
  on_behalf_of_names?: Record<string, string>;
}

const MOST = 20;
/** A request may be seen before its answer says which claim it was. */
let kept = $state(0);

/** A request's id says at which position it was made. */
export function claimed(room: string, position: number, claim: Claim, store: Pick<Storage, "getItem" | "setItem"> = localStorage): void {
  try {
    const claims = [...Object.entries(all(room, store)), [`r${position}`, claim] as const].slice(-MOST);
    store.setItem(key(room), JSON.stringify(Object.fromEntries(claims)));
    kept++;
  } catch {
    // A device that keeps nothing shows the request without it.
  }
}

export function claimOf(room: string, request: string, store: Pick<Storage, "getItem"> = localStorage): Claim | undefined {
  void kept;
  try {
    return all(room, store)[request];
  } catch {
    return undefined;
  }
}

/** The name of the group or process that was claimed and is not what `request` stands for now; `null` while that is open. */
export function refusedClaim(claim: Claim | undefined, request: { pending: boolean; speaker: { on_behalf_of?: string; capacity?: Capacity } }, language: Code): string | null {
  if (claim === undefined || claim.capacity === "national" || request.pending) return null;
  const stands = request.speaker.capacity ?? "national";
  return stands === "national" ? behalf(claim, language) : null;
}

const key = (room: string) => `claims:${room}`;

function all(room: string, store: Pick<Storage, "getItem">): Record<string, Claim> {
  return JSON.parse(store.getItem(key(room)) ?? "{}") as Record<string, Claim>;
}
