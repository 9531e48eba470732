import { start } from "../start";
import "../../look/lists.css";
import Screens from "./Screens.svelte";

void start(Screens);
