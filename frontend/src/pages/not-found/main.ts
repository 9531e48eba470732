import { start } from "../start";
import "../../look/entry.css";
import NotFound from "./NotFound.svelte";

void start(NotFound);
