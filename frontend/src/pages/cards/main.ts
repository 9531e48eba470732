import { start } from "../start";
import Cards from "./Cards.svelte";

void start(Cards);
