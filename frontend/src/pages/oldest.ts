// What the oldest browsers of README.md lack and this code, or Svelte's, calls. Each does what the standard says, as far
// as it is used here.

function add(target: object, name: string, value: unknown): void {
  if (!(name in target)) Object.defineProperty(target, name, { value, writable: true, configurable: true });
}

function at(this: ArrayLike<unknown>, index: number): unknown {
  return this[index < 0 ? this.length + index : index];
}

add(Array.prototype, "at", at);
add(String.prototype, "at", at);
add(Array.prototype, "findLast", function (this: unknown[], test: (one: unknown, place: number, all: unknown[]) => unknown) {
  for (let place = this.length - 1; place >= 0; place--) if (test(this[place], place, this)) return this[place];
  return undefined;
});
add(Array.prototype, "findLastIndex", function (this: unknown[], test: (one: unknown, place: number, all: unknown[]) => unknown) {
  for (let place = this.length - 1; place >= 0; place--) if (test(this[place], place, this)) return place;
  return -1;
});
add(Array.prototype, "toSorted", function (this: unknown[], compare?: (one: unknown, other: unknown) => number) {
  return [...this].sort(compare);
});
add(Array.prototype, "toReversed", function (this: unknown[]) {
  return [...this].reverse();
});
add(String.prototype, "replaceAll", function (this: string, what: string | RegExp, by: string) {
  return typeof what === "string" ? this.split(what).join(by) : this.replace(what, by);
});
add(Object, "hasOwn", (owner: object, name: PropertyKey) => Object.prototype.hasOwnProperty.call(owner, name));
add(globalThis, "structuredClone", (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown);
add(Element.prototype, "checkVisibility", function (this: Element) {
  return this.getClientRects().length > 0;
});
// What lies under a sheet is out of reach of keys; here it is out of sight as well.
if (!("inert" in HTMLElement.prototype)) {
  Object.defineProperty(HTMLElement.prototype, "inert", {
    configurable: true,
    get(this: HTMLElement) {
      return this.hasAttribute("inert");
    },
    set(this: HTMLElement, inert: boolean) {
      this.toggleAttribute("inert", inert);
      this.style.visibility = inert ? "hidden" : "";
    },
  });
}
