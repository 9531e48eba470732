import { start } from "../start";
import Rapporteur from "./Rapporteur.svelte";

void start(Rapporteur);
