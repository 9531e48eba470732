import type { Words } from "./en";
import { en } from "./en";

export const ar: Words = en;
