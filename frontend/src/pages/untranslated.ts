// Pages opt out of being translated by the browser (see vite.config.ts). One that is translated all the same has its texts
// moved into <font> elements that nobody here knows, and would go on saying what it said then: so each text is put back,
// and a page whose translator does not give up says that it cannot be trusted.

import { spoken } from "../words/spoken.svelte";

const MOST_REPAIRS = 40;
const WITHIN = 10_000;

export function keepUntranslated(): void {
  let repairs: number[] = [];
  const observer = new MutationObserver((changes) => {
    const strange = changes.filter(({ addedNodes }) => [...addedNodes].some(isForeign));
    if (strange.length === 0) return;
    const now = performance.now();
    repairs = [...repairs.filter((at) => now - at < WITHIN), now];
    if (repairs.length > MOST_REPAIRS) return giveUp();
    // The last one first, so that every place is as it was when its change was made.
    for (const change of strange.reverse()) putBack(change);
    observer.takeRecords();
  });
  observer.observe(document.body, { childList: true, subtree: true });

  function giveUp(): void {
    observer.disconnect();
    const sentence = document.createElement("p");
    sentence.setAttribute("role", "alert");
    sentence.dataset["testid"] = "translated";
    sentence.className = "translated";
    sentence.textContent = spoken.words.translated;
    document.body.prepend(sentence);
  }
}

function isForeign(node: Node): node is HTMLElement {
  return node instanceof HTMLElement && node.localName === "font";
}

function putBack({ target, addedNodes, removedNodes, nextSibling }: MutationRecord): void {
  const foreign = [...addedNodes].filter(isForeign);
  const before = foreign[0]?.parentNode === target ? foreign[0] : nextSibling?.parentNode === target ? nextSibling : null;
  for (const text of removedNodes) if (text instanceof Text && !text.isConnected) target.insertBefore(text, before);
  for (const one of foreign) {
    // Where the text itself was moved inside, it comes out again.
    for (const text of texts(one)) if (removedNodes.length === 0) target.insertBefore(text, one);
    one.remove();
  }
}

function texts(node: Node): Text[] {
  return [...node.childNodes].flatMap((child) => (child instanceof Text ? [child] : texts(child)));
}
