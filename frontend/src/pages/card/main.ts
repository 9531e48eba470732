import { start } from "../start";
import Card from "./Card.svelte";

void start(Card);
