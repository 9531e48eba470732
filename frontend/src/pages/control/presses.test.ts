import { describe, expect, it } from "vitest";

import type { Outcome } from "../../live/connection";
import type { RoomCommand } from "../../live/contract";
import { Presses } from "./presses.svelte";

const TAKEN_BACK: RoomCommand = { type: "undo", position: 7 };
const LIMITED: RoomCommand = { type: "set_time_limit", seconds: 180 };
const IN_FIVES: RoomCommand = { type: "set_batch", size: 5 };
const DONE: Outcome = { kind: "done", position: 8 };
const REFUSED: Outcome = { kind: "refused", reason: "segment_not_running", detail: {} };

/** A room that answers when it is told to. */
class Room {
  readonly asked: RoomCommand[] = [];
  readonly presses = new Presses(this);
  #answers: ((outcome: Outcome) => void)[] = [];

  ask(command: RoomCommand): Promise<Outcome> {
    this.asked.push(command);
    return new Promise((resolve) => this.#answers.push(resolve));
  }

  /** What it was asked first and has not answered yet, it answers. */
  async answers(outcome: Outcome): Promise<void> {
    this.#answers.shift()?.(outcome);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  }
}

describe("a press in a place where another is not answered yet", () => {
  it("is one press with it, if it asks the same", async () => {
    const room = new Room();
    const first = room.presses.press("edit", IN_FIVES);
    expect(await room.presses.press("edit", { ...IN_FIVES })).toBe(false);
    await room.answers(DONE);
    expect(await first).toBe(true);
    expect(room.asked).toEqual([IN_FIVES]);
    // Answered, it can be asked again.
    void room.presses.press("edit", IN_FIVES);
    expect(room.asked).toEqual([IN_FIVES, IN_FIVES]);
  });

  it("is asked after it, if it asks something else, each in its turn", async () => {
    const room = new Room();
    const pressed = [LIMITED, IN_FIVES, TAKEN_BACK].map((command) => room.presses.press("edit", command));
    expect(room.asked).toEqual([LIMITED]);
    await room.answers(DONE);
    expect(room.asked).toEqual([LIMITED, IN_FIVES]);
    expect(room.presses.sending("edit")).toBe(true);
    await room.answers(DONE);
    await room.answers(DONE);
    expect(await Promise.all(pressed)).toEqual([true, true, true]);
    expect(room.asked).toEqual([LIMITED, IN_FIVES, TAKEN_BACK]);
    expect(room.presses.said("edit")).toBeUndefined();
  });

  it.each<Outcome>([REFUSED, { kind: "lost" }])("is not asked where that before it is $kind, of which is said so", async (outcome) => {
    const room = new Room();
    const pressed = [LIMITED, IN_FIVES].map((command) => room.presses.press("edit", command));
    await room.answers(outcome);
    expect(await Promise.all(pressed)).toEqual([false, false]);
    expect(room.asked).toEqual([LIMITED]);
    expect(room.presses.said("edit")?.kind).toBe(outcome.kind);
  });

  it("does not wait for one in another place", () => {
    const room = new Room();
    void room.presses.press("edit", LIMITED);
    void room.presses.press("clock", IN_FIVES);
    expect(room.asked).toEqual([LIMITED, IN_FIVES]);
  });
});
