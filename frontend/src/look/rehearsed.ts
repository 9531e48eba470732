// A room's rehearsal, for pages that hardly ever see one: all there is to it is fetched once there is one.

const FETCHED_AGAIN_AFTER = 2_000;
const shown = new Map<object, string>();
let fetched: Promise<typeof import("./rehearsal.svelte")> | undefined;

/** Marks the page while `source` shows this rehearsal; `undefined` is none. */
export function markRehearsal(source: object, rehearsal: string | undefined): void {
  if (shown.get(source) === rehearsal) return;
  if (rehearsal === undefined) shown.delete(source);
  else shown.set(source, rehearsal);
  void tell();
}

async function tell(): Promise<void> {
  try {
    (await (fetched ??= import("./rehearsal.svelte"))).rehearsals.note(shown);
  } catch {
    fetched = undefined;
    // No page may show a rehearsal without its mark: the file is asked for until it comes.
    setTimeout(() => void tell(), FETCHED_AGAIN_AFTER);
  }
}

/** Under which name something is kept of a room on this device: what was typed in a rehearsal is none of the room's own. */
export const keptFor = ({ id, rehearsal }: { id: string; rehearsal?: string }): string => (rehearsal === undefined ? id : `${id}~${rehearsal}`);
