// The keyboard of a control page.

export type KeyAction = "go" | "next" | "pause" | "more" | "less" | "end" | "list" | "add" | "undo" | "attention" | "region" | "up" | "down" | "help";

const ACTIONS: Record<string, KeyAction> = {
  " ": "go",
  n: "next",
  p: "pause",
  "+": "more",
  "=": "more",
  "-": "less",
  "\u2212": "less",
  e: "end",
  l: "list",
  u: "undo",
  a: "add",
  "/": "add",
  o: "attention",
  "?": "help",
};

/** Keys that write nothing. */
const NAMED: Record<string, KeyAction> = { F6: "region", ArrowUp: "up", ArrowDown: "down" };

/** For keyboards of other scripts: the key that carries the letter on a Latin one. */
const CODES: Record<string, KeyAction> = { KeyN: "next", KeyP: "pause", KeyE: "end", KeyL: "list", KeyA: "add", KeyU: "undo", KeyO: "attention" };

export interface Pressed {
  key: string;
  code: string;
  repeat: boolean;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

/** What a key asks for; `null` for keys that are held, combined or ours to leave alone. Without `letters` those that are
    letters or signs ask for nothing; Space, arrows and F6 always do. */
export function keyAction({ key, code, repeat, altKey, ctrlKey, metaKey }: Pressed, letters = true): KeyAction | null {
  if (altKey || ctrlKey || metaKey) return null;
  const action = NAMED[key];
  if (action) return repeat && action === "region" ? null : action;
  if (repeat || (!letters && key !== " ")) return null;
  const lower = key.toLowerCase();
  if (ACTIONS[lower]) return ACTIONS[lower];
  return /^[\x20-\x7f]$/.test(lower) ? null : (CODES[code] ?? null);
}

/** Whether keys pressed in `target` belong to it: somebody types or chooses there, or Space presses it. */
export function keepsKeys(target: EventTarget | null, action: KeyAction): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (action === "region") return false;
  if (target.isContentEditable || target.closest("input, select, textarea, [role=listbox]")) return true;
  if (action === "up" || action === "down") return target.closest("[data-testid=sheet-body]") !== null;
  return action === "go" && target.closest("button, a, summary") !== null;
}
