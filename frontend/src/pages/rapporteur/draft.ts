// What a rapporteur has typed and the room does not have yet. It is kept on the device until it is saved.

export interface Draft {
  text: string;
  /** The version that was typed over. */
  version: number;
}

export const MOST_BULLETS = 12;

/** The points in what was typed, one a line, without the marks people put before them. */
export function bulletsIn(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/^\s*[-–—•*·]\s*/, "").trim())
    .filter((line) => line !== "");
}

export const asText = (bullets: readonly string[] | undefined): string => (bullets ?? []).join("\n");

/** Both versions in one: theirs, then what mine adds. */
export function merged(theirs: readonly string[], mine: readonly string[]): string[] {
  return [...theirs, ...mine.filter((line) => !theirs.includes(line))].slice(0, MOST_BULLETS);
}

const place = (room: string, segment: string, heading: string) => `rostrum.draft.${room}.${segment}.${heading}`;

export function keptDraft(room: string, segment: string, heading: string): Draft | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place(room, segment, heading)) ?? "null");
    if (typeof kept !== "object" || kept === null || !("text" in kept) || !("version" in kept)) return null;
    const { text, version } = kept;
    return typeof text === "string" && typeof version === "number" ? { text, version } : null;
  } catch {
    return null;
  }
}

export function keepDraft(room: string, segment: string, heading: string, draft: Draft | null): void {
  try {
    if (draft === null) localStorage.removeItem(place(room, segment, heading));
    else localStorage.setItem(place(room, segment, heading), JSON.stringify(draft));
  } catch {
    // A browser that keeps nothing still saves to the room.
  }
}
