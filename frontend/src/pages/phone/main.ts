import { start } from "../start";
import Phone from "./Phone.svelte";

void start(Phone, "public");
// Only over TLS, or on the machine itself; elsewhere the page does without.
navigator.serviceWorker?.register("/phone/worker.js", { scope: "/phone/" }).catch(() => {});
