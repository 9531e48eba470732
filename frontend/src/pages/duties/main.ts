import { start } from "../start";
import Duties from "./Duties.svelte";

void start(Duties);
