import { describe, expect, it } from "vitest";
import { Saving } from "./saving.svelte";

describe("A part that is changed while it is being saved", () => {
  it("is saved one state after the other, those between are left out, and the newest is last", async () => {
    const asked: string[] = [];
    let answer: (done: boolean) => void = () => undefined;
    const saving = new Saving<string>(
      (held) =>
        new Promise((resolve) => {
          asked.push(held);
          answer = resolve;
        }),
    );
    const done = saving.keep("Pan");
    void saving.keep("Pane");
    void saving.keep("Panel");
    expect(asked).toEqual(["Pan"]);
    answer(true);
    await Promise.resolve();
    await Promise.resolve();
    expect(asked).toEqual(["Pan", "Panel"]);
    answer(false);
    await done;
    expect(saving.saved).toBe(false);
  });

  it("is not saved while something in it is missing, and no older state of it is saved then", async () => {
    const asked: string[] = [];
    const saving = new Saving<string>((held) => Promise.resolve(asked.push(held) > 0));
    const done = saving.keep("Panel");
    void saving.keep("");
    saving.held();
    await done;
    expect(asked).toEqual(["Panel"]);
    expect(saving.saved).toBe(false);
  });
});
