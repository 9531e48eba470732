import { describe, expect, it } from "vitest";
import type { ControlView, PlannedPhase, PlannedSegment, SpeakerShown } from "../../live/contract";
import { roomColour } from "../../look/room";
import { alike } from "./alike";
import { goStep, listSegment, upcoming } from "./go";
import { fitNow } from "./forecast";
import { keyAction } from "./keys";
import { moved } from "./moves";
import { folded, indexed, search } from "./search";

const phase = (id: string, over: Partial<PlannedPhase> = {}): PlannedPhase => ({ id, kind: "floor", names: { en: id }, ...over });

const segment = (id: string, over: Partial<PlannedSegment> = {}): PlannedSegment => ({
  id,
  names: { en: id },
  format: "panel",
  starts_at: "2017-12-04T17:00:00.000Z",
  ends_at: "2017-12-04T19:00:00.000Z",
  status: "planned",
  phases: [phase("intro", { kind: "introduction" }), phase("floor", { serves_list: true }), phase("summary", { kind: "summary" })],
  takes_list: true,
  ...over,
});

function view(over: Partial<ControlView> = {}, rundown: Partial<ControlView["rundown"]> = {}): ControlView {
  return {
    room: { id: "plenary", names: { en: "Plenary" }, zone: "America/Mexico_City", conference: { en: "C" } },
    rundown: {
      order: ["welcome", "panel", "lunch"],
      segments: { welcome: segment("welcome", { status: "ended" }), panel: segment("panel"), lunch: segment("lunch", { takes_list: false }) },
      ...rundown,
    },
    ...over,
  };
}

const inPhase = (id: string, over: Partial<ControlView> = {}) =>
  view(over, {
    running: "panel",
    phase: id,
    segments: { welcome: segment("welcome", { status: "ended" }), panel: segment("panel", { status: "running" }), lunch: segment("lunch") },
  });

const kenya = { names: { en: "Kenya" }, delegation: "ken" };
const next = { id: "r7", speaker: { names: { en: "Fiji" }, delegation: "fji" }, allotted: 120 };
const floor = (clock: object) => ({ id: "r5", speaker: kenya, called_at: "2017-12-04T17:10:00.000Z", clock });
const open = { segment: "panel", status: "open" as const, order: [], waiting: {} };

describe("the big button", () => {
  it("starts the next segment, and says that none was seen running", () => {
    expect(goStep(view())).toMatchObject({ does: "start_segment", command: { type: "start_segment", segment: "panel" } });
    expect(goStep(view())?.command).not.toHaveProperty("expecting");
  });

  it("starts phase after phase, and says which one was seen running", () => {
    expect(goStep(inPhase("intro"))?.command).toEqual({ type: "start_phase", phase: "floor", expecting: "intro" });
  });

  it("opens the list where it is to be called", () => {
    expect(goStep(inPhase("floor", { list: { ...open, status: "not_open" } }))?.command).toEqual({ type: "open_list", segment: "panel" });
  });

  it("calls the one who was seen next", () => {
    expect(goStep(inPhase("floor", { list: open, next }))?.command).toEqual({ type: "call_next_speaker", expecting: "r7" });
  });

  it("starts the clock of who was called, then calls the next", () => {
    expect(goStep(inPhase("floor", { list: open, next, floor: floor({ allotted: 120 }) }))?.does).toBe("start_clock");
    const speaking = floor({ allotted: 120, runs_from: "2017-12-04T17:10:05.000Z" });
    expect(goStep(inPhase("floor", { list: open, next, floor: speaking }))?.does).toBe("call_next");
  });

  it("resumes a meeting that was suspended, before all else", () => {
    const sitting = { status: "suspended" as const };
    expect(goStep(inPhase("floor", { list: open, next, sitting }))?.command).toEqual({ type: "resume_meeting" });
  });

  it("resumes a clock that stands before it calls anyone", () => {
    const paused = floor({ allotted: 120, runs_from: "2017-12-04T17:10:05.000Z", paused_at: "2017-12-04T17:10:15.000Z" });
    expect(goStep(inPhase("floor", { list: open, next, floor: paused }))?.command).toEqual({ type: "resume_clock", intervention: "r5" });
  });

  it("gives the floor back to whoever was interrupted before it calls the next", () => {
    const point = { ...floor({ runs_from: "2017-12-04T17:10:05.000Z" }), interrupted: [{ id: "r4", speaker: kenya }] };
    expect(goStep(inPhase("floor", { list: open, next, floor: point }))?.does).toBe("end_intervention");
  });

  it("takes the floor back when nobody waits", () => {
    const speaking = floor({ runs_from: "2017-12-04T17:10:05.000Z" });
    expect(goStep(inPhase("floor", { list: open, floor: speaking }))?.command).toEqual({ type: "end_intervention", intervention: "r5" });
  });

  it("ends the segment after its last phase", () => {
    expect(goStep(inPhase("floor", { list: open }))?.does).toBe("start_phase");
    expect(goStep(inPhase("summary"))?.command).toEqual({ type: "end_segment", segment: "panel" });
  });

  it("has nothing to do after the last segment", () => {
    const done = segment("lunch", { status: "ended" });
    expect(goStep(view({}, { order: ["lunch"], segments: { lunch: done } }))).toBeNull();
  });

  it("does not go back to a segment that was passed over", () => {
    const segments = { welcome: segment("welcome"), panel: segment("panel", { status: "ended" }), lunch: segment("lunch") };
    expect(upcoming(view({}, { segments }))?.id).toBe("lunch");
  });
});

it("the list shown, or the next that can be opened ahead", () => {
  expect(listSegment(inPhase("floor", { list: open }))?.id).toBe("panel");
  expect(listSegment(view())?.id).toBe("panel");
});

describe("finding a delegation", () => {
  const index = indexed([
    { id: "ner", iso3: "NER", category: "member_state", names: { en: "Niger", fr: "Niger", ru: "Нигер", ar: "النيجر" } },
    { id: "nga", iso3: "NGA", category: "member_state", names: { en: "Nigeria", fr: "Nigéria", ru: "Нигерия", ar: "نيجيريا" } },
    { id: "civ", iso3: "CIV", category: "member_state", names: { en: "Côte d'Ivoire", zh: "科特迪瓦" } },
    { id: "gbr", iso3: "GBR", category: "member_state", names: { en: "United Kingdom of Great Britain and Northern Ireland" } },
    { id: "irl", iso3: "IRL", category: "member_state", names: { en: "Ireland" } },
    { id: "are", iso3: "ARE", category: "member_state", names: { en: "United Arab Emirates", ar: "الإمارات العربية المتحدة" } },
  ]);
  const found = (typed: string) => search(index, typed).map(({ id }) => id);

  it.each([
    ["niger", ["ner", "nga"]],
    ["nga", ["nga"]],
    ["cote d ivoire", ["civ"]],
    ["CÔTE", ["civ"]],
    ["科特", ["civ"]],
    ["нигерия", ["nga"]],
    ["الامارات", ["are"]],
    ["ireland", ["irl", "gbr"]],
    ["united king", ["gbr"]],
    ["kingdom britain", ["gbr"]],
    ["", []],
    ["atlantis", []],
  ])("%s", (typed, ids) => expect(found(typed)).toEqual(ids));

  it("folds accents, case and the variants of Arabic letters", () => {
    expect(folded("  Türkiye ")).toBe("turkiye");
    expect(folded("الأُردن")).toBe("الاردن");
  });
});

describe("the keyboard", () => {
  const press = (key: string, over = {}) =>
    keyAction({ key, code: "", repeat: false, altKey: false, ctrlKey: false, metaKey: false, ...over });

  it("asks for what the sheet says", () => {
    expect([" ", "n", "P", "+", "=", "-", "L", "a", "/", "u", "?"].map((key) => press(key))).toEqual([
      "go", "next", "pause", "more", "more", "less", "list", "add", "add", "undo", "help",
    ]);
  });

  it("works on the same keys in other scripts", () => {
    expect(press("т", { code: "KeyN" })).toBe("next");
    expect(press("م", { code: "KeyL" })).toBe("list");
  });

  it("leaves held keys, combinations and everything else alone", () => {
    expect(press("n", { repeat: true })).toBeNull();
    expect(press("p", { ctrlKey: true })).toBeNull();
    expect(press("Escape")).toBeNull();
    expect(press("q", { code: "KeyA" })).toBeNull();
  });
});

it("case 50: every room of the programme has a colour of its own", () => {
  const rooms = ["plenary", "breakout-1", "breakout-2", "breakout-3"];
  expect(new Set(rooms.map((room) => roomColour(room))).size).toBe(rooms.length);
});

describe("moving a request", () => {
  const order = ["a", "b", "c", "d"];

  it.each([
    ["c", "up", "b"],
    ["b", "down", "d"],
    ["c", "down", undefined],
    ["d", "first", "a"],
  ] as const)("%s %s goes ahead of %s", (id, way, ahead) => {
    expect(moved(order, id, way)).toEqual({ type: "move_request", request: id, seen: order, ...(ahead ? { ahead_of: ahead } : {}) });
  });

  it.each([["a", "up"], ["d", "down"], ["a", "first"], ["z", "up"]] as const)("%s cannot go %s", (id, way) => expect(moved(order, id, way)).toBeNull());
});

describe("the forecast as of now", () => {
  const forecast = { pace: 100, begins_at: "2017-12-04T17:00:00.000Z", until: "2017-12-04T17:10:00.000Z", fit: 5, of: 5, close_by: "2017-12-04T17:01:40.000Z" };
  const at = (seconds: number) => Date.parse("2017-12-04T17:00:00.000Z") + seconds * 1000;

  it("is the server's while nothing has moved on", () => expect(fitNow(forecast, at(-5))).toBe(5));
  it("shrinks as time passes", () => expect(fitNow(forecast, at(250))).toBe(3));
  it("is nobody after the end", () => expect(fitNow(forecast, at(700))).toBe(0));
});

describe("codes beside names", () => {
  const waiting = (names: Record<string, string>) => Object.entries(names).map(([delegation, en]) => ({ delegation, names: { en } }) as unknown as SpeakerShown);

  it("tell those apart that are easily confused", () => {
    const said = alike(waiting({ ner: "Niger", nga: "Nigeria", kor: "Republic of Korea", prk: "Democratic People’s Republic of Korea", ken: "Kenya" }), "en");
    expect(Array.from(said.values()).sort()).toEqual(["KOR", "NER", "NGA", "PRK"]);
  });

  it("are never whole names, and are not shown because of a word that many names share", () => {
    expect(alike(waiting({ ipu: "Inter-Parliamentary Union", "inter-parliamentary-forum": "Inter-Parliamentary Forum" }), "en")).toEqual(new Map([["ipu", "IPU"]]));
    expect(alike(waiting({ aaa: "Marea Uno", bbb: "Marea Dos", ccc: "Marea Tres", ddd: "Marea Seis", eee: "Marea Diez" }), "en")).toEqual(new Map());
  });
});
