"""HTTP under Daphne, bounded: bodies are refused before they are kept, and nobody keeps us waiting for long.

Every connection that has not asked for anything yet, that waits for its next request, or that does not take in what it
asked for, is in one of three lines with a time by which it has to go on. The lines are bounded: one that comes when a
line is full takes the place of the one that stands in it longest.

Page, connection and factory stand in one file, as Twisted's do: each keeps the lines of the others up to date.
"""

import asyncio
import time
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import unquote

import daphne.server  # noqa: F401  It puts the reactor on a loop of asyncio, if nobody has asked for the reactor before.
from daphne.http_protocol import HTTPFactory
from django.conf import settings
from twisted.internet import reactor
from twisted.web.http import HTTPChannel

from live.access.bounds import (
    BODY_SECONDS,
    HEAD_SECONDS,
    OPENS_SLOWLY_SECONDS,
    UNFINISHED_AT_ONCE,
    UNFINISHED_OF_AN_ADDRESS,
    UNREAD_AT_ONCE,
    UNREAD_SECONDS,
    address_of,
    body_bytes,
    seconds,
)
from live.access.uploads import may_send_files
from live.web.serving.gate import Refusing, refusal_text
from live.web.serving.proxies import is_in
from live.web.serving.socket_protocol import AskingRequest

IDLE_SECONDS = 65.0
"""How long a connection may wait for its next request: longer than a proxy keeps it."""
BODY_BYTES_A_SECOND = 16_384
ARRIVES_WITHIN_SECONDS = 1.0
"""What a device asks for is here so soon after it connects, over a poor network, too."""
LINGER_SECONDS = 2.0
"""How long a refused sender may go on sending, to have time to read why."""
LINGER_BYTES = 1 << 24


Channel: Any = HTTPChannel


class Line:
    """Connections that keep us waiting, each with the time by which it has to go on; the longest first.

    Of one address there may be so many that have stood in it for a while: a hall that comes back through one router is
    more for a moment.
    """

    def __init__(self, most: int, of_an_address: int) -> None:
        self._most = most
        self._of_an_address = of_an_address
        self._stands: dict[Connection, tuple[float, float]] = {}
        """Since when, and until when it may."""
        self._by_address: dict[str, dict[Connection, None]] = {}

    def __len__(self) -> int:
        return len(self._stands)

    def join(self, connection: "Connection", seconds: float) -> None:
        """From now on `connection` has so many seconds. If the line is full, the longest in it is cut off."""
        self.leave(connection)
        now = time.monotonic()
        self._stands[connection] = now, now + seconds
        same = self._by_address.setdefault(connection.address, {})
        same[connection] = None
        too_many = len(same) - self._of_an_address if connection.address else 0
        if too_many > 0:
            for longest in list(islice(same, too_many)):
                since, _ = self._stands[longest]
                if now - since > ARRIVES_WITHIN_SECONDS:
                    longest.cut_off()
        if len(self._stands) > self._most:
            next(iter(self._stands)).cut_off()

    def leave(self, connection: "Connection") -> None:
        """It sent what was waited for, or is closed."""
        if self._stands.pop(connection, None) is not None:
            same = self._by_address[connection.address]
            del same[connection]
            if not same:
                del self._by_address[connection.address]

    def sweep(self) -> None:
        """Cut off all whose time is over."""
        now = time.monotonic()
        for connection in [known for known, (_, until) in self._stands.items() if until < now]:
            connection.cut_off()


class Page(AskingRequest):
    """One request. Its body may be as long as its path allows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django reads forms; what Twisted would make of them is used by nobody.
        self._parsePOSTFormSubmission = False

    def process(self) -> None:
        """A whole request has come. One that asks for a socket may have to wait, or is refused."""
        upgrade = (self.requestHeaders.getRawHeaders(b"Upgrade") or [b""])[0]
        if upgrade.lower() != b"websocket":
            super().process()
            return
        admitted, wait = self.server.application.handshake(self._scope())
        factory, opening = self.channel.factory, partial(self._open, admitted)
        if wait <= 0:
            self.server.crowd.add(opening)
        else:
            factory.unfinished.join(self.channel, wait + HEAD_SECONDS)
            reactor.callLater(wait, self.server.crowd.add, opening)

    def _open(self, admitted: bool) -> None:
        if self.channel is None or self._disconnected:
            return  # They left.
        self.channel.factory.unfinished.leave(self.channel)
        if admitted:
            super().process()
            return
        self.setResponseCode(429)
        self.setHeader(b"Retry-After", str(seconds(OPENS_SLOWLY_SECONDS)).encode())
        self.setHeader(b"Content-Length", b"0")
        self.setHeader(b"Connection", b"close")
        self.channel.persistent = 0
        self.finish()

    def _scope(self) -> dict[str, Any]:
        headers = self.requestHeaders.getAllRawHeaders()
        peer: Any = getattr(self, "client", None)  # It has none before the whole request is here.
        return {
            "path": "/",
            "client": [peer.host, peer.port] if hasattr(peer, "host") else None,
            "headers": [(name.lower(), value) for name, values in headers for value in values],
        }

    def gotLength(self, length: int | None) -> None:  # Twisted's name, like those below.
        """The head is here: refuse a body that is too long before any of it is kept."""
        path = unquote(self.channel._path.partition(b"?")[0].decode("latin1"))
        self._most = body_bytes(path, sends_files=may_send_files(self._scope() | {"path": path}))
        # A body that does not say its length counts as the longest that is allowed: a long one is kept on disk.
        super().gotLength(self._most if length is None else min(length, self._most))
        if length != 0:
            self.channel.factory.unfinished.join(self.channel, BODY_SECONDS + self._most / BODY_BYTES_A_SECOND)
        if length is not None and length > self._most:
            self.channel.refuse(path, Refusing(413, "too_large", bytes=self._most))

    def handleContentChunk(self, data: bytes) -> None:
        """Keep a part of the body, if it is not too much."""
        if self.channel.refused:
            return
        if self.content.tell() + len(data) > self._most:
            path = unquote(self.channel._path.partition(b"?")[0].decode("latin1"))
            self.channel.refuse(path, Refusing(413, "too_large", bytes=self._most))
        else:
            super().handleContentChunk(data)


class Connection(Channel):  # type: ignore[misc]  # Most of what is used of Twisted has no types.
    """One HTTP connection, until it is closed or becomes a WebSocket."""

    requestFactory = Page
    refused = False
    address = ""
    _discarded = 0
    _begun = False

    def connectionMade(self) -> None:
        """Its first request has to come soon."""
        super().connectionMade()
        host = getattr(self.transport.getPeer(), "host", "")
        # A proxy stands for many.
        self.address = "" if not host or is_in(host, settings.PROXIES) else address_of([host])
        self._begun = True
        self.factory.unfinished.join(self, HEAD_SECONDS)
        asyncio.get_running_loop().add_reader(self.transport.fileno(), self._asks)

    def _asks(self) -> None:
        """Its first bytes have come. A hall that comes back sends them all at once: they are read in turns. Until
        then it waits for us.
        """
        asyncio.get_running_loop().remove_reader(self.transport.fileno())
        self.factory.unfinished.leave(self)
        self.factory.server.crowd.add(self._take_in)

    def _take_in(self) -> None:
        transport = self.transport
        if transport is None or transport not in reactor._readers:
            return  # It is gone.
        self.factory.unfinished.join(self, HEAD_SECONDS)
        asyncio.get_running_loop().add_reader(transport.fileno(), reactor._readOrWrite, transport, True)
        reactor._readOrWrite(transport, True)

    def dataReceived(self, data: bytes) -> None:
        """Take in a part of a request; of one that was refused, nothing."""
        if self.refused:
            self._discarded += len(data)
            if self._discarded > LINGER_BYTES:
                self.transport.pauseProducing()
            return
        if not self._begun and not self._handlingRequest:
            self._begun = True
            self.factory.idle.leave(self)
            self.factory.unfinished.join(self, HEAD_SECONDS)
        super().dataReceived(data)

    def allContentReceived(self) -> None:
        """A whole request is here."""
        if self.refused:
            return
        self._begun = False
        self.factory.unfinished.leave(self)
        self.factory.idle.leave(self)
        super().allContentReceived()

    def requestDone(self, request: Any) -> None:
        """The answer was written; the next request may be here already."""
        if not self._waitingForTransport:
            self._wait_for_a_request()
        elif any(self._dataBuffer):
            self.persistent = 0  # It asks for more and does not read what it asked for.
        super().requestDone(request)

    def pauseProducing(self) -> None:
        """It reads more slowly than it is written to."""
        self.factory.unread.join(self, UNREAD_SECONDS)
        super().pauseProducing()

    def resumeProducing(self) -> None:
        """It has read enough: it can be written to again."""
        self.factory.unread.leave(self)
        if not self.requests:
            self._wait_for_a_request()
        super().resumeProducing()

    def _wait_for_a_request(self) -> None:
        if self.persistent:
            self.factory.idle.join(self, IDLE_SECONDS)

    def loseConnection(self) -> None:
        """Close when all is sent, if that is ever read."""
        self.factory.unread.join(self, UNREAD_SECONDS)
        super().loseConnection()

    def connectionLost(self, reason: Any) -> None:
        """It is gone."""
        self.factory.forget(self)
        super().connectionLost(reason)

    def refuse(self, path: str, refusing: Refusing) -> None:
        """Answer with a refusal, and read no more of the request."""
        self.refused = True
        kind, text = refusal_text(path, refusing)
        head = (
            b"HTTP/1.1 413 Content Too Large\r\nContent-Type: %b\r\nContent-Length: %d\r\n"
            b"Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
        )
        self.transport.write(head % (kind, len(text)) + text)
        self.factory.forget(self)
        self.factory.unfinished.join(self, LINGER_SECONDS)
        self.transport.loseWriteConnection()

    def cut_off(self) -> None:
        """Close without waiting for anything."""
        self.factory.forget(self)
        # One that became a WebSocket meanwhile has left us.
        if self.transport is not None and self.transport.protocol is self:
            self.transport.abortConnection()

    def _send100Continue(self) -> None:
        if not self.refused:
            super()._send100Continue()

    def __hash__(self) -> int:
        return id(self)


class PageFactory(HTTPFactory):  # type: ignore[misc]  # Daphne has no types.
    """Makes the connections of one server, and keeps the lines of those that keep it waiting."""

    protocol = Connection

    def __init__(self, server: Any) -> None:
        super().__init__(server)
        self.unfinished = Line(UNFINISHED_AT_ONCE, UNFINISHED_OF_AN_ADDRESS)
        self.idle = Line(UNFINISHED_AT_ONCE, UNFINISHED_AT_ONCE)
        self.unread = Line(UNREAD_AT_ONCE, UNREAD_AT_ONCE)

    def buildProtocol(self, addr: Any) -> Any:
        """A connection. Daphne's own would have its own kind of request."""
        connection = Connection()
        connection.factory = self
        # The lines say by when it has to go on: Twisted's own clock is one more timer for each.
        connection.timeOut = None
        return connection

    def sweep(self) -> None:
        """Cut off all connections that have kept us waiting for too long."""
        for line in (self.unfinished, self.idle, self.unread):
            line.sweep()

    def forget(self, connection: Connection) -> None:
        """It is closed: no line holds it any more."""
        for line in (self.unfinished, self.idle, self.unread):
            line.leave(connection)
