"""A server between a client and Valkey that can lose one answer, as a network does."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path


class LosingProxy:
    """Hands everything on; after `lose_answer_to` it drops one answer to that command, and the connection with it."""

    def __init__(self, upstream: Path, path: Path) -> None:
        self.url = f"unix://{path}?db=0"
        self.lost = 0
        self._upstream = upstream
        self._doomed: bytes | None = None
        self._open: set[asyncio.StreamWriter] = set()

    def lose_answer_to(self, command: bytes) -> None:
        self._doomed = command

    async def serve(self, asking: asyncio.StreamReader, answering: asyncio.StreamWriter) -> None:
        reader, writer = await asyncio.open_unix_connection(str(self._upstream))
        ends = {answering, writer}
        self._open |= ends
        try:
            while question := await asking.read(1 << 20):
                writer.write(question)
                answer = await reader.read(1 << 20)
                if self._doomed is not None and self._doomed in question:
                    self._doomed, self.lost = None, self.lost + 1
                    return
                answering.write(answer)
        except ConnectionError:
            pass
        finally:
            for end in ends:
                end.close()
            self._open -= ends

    def hang_up(self) -> None:
        for writer in self._open:
            writer.close()


@contextlib.asynccontextmanager
async def losing_proxy(upstream: Path, folder: Path) -> AsyncIterator[LosingProxy]:
    path = folder / "proxy.sock"
    proxy = LosingProxy(upstream, path)
    server = await asyncio.start_unix_server(proxy.serve, path)
    try:
        yield proxy
    finally:
        server.close()
        proxy.hang_up()
        await server.wait_closed()
