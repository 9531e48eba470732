import type { Words } from "./en";
import { en } from "./en";

export const zh: Words = en;
