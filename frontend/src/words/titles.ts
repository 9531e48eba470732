// Titles of segments, in few letters.

/** So many letters fit on a button whatever stands beside them. */
const FITS = 28;

/** What a title begins with, up to its dash or colon: `Panel I` of `Panel I – Global, regional ...`. */
export function beginning(title: string): string {
  const [first = title] = title.split(/\s+[–—-]\s+|\s*——\s*|:\s+|：/u);
  return first.length >= 3 ? first : title;
}

/** A title that is short enough for a button as it is, or what it begins with. */
export const shortTitle = (title: string) => (title.length <= FITS ? title : beginning(title));
