import { start } from "../start";
import "../../look/kiosk.css";
import Screen from "./Screen.svelte";

void start(Screen);
