// Type as large as its box allows. The box sets `--fit`, a factor its stylesheet multiplies a font size with; where even
// the least does not fit it says so (`data-tight`), and the stylesheet may wrap.

import type { Attachment } from "svelte/attachments";

/** So close to the largest that fits is close enough. */
const CLOSE = 0.004;

/** One box that finds out what fits. It takes turns: what it measures, then what it changes, and so on. All boxes of a
    page take theirs together, so that the page is laid out once for each turn, not once for each box. */
type Fitting = Generator<undefined, void>;

const fittings = new Map<HTMLElement, () => Fitting>();
/** Those whose first fitting has not begun. */
const fresh = new Set<HTMLElement>();
let sizes: ResizeObserver | undefined;
let texts: MutationObserver | undefined;

function fitTogether(boxes: Iterable<HTMLElement>): void {
  let going = Array.from(new Set(boxes), (box) => fittings.get(box)?.());
  while (going.length > 0) going = going.filter((one) => one?.next().done === false);
}

/** Fits whatever has to be, whenever the box or what is in it may take other room. */
function watched(box: HTMLElement, fitting: () => Fitting): () => void {
  sizes ??= new ResizeObserver((changes) => fitTogether(changes.map(({ target }) => target as HTMLElement)));
  texts ??= new MutationObserver((changes) => {
    const around = Array.from(fittings.keys());
    fitTogether(around.filter((one) => changes.some(({ target }) => one.contains(target))));
  });
  if (fittings.size === 0) document.fonts.addEventListener("loadingdone", fitAll);
  fittings.set(box, fitting);
  sizes.observe(box);
  texts.observe(box, { childList: true, characterData: true, subtree: true });
  if (fresh.size === 0) queueMicrotask(fitFresh);
  fresh.add(box);
  return () => {
    sizes?.unobserve(box);
    fittings.delete(box);
    if (fittings.size === 0) document.fonts.removeEventListener("loadingdone", fitAll);
  };
}

function fitAll(): void {
  fitTogether(fittings.keys());
}

function fitFresh(): void {
  const boxes = Array.from(fresh);
  fresh.clear();
  fitTogether(boxes);
}

/** Sets `--fit` on a box, between `least` and 1, to the largest at which what is in it fits. What fits as it is costs no
    layout of its own. Else it begins with what fitted before, or with what would do if all were one line, or one text in
    several, and goes on from there in growing steps: mostly that is nearly it. */
export function fitted(least = 0.4): Attachment<HTMLElement> {
  return (box) => {
    const set = (factor: number) => box.style.setProperty("--fit", factor.toFixed(3));
    const fits = () => box.scrollHeight <= box.clientHeight + 2 && box.scrollWidth <= box.clientWidth;
    const isNoRoom = () => box.clientHeight === 0;
    let last: number | null = null;
    return watched(box, function* () {
      if (last === 1 && (isNoRoom() || fits())) return;
      yield;
      let next = last ?? 1;
      last = 1;
      delete box.dataset["tight"];
      set(next);
      yield;
      if (isNoRoom()) return;
      let small: number | null = null;
      let large: number | null = null;
      let step = CLOSE;
      for (;;) {
        if (fits()) small = next;
        else large = next;
        if (small === 1 || (small !== null && large !== null && large - small <= CLOSE)) break;
        if (small !== null) {
          next = large === null ? Math.min(1, small + step) : (small + large) / 2;
        } else if (next > least) {
          const wide = box.clientWidth / box.scrollWidth;
          const likely = next * (wide < 1 ? wide : Math.sqrt(box.clientHeight / box.scrollHeight));
          next = Math.max(least, Math.min(likely, next - step));
        }
        const tight: boolean = small === null && large === least;
        step *= 4;
        yield;
        if (tight) {
          box.dataset["tight"] = "";
          [small, large] = [least, 1];
          next = (least + 1) / 2;
        }
        set(next);
        yield;
      }
      yield;
      last = small;
      // A hair less: widths are rounded, and what is a fraction too wide would be cut.
      set(small === 1 ? 1 : small * 0.99);
    });
  };
}

/** Shows the first of a box's children that fits on its one line; the last, if none does. A box that is too narrow for
    all of them says so first (`data-tight`, and `data-cramped` on what is around it), and its stylesheet may make room. */
export const firstThatFits: Attachment<HTMLElement> = (box) =>
  watched(box, function* () {
    yield;
    const wordings = Array.from(box.children).filter((child) => child instanceof HTMLElement);
    const around = box.parentElement;
    delete box.dataset["tight"];
    delete around?.dataset["cramped"];
    if (wordings.length === 0) return;
    for (const cramped of [false, true]) {
      if (cramped) {
        box.dataset["tight"] = "";
        if (around) around.dataset["cramped"] = "";
      }
      for (const shown of wordings) {
        for (const wording of wordings) wording.hidden = wording !== shown;
        yield;
        const fits = box.scrollWidth <= box.clientWidth;
        yield;
        if (fits) return;
      }
    }
  });

/** Hides those of `rows` that do not fit as a whole, and tells how many: what is shown is never cut. */
export function wholeOnes(rows: string, left: (count: number) => void): Attachment<HTMLElement> {
  return (box) =>
    watched(box, function* () {
      yield;
      const all = Array.from(box.querySelectorAll<HTMLElement>(rows));
      const isWhole = (row: HTMLElement) => row.getBoundingClientRect().bottom <= box.getBoundingClientRect().bottom + 2;
      for (const row of all) row.hidden = false;
      // One name that is too long for the whole box is set smaller; nothing else is.
      for (let factor = 1; factor > 0.5; factor -= 0.1) {
        box.style.setProperty("--fit", factor.toFixed(1));
        yield;
        const first = all[0] === undefined || isWhole(all[0]);
        if (first) break;
        yield;
      }
      const whole = all.filter((row, place) => place === 0 || isWhole(row));
      yield;
      for (const row of all) row.hidden = !whole.includes(row);
      left(all.length - whole.length);
    });
}
