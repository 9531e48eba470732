import { start } from "../start";
import "../../look/kiosk.css";
import Interpreters from "./Interpreters.svelte";

void start(Interpreters);
