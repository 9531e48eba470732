// Type as large as its box allows. The box sets `--fit`, a factor its stylesheet multiplies a font size with; where even
// the least does not fit it says so (`data-tight`), and the stylesheet may wrap.

import type { Attachment } from "svelte/attachments";

const STEPS = 8;

/** Sets `--fit` on a box, between `least` and 1, to the largest at which what is in it fits. */
export function fitted(least = 0.4): Attachment<HTMLElement> {
  return (box) => {
    const tryAt = (factor: number) => {
      box.style.setProperty("--fit", factor.toFixed(3));
      return box.scrollHeight <= box.clientHeight + 2 && box.scrollWidth <= box.clientWidth;
    };
    const fit = () => {
      delete box.dataset["tight"];
      if (box.clientHeight === 0 || tryAt(1)) return;
      if (!tryAt(least)) box.dataset["tight"] = "";
      let fits = least;
      let tooLarge = 1;
      for (let step = 0; step < STEPS; step++) {
        const middle = (fits + tooLarge) / 2;
        if (tryAt(middle)) fits = middle;
        else tooLarge = middle;
      }
      // A hair less: widths are rounded, and what is a fraction too wide would be cut.
      tryAt(fits * 0.99);
    };
    return watched(box, fit);
  };
}

/** Runs `task` now and whenever the box, or what is in it, may take other room. */
function watched(box: HTMLElement, task: () => void): () => void {
  const sizes = new ResizeObserver(task);
  const texts = new MutationObserver(task);
  sizes.observe(box);
  texts.observe(box, { childList: true, characterData: true, subtree: true });
  document.fonts.addEventListener("loadingdone", task);
  task();
  return () => {
    sizes.disconnect();
    texts.disconnect();
    document.fonts.removeEventListener("loadingdone", task);
  };
}

/** Shows the first of a box's children that fits on its one line; the last, if none does. A box that is too narrow for
    all of them says so first (`data-tight`, and `data-cramped` on what is around it), and its stylesheet may make room. */
export const firstThatFits: Attachment<HTMLElement> = (box) =>
  watched(box, () => {
    const wordings = Array.from(box.children).filter((child) => child instanceof HTMLElement);
    const show = (one: HTMLElement) => wordings.forEach((wording) => (wording.hidden = wording !== one));
    const fits = (wording: HTMLElement) => {
      show(wording);
      return box.scrollWidth <= box.clientWidth;
    };
    delete box.dataset["tight"];
    delete box.parentElement?.dataset["cramped"];
    if (wordings.length === 0 || wordings.some(fits)) return;
    box.dataset["tight"] = "";
    if (box.parentElement) box.parentElement.dataset["cramped"] = "";
    wordings.some(fits);
  });

/** Hides those of `rows` that do not fit as a whole, and tells how many: what is shown is never cut. */
export function wholeOnes(rows: string, left: (count: number) => void): Attachment<HTMLElement> {
  return (box) =>
    watched(box, () => {
      const all = Array.from(box.querySelectorAll<HTMLElement>(rows));
      for (const row of all) row.hidden = false;
      const isWhole = (row: HTMLElement) => row.getBoundingClientRect().bottom <= box.getBoundingClientRect().bottom + 2;
      // One name that is too long for the whole box is set smaller; nothing else is.
      for (let factor = 1; factor > 0.5; factor -= 0.1) {
        box.style.setProperty("--fit", factor.toFixed(1));
        if (all[0] === undefined || isWhole(all[0])) break;
      }
      const whole = all.filter((row, place) => place === 0 || isWhole(row));
      for (const row of all) row.hidden = !whole.includes(row);
      left(all.length - whole.length);
    });
}
