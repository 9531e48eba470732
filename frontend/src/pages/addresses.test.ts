import { describe, expect, it } from "vitest";
import { safePath } from "./addresses";

describe("where to go after signing in", () => {
  const go = (wished: string | null) => safePath(wished, "/control/", "https://rostrum.example");

  it("is where one came from", () => {
    expect(go("/control/plenary/?lang=fr#list")).toBe("/control/plenary/?lang=fr#list");
  });

  // Whatever is put together from what browsers read in more than one way, the judge is the browser's own parser.
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
