// A colour of its own for every room: whoever is in the wrong tab sees it.

/** Each carries white text at 7:1 or better. */
const COLOURS = ["#00437f", "#6b1d62", "#0a534c", "#7a3300", "#44288f", "#554600", "#7d1738"] as const;

/** `own` is the colour that the conference gave the room. */
export function roomColour(room: string, own?: string): string {
  if (own !== undefined) return own;
  const sum = [...room].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return COLOURS[sum % COLOURS.length] ?? COLOURS[0];
}
