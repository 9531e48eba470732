import { start } from "../start";
import "../../look/kiosk.css";
import Hall from "./Hall.svelte";

void start(Hall, "public");
