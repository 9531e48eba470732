import { start } from "../start";
import Phone from "./Phone.svelte";

void start(Phone);
