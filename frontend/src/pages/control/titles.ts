// Titles of segments, short enough for a button.

/** So many letters fit on a button whatever stands beside them. */
const FITS = 28;

/** What a long title begins with, up to its dash or colon: `Panel I` of `Panel I – Global, regional ...`. */
export function shortTitle(title: string): string {
  if (title.length <= FITS) return title;
  const [first = title] = title.split(/\s+[–—-]\s+|\s*——\s*|:\s+|：/u);
  return first.length >= 3 ? first : title;
}
