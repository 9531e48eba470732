import { describe, expect, it } from "vitest";
import type { PhoneView } from "../../live/contract";
import { badgeCode, codeInFragment } from "./badge";
import { alertFor } from "./alerts";
import { expectedAt, firstFew, ownPoints, ownRequests, standing, wordsIn } from "./standing";
import { ruledOut } from "./push";

function view(over: Partial<PhoneView> = {}): PhoneView {
  return { room: { id: "plenary", names: { en: "Plenary" }, zone: "America/Mexico_City", conference: { en: "C" } }, ...over };
}

const asked = (delegation: string, rank: number) => ({ speaker: { names: { en: delegation }, delegation }, rank });

const LIST: NonNullable<PhoneView["list"]> = {
  segment: "panel-1",
  status: "open",
  count: 4,
  order: ["r9", "r4"],
  waiting: { r4: asked("fji", 4), r9: asked("ken", 3.999), r7: asked("ken", 7), r8: asked("mex", 8) },
};

describe("a delegation's place", () => {
  it("is one more than the number of lower ranks, whatever the order they came in", () => {
    expect(ownRequests(view({ list: LIST }), "ken").map(({ id, place }) => [id, place])).toEqual([
      ["r9", 1],
      ["r7", 3],
    ]);
    expect(ownRequests(view({ list: LIST }), "mex")[0]?.place).toBe(4);
  });

  it("is none for those who have not asked", () => {
    expect(ownRequests(view({ list: LIST }), "fra")).toEqual([]);
    expect(standing(view({ list: LIST }), "fra")).toBe("open");
  });
});

describe("where a delegation stands", () => {
  it("is the floor before all else", () => {
    const floor = { id: "r1", speaker: { names: { en: "Kenya" }, delegation: "ken" }, called_at: "2017-12-04T17:00:00.000Z" };
    expect(standing(view({ list: LIST, floor }), "ken")).toBe("speaking");
    expect(standing(view({ list: LIST, floor }), "fji")).toBe("waiting");
  });

  it("is what the list says for those not on it", () => {
    expect(standing(view({ list: { ...LIST, status: "closed" } }), "fra")).toBe("closed");
    expect(standing(view({ list: { ...LIST, status: "not_open" } }), "fra")).toBe("not_open");
    expect(standing(view(), "fra")).toBe("no_list");
  });

  it("stays waiting when the list is closed", () => {
    expect(standing(view({ list: { ...LIST, status: "closed" } }), "mex")).toBe("waiting");
  });
});

it("the first few are read in the order they will be called", () => {
  expect(firstFew(view({ list: LIST })).order).toEqual(["r9", "r4"]);
  expect(firstFew(view())).toEqual({ order: [], waiting: {} });
});

describe("a badge's code", () => {
  it.each([
    ["abcd-efgh-jkl2", "ABCD-EFGH-JKL2"],
    [" ABCD EFGH JKL2 ", "ABCD-EFGH-JKL2"],
    ["abcdefghjkl2", "ABCD-EFGH-JKL2"],
    ["ABCD–EFGH—JKL2", "ABCD-EFGH-JKL2"],
    ["ＡＢＣＤ－ＥＦＧＨ－ＪＫＬ２", "ABCD-EFGH-JKL2"],
  ])("is read from %s", (typed, code) => expect(badgeCode(typed)).toBe(code));

  it("is read in the digits of any keyboard", () => {
    expect(badgeCode("٠١٢٣-٤٥٦٧-٨٩ab")).toBe("0123-4567-89AB");
    expect(badgeCode("۰۱۲۳۴۵۶۷۸۹cd")).toBe("0123-4567-89CD");
  });

  it("is none where nothing was typed", () => {
    expect(badgeCode(" - ")).toBeNull();
  });

  it("is read from a QR's address", () => {
    expect(codeInFragment("#badge=abcd-efgh-jkl2")).toBe("ABCD-EFGH-JKL2");
    expect(codeInFragment("#room=plenary")).toBeNull();
    expect(codeInFragment("")).toBeNull();
  });
});

describe("when a delegation will be heard", () => {
  const at = Date.parse("2017-12-04T17:00:00.000Z");

  it("is the pace of those before it", () => {
    expect(expectedAt({ pace: 140, until: "", begins_at: "2017-12-04T17:02:00.000Z" }, 4, at)).toBe(at + 120_000 + 3 * 140_000);
  });

  it("is never in the past", () => {
    expect(expectedAt({ pace: 100, until: "", begins_at: "2017-12-04T16:00:00.000Z" }, 1, at)).toBe(at);
    expect(expectedAt({ pace: 100, until: "" }, 1, at)).toBe(at);
  });
});

describe("alerts", () => {
  it.each([
    [null, 7, null],
    [7, 5, "near"],
    [5, 4, null],
    [6, 2, "ready"],
    [2, 1, null],
    [1, 0, "called"],
    [null, 0, "called"],
    [2, 6, null],
    [0, 3, null],
    [1, null, null],
  ] as const)("from %s to %s: %s", (before, now, alert) => expect(alertFor(before, now)).toBe(alert));
});

it("two minutes are 240 words", () => expect(wordsIn(120)).toBe(240));

it("a point of order is its delegation's own", () => {
  const list = { ...LIST, points: { r12: "ken", r13: "mex" } };
  expect(ownPoints(view({ list }), "ken")).toEqual(["r12"]);
});

describe("being told while the phone is locked", () => {
  const able = { secure: true, supported: true, denied: false };
  it.each([
    [able, null],
    [{ ...able, secure: false, supported: false }, "insecure"],
    [{ ...able, supported: false }, "unsupported"],
    [{ ...able, denied: true }, "denied"],
  ] as const)("%j is ruled out as %s", (browser, outlook) => expect(ruledOut(browser)).toBe(outlook));
});
