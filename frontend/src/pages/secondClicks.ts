// People who are used to double clicks make one for every press. The second click must not do something else: by
// then "Publish" may be the question "Publish?", and another row may have moved under the pointer.

const PRESSED = "button, a, summary, label, input, select, [role=option]";

/** What a click meets: `of` is what would be pressed, if there is such a thing, and `does` what it says that it does. */
export interface Met<Pressed> {
  of: Pressed | null;
  does: string;
}

/** Whether a click is dropped: it belongs to a double click, of which the click before met something else. `clicks` is
    its number in it, from 1; a press by key has 0. */
export function isDropped<Pressed>(clicks: number, now: Met<Pressed>, before: Met<Pressed>): boolean {
  return clicks > 1 && now.of !== null && (now.of !== before.of || now.does !== before.does);
}

/** Drop such clicks on `page`, and what Enter would press again and again while it is held down. Taps are each meant:
    nobody taps twice by habit, and most devices do not count them. */
export function dropSecondClicks(page: Document): void {
  let before: Met<Element> = { of: null, does: "" };
  page.addEventListener(
    "click",
    (event) => {
      const now = met(event.target);
      if (!isTap(event) && isDropped(event.detail, now, before)) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
      before = now;
    },
    { capture: true },
  );
  page.addEventListener(
    "keydown",
    (event) => {
      if (event.repeat && event.key === "Enter" && met(event.target).of !== null) event.preventDefault();
    },
    { capture: true },
  );
}

function isTap(click: MouseEvent): boolean {
  return "pointerType" in click && click.pointerType === "touch";
}

function met(target: EventTarget | null): Met<Element> {
  const at = target instanceof Element ? target.closest(PRESSED) : null;
  const of = at instanceof HTMLLabelElement ? (at.control ?? at) : at;
  if (of === null) return { of, does: "" };
  const { id, does, position, number } = of instanceof HTMLElement ? of.dataset : {};
  return { of, does: [of.getAttribute("aria-label") ?? of.textContent, id, does, position, number].join("\n") };
}
