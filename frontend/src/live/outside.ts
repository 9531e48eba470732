// The browser as a connection sees it.

import type { Hears, Outside, Wire } from "./connection";

/** The sockets' address of `path`, on the server that this page came from. */
export function socketAddress(path: string, page: Pick<Location, "protocol" | "host"> = location): string {
  return `${page.protocol === "https:" ? "wss" : "ws"}://${page.host}${path}`;
}

/** `path`, with its query, through the browser's own sockets and timers; told in a `language` if there is one to ask for. */
export function throughBrowser(path: string, language?: () => string): Outside {
  return {
    open: (hears) => opened(socketAddress(language ? `${path}&lang=${language()}` : path), hears),
    ...(language && { language }),
    first: () => takeFirst(path),
    later: (milliseconds, task) => {
      const timer = setTimeout(task, milliseconds);
      return () => clearTimeout(timer);
    },
    chance: Math.random,
    now: () => performance.now(),
  };
}

/** A socket that first-load.js opened while this script was still on its way, and what it heard until now. */
interface Early {
  address: string;
  socket: WebSocket;
  said: unknown[];
}

declare global {
  interface Window {
    rostrumEarly?: Early | undefined;
    /** When this page came from the server, on its own clock. */
    rostrumCame?: number;
    /** What first-load.js asked of the server, by address. */
    rostrumAsked?: Record<string, Promise<Response>>;
  }
}

/** The early socket, once, if it is to `address` and has not ended; another is closed. */
function takeEarly(address: string): Early | null {
  const early = window.rostrumEarly;
  window.rostrumEarly = undefined;
  if (early === undefined || early.socket.readyState > WebSocket.OPEN) return null;
  if (early.address === address) return early;
  early.socket.onmessage = null;
  early.socket.close();
  return null;
}

/** For this long, a view that came in the page is as new as one from a socket. */
const NEW_FOR = 3_000;

/** The view of `path` that came in the page, once; none that was fetched ahead of time, before anybody went to the page. */
function takeFirst(path: string): { text: string; cameAt: number } | null {
  const script = document.getElementById("first-view");
  const cameAt = window.rostrumCame;
  script?.remove();
  if (!script || script.dataset["of"] !== path.split("?")[0] || cameAt === undefined) return null;
  const ahead = (document as { prerendering?: boolean }).prerendering;
  return ahead || performance.now() - cameAt > NEW_FOR ? null : { text: script.textContent ?? "", cameAt };
}

function opened(address: string, hears: Hears): Wire {
  const early = takeEarly(address);
  const socket = early?.socket ?? new WebSocket(address);
  const hear = (data: unknown) => typeof data === "string" && hears.message(data);
  socket.onopen = () => hears.opened();
  socket.onmessage = ({ data }) => hear(data);
  socket.onclose = ({ code }) => hears.closed(code);
  if (early !== null && socket.readyState === WebSocket.OPEN) {
    // Given on like frames that arrive later: only after the caller has this wire.
    queueMicrotask(() => {
      hears.opened();
      early.said.forEach(hear);
    });
  }
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => socket.close(),
  };
}
