"""A program, the rival: a plain websockets server that hands what its desk says to everyone, by `broadcast`."""

import asyncio
import json
import socket
import sys
from time import monotonic

from websockets.asyncio.server import ServerConnection, broadcast, serve

from tests.bench.rivals import FIRST_VIEW, answer

everyone: set[ServerConnection] = set()


async def handle(connection: ServerConnection) -> None:
    """Serve one connection: a screen, or the desk."""
    if connection.request is not None and connection.request.path == "/desk/":
        async for text in connection:
            at = monotonic()
            broadcast(everyone, text)
            await connection.send(answer(json.loads(text)["id"], at))
        return
    await connection.send(FIRST_VIEW)
    everyone.add(connection)
    try:
        await connection.wait_closed()
    finally:
        everyone.discard(connection)


async def main(fd: int) -> None:
    """Serve on the socket `fd`, for ever. Without compression, as nobody here has any."""
    async with serve(handle, sock=socket.socket(fileno=fd), compression=None, backlog=4096) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
