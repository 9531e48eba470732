// Type as large as its box allows. The box sets `--fit`, a factor its stylesheet multiplies a font size with; where even
// the least does not fit it says so (`data-tight`), and the stylesheet may wrap. Until then no word is broken: `--breaks` is
// how `overflow-wrap` is to be.

import type { Attachment } from "svelte/attachments";
import { afterNextFrame } from "./frames";

/** How close to the largest size that fits is good enough: in the first frame, and in the end. */
const NEARLY = 0.03;
const CLOSE = 0.004;
/** Widths are rounded, and what is a fraction too wide would be cut. */
const A_HAIR_LESS = 0.99;
/** Heights are rounded, too, in pixels. */
const ROUNDED = 2;
/** What does not fit is set at least so much smaller. */
const SMALLER = 0.97;

/** One box that finds out what fits. It takes turns: what it measures, then what it changes, and so on. All boxes of a
    page take theirs together, so that the page is laid out once for each turn, not once for each box. */
type Fitting = Generator<undefined, void>;

interface Fitted {
  fit: () => Fitting;
  /** After the frame is drawn, goes on from a size that fits well enough to the best one. */
  refine?: () => Fitting;
  /** Forgets every size that was measured: the box or the font has changed. */
  forget?: () => void;
}

const boxes = new Map<HTMLElement, Fitted>();
/** Those whose text is another, until the next frame. */
const changed = new Set<HTMLElement>();
const rough = new Set<HTMLElement>();
let sizes: ResizeObserver | undefined;
let texts: MutationObserver | undefined;

function takeTurns(those: Iterable<HTMLElement>, how: "fit" | "refine"): void {
  let going = Array.from(those, (box) => boxes.get(box)?.[how]?.());
  while (going.length > 0) going = going.filter((one) => one?.next().done === false);
}

function fit(those: readonly HTMLElement[]): void {
  for (const box of those) changed.delete(box);
  takeTurns(those, "fit");
  if (rough.size > 0) afterNextFrame(refine);
}

function refine(): void {
  const those = Array.from(rough);
  rough.clear();
  takeTurns(those, "refine");
}

function fitAnew(those: readonly HTMLElement[]): void {
  for (const box of those) boxes.get(box)?.forget?.();
  fit(those);
}

function fitAll(): void {
  fitAnew(Array.from(boxes.keys()));
}

/** Just before a frame: whatever changes in it has changed, so that the layout it is measured by is that of the frame. */
function fitChanged(): void {
  fit(Array.from(changed));
}

/** Fits whatever has to be, whenever the box or what is in it may take other room. */
function watched(box: HTMLElement, its: Fitted): () => void {
  // It tells of each box as soon as that is there, too.
  sizes ??= new ResizeObserver((resized) => fitAnew(resized.map(({ target }) => target as HTMLElement)));
  texts ??= new MutationObserver((mutations) => {
    if (changed.size === 0) requestAnimationFrame(fitChanged);
    for (const one of boxes.keys()) if (mutations.some(({ target }) => one.contains(target))) changed.add(one);
  });
  if (boxes.size === 0) document.fonts.addEventListener("loadingdone", fitAll);
  boxes.set(box, its);
  sizes.observe(box);
  texts.observe(box, { childList: true, characterData: true, subtree: true });
  return () => {
    sizes?.unobserve(box);
    boxes.delete(box);
    changed.delete(box);
    if (boxes.size === 0) document.fonts.removeEventListener("loadingdone", fitAll);
  };
}

/** How large type is set, as a factor; and whether even the least was too large. */
interface Size {
  factor: number;
  tight: boolean;
}

/** How many texts a box knows the size of. */
const MOST_KNOWN = 50;

/** Sets `--fit` on a box, between `least` and 1, to the largest at which what is in it fits. Text that was in it before has
    the size that it had; what fits as it is costs no layout but that of the frame. Else the frame shows what fits nearly as
    large as can be, found in a layout or two, and what is left is found out after it. */
export function fitted(least = 0.4): Attachment<HTMLElement> {
  return (box) => {
    /** By what is in it; any figures, for they are all as wide. */
    const known = new Map<string, Size>();
    const content = () => `${document.documentElement.lang} ${box.innerHTML.replace(/\d/g, "0")}`;
    const fits = () => box.scrollHeight <= box.clientHeight + ROUNDED && box.scrollWidth <= box.clientWidth;
    let set: Size = { factor: 1, tight: false };
    /** The least that was found not to fit, while it is not known what fits best. */
    let large = 1;
    let shown = "";
    box.style.setProperty("--breaks", "normal");

    function put(size: Size): void {
      if (size.factor !== set.factor) box.style.setProperty("--fit", size.factor.toFixed(3));
      if (size.tight !== set.tight) {
        box.toggleAttribute("data-tight", size.tight);
        box.style.setProperty("--breaks", size.tight ? "break-word" : "normal");
      }
      set = size;
    }

    function know(): void {
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(shown, set);
    }

    /** What should fit, by how much too wide or too high it is now; and, where not all in it grows, by how much less than
        it was at the factor `before`. */
    function likely(before?: { factor: number; high: number }): number {
      const wide = box.clientWidth / box.scrollWidth;
      if (wide < 1) return set.factor * wide * A_HAIR_LESS;
      const [high, room] = [box.scrollHeight, box.clientHeight + ROUNDED];
      if (before === undefined || before.high <= high) return set.factor * (room / high) * A_HAIR_LESS;
      return set.factor - ((high - room) * (before.factor - set.factor)) / (before.high - high);
    }

    function* fitting(): Fitting {
      yield;
      rough.delete(box);
      shown = content();
      put(known.get(shown) ?? { factor: 1, tight: false });
      if (known.has(shown)) return;
      yield;
      if (box.clientHeight === 0) return;
      large = set.factor;
      let before: { factor: number; high: number } | undefined;
      while (!fits()) {
        large = set.factor;
        if (set.tight) break;
        // Where the stylesheet makes room, it may be larger again: that is found out later.
        const tight = set.factor === least;
        const next = { factor: tight ? least : Math.max(least, Math.min(likely(before), set.factor * SMALLER)), tight };
        before = { factor: set.factor, high: box.scrollHeight };
        if (tight) large = 1;
        yield;
        put(next);
        yield;
      }
      know();
      if (large - set.factor > NEARLY) rough.add(box);
    }

    function* refining(): Fitting {
      if (content() !== shown) return;
      const size = (factor: number) => ({ factor, tight: set.tight });
      let small = set.factor;
      while (large - small > CLOSE) {
        const next = (small + large) / 2;
        yield;
        put(size(next));
        yield;
        if (fits()) small = next;
        else large = next;
      }
      yield;
      put(size(Math.max(least, small * A_HAIR_LESS)));
      know();
    }

    return watched(box, { fit: fitting, refine: refining, forget: () => known.clear() });
  };
}

/** Shows the first of a box's children that fits on its one line; the last, if none does. A box that is too narrow for
    all of them says so first (`data-tight`, and `data-cramped` on what is around it), and its stylesheet may make room. */
export const firstThatFits: Attachment<HTMLElement> = (box) =>
  watched(box, {
    *fit() {
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
    },
  });

/** Hides those of `rows` that do not fit as a whole, and tells how many: what is shown is never cut. */
export function wholeOnes(rows: string, left: (count: number) => void): Attachment<HTMLElement> {
  return (box) =>
    watched(box, {
      *fit() {
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
      },
    });
}
