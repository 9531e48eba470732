// The one place of the page that says why the button under the pointer, or with the focus, cannot be pressed.

class Tip {
  says = $state<string | null>(null);
  at = $state.raw({ x: 0, y: 0 });

  show(target: Element, says: string): void {
    const box = target.getBoundingClientRect();
    this.at = { x: box.left + box.width / 2, y: box.bottom };
    this.says = says;
  }

  hide(): void {
    this.says = null;
  }
}

export const tip = new Tip();
