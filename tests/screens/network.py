"""The network between a browser and the server: with jitter, and cut at will."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


class Network:
    """Hands bytes on, each piece after a while; while it is `cut` nothing passes and nobody is let in."""

    def __init__(self, port: int, delay: Callable[[], float]) -> None:
        self._port = port
        self._delay = delay
        self._open: set[asyncio.StreamWriter] = set()
        self.is_cut = False
        self.address = ""

    def cut(self) -> None:
        """As when the access point is gone: no answer, and no word of farewell."""
        self.is_cut = True

    def mend(self) -> None:
        """Whatever was under way is gone; whoever comes anew is let in."""
        self.is_cut = False
        for writer in self._open:
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, far_writer}
        self._open |= ends
        try:
            await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            for end in ends:
                end.close()
            self._open -= ends

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(1 << 16):
            await asyncio.sleep(self._delay())
            if not self.is_cut:
                writer.write(piece)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def network(port: int, most_delay: float = 0.0, seed: int = 1) -> AsyncIterator[Network]:
    """A network to the server on `port` whose every piece is late by up to `most_delay` seconds."""
    chance = random.Random(seed)
    between = Network(port, lambda: chance.uniform(0, most_delay))
    server = await asyncio.start_server(between.serve, "127.0.0.1", 0)
    between.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield between
    finally:
        server.close()
        between.mend()
