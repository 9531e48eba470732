"""A program, the rival: a picows server, whose frames are made and sent in Cython."""

import asyncio
import json
import socket
import sys
from time import monotonic

from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

from tests.bench.rivals import FIRST_VIEW, answer

everyone: set[WSTransport] = set()


class Screen(WSListener):
    """One screen."""

    def on_ws_connected(self, transport: WSTransport) -> None:
        transport.send(WSMsgType.TEXT, FIRST_VIEW.encode())
        everyone.add(transport)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        everyone.discard(transport)


class Desk(WSListener):
    """The desk."""

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Hand what it says to everyone."""
        if frame.msg_type == WSMsgType.TEXT:
            said = frame.get_payload_as_bytes()
            at = monotonic()
            for screen in everyone:
                screen.send(WSMsgType.TEXT, said)
            transport.send(WSMsgType.TEXT, answer(json.loads(said)["id"], at).encode())
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code())
            transport.disconnect()


def listener(request: WSUpgradeRequest) -> WSListener:
    return Desk() if request.path == b"/desk/" else Screen()


async def main(fd: int) -> None:
    """Serve on the socket `fd`, for ever."""
    server = await ws_create_server(listener, sock=socket.socket(fileno=fd), backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
