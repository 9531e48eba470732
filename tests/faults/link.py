"""A wire between two parties that can be slow, fall silent, break, and lose an answer."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

TIME_ANSWER = re.compile(rb"\*2\r\n\$10\r\n(\d{10})\r\n\$")


class Link:
    """Hands everything on; what is set here happens to all that goes through it from then on.

    `delay` is in seconds, each way. While `silent` nothing passes, and what was said then is lost. While `refusing`
    nobody is let in. `skew` is added to the seconds that a store's TIME answers.
    """

    def __init__(self, connect: Callable[[], Awaitable[Streams]]) -> None:
        self.delay = 0.0
        self.silent = False
        self.refusing = False
        self.skew = 0
        self.lost = 0
        self._connect = connect
        self._doomed = 0
        self._open: set[asyncio.StreamWriter] = set()
        self._carrying: set[asyncio.Task[None]] = set()

    def lose_answers(self, count: int) -> None:
        """Lose the answers to the next so many commands that store something, and the connections with them."""
        self._doomed = count

    def cut(self) -> None:
        """Break every connection."""
        for writer in self._open:
            writer.transport.abort()

    async def let_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Connect whoever comes with the other side, until either goes."""
        if self.refusing:
            writer.transport.abort()
            return
        try:
            beyond, to_beyond = await self._connect()
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, to_beyond}
        self._open |= ends
        asked = [b""]
        pumps = [
            asyncio.create_task(self._carry(reader, to_beyond, asked, answers=False)),
            asyncio.create_task(self._carry(beyond, writer, asked, answers=True)),
        ]
        self._carrying.update(pumps)
        try:
            # The end of all: asyncio takes a server's connection that is cancelled for a fault of ours.
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            self._carrying.difference_update(pumps)
            for end in ends:
                end.transport.abort()
            self._open -= ends

    async def close(self) -> None:
        for pump in self._carrying:
            pump.cancel()
        self.cut()

    async def _carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, asked: list[bytes], *, answers: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(1 << 16):
                if self.delay:
                    await asyncio.sleep(self.delay)
                if self.silent:
                    continue
                if not answers:
                    asked[0] = data
                elif self._doomed and b"EVALSHA" in asked[0]:
                    self._doomed -= 1
                    self.lost += 1
                    return
                elif self.skew and b"TIME" in asked[0]:
                    data = TIME_ANSWER.sub(self._skewed, data, count=1)
                target.write(data)
                await target.drain()

    def _skewed(self, answer: re.Match[bytes]) -> bytes:
        return b"*2\r\n$10\r\n%d\r\n$" % (int(answer[1]) + self.skew)


@asynccontextmanager
async def unix_link(upstream: Path, path: Path) -> AsyncIterator[Link]:
    """To a socket in the file system, by way of another."""
    link = Link(lambda: asyncio.open_unix_connection(str(upstream)))
    server = await asyncio.start_unix_server(link.let_in, path)
    try:
        yield link
    finally:
        server.close()
        await link.close()


@asynccontextmanager
async def tcp_link(upstream: int) -> AsyncIterator[tuple[Link, int]]:
    """To a port of this machine, by way of another, whose number comes with the link."""
    link = Link(lambda: asyncio.open_connection("127.0.0.1", upstream))
    server = await asyncio.start_server(link.let_in, "127.0.0.1", 0, backlog=512)
    try:
        yield link, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await link.close()
