// To whom a reaction or a reply is addressed: a turn, whoever has the floor, or somebody on the podium.

import type { ControlView } from "../../live/contract";
import type { Names } from "../../words/names";

export interface Addressee {
  id: string;
  names: Names;
}

/** Everyone who can be answered now, the latest first. */
export function addressees(view: ControlView): Addressee[] {
  const found: Addressee[] = [];
  if (view.floor) found.push({ id: view.floor.id, names: view.floor.speaker.names });
  const turns = Object.entries(view.turns ?? {}).sort(([one], [other]) => Number(other) - Number(one));
  for (const [, turn] of turns) found.push({ id: turn.id, names: turn.speaker.names });
  const running = view.rundown.running === undefined ? undefined : view.rundown.segments[view.rundown.running];
  for (const phase of running?.phases ?? []) for (const slot of phase.lineup ?? []) found.push({ id: slot.id, names: slot.names });
  return found.filter(({ id }, place) => found.findIndex((other) => other.id === id) === place);
}
