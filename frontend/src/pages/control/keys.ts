// The keyboard of a control page.

export type KeyAction = "go" | "next" | "pause" | "more" | "less" | "list" | "add" | "undo" | "help";

const ACTIONS: Record<string, KeyAction> = {
  " ": "go",
  n: "next",
  p: "pause",
  "+": "more",
  "=": "more",
  "-": "less",
  "\u2212": "less",
  l: "list",
  u: "undo",
  a: "add",
  "/": "add",
  "?": "help",
};

/** For keyboards of other scripts: the key that carries the letter on a Latin one. */
const CODES: Record<string, KeyAction> = { KeyN: "next", KeyP: "pause", KeyL: "list", KeyA: "add", KeyU: "undo" };

export interface Pressed {
  key: string;
  code: string;
  repeat: boolean;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

/** What a key asks for; `null` for keys that are held, combined or ours to leave alone. */
export function keyAction({ key, code, repeat, altKey, ctrlKey, metaKey }: Pressed): KeyAction | null {
  if (repeat || altKey || ctrlKey || metaKey) return null;
  const lower = key.toLowerCase();
  if (ACTIONS[lower]) return ACTIONS[lower];
  return /^[\x20-\x7f]$/.test(lower) ? null : (CODES[code] ?? null);
}

/** Whether keys pressed in `target` belong to it: somebody types there, or Space presses it. */
export function keepsKeys(target: EventTarget | null, action: KeyAction): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("input, select, textarea, [role=listbox]")) return true;
  return action === "go" && target.closest("button, a, summary") !== null;
}
