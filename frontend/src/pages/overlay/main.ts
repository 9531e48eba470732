import { start } from "../start";
import "../../look/kiosk.css";
import Overlay from "./Overlay.svelte";

void start(Overlay);
