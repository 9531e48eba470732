import { start } from "../start";
import "../../look/kiosk.css";
import Podium from "./Podium.svelte";

void start(Podium);
