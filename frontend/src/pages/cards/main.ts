import { start } from "../start";
import "../../look/lists.css";
import Cards from "./Cards.svelte";

void start(Cards);
