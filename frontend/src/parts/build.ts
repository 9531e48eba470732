// Which build of the pages this is: the file that a page is started from carries the hash of what is in it.

/** The file that this page was started from; empty where there is none. */
export function ownBuild(): string {
  return fileName(document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.src);
}

/** The file that a page as the server has it now is started from; empty where `page` names none. */
export function buildIn(page: string): string {
  return fileName(new DOMParser().parseFromString(page, "text/html").querySelector('script[type="module"][src]')?.getAttribute("src"));
}

/** Whether the server has another build of this page. If it cannot be asked, no. */
export async function isOutdated(): Promise<boolean> {
  const answer = await fetch(location.pathname, { cache: "no-store" }).catch(() => null);
  const fresh = answer?.ok ? buildIn(await answer.text().catch(() => "")) : "";
  return fresh !== "" && fresh !== ownBuild();
}

function fileName(address: string | null | undefined): string {
  return address?.split("/").at(-1) ?? "";
}
