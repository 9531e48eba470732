"""WebSockets as the kernel has them: bytes each way, of which it holds only so many, with Twisted's own buffers on top.

The process's end is that of `under_daphne.py`; the other is a screen that reads when it likes.
"""

import asyncio
import errno
import random
import socket
from collections import deque
from collections.abc import Callable
from typing import cast

from twisted.internet.abstract import FileDescriptor
from twisted.internet.address import IPv4Address
from twisted.internet.error import ConnectionAborted, ConnectionLost
from twisted.internet.interfaces import IReactorFDSet
from twisted.python.failure import Failure

from live.web.serving.socket_protocol import UNACKNOWLEDGED_MS
from tests.simulation.under_daphne import Screen, ServerInside, Visitor
from tests.simulation.wires import BROKEN, Wire, wake

KERNEL_BYTES = (300, 6_000)
"""So little that a view seldom goes in one piece."""
HEAD = (
    b"GET %s HTTP/1.1\r\nHost: rostrum\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
TURN_SECONDS = 0.02
"""How long the reactor may do other things before it writes on."""
TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A
MASK = b"\x21\x43\x65\x07"


class Kernel:
    """The process's end of a connection, as far as it writes."""

    family = socket.AF_INET

    def __init__(self, wire: "DirectWire") -> None:
        self._wire = wire

    def setsockopt(self, *_options: int) -> None:
        """All is small here."""

    def send(self, data: bytes) -> int:
        """How much of it the kernel took."""
        return self._wire.take(data)


class Transport(FileDescriptor):
    """Twisted's own buffers, over such a connection."""

    connected = 1
    protocol: Screen | None = None

    def __init__(self, wire: "DirectWire", peer: IPv4Address) -> None:
        super().__init__(cast("IReactorFDSet", wire))
        self.socket = Kernel(wire)
        self._peer = peer

    def getPeer(self) -> IPv4Address:  # Twisted's name, like those below.
        return self._peer

    def getHost(self) -> IPv4Address:
        return IPv4Address("TCP", "10.1.0.1", 80)

    def writeSomeData(self, data: bytes) -> int | Exception:
        try:
            return self.socket.send(data)
        except BlockingIOError:
            return 0
        except OSError as gone:
            return gone

    def abortConnection(self) -> None:
        asyncio.get_running_loop().call_soon(self.connectionLost, failure(ConnectionAborted()))

    def connectionLost(self, reason: Failure) -> None:
        if not self.disconnected:
            super().connectionLost(reason)  # type: ignore[no-untyped-call]
            self.reactor.broke()
            assert self.protocol is not None
            self.protocol.connectionLost(reason)


class DirectWire(Wire):
    """One under the product's own Daphne: bytes, of which the kernel holds few. To Twisted it is the reactor."""

    def __init__(self, server: ServerInside, visitor: Visitor, delay: Callable[[], float]) -> None:
        super().__init__(delay)
        self._server, self._context = server, server.host.context
        port = server.expect(visitor.actor)
        self._chance = random.Random(f"{visitor.path} {visitor.address} {port} {delay()}")
        self._holds = self._chance.randint(*KERNEL_BYTES)
        self._transport = Transport(self, IPv4Address("TCP", visitor.address, port))
        self._broken = False
        self._wants_to_write = False
        self._gives_up: asyncio.TimerHandle | None = None
        self._to_process: deque[bytes] = deque()
        self._to_screen: deque[bytes] = deque()
        self._reaches_process = self._reaches_screen = 0.0
        self._unread = 0
        self._here = b""
        self._read = b""
        self._is_open = False
        self._to_the_process(HEAD % f"{visitor.path}?heartbeat".encode())

    # The side of the process, whose reactor this is

    def take(self, data: bytes) -> int:
        """Take in what there is room for. Raises `BlockingIOError` if that is nothing, `OSError` if it is broken."""
        if self._broken:
            raise ConnectionResetError(errno.ECONNRESET, "reset")
        taken = bytes(data[: max(0, self._holds - self._unread)])
        if not taken:
            raise BlockingIOError(errno.EAGAIN, "full")
        self._unread += len(taken)
        if self.silent and self._gives_up is None:
            loop = asyncio.get_running_loop()
            self._gives_up = loop.call_later(UNACKNOWLEDGED_MS / 1000, self._lose, context=self._context)
        if not self.silent:
            self._to_screen.append(taken)
            self._reaches_screen = self._later(self._reaches_screen, self._arrive_at_screen)
        return len(taken)

    def addReader(self, _transport: Transport) -> None:
        """It is read from always."""

    def removeReader(self, _transport: Transport) -> None:
        """What comes then is dropped by the protocol."""

    def addWriter(self, _transport: Transport) -> None:
        if not self._wants_to_write:
            self._wants_to_write = True
            self._when_there_is_room()

    def removeWriter(self, _transport: Transport) -> None:
        self._wants_to_write = False

    def broke(self) -> None:
        """The process's end is closed: the screen hears of it."""
        self._broken = True
        if self.closed is None and not self.silent:
            self._later(self._reaches_screen, self._end)

    def _when_there_is_room(self) -> None:
        if self._wants_to_write and (self._unread < self._holds or self._broken):
            # Its turn comes: meanwhile there is room, and something waits that was written before.
            wait = self._chance.uniform(0, TURN_SECONDS)
            asyncio.get_running_loop().call_later(wait, self._write, context=self._context)

    def _write(self) -> None:
        if self._wants_to_write and not self._transport.disconnected:
            fault: Exception | None = self._transport.doWrite()  # type: ignore[no-untyped-call]
            if fault is not None:
                self._transport.connectionLost(failure(fault))
            elif self._wants_to_write:
                self._when_there_is_room()

    def _arrive_at_process(self) -> None:
        data = self._to_process.popleft()
        if self._broken or self.silent:
            return
        if self._transport.protocol is None:
            _request, query = data.split(b" ")[1].partition(b"?")[::2]
            self._transport.protocol = self._server.connect(self._transport, query)
        if not self._transport.disconnected:
            self._transport.protocol.dataReceived(data)

    def _lose(self) -> None:
        """Nobody has acknowledged for long, or the screen has reset it."""
        self._broken = True
        if self._transport.protocol is not None:
            self._transport.connectionLost(failure(ConnectionLost()))

    # The side of the screen

    def say(self, text: str) -> None:
        """Send `text` to the process, or drop it as long as the handshake is not answered."""
        if self.closed is None and not self.silent and self._is_open:
            self._to_the_process(_masked(TEXT, text.encode()))

    async def next(self, seconds: float) -> str | int | None:
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while True:
            self._read_all()
            if (found := self._next_frame()) is not None:
                return found
            if self.closed is not None:
                return self.closed
            if (left := until - loop.time()) <= 0:
                return None
            self._reading = loop.create_future()
            await asyncio.wait([self._reading], timeout=left)

    def fail(self, *, told: bool = True) -> None:
        """Break. The process hears of it if it is `told`, else when nobody acknowledges what it sends."""
        if self.closed is None:
            self.closed = BROKEN
            wake(self._reading)
            if told:
                asyncio.get_running_loop().call_soon(self._lose, context=self._context)
            else:
                self.silent = True

    def _read_all(self) -> None:
        if self._here:
            self._read += self._here
            self._unread -= len(self._here)
            self._here = b""
            self._when_there_is_room()

    def _next_frame(self) -> str | int | None:
        """The next that is whole, pings aside."""
        if not self._is_open:
            head, ended, rest = self._read.partition(b"\r\n\r\n")
            if not ended:
                return None
            assert head.startswith(b"HTTP/1.1 101"), head
            self._is_open, self._read = True, rest
        while (frame := _first(self._read)) is not None:
            kind, payload, self._read = frame
            match kind:
                case _ if kind == TEXT:
                    return payload.decode()
                case _ if kind == CLOSE:
                    self._to_the_process(_masked(CLOSE, payload))
                    self.closed = int.from_bytes(payload[:2])
                    return self.closed
                case _ if kind == PING:
                    self._to_the_process(_masked(PONG, payload))
                case _:
                    raise AssertionError(f"not a frame: {self._read[:40]!r} after {payload[:40]!r}")
        return None

    def _to_the_process(self, data: bytes) -> None:
        self._to_process.append(data)
        self._reaches_process = self._later(self._reaches_process, self._arrive_at_process, self._context)

    def _arrive_at_screen(self) -> None:
        if self.closed is None and not self.silent:
            self._here += self._to_screen.popleft()
            wake(self._reading)

    def _end(self) -> None:
        if self.closed is None:
            self.closed = BROKEN
            wake(self._reading)


def failure(why: Exception) -> Failure:
    """As Twisted says that a connection is gone."""
    return Failure(why)  # type: ignore[no-untyped-call]


def _masked(kind: int, payload: bytes) -> bytes:
    """A frame as a browser sends it (RFC 6455, section 5.2)."""
    size = bytes((0x80 | len(payload),)) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2)
    return bytes((kind,)) + size + MASK + bytes(byte ^ MASK[n % 4] for n, byte in enumerate(payload))


def _first(data: bytes) -> tuple[int, bytes, bytes] | None:
    """Of the first frame of a server its kind and what it carries, and what comes after; `None` if it is not whole."""
    if len(data) < 2:
        return None
    size, begins = data[1], 2
    if size > 125:
        begins = 4 if size == 126 else 10
        size = int.from_bytes(data[2:begins])
    if len(data) < begins + size:
        return None
    return data[0], data[begins : begins + size], data[begins + size :]
