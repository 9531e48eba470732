// Coming to a page that not everybody may open, and leaving it.

import { landing, opensTo, toSignIn } from "./addresses";
import type { Me } from "../live/contract";
import { signOut, whoAmI } from "./http";

/**
 * Who is here, once it is known that the page is theirs; `null` while they are led elsewhere. Where nobody can be asked,
 * the page opens all the same: its socket decides.
 */
export async function arrive(isTheirs = (who: Me) => opensTo(who, location.pathname)): Promise<{ who: Me | null } | null> {
  const reply = await whoAmI();
  if (!reply.ok) return { who: null };
  if (reply.value.role === "public") {
    toSignIn();
    return null;
  }
  if (reply.value.home && !isTheirs(reply.value)) {
    location.replace(landing(reply.value, null));
    return null;
  }
  return { who: reply.value };
}

/** Sign out, and on to the page where somebody else signs in. */
export async function leave(): Promise<void> {
  await signOut();
  toSignIn();
}
