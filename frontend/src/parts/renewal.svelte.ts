// An old page must not stay after the server was replaced by a newer one; nor may it be loaded again while somebody
// works on it. Only a server that was gone can have been replaced: it is asked when the connection is back.

import type { Source } from "../room.svelte";
import { isOutdated } from "./build";

const LOOKS_EVERY = 5_000;

/** Fetch the page anew once it is outdated and `free` says that nobody is in the middle of something. */
export function renewWhenFree(source: () => Pick<Source<unknown>, "health">, free: () => boolean): void {
  let outdated = $state(false);
  let wasLive = false;
  let wasGone = false;
  $effect(() => {
    const { health } = source();
    wasGone ||= wasLive && health === "offline";
    wasLive ||= health === "live";
    if (health !== "live" || !wasGone) return;
    wasGone = false;
    void isOutdated().then((known) => (outdated ||= known));
  });
  $effect(() => {
    if (!outdated) return;
    const look = () => {
      if (free() && !isTyping()) location.reload();
    };
    look();
    // What somebody is typing exists only in their page.
    const timer = setInterval(look, LOOKS_EVERY);
    return () => clearInterval(timer);
  });
}

function isTyping(): boolean {
  return document.activeElement?.matches("input, select, textarea") ?? false;
}
