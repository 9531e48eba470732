import { describe, expect, it } from "vitest";
import { landing, opensTo, safePath } from "./addresses";
import type { Duty, Me } from "../live/contract";

describe("where to go after signing in", () => {
  const go = (wished: string | null) => safePath(wished, "/control/", "https://rostrum.example");

  it("is where one came from", () => {
    expect(go("/control/plenary/?lang=fr#list")).toBe("/control/plenary/?lang=fr#list");
  });

  // Addresses made of characters that browsers read in several ways; the browser's own parser says where each leads.
  it("is on this server, however the address is spelt", () => {
    const pieces = ["/", "//", "\\", "/.", "/..", "/./", "/../", ".", "..", "%2e", "/%2E%2e", "%2f", "%5c", "\t", "\n", "\r", " ", "%09", "%0a", "@", ":", "#", "?", ";", "https:", "http:", "javascript:", "elsewhere.example", "control", "\u2028", "\u3002", "／", "＼"];
    let state = 1;
    const chance = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
    let kept = 0;
    for (let n = 0; n < 40_000; n++) {
      const wished = "/" + Array.from({ length: 1 + chance(6) }, () => pieces[chance(pieces.length)]).join("");
      const path = go(wished);
      const led = new URL(path, "https://rostrum.example/sign-in/?next=x");
      if (led.origin !== "https://rostrum.example" || !path.startsWith("/") || path.startsWith("//")) throw new Error(JSON.stringify({ wished, path }));
      if (path !== "/control/") kept++;
    }
    expect(kept).toBeGreaterThan(2_000);
  });

  it.each([null, "", "/.//elsewhere.example/", "/..//elsewhere.example/", "/%2e//elsewhere.example/", "/a/..//elsewhere.example", "/.\\/elsewhere.example", "/./\\elsewhere.example", "/\t/elsewhere.example/", "/.\n//elsewhere.example/", "https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example/", "/\t/elsewhere.example", "javascript:alert(1)", "control/"])(
    "is never elsewhere: %j",
    (wished) => expect(go(wished)).toBe("/control/"),
  );
});

describe("who comes in", () => {
  const duty = (role: Duty["role"], room: string | null): Duty => ({ role, room, segment: "" });
  const moderator: Me = { role: "moderator", home: "/control/breakout-1/", duties: [duty("moderator", "breakout-1")] };
  const led = (who: Parameters<typeof landing>[0], wished: string | null) => landing(who, wished, "https://rostrum.example");
  const operator: Me = { role: "operator", home: "/control/" };

  it("is led to their own page", () => {
    expect(led(moderator, null)).toBe("/control/breakout-1/");
    expect(led(operator, null)).toBe("/control/");
    expect(led({ role: "public" }, null)).toBe("/");
  });

  it("is led where they wished, if that is open to them", () => {
    expect(led(operator, "/screens/")).toBe("/screens/");
    expect(led(moderator, "/rapporteur/breakout-1/?lang=fr")).toBe("/rapporteur/breakout-1/?lang=fr");
    expect(led(moderator, "/hall/plenary/")).toBe("/hall/plenary/");
  });

  it.each(["/control/", "/control/?lang=fr", "/control/plenary/", "/rapporteur/breakout-2/", "/screens/", "/cards/", "//elsewhere/"])(
    "is not led to %s, which is closed to a moderator of another room",
    (closed) => expect(led(moderator, closed)).toBe("/control/breakout-1/"),
  );

  it("somebody who presides everywhere may open every room, and not the page of cards", () => {
    const presiding: Me = { role: "presiding_officer", duties: [duty("presiding_officer", null)] };
    expect(["/control/", "/control/plenary/", "/screens/", "/cards/"].map((path) => opensTo(presiding, path))).toEqual([true, true, true, false]);
  });

  it("an interpreter may open no page of those who conduct", () => {
    const booth: Me = { role: "interpreter", duties: [duty("interpreter", null)] };
    expect(["/control/", "/control/plenary/", "/rapporteur/plenary/", "/interpreters/plenary/"].map((path) => opensTo(booth, path))).toEqual([false, false, false, true]);
  });
});
