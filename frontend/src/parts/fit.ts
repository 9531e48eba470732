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
    const sizes = new ResizeObserver(fit);
    const texts = new MutationObserver(fit);
    sizes.observe(box);
    texts.observe(box, { childList: true, characterData: true, subtree: true });
    document.fonts.addEventListener("loadingdone", fit);
    fit();
    return () => {
      sizes.disconnect();
      texts.disconnect();
      document.fonts.removeEventListener("loadingdone", fit);
    };
  };
}
