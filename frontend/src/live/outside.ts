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

function opened(address: string, hears: Hears): Wire {
  const early = takeEarly(address);
  const socket = early?.socket ?? new WebSocket(address);
  const hear = (data: unknown) => typeof data === "string" && hears.message(data);
  socket.onopen = () => hears.opened();
  socket.onmessage = ({ data }) => hear(data);
  socket.onclose = ({ code }) => hears.closed(code);
  if (early !== null && socket.readyState === WebSocket.OPEN) {
    // As it would have come, once this wire is known to whoever hears.
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
