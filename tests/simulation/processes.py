"""One serving process: the product's own rooms, audiences, accounts and sockets, on a simulated line to the store.

It may be killed between any two steps: nothing of it goes on, and nothing is cleared up.
"""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable
from contextvars import Context, copy_context
from types import SimpleNamespace
from typing import Any

from consumers.audience import Audience, Audiences
from consumers.heartbeat import Heartbeat
from consumers.presence import Presence
from consumers.room_socket import Query, RoomSocket
from live.access.bounds import OpenSockets
from live.access.throttles import Throttles
from live.room.authority import Actor, View
from live.rooms import RecordedEnd, Rooms
from live.store.redis_log import RedisStore
from tests.simulation.kernel import DirectWire
from tests.simulation.lines import Line
from tests.simulation.loop import OWNER, VirtualLoop
from tests.simulation.under_daphne import ServerInside, Visitor
from tests.simulation.wires import BROKEN, Wire, wake

PREFIX = "rostrum:"
HALF_OPEN_SECONDS = 20.0
ENDS_WITHIN_SECONDS = 8.0
UNREAD_FRAMES = 4
"""So many frames are on their way to a screen before whoever sends has to wait."""


class Socket(RoomSocket):
    """The product's own socket. Who it is was found out at the door, for which a database is needed."""

    number = 0

    def __hash__(self) -> int:
        return self.number

    async def _enter(self, _query: Query) -> Audience | None:
        route = self.scope["url_route"]["kwargs"]
        self._room = await self._rooms.room(route["room"])
        self._actor: Actor = self.scope["actor"]
        return await self._audiences.of(self._room.id, View(route["view"]))


class NoRevocation:
    """Nobody's badge is taken away meanwhile."""

    def forget(self, _who: object, _place: object) -> None:
        pass


class AsgiWire(Wire):
    """One under any server: whole frames, and consumers that wait for slow screens."""

    def __init__(self, process: "Process", delay: Callable[[], float]) -> None:
        super().__init__(delay)
        self.process = process
        self._to_process: deque[dict[str, Any]] = deque([{"type": "websocket.connect"}])
        self._said: deque[dict[str, Any]] = deque()
        self._to_screen: deque[str | int] = deque()
        self._here: deque[str | int] = deque()
        self._reaches_process = self._reaches_screen = 0.0
        self._unread = 0
        self._receiving: asyncio.Future[None] | None = None
        self._sending: asyncio.Future[None] | None = None

    # The side of the process

    async def receive(self) -> dict[str, Any]:
        while not self._to_process:
            self._receiving = asyncio.get_running_loop().create_future()
            await self._receiving
        return self._to_process.popleft()

    async def send(self, message: dict[str, Any]) -> None:
        if self.closed is not None or self.process.dead:
            return
        match message["type"]:
            case "websocket.send":
                while self._unread >= UNREAD_FRAMES and self.closed is None:
                    self._sending = asyncio.get_running_loop().create_future()
                    await self._sending
                self._to_the_screen(message["text"])
            case "websocket.close":
                self._to_the_screen(message["code"])
            case _:
                pass

    # The side of the screen

    def say(self, text: str) -> None:
        if self.closed is None and not self.silent:
            self._said.append({"type": "websocket.receive", "text": text})
            self._reaches_process = self._later(self._reaches_process, lambda: self._arrive(self._said.popleft()))

    async def next(self, seconds: float) -> str | int | None:
        if not self._here and self.closed is None:
            self._reading = asyncio.get_running_loop().create_future()
            await asyncio.wait([self._reading], timeout=seconds)
        if self._here:
            self._unread -= 1
            wake(self._sending)
            found = self._here.popleft()
            if isinstance(found, int):
                self.closed = found
                self._arrive({"type": "websocket.disconnect", "code": found})
            return found
        return self.closed

    def fail(self, *, told: bool = True) -> None:
        if self.closed is None:
            self.closed = BROKEN
            wake(self._reading)
            wake(self._sending)
            gone = {"type": "websocket.disconnect", "code": BROKEN}
            if told:
                self._arrive(gone)
            else:
                asyncio.get_running_loop().call_later(HALF_OPEN_SECONDS, self._arrive, gone, context=Context())

    def _arrive(self, message: dict[str, Any]) -> None:
        if message["type"] == "websocket.disconnect" or (self.closed is None and not self.silent):
            self._to_process.append(message)
            wake(self._receiving)

    def _to_the_screen(self, what: str | int) -> None:
        self._unread += 1
        self._to_screen.append(what)
        self._reaches_screen = self._later(self._reaches_screen, self._shown)

    def _shown(self) -> None:
        if self.closed is None and not self.silent:
            self._here.append(self._to_screen.popleft())
            wake(self._reading)


class Process:
    """See the module. `booted` is what its own clock began with, `drift` by how much that is quicker than time."""

    def __init__(self, name: str, line: Line, recorded: RecordedEnd, booted: float, drift: float) -> None:
        self.name = name
        self.line = line
        self.booted, self.drift = booted, drift
        self.dead = False
        self.frozen = False
        self.held: list[asyncio.Handle] = []
        """The steps that wait while it is frozen."""
        self.tasks: list[asyncio.Task[Any]] = []
        self.wires: list[Wire] = []
        self._numbers = itertools.count()
        self.context = copy_context()
        self.context.run(OWNER.set, self)
        self.context.run(self._boot, recorded)

    def _boot(self, recorded: RecordedEnd) -> None:
        self.rooms = Rooms(RedisStore(self.name, PREFIX), recorded)
        self.audiences = Audiences(self.rooms)
        # Its own default reads the clock that is not simulated.
        self.throttles = Throttles(self.name, PREFIX, now=self._time)
        self.presence = Presence(self.audiences, self.rooms)
        self.presence.start()
        self._server = ServerInside(self)
        self._server.begin()
        self._serves = SimpleNamespace(
            rooms=self.rooms,
            audiences=self.audiences,
            throttles=self.throttles,
            revocation=NoRevocation(),
            open_sockets=OpenSockets(),
            heartbeat=Heartbeat(self.rooms),
        )

    def _time(self) -> float:
        return self.booted + asyncio.get_running_loop().time() * (1 + self.drift)

    def open(self, visitor: Visitor, delay: Callable[[], float], *, under_daphne: bool) -> Wire:
        """Let a screen in."""
        wire: Wire
        if under_daphne:
            wire = DirectWire(self._server, visitor, delay)
        else:
            wire = AsgiWire(self, delay)
            scope = {
                "type": "websocket",
                "path": visitor.path,
                "headers": [],
                "query_string": b"",
                "client": (visitor.address, 1),
                "actor": visitor.actor,
            }
            serving = self.serve(scope, wire.receive, wire.send)
            asyncio.get_running_loop().create_task(serving, context=self.context)
        self.wires = [one for one in self.wires if one.closed is None] + [wire]
        return wire

    async def serve(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Serve one socket to its end, as the product does once it knows the address and who it is."""
        *_, room, view, _ = scope["path"].split("/")
        socket = Socket()
        socket.number = next(self._numbers)
        route = {"kwargs": {"room": room, "view": view}}
        await socket({**scope, "url_route": route, "rostrum": self._serves}, receive, send)

    async def end(self) -> None:
        """End in good order: sockets first, then what they stood on."""
        for wire in self.wires:
            if isinstance(wire, AsgiWire):
                wire.fail()
        ending = asyncio.get_running_loop().create_task(self._close(), context=self.context)
        await asyncio.wait([ending], timeout=ENDS_WITHIN_SECONDS)
        self.kill(told=True)

    async def _close(self) -> None:
        await self._server.drain()
        await self.rooms.close()
        await self.throttles.close()

    def kill(self, *, told: bool) -> None:
        """kill -9; or, if nobody is `told`, the machine loses its power."""
        self.dead = True
        self.held.clear()
        for wire in self.wires:
            if told:
                wire.fail(told=False)
            else:
                wire.silent = True
        self.wires = []
        # Its coroutines are taken apart here, where nothing that they still try has any effect.
        self.line.forget()
        for task in self.tasks:
            if not task.done():
                task._log_destroy_pending = False  # type: ignore[attr-defined]
                self.context.run(_take_apart, task)
        self.tasks = []

    def freeze(self) -> None:
        """SIGSTOP."""
        self.frozen = True

    def thaw(self, loop: VirtualLoop) -> None:
        """SIGCONT."""
        self.frozen = False
        loop.resume(self.held)
        self.held = []


def _take_apart(task: "asyncio.Task[Any]") -> None:
    coro: Any = task.get_coro()
    while True:
        try:
            coro.close()
        except RuntimeError:
            continue  # It wanted to wait for something once more, and is told again that it is over.
        return
