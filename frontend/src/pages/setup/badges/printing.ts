// From what is wanted to a PDF in a window of its own.

import type { BadgeRow } from "../../../live/contract";
import { USUAL_FORMAT, type LabelFormat } from "./badges";
import { printingKept, type BadgeDesk } from "./desk.svelte";

/** The format that a desk begins with. */
export const firstFormat = (desk: BadgeDesk): LabelFormat => Object.values(desk.formats)[0] ?? USUAL_FORMAT;

/** The PDF of one badge, shown in a window that is opened at once: later no browser would open it. */
export async function printOne(desk: BadgeDesk, badge: BadgeRow, language: string): Promise<void> {
  const opened = window.open("about:blank", "rostrum-badge");
  const pdf = await desk.print({ ...printingKept(firstFormat(desk), language), badges: [badge.id] });
  if (pdf === null) opened?.close();
  else if (opened === null) download(pdf);
  else opened.location.href = URL.createObjectURL(pdf);
}

/** Where no window may be opened it is kept as a file. */
export function download(pdf: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(pdf);
  link.download = "badges.pdf";
  link.click();
}
