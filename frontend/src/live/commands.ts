// The commands a page may send, each under an id of its own: sent twice, a command happens once.

import type { Capacity, InterventionKind, RoomCommand } from "./contract";

/** What tells a command apart from every other one of its sender. */
export function freshId(random: Pick<Crypto, "getRandomValues"> & Partial<Pick<Crypto, "randomUUID">> = crypto): string {
  // Browsers do not offer randomUUID to pages without TLS, such as a screen on a local network.
  if (random.randomUUID) return random.randomUUID();
  const bytes = random.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export interface InCapacity {
  capacity: Capacity;
  on_behalf_of?: string;
}

export const startSegment = (segment: string, expecting: string | undefined): RoomCommand => ({
  type: "start_segment",
  segment,
  ...(expecting === undefined ? {} : { expecting }),
});

export const endSegment = (segment: string): RoomCommand => ({ type: "end_segment", segment });

export const startPhase = (phase: string, expecting: string | undefined): RoomCommand => ({
  type: "start_phase",
  phase,
  ...(expecting === undefined ? {} : { expecting }),
});

export const openList = (segment: string): RoomCommand => ({ type: "open_list", segment });

export const carryOver = (from_segment: string, to_segment: string): RoomCommand => ({ type: "carry_over", from_segment, to_segment });

export const closeList = (segment: string): RoomCommand => ({ type: "close_list", segment });

export const clearList = (segment: string, requests: string[]): RoomCommand => ({ type: "clear_list", segment, requests });

/** What else a delegation says of what it wants to say. */
export interface Asked extends InCapacity {
  kind?: InterventionKind;
  about?: string;
  question?: number;
  language?: string;
  person?: string;
  title?: string;
}

export const requestFloor = (segment: string, as: Asked): RoomCommand => ({
  type: "request_floor",
  segment,
  ...as,
});

export const markReady = (request: string, ready = true): RoomCommand => ({ type: "mark_ready", request, ready });

export const withdrawRequest = (request: string): RoomCommand => ({ type: "withdraw_request", request });

export const addSpeaker = (segment: string, delegation: string, as: InCapacity): RoomCommand => ({
  type: "add_speaker",
  segment,
  delegation,
  ...as,
});

export const callNextSpeaker = (expecting: string): RoomCommand => ({ type: "call_next_speaker", expecting });

export const startClock = (intervention: string): RoomCommand => ({ type: "start_clock", intervention });

export const pauseClock = (intervention: string): RoomCommand => ({ type: "pause_clock", intervention });

export const resumeClock = (intervention: string): RoomCommand => ({ type: "resume_clock", intervention });

export const extendTime = (intervention: string, seconds: number): RoomCommand => ({
  type: "extend_time",
  intervention,
  seconds,
});

export const endIntervention = (intervention: string): RoomCommand => ({ type: "end_intervention", intervention });
