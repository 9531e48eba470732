// How every page begins: the language first, then what is drawn.

import "./oldest";
import { mount, type Component } from "svelte";
import { spoken, type Part } from "../words/spoken.svelte";
import { look } from "../look/look.svelte";
import { dropSecondClicks } from "./secondClicks";
import { keepUntranslated } from "./untranslated";
import "../look/base.css";

export async function start(App: Component, words: Part = "all"): Promise<void> {
  look.start();
  await spoken.start(words);
  mount(App, { target: document.body });
  document.querySelector("[data-testid=first-load]")?.remove();
  // Tells first-load.js, which would try again otherwise.
  document.documentElement.dataset["started"] = "";
  keepUntranslated();
  dropSecondClicks(document);
}

/** The room this page is for: `plenary` in `/hall/plenary/`; empty where the address names none. */
export function roomOfAddress(path = location.pathname): string {
  return decodeURIComponent(path.split("/")[2] ?? "");
}
