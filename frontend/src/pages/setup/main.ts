import { start } from "../start";
import "../../look/lists.css";
import SetUp from "./SetUp.svelte";

void start(SetUp);
