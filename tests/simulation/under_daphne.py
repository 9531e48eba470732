"""The product's own Daphne in a simulated process: autobahn's handshake and frames, Daphne's server, the product's
protocol and writer (`live/web/serving/`). Its connections are those of `kernel.py`; none is HTTP before.
"""

import asyncio
import itertools
import socket
from collections.abc import Callable
from contextvars import Context
from types import SimpleNamespace
from typing import Any, NamedTuple, Protocol, cast

from daphne.ws_protocol import WebSocketFactory
from twisted.internet.abstract import FileDescriptor

from live.room.authority import Actor
from live.web.serving.server import SWEEP_SECONDS, Server
from live.web.serving.socket_protocol import ScreenProtocol
from live.wire import MAX_FRAME_BYTES


class Visitor(NamedTuple):
    """Who comes, from where, to see what."""

    room: str
    view: str
    actor: Actor
    address: str

    @property
    def path(self) -> str:
        """Of the socket that it opens."""
        return f"/ws/rooms/{self.room}/{self.view}/"


class Host(Protocol):
    """The process that serves."""

    dead: bool
    context: Context

    async def serve(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Serve one socket to its end."""
        ...


class Screen(ScreenProtocol):
    """The product's own, with a place in sets that is the same in every run."""

    number = 0

    def __hash__(self) -> int:
        return self.number

    def _read_directly(self) -> None:
        """What comes is handed in."""


class Timers:
    """Autobahn's, in virtual time."""

    def call_later(self, seconds: float, do: Callable[..., None], *arguments: Any) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(seconds, do, *arguments)


class ServerInside(Server):
    """The product's own server, which listens to nothing: connections are handed to it."""

    def __init__(self, host: Host) -> None:
        nowhere = cast("socket.socket", SimpleNamespace(family=socket.AF_INET, fileno=lambda: -1))
        application = SimpleNamespace(socket=self._serve, flooded=lambda _scope: None, is_waited_for=lambda: False)
        super().__init__(nowhere, application)
        self.host = host
        self._actors: dict[int, Actor] = {}
        """Who comes from which port."""
        self._numbers = itertools.count(1)
        self._ports = itertools.count(1024)
        self.connections: dict[Any, dict[str, Any]] = {}
        self.ws_factory = WebSocketFactory(self)
        self.ws_factory.protocol = Screen
        self.ws_factory.setProtocolOptions(
            allowNullOrigin=True, maxMessagePayloadSize=MAX_FRAME_BYTES, maxFramePayloadSize=MAX_FRAME_BYTES
        )
        self.ws_factory._batched_timer = Timers()
        Screen.share(self.ws_factory)

    def begin(self) -> None:
        """Begin to look after connections, in the loop that runs."""
        self.looks.start()
        self._sweep()

    def expect(self, actor: Actor) -> int:
        """The port from which this one will come."""
        port = next(self._ports)
        self._actors[port] = actor
        return port

    def connect(self, transport: FileDescriptor, query: bytes) -> Screen:
        """Let one in, up to where its handshake is read."""
        screen: Screen = self.ws_factory.buildProtocol(transport.getPeer())  # type: ignore[no-untyped-call]
        screen.number = next(self._numbers)
        screen._raw_query_string = query
        self.ws_factory.asked_with = []
        screen.makeConnection(transport)
        return screen

    async def drain(self) -> None:
        """Send every screen away and let what serves them finish, as at the end of the process."""
        await self._drain()

    def _close_door(self) -> None:
        """Nobody knocks."""

    def _sweep(self) -> None:
        self._cut_off_those_behind()
        asyncio.get_running_loop().call_later(SWEEP_SECONDS, self._sweep)

    async def _serve(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await self.host.serve({**scope, "actor": self._actors.pop(scope["client"][1])}, receive, send)
