import { start } from "../start";
import "../../look/kiosk.css";
import Foyer from "./Foyer.svelte";

void start(Foyer);
