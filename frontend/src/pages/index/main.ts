import { start } from "../start";
import Index from "./Index.svelte";

void start(Index);
