import { start } from "../start";
import Moderator from "./Moderator.svelte";

void start(Moderator);
