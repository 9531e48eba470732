// Files that are brought to a tab: read and shown, answered and read again, taken in when that is pressed.

import type { Refusal } from "../../words/refusal";
import { toSignIn } from "../addresses";
import type { Reply } from "../http";
import { asSent, type FileSent } from "./setup";

interface Asked<Held, Read, Said> {
  /** What is there now. */
  look: () => Promise<Reply<Held>>;
  read: (files: FileSent[], answers: Said) => Promise<Reply<Read>>;
  take: (files: FileSent[], answers: Said, base: string) => Promise<Reply<Held>>;
  /** Before anything is answered. */
  unanswered: () => Said;
  /** The refusal that says that what was shown is no longer so. */
  movedOn: Refusal;
}

export class Bringing<Held, Read extends { base: string }, Said> {
  held = $state.raw<Held | null>(null);
  files = $state.raw<FileSent[]>([]);
  read = $state.raw<Read | null>(null);
  answers = $state() as Said;
  refused = $state<Refusal | null>(null);
  busy = $state(false);
  taken = $state(false);
  readonly #asked: Asked<Held, Read, Said>;

  constructor(asked: Asked<Held, Read, Said>) {
    this.#asked = asked;
    this.answers = asked.unanswered();
    void this.look();
  }

  async look(): Promise<void> {
    const reply = await this.#asked.look();
    if (reply.ok) this.held = reply.value;
    else if (reply.refused === "not_permitted") toSignIn();
    else this.refused = reply.refused;
  }

  async bring(brought: File[]): Promise<void> {
    [this.answers, this.read, this.taken, this.refused] = [this.#asked.unanswered(), null, false, null];
    this.busy = true;
    this.files = await Promise.all(brought.map(asSent)).catch(() => []);
    this.busy = false;
    if (this.files.length === 0) this.refused = "unreachable"; // A folder, or a file that went away.
    else await this.readAgain();
  }

  async readAgain(): Promise<void> {
    const reply = await this.ask(this.#asked.read(this.files, this.answers));
    if (reply.ok) this.read = reply.value;
  }

  async take(): Promise<void> {
    if (this.read === null) return;
    const reply = await this.ask(this.#asked.take(this.files, this.answers, this.read.base));
    if (reply.ok) {
      [this.held, this.taken] = [reply.value, true];
      this.putAway();
    } else if (reply.refused === this.#asked.movedOn) await this.readAgain().then(() => (this.refused = reply.refused));
  }

  /** Wait for a reply; a refusal is shown. */
  async ask<Value>(asked: Promise<Reply<Value>>): Promise<Reply<Value>> {
    this.busy = true;
    const reply = await asked;
    this.busy = false;
    this.refused = reply.ok ? null : reply.refused;
    return reply;
  }

  putAway(): void {
    [this.files, this.read] = [[], null];
  }
}
