import { roomOfAddress, start } from "../start";
import Live from "./Live.svelte";
import Record from "./Record.svelte";

void start(roomOfAddress() === "" ? Record : Live);
