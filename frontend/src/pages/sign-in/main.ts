import { start } from "../start";
import SignIn from "./SignIn.svelte";

void start(SignIn);
