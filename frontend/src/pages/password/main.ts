import { start } from "../start";
import "../../look/entry.css";
import Password from "./Password.svelte";

void start(Password);
