// The browser as a connection sees it.

import type { Hears, Outside, Wire } from "./connection";

/** The sockets' address of `path`, on the server that this page came from. */
export function socketAddress(path: string, page: Pick<Location, "protocol" | "host"> = location): string {
  return `${page.protocol === "https:" ? "wss" : "ws"}://${page.host}${path}`;
}

/** `path` through the browser's own sockets and timers. */
export function throughBrowser(path: string): Outside {
  return {
    open: (hears) => opened(socketAddress(path), hears),
    later: (milliseconds, task) => {
      const timer = setTimeout(task, milliseconds);
      return () => clearTimeout(timer);
    },
    chance: Math.random,
    now: () => performance.now(),
  };
}

function opened(address: string, hears: Hears): Wire {
  const socket = new WebSocket(address);
  socket.onopen = () => hears.opened();
  socket.onmessage = ({ data }) => typeof data === "string" && hears.message(data);
  socket.onclose = ({ code }) => hears.closed(code);
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => socket.close(),
  };
}
