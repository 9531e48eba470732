import { start } from "../start";
import "../../look/entry.css";
import SignIn from "./SignIn.svelte";

void start(SignIn);
