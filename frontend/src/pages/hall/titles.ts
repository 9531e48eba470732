import type { Names } from "../../words/names";
import { named } from "../../words/names";
import { spoken } from "../../words/spoken.svelte";

/** `Panel I` of “Panel I – Global, regional …”: what stands before a title's first dash or colon. */
export const shortTitle = (names: Names) => named(names, spoken.code).text.split(/\s+[–—]\s+|——|[:：]/)[0] ?? "";
