import { mount } from "svelte";
import Hall from "./Hall.svelte";

mount(Hall, { target: document.body });
