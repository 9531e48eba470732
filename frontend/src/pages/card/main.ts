import { start } from "../start";
import "../../look/entry.css";
import Card from "./Card.svelte";

void start(Card);
