// The parts of `later.ts`, once they are here. They are fetched at once and kept by the phone's worker, so that they open
// without a network too.

type Later = typeof import("./later");

const TRIES_AGAIN_AFTER = 3_000;

class Fetched {
  parts = $state.raw<Later | null>(null);

  async start(): Promise<void> {
    try {
      this.parts = await import("./later");
    } catch {
      setTimeout(() => void this.start(), TRIES_AGAIN_AFTER);
    }
  }
}

export const fetched = new Fetched();
