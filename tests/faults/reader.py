"""A screen on a plain socket, which reads only when it is told to and writes what it likes."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.uri import parse_uri

from tests.awaited import PATIENCE

SMALLEST_WINDOW = 4096
CLOSED = 7
"""Linux's TCP_CLOSE: the state of a socket whose peer sent a reset."""


class Reader:
    """One connection. What was said and not read stays in the kernel, as with a page that hangs."""

    def __init__(self, plain: socket.socket, protocol: ClientProtocol) -> None:
        self._socket = plain
        self._protocol = protocol
        self._read: list[Any] = []

    async def frame(self) -> dict[str, Any]:
        """The next text frame. Raises `ConnectionError` at the end."""
        while True:
            while self._read:
                event = self._read.pop(0)
                if isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                    frame: dict[str, Any] = json.loads(bytes(event.data))
                    return frame
            await self._take_in()

    async def frames_up_to(self, position: int) -> list[dict[str, Any]]:
        """Every view and change, until `position` is reached."""
        frames = [await self.frame()]
        while frames[-1].get("position", -1) < position:
            frames.append(await self.frame())
        return frames

    async def say(self, frame: object) -> None:
        self._protocol.send_text(json.dumps(frame).encode())
        await self._flush()

    async def say_bytes(self, payload: bytes, *, final: bool = True) -> None:
        """A text frame, or with `final` false only its beginning."""
        self._protocol.send_text(payload, fin=final)
        await self._flush()

    async def ping(self, payload: bytes) -> None:
        self._protocol.send_ping(payload)
        await self._flush()

    async def close_code(self) -> int | None:
        """The code with which the server ended it, `None` if it just did; all before that is read."""
        try:
            while self._protocol.close_rcvd is None:
                await self._take_in()
        except ConnectionError:
            return None
        return self._protocol.close_rcvd.code

    async def is_cut(self, at_the_latest: float = 0.0) -> None:
        """Wait until the server has cut the connection, without reading: what is said is not taken any more. It has
        to do so `at_the_latest` in that many seconds.
        """
        async with asyncio.timeout(at_the_latest + PATIENCE):
            # Nothing but reading would wake us, and this screen does not read.
            while self._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != CLOSED:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def _take_in(self) -> None:
        async with asyncio.timeout(PATIENCE):
            data = await asyncio.get_running_loop().sock_recv(self._socket, 1 << 16)
        if not data:
            raise ConnectionResetError
        self._protocol.receive_data(data)
        self._read += self._protocol.events_received()

    async def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            await asyncio.get_running_loop().sock_sendall(self._socket, data)


@asynccontextmanager
async def reader(port: int, path: str, cookies: str = "") -> AsyncIterator[Reader]:
    """A connection to `path` whose handshake is done."""
    with socket.socket() as plain:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALLEST_WINDOW)
        plain.setblocking(False)
        await asyncio.get_running_loop().sock_connect(plain, ("127.0.0.1", port))
        protocol = ClientProtocol(parse_uri(f"ws://127.0.0.1:{port}{path}"), max_size=None)
        request = protocol.connect()
        if cookies:
            request.headers["Cookie"] = cookies
        protocol.send_request(request)
        opened = Reader(plain, protocol)
        await opened._flush()
        while not any(isinstance(event, Response) for event in opened._read):
            await opened._take_in()
        yield opened
