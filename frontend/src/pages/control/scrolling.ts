// Bringing a row into view in its own scroller, and scrolling nothing around it: the page itself never moves.

/** Scrolls `scroller` as little as it takes to show `row`; `edge` is what lies over its ends. Where the page itself scrolls,
    whoever reads is left where they are. */
export function showRow(scroller: HTMLElement | undefined, row: Element | null | undefined, edge = 0): void {
  if (!scroller || !row || getComputedStyle(scroller).overflowY !== "auto") return;
  const [outer, inner] = [scroller.getBoundingClientRect(), row.getBoundingClientRect()];
  if (inner.top < outer.top + edge) scroller.scrollTop -= outer.top + edge - inner.top;
  else if (inner.bottom > outer.bottom - edge) scroller.scrollTop += Math.min(inner.bottom - outer.bottom + edge, inner.top - outer.top);
}
