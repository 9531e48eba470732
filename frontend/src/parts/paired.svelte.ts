// A screen that was paired asks now and then what it is to show: it can be sent elsewhere, and made to flash.

import { ownBuild } from "./build";

const ASKS_EVERY = 3_000;
const KEPT_AS = "rostrum.paired";

/** What a screen has to do: a code to show until it is paired, then where to go. */
export interface ToShow {
  code?: string;
  name?: string;
  path?: string;
  identify?: boolean;
}

export function isPaired(): boolean {
  try {
    return localStorage.getItem(KEPT_AS) === "yes";
  } catch {
    return false;
  }
}

export function setPaired(paired: boolean): void {
  try {
    if (paired) localStorage.setItem(KEPT_AS, "yes");
    else localStorage.removeItem(KEPT_AS);
  } catch {
    // A browser that keeps nothing starts from /screen/ each time.
  }
}

/** What this screen is to show; `null` if the server cannot be asked. */
export async function whatToShow(): Promise<ToShow | null> {
  const answer = await fetch(`/api/display?build=${encodeURIComponent(ownBuild())}`, { cache: "no-store" }).catch(() => null);
  return answer?.ok ? ((await answer.json().catch(() => null)) as ToShow | null) : null;
}

export class PairedDisplay {
  name = $state("");
  flashing = $state(false);

  /** Asks until what it returns is called; a screen that was never paired asks nothing. */
  listen(): () => void {
    if (!isPaired()) return () => {};
    const look = async () => {
      const wanted = await whatToShow();
      if (wanted === null) return;
      this.name = wanted.name ?? "";
      this.flashing = wanted.identify === true;
      if (wanted.code !== undefined) {
        setPaired(false);
        location.assign("/screen/");
      } else if (wanted.path !== undefined && wanted.path !== location.pathname) location.assign(wanted.path);
    };
    void look();
    const timer = setInterval(() => void look(), ASKS_EVERY);
    return () => clearInterval(timer);
  }
}
