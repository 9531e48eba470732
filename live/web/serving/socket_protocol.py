"""One WebSocket under Daphne: ready frames written straight to the socket, and bounds on what goes out and comes in.

The protocol, its writer and its bounds stand in one file: they share one socket, and when it may be written to.
"""

import asyncio
import logging
import random
import socket
import time
from collections.abc import Callable
from typing import Any

import daphne.server  # noqa: F401  It puts the reactor on a loop of asyncio, if nobody has asked for the reactor before.
from daphne.http_protocol import WebRequest
from daphne.utils import INVALID_HEADER_VALUE_BYTES
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import reactor
from twisted.internet.protocol import connectionDone

from consumers.bounds import FRAMES_QUEUED, Inbound
from consumers.room_socket import Close, too_many
from consumers.writers import ReadyFrame, nothing_to_answer, nothing_to_do
from live import metrics, wire

logger = logging.getLogger(__name__)

READ_BYTES = 4096
BEHIND_BYTES = 4096
"""With more than this waiting outside the kernel a screen is behind, and is shown nothing until all of it has gone."""
KERNEL_BYTES = 1 << 16
"""What the kernel may hold for one screen: by itself it takes megabytes, and all of it is old when it is read."""
LONGEST_BEHIND_SECONDS = 10.0
PINGED_AFTER_SECONDS = 75.0
"""Of silence. A page of ours asks the time more often (`frontend/src/live/connection.ts`) and is never pinged."""
PONG_WITHIN_SECONDS = 15.0
UNACKNOWLEDGED_MS = 30_000
"""How long a peer may take to acknowledge what it was sent, such as a heartbeat. A Unix socket has no such limit."""
PING = b"\x89\x00"
SHORT_TEXT, PONG, MASKED = 0x81, 0x8A, 0x80
"""The first byte of a text in one frame and of a pong; and the bit of a length that says that a frame is masked."""
LONGEST_SHORT = 125
HEAD_BYTES = 6
"""Of a short frame that is masked."""
MOST_UNSENT_BYTES = 1_000_000
HANDSHAKE = frozenset(
    {
        b"host",
        b"connection",
        b"upgrade",
        b"sec-websocket-key",
        b"sec-websocket-version",
        b"sec-websocket-protocol",
        b"sec-websocket-extensions",
    }
)
"""The headers that autobahn reads of a handshake. Where it comes from is decided by `live.access.requests`."""
OF_THE_HANDSHAKE = (
    "application_deferred",
    "clean_headers",
    "http_headers",
    "http_request_data",
    "http_request_host",
    "http_request_params",
    "http_request_path",
    "http_request_uri",
    "http_response_data",
    "http_status_line",
    "websocket_origin",
    "websocket_protocols",
)
"""What autobahn and Daphne note of it, and ask for no more."""
ROOT_PATH = b"daphne-root-path"
"""Daphne takes from it where an application stands, whatever its sender, and fails if it is not ASCII."""
LINE_BREAKS = bytes(INVALID_HEADER_VALUE_BYTES)
AS_LATIN = bytes.maketrans(LINE_BREAKS, b"?" * len(LINE_BREAKS))
"""Without what only Latin-1 takes for the end of a line."""


def unmasked(frame: bytes) -> bytes:
    """What a short masked frame carries (RFC 6455, section 5.3)."""
    length = len(frame) - HEAD_BYTES
    mask = (frame[2:HEAD_BYTES] * (length // 4 + 1))[:length]
    return (int.from_bytes(frame[HEAD_BYTES:]) ^ int.from_bytes(mask)).to_bytes(length)


class SocketWriter:
    """Writes ready frames to the socket at once, through Twisted only what the kernel does not take.

    Twisted tells it, as the producer of what it writes, when a screen is behind and when it has caught up; Daphne
    alone leaves in that place an HTTP channel that stops nothing, and buffers for ever. See `consumers.writers.Writer`.
    """

    __slots__ = ("_behind_since", "_protocol", "_unsent", "direct", "drained", "heard")

    def __init__(self, protocol: "ScreenProtocol") -> None:
        self.drained: Callable[[], None] = nothing_to_do
        self.heard: Callable[[bytes], bool] = nothing_to_answer
        self.direct: socket.socket | None = None
        self._protocol = protocol
        self._behind_since: float | None = None
        self._unsent = 0

    def offer(self, frame: ReadyFrame) -> bool:
        if self._behind_since is not None:
            return False
        self._write(frame.wire)
        self._open_way()
        return True

    def follow_up(self, rest: bytes) -> None:
        self.direct = None
        self._protocol.transport.write(rest)

    def insist(self, frame: ReadyFrame) -> None:
        if self._behind_since is not None:
            self._unsent += len(frame.wire)
            if self._unsent > MOST_UNSENT_BYTES:
                self._protocol.cut_off()
                return
        self._write(frame.wire)

    def stop(self) -> None:
        self.drained, self.heard = nothing_to_do, nothing_to_answer

    def has_been_behind_too_long(self) -> bool:
        """Whether the screen has taken nothing in for longer than a screen may."""
        return self._behind_since is not None and time.monotonic() - self._behind_since > LONGEST_BEHIND_SECONDS

    def pauseProducing(self) -> None:  # Twisted's name, like the two after it.
        """More waits than the kernel takes: the screen is behind."""
        self.direct = None
        if self._behind_since is None:
            self._behind_since, self._unsent = time.monotonic(), 0
            self._protocol.server.behind.add(self._protocol)
            metrics.SCREENS_BEHIND.inc()

    def resumeProducing(self) -> None:
        """All of it has gone: the screen has caught up."""
        self._behind_since = None
        self._protocol.server.behind.discard(self._protocol)
        self._open_way()
        self.drained()

    def stopProducing(self) -> None:
        """The connection is lost; Daphne tells the consumer."""
        self._protocol.server.behind.discard(self._protocol)

    def _write(self, data: bytes) -> None:
        if self._protocol.state == self._protocol.STATE_OPEN:
            self.write(data)

    def write(self, data: bytes) -> None:
        """Write `data` after all that was written before, whatever it is and in whatever state."""
        transport = self._protocol.transport
        # Past Twisted only when nothing waits there, or frames would overtake one another.
        if not transport.dataBuffer and not transport._tempDataBuffer and transport.connected:
            try:
                taken = transport.socket.send(data)
            except BlockingIOError:
                taken = 0
            except OSError:
                return  # Twisted will find the same when it reads.
            if taken == len(data):
                return
            data = data[taken:]
        self.follow_up(data)

    def _open_way(self) -> None:
        """Past Twisted and us, as long as nothing waits in between: frames would overtake one another."""
        transport = self._protocol.transport
        clear = not transport.dataBuffer and not transport._tempDataBuffer and transport.connected
        if clear and self._protocol.state == self._protocol.STATE_OPEN:
            self.direct = transport.socket


class AskingRequest(WebRequest):  # type: ignore[misc]  # Daphne has no types.
    """A request that leaves its headers for the WebSocket it may become. Daphne writes them out once more for autobahn,
    with several of one name run together, and autobahn breaks their lines at characters that are none for HTTP: it is
    given only what a handshake is made of.
    """

    def process(self) -> Any:
        """Read the request; of a WebSocket the handshake happens before this returns."""
        headers = self.requestHeaders
        headers.removeHeader(ROOT_PATH)
        for name, texts in list(headers.getAllRawHeaders()):
            # Daphne refuses the whole request for these, and they are bytes of Cyrillic and Arabic letters too: in a
            # cookie that another program of this host left behind.
            headers.setRawHeaders(name, [text.translate(AS_LATIN) for text in texts])
        if headers.getRawHeaders(b"upgrade", [b""])[0].lower() == b"websocket":
            named = list(headers.getAllRawHeaders())
            self.server.ws_factory.asked_with = [(name.lower(), text) for name, texts in named for text in texts]
            for name, texts in named:
                if name.lower() not in HANDSHAKE:
                    headers.removeHeader(name)
                elif not all(text.isascii() for text in texts):
                    self.basic_error(400, b"Bad Request", "Invalid header value")
                    return None
        return super().process()


class ScreenProtocol(WebSocketProtocol):  # type: ignore[misc]  # Daphne has no types.
    """Daphne's protocol with a writer for the consumer, and an end for those who do not read or do not stop writing."""

    _deaf = False
    _pinged_at = 0.0

    @classmethod
    def share(cls, factory: Any) -> None:
        """Share the settings of `factory`: else autobahn copies thirty of them to each of thousands of protocols, and
        takes half a millisecond to write them out for a log that nobody reads.
        """
        for name in WebSocketProtocol.CONFIG_ATTRS:
            setting = getattr(factory, name)
            setattr(cls, name, staticmethod(setting) if callable(setting) else setting)
        cls.CONFIG_ATTRS = []
        # The handshake is here whole, and `look` turns away one whose application does not answer it.
        cls.openHandshakeTimeout = 0

    def connectionMade(self) -> None:  # Twisted's name; those below are autobahn's.
        """A connection that was HTTP until now: the writer has to be there before the consumer is made."""
        self.writer = SocketWriter(self)
        super().connectionMade()

    def onConnect(self, request: Any) -> Any:
        """A handshake."""
        self._inbound = Inbound()
        self._cut_off = False
        self.headers: list[tuple[bytes, bytes]] = self.factory.asked_with
        opening = super().onConnect(request)
        self._heard_at = time.monotonic()
        self.server.looks.look_in(random.uniform(0.5, 1.0) * self.server.websocket_connect_timeout, self)
        return opening

    def onOpen(self) -> None:
        """Put the writer in the place of the HTTP channel that the connection came from."""
        self.transport.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)
        if self.transport.socket.family != socket.AF_UNIX and hasattr(socket, "TCP_USER_TIMEOUT"):
            self.transport.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS)
        self.transport.bufferSize = BEHIND_BYTES
        self.transport.unregisterProducer()
        self.transport.registerProducer(self.writer, True)
        self._read_directly()
        super().onOpen()
        for left in OF_THE_HANDSHAKE:
            self.__dict__.pop(left, None)

    def _read_directly(self) -> None:
        """Let the loop call us itself: Twisted's own way there sets up the context of a log for every read."""
        asyncio.get_running_loop().add_reader(self.transport.fileno(), self._read)

    def _read(self) -> None:
        """Read what came. Thousands may have closed at once: ending one takes a while, so it is done in turns."""
        try:
            data = self.transport.socket.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            try:
                self.dataReceived(data)
            except Exception as fault:  # As Twisted does with it.
                logger.exception("what a screen said could not be taken in")
                reactor._disconnectSelectable(self.transport, fault, True)
        else:
            asyncio.get_running_loop().remove_reader(self.transport.fileno())
            self.server.crowd.add(self._see_off)

    def _see_off(self) -> None:
        if self.transport.connected:
            reactor._readOrWrite(self.transport, True)  # Finds the same once more.

    def sendData(self, data: bytes, sync: bool = False, chopsize: int | None = None) -> None:
        """Write what autobahn made: the answer to a handshake, pings, pongs and closes."""
        self.writer.write(data)

    def dataReceived(self, data: bytes) -> None:
        """Read what comes, unless too much came already: then nothing more is read."""
        if self._deaf:
            return
        self._heard_at = time.monotonic()
        if not self._took_short(data):
            super().dataReceived(data)

    def _took_short(self, data: bytes) -> bool:
        """Take in a short text or a pong that came whole and alone: nearly all that comes does, and autobahn takes a
        tenth of a millisecond for it. All else is left to autobahn.
        """
        if self.state != self.STATE_OPEN or self.data or self.current_frame is not None or self.inside_message:
            return False
        length = len(data) - HEAD_BYTES
        if not 0 <= length <= LONGEST_SHORT or data[1] != MASKED | length:
            return False
        text = unmasked(data) if data[0] == SHORT_TEXT else b""
        if not text.isascii() or (not text and data[0] != PONG):
            return False
        if not self._inbound.admits(length):
            self._send_away()
        elif text:
            self.onMessage(text, isBinary=False)
        return True

    def processData(self) -> bool:
        """Read one frame's head, or its body; whether there may be more to read."""
        if self._deaf:
            self.data = b""
            return False
        more: bool = super().processData()
        return more and not self._deaf

    def sendCloseFrame(self, *how: Any, **named: Any) -> None:
        """Say goodbye: after it nothing more may be said."""
        self.writer.direct = None
        super().sendCloseFrame(*how, **named)

    def dropConnection(self, abort: bool = False) -> None:
        """End the connection: nothing more may be said."""
        self.writer.direct = None
        super().dropConnection(abort)

    def connectionLost(self, reason: Any = connectionDone) -> None:
        """The connection is gone."""
        self.writer.direct = None
        super().connectionLost(reason)

    def onFrameBegin(self) -> None:
        """A frame's head was read: messages and parts of them, empty ones, pings, pongs and closes all count."""
        if self._inbound.admits(self.current_frame.length):
            super().onFrameBegin()
        else:
            self._send_away()

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        """Hand on what may come in, before it is queued for the consumer."""
        if self.state != self.STATE_OPEN:
            return
        if self.writer.heard(payload):
            return
        if self.application_queue.qsize() < FRAMES_QUEUED:
            super().onMessage(payload, isBinary)
        else:
            self._send_away()

    def onClose(self, wasClean: bool, code: int, reason: str) -> None:
        """Tell the consumer, with the reason if we closed it."""
        if hasattr(self, "server"):  # Else there was no handshake, and no consumer knows of it.
            super().onClose(wasClean, int(Close.TOO_SLOW) if self._cut_off else code, reason)

    def look(self) -> float | None:
        """Ping one that was silent for long, cut off one that did not answer, and turn away one that is still opening.
        See `Looked`.
        """
        if self.state == self.STATE_OPEN:
            if self._pinged_at > self._heard_at:
                self.dropConnection(abort=True)
                return None
            now = time.monotonic()
            left: float = self._heard_at + PINGED_AFTER_SECONDS - now
            if left > 0:
                return left
            self.writer.write(PING)
            self._pinged_at = now
            return PONG_WITHIN_SECONDS
        if self.state == self.STATE_CONNECTING:
            left = self.server.websocket_connect_timeout - self.duration()
            if left > 0:
                return left
            self.serverReject()
        return None

    def _send_away(self) -> None:
        """Say that it was too much and when to come back, and read no more: autobahn cuts the connection soon."""
        if self.state == self.STATE_OPEN:
            metrics.SCREENS_CUT_OFF.labels(Close.TOO_MUCH.name.lower()).inc()
            self.writer.insist(ReadyFrame(wire.write(too_many(self._inbound.forgiven_in())).decode()))
            self.sendClose(int(Close.TOO_MUCH))
            self.server.application.flooded({"path": "/", "client": self.client_addr, "headers": self.headers})
        self._deaf = True
        self.transport.pauseProducing()

    def cut_off(self) -> None:
        """End a connection that does not read. No close frame: it would wait behind what is not read."""
        self._cut_off = True
        metrics.SCREENS_CUT_OFF.labels(Close.TOO_SLOW.name.lower()).inc()
        self.dropConnection(abort=True)

    def _max_message_size_exceeded(self, _size: int, _most: int, _reason: str) -> None:
        """Say why, where autobahn would drop the connection, and keep nothing of the message."""
        self._send_away()
        self.failedByMe = True
