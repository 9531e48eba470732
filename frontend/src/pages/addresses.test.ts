import { describe, expect, it } from "vitest";
import { safePath } from "./addresses";

describe("where to go after signing in", () => {
  const go = (wished: string | null) => safePath(wished, "/control/", "https://rostrum.example");

  it("is where one came from", () => {
    expect(go("/control/plenary/?lang=fr#list")).toBe("/control/plenary/?lang=fr#list");
  });

  it.each([null, "", "https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example/", "/\t/elsewhere.example", "javascript:alert(1)", "control/"])(
    "is never elsewhere: %j",
    (wished) => expect(go(wished)).toBe("/control/"),
  );
});
