import { start } from "../start";
import Screens from "./Screens.svelte";

void start(Screens);
