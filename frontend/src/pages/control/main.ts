import { start } from "../start";
import Control from "./Control.svelte";

void start(Control);
