import { expect, it } from "vitest";
import { address, languageIn } from "./record";

it("asks for what was chosen and for nothing else", () => {
  expect(address({ room: "", day: "", segment: "" }, "json", "fr")).toBe("/api/record?format=json&language=fr");
  expect(address({ room: "plenary", day: "2017-12-04", segment: "panel-1" }, "pdf", "ar", "pack")).toBe(
    "/api/rooms/plenary/record?format=pdf&language=ar&day=2017-12-04&segment=panel-1&paper=pack",
  );
});

it("calls a language by its name, and leaves what somebody wrote", () => {
  expect(languageIn("fr", "es")).toBe("francés");
  expect(languageIn("Nahuatl", "es")).toBe("Nahuatl");
});
