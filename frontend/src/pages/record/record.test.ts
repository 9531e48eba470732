import { expect, it } from "vitest";
import { address } from "./record";

it("asks for what was chosen and for nothing else", () => {
  expect(address({ room: "", day: "", segment: "" }, "json", "fr")).toBe("/api/record?format=json&language=fr");
  expect(address({ room: "plenary", day: "2017-12-04", segment: "panel-1" }, "pdf", "ar", "pack")).toBe(
    "/api/rooms/plenary/record?format=pdf&language=ar&day=2017-12-04&segment=panel-1&paper=pack",
  );
});
