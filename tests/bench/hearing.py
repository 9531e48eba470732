"""The ears of the load side: thousands of WebSockets, read straight from the kernel in one tight loop.

A ready-made client takes 8 to 11 microseconds for a frame, as long as the fastest server takes to send it, and would be
what is measured. This one takes 5 to 6, most of it in the kernel: all sockets are in one epoll, which the event loop
watches as one file, and a frame that other screens were sent already is recognised by its bytes.
"""

import asyncio
import os
import select
import socket
import ssl
import struct
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from time import monotonic, sleep
from typing import Protocol, TypeVar

from tests.proxies import SITE

Result = TypeVar("Result")

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
"""Opcodes (RFC 6455, section 5.2)."""

READ_BYTES = 1 << 16
AT_ONCE = 1024
NAP_SECONDS = 0.0002
"""How long frames are let gather, as a network card does: a server that had to wake its reader for every frame would
be slowed down by it, and would not be by readers on other machines."""
QUIET_NAPS = 3
TURN_SECONDS = 0.02
"""How long it is read before the event loop has its turn."""
LONGEST_HEAD = 1 << 14


class HandshakeFailed(Exception):
    """The server did not answer a handshake with 101; its first line says what it did."""


class Hearer(Protocol):
    """Whoever listens to one socket."""

    def heard(self, frame: bytes, at: float) -> None:
        """A whole frame came, head included, at this instant of the monotonic clock."""
        ...

    def ended(self) -> None:
        """The connection is gone, and not because it was dropped here."""
        ...


def opcode(frame: bytes) -> int:
    return frame[0] & 0x0F


def payload(frame: bytes) -> bytes:
    """What an unmasked frame carries."""
    return frame[2 if frame[1] < 126 else 4 if frame[1] == 126 else 10 :]


def on_the_wire(length: int) -> int:
    """The size of an unmasked frame with a payload of `length` bytes."""
    return length + (2 if length < 126 else 4 if length < 1 << 16 else 10)


def masked(code: int, data: bytes) -> bytes:
    """A frame as a client sends it. The mask is all zeroes, which leaves the payload as it is."""
    assert len(data) < 1 << 16, "the load side says nothing long"
    head = bytes((0x80 | code, 0x80 | len(data))) if len(data) < 126 else bytes((0x80 | code, 0xFE))
    length = b"" if len(data) < 126 else len(data).to_bytes(2, "big")
    return head + length + bytes(4) + data


class Ear:
    """One open WebSocket."""

    __slots__ = ("hearer", "rest", "socket")

    def __init__(self, opened: socket.socket, hearer: Hearer) -> None:
        self.socket = opened
        self.hearer = hearer
        self.rest = b""

    def say(self, code: int, data: bytes) -> None:
        """Send a frame; what is said here is short, and nobody waits for a server that does not take it."""
        self.socket.send(masked(code, data))


class Ears:
    """All open WebSockets of this process."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._ears: dict[int, Ear] = {}
        self._tls: ssl.SSLContext | None = None
        asyncio.get_running_loop().add_reader(self._epoll.fileno(), self._listen)

    def trust(self, authority: str) -> None:
        """Open what is opened from now on by TLS, to whom the certificates in this file vouch for."""
        self._tls = ssl.create_default_context(cafile=authority)

    async def open(self, port: int, path: str, cookie: str, hearer: Hearer) -> Ear:
        """A WebSocket to `path` on this machine. Raises `HandshakeFailed` or `OSError`."""
        loop = asyncio.get_running_loop()
        opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        opened.setblocking(False)
        try:
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await loop.sock_connect(opened, ("127.0.0.1", port))
            if self._tls is not None:
                opened = self._tls.wrap_socket(opened, server_hostname=SITE, do_handshake_on_connect=False)
                await _until_ready(opened, opened.do_handshake)
            opened.send(_handshake(port, path, cookie))
            head = b""
            while b"\r\n\r\n" not in head:
                received = await _until_ready(opened, partial(opened.recv, READ_BYTES))
                if not received or len(head) > LONGEST_HEAD:
                    raise HandshakeFailed("the connection ended within the handshake")
                head += received
        except BaseException:
            opened.close()
            raise
        head, _, begun = head.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 101 "):
            opened.close()
            raise HandshakeFailed(head.partition(b"\r\n")[0].decode("latin1"))
        ear = Ear(opened, hearer)
        self._ears[opened.fileno()] = ear
        self._epoll.register(opened.fileno(), select.EPOLLIN)
        if begun:
            self._take(ear, begun, monotonic())
        return ear

    def drop(self, ear: Ear) -> None:
        """End the connection as a network does that goes away: without a goodbye."""
        if self._forget(ear):
            ear.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            ear.socket.close()

    def close(self) -> None:
        """Drop all that is open."""
        for ear in list(self._ears.values()):
            self.drop(ear)
        asyncio.get_running_loop().remove_reader(self._epoll.fileno())
        self._epoll.close()

    def _listen(self) -> None:
        """Read what is there, and what comes at once after it."""
        until = monotonic() + TURN_SECONDS
        ears = self._ears
        naps = 0
        while naps < QUIET_NAPS:
            ready = self._epoll.poll(0, AT_ONCE)
            naps = 0 if ready else naps + 1
            for fd, _ in ready:
                if (ear := ears.get(fd)) is None:
                    continue  # Dropped meanwhile.
                try:
                    data = ear.socket.recv(READ_BYTES)
                except (BlockingIOError, ssl.SSLWantReadError):
                    continue
                except OSError:
                    data = b""
                at = monotonic()
                if not data:
                    self._end(ear)
                elif not ear.rest and _is_one_frame(data):
                    ear.hearer.heard(data, at)
                else:
                    self._take(ear, data, at)
            if monotonic() > until:
                return
            if len(ready) < AT_ONCE:
                sleep(NAP_SECONDS)

    def _take(self, ear: Ear, data: bytes, at: float) -> None:
        """Cut what was read into frames; what is not whole yet waits for the rest."""
        data = ear.rest + data
        while len(data) >= (size := _size(data)):
            frame, data = data[:size], data[size:]
            ear.hearer.heard(frame, at)
        ear.rest = data

    def _end(self, ear: Ear) -> None:
        if self._forget(ear):
            ear.socket.close()
            ear.hearer.ended()

    def _forget(self, ear: Ear) -> bool:
        if ear.socket.fileno() < 0:
            return False
        self._epoll.unregister(ear.socket.fileno())
        del self._ears[ear.socket.fileno()]
        return True


async def _until_ready(opened: socket.socket, act: Callable[[], Result]) -> Result:
    """What comes of `act`, again and again until there is enough to read for it."""
    loop = asyncio.get_running_loop()
    while True:
        try:
            return act()
        except (BlockingIOError, ssl.SSLWantReadError):
            readable = loop.create_future()
            loop.add_reader(opened.fileno(), readable.set_result, None)
            try:
                await readable
            finally:
                loop.remove_reader(opened.fileno())


def _is_one_frame(data: bytes) -> bool:
    return len(data) == _size(data)


def _size(data: bytes) -> int:
    """The size of the frame that `data` begins with; of one whose head is not whole, more than there is."""
    if len(data) < 2:
        return 2
    if (length := data[1]) < 126:
        return 2 + length
    head = 4 if length == 126 else 10
    if len(data) < head:
        return head
    return head + int.from_bytes(data[2:head], "big")


def _handshake(port: int, path: str, cookie: str) -> bytes:
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        *([f"Cookie: {cookie}"] if cookie else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode()
