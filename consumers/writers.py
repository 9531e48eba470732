"""How frames leave for one screen. A server that can write to the socket itself offers its own writer in the ASGI
scope, under `extensions["rostrum.writer"]`; under any other server frames go through ASGI's `send`.
"""

import asyncio
import errno
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Collection
from socket import socket
from typing import Any, Protocol, TypeVar

from consumers.batched_sends import send_to_all

logger = logging.getLogger(__name__)

EXTENSION = "rostrum.writer"
FULL = (-errno.EAGAIN, -errno.EWOULDBLOCK)
"""The errors of a socket that takes nothing more for now."""
GONE = (-errno.EPIPE, -errno.ECONNRESET, -errno.ECONNABORTED, -errno.ESHUTDOWN, -errno.ETIMEDOUT)
"""The errors of one whose other end is gone: its server will find the same when it reads."""
UNSENT_FRAMES = 16
"""How many frames may wait for one screen under a server that makes us wait."""


class ReadyFrame:
    """A text message, and the WebSocket frame that carries it: made once, sent to all."""

    __slots__ = ("text", "wire")

    def __init__(self, text: str) -> None:
        self.text = text
        payload = text.encode()
        self.wire = _header(len(payload)) + payload


def _header(length: int) -> bytes:
    """The head of an unmasked, unfragmented text frame (RFC 6455, section 5.2)."""
    if length < 126:
        return bytes((0x81, length))
    if length < 1 << 16:
        return b"\x81\x7e" + length.to_bytes(2, "big")
    return b"\x81\x7f" + length.to_bytes(8, "big")


class Writer(Protocol):
    """Sends ready frames to one screen, in order, and never waits for it."""

    drained: Callable[[], None]
    """Called when a screen that was behind has caught up."""
    heard: Callable[[bytes], bool]
    """Asked, of a server that can, with each message as it came in: true if that was all there is to do with it."""

    direct: socket | None
    """Of a server that can, as long as nothing waits for this screen: what may be written to at once. What the kernel
    does not take of a frame has to be given to `follow_up`."""

    def follow_up(self, rest: bytes) -> None:
        """Send the `rest` of a frame that the kernel did not take whole."""
        ...

    def offer(self, frame: ReadyFrame) -> bool:
        """Send `frame`, unless the screen is behind: then nothing is sent, and `drained` will be called."""
        ...

    def insist(self, frame: ReadyFrame) -> None:
        """Send `frame` even so: an answer. A screen that leaves too much unread is cut off by its server."""
        ...

    def stop(self) -> None:
        """Send nothing more, and call nothing back."""
        ...


class Written(Protocol):
    """A screen that is written to."""

    writer: Writer


Screen = TypeVar("Screen", bound=Written)


def write_to_all(screens: Collection[Screen], frame: ReadyFrame) -> tuple[list[Screen], list[Screen]]:
    """Offer `frame` to all `screens`; which of them are behind, and to which it could not be written.

    For those with an open way to the kernel this is the write itself and nothing else of Python's.
    """
    behind, failed = list[Screen](), list[Screen]()
    direct, offered = screens, list[Screen]()
    sockets = [way for screen in screens if (way := screen.writer.direct) is not None]
    if len(sockets) < len(screens):
        direct = [screen for screen in screens if screen.writer.direct is not None]
        offered = [screen for screen in screens if screen.writer.direct is None]
    taken = send_to_all(sockets, frame.wire)
    if taken.count(len(frame.wire)) < len(taken):
        for screen, count in zip(direct, taken, strict=True):
            if not _followed_up(screen, frame, count):
                failed.append(screen)
    for screen in offered:
        try:
            if not screen.writer.offer(frame):
                behind.append(screen)
        except Exception:  # The others are shown it all the same.
            logger.exception("a frame could not be written to a screen")
            failed.append(screen)
    return behind, failed


def _followed_up(screen: Written, frame: ReadyFrame, taken: int) -> bool:
    """Whether all is well with `screen`, of whose frame so many bytes were `taken`; the rest is sent after them."""
    if taken in GONE:
        return True
    if taken < 0 and taken not in FULL:
        return False
    try:
        if taken < len(frame.wire):
            screen.writer.follow_up(frame.wire[max(0, taken) :])
    except Exception:
        logger.exception("a frame could not be written to a screen")
        return False
    return True


def nothing_to_do() -> None:
    """Nobody waits for this screen to catch up."""


def nothing_to_answer(_message: bytes) -> bool:
    """Nothing is done with a message here: the consumer gets it."""
    return False


class AsgiWriter:
    """Frames through ASGI's `send`, which waits for slow screens in its own task. See `Writer`."""

    direct: socket | None = None

    def __init__(self, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        self.drained: Callable[[], None] = nothing_to_do
        self.heard: Callable[[bytes], bool] = nothing_to_answer
        self._send = send
        self._unsent: deque[ReadyFrame] = deque()
        # No `Background`: with it each of thousands of writers would be in a circle, which only the collector ends.
        self._sending: asyncio.Task[None] | None = None
        self._behind = False

    def follow_up(self, rest: bytes) -> None:
        raise NotImplementedError("nothing of this goes to the kernel directly")

    def offer(self, frame: ReadyFrame) -> bool:
        if len(self._unsent) >= UNSENT_FRAMES:
            self._behind = True
            return False
        self.insist(frame)
        return True

    def insist(self, frame: ReadyFrame) -> None:
        self._unsent.append(frame)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send_all(), name="writer")

    def stop(self) -> None:
        self.drained, self.heard = nothing_to_do, nothing_to_answer
        self._unsent.clear()
        if self._sending is not None:
            self._sending.cancel()

    async def _send_all(self) -> None:
        while self._unsent:
            frame = self._unsent.popleft()
            try:
                await self._send({"type": "websocket.send", "text": frame.text})
            except OSError:  # The screen is gone; its disconnection is on its way.
                self._unsent.clear()
                return
            if self._behind and not self._unsent:
                self._behind = False
                # Hands in the whole view, for which this loop goes round again.
                self.drained()
