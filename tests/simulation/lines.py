"""Between processes and the simulated server: the real redis-py, on connections that take their time, break, fall
silent, and lose or double what they carry.

What is asked arrives in order and is done in order, as on TCP. A fault befalls a *line*, which is all that one process
has to the server, or the server itself.
"""

import asyncio
import itertools
import random
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any

from redis.asyncio import Connection, Redis

from live.store import connecting
from tests.simulation.server import OK, CommandError, Reply, Server, StreamId, _id

LATENCY_SECONDS = (0.0002, 0.002)
NOW_AND_THEN_SECONDS = (0.01, 0.08)
NOW_AND_THEN = 0.02
Words = list[bytes]
OUTSIDE = Context()
"""In which the network does its work: whoever asked may be dead when it arrives."""


@dataclass(eq=False)
class Fates:
    """How likely it is that something happens to one request on its way."""

    fails_before: float = 0.0
    """It never arrives, and the connection breaks."""
    loses_answer: float = 0.0
    """It is done, and the connection breaks."""
    is_silent_after: float = 0.0
    """It is done, and nothing is heard of it."""
    is_doubled: float = 0.0
    """It is done twice, and the second answer is heard."""


@dataclass(eq=False)
class Line:
    """All connections of one process to one server."""

    name: str
    refused: bool = False
    silent: bool = False
    slow: float = 0.0
    """So many seconds more, each way."""
    fates: Fates = field(default_factory=Fates)
    connections: list["SimulatedConnection"] = field(default_factory=list)

    def cut(self) -> None:
        """Break every connection."""
        for connection in tuple(self.connections):
            connection.fail()

    def forget(self) -> None:
        """Whoever held them is gone; nothing is said to anybody."""
        for connection in self.connections:
            connection.fail()
            connection._reader = connection._writer = None
        self.connections.clear()


@dataclass(eq=False)
class _Waiting:
    """An XREAD that blocks."""

    connection: "SimulatedConnection"
    key: bytes
    after: StreamId
    count: int
    timer: asyncio.TimerHandle


class Exchange:
    """Carries what is asked to one server, and what it says back."""

    def __init__(self, server: Server, seed: object) -> None:
        self.server = server
        self.down = False
        self.busy_until = 0.0
        """A disk that is slow: nothing is done before."""
        self.lines: dict[str, Line] = {}
        self.told: Callable[[str], None] = lambda _: None
        self._chance = random.Random(f"network {seed}")
        self.numbers = itertools.count()
        self._waiting: list[_Waiting] = []
        server.changed = self._changed

    def line(self, name: str) -> Line:
        """The line of this name."""
        return self.lines.setdefault(name, Line(name))

    def client(self, name: str, answer_within: float) -> Redis:
        """What `async_client` makes, on connections of the line of this name."""
        made = connecting.async_client("redis://simulated", answer_within=answer_within)
        pool: Any = made.connection_pool
        pool.connection_class = SimulatedConnection
        pool.connection_kwargs["exchange"], pool.connection_kwargs["line"] = self, self.line(name)
        return made

    def break_all(self) -> None:
        """As when the server ends: every connection breaks, and what it waited for is forgotten."""
        for waiting in self._waiting:
            waiting.timer.cancel()
        self._waiting.clear()
        for line in self.lines.values():
            line.cut()

    async def open(self, connection: "SimulatedConnection") -> None:
        """Connect. Raises `OSError`."""
        line = connection.line
        await asyncio.sleep(self._latency(line))
        if line.silent:
            await asyncio.get_running_loop().create_future()
        if line.refused or self.down:
            raise ConnectionRefusedError("refused")
        line.connections.append(connection)

    def carry(self, connection: "SimulatedConnection", batch: list[Words]) -> None:
        """Take `batch` on its way to the server."""
        if connection.line.silent:
            return
        connection.going.append(batch)
        connection.arrives = max(connection.arrives, self._now() + self._latency(connection.line))
        self._at(connection.arrives, self._arrive, connection)

    def _arrive(self, connection: "SimulatedConnection") -> None:
        if not connection.going or connection.line.silent or self.down or connection.broken:
            connection.going.clear()
            return
        if self._now() < self.busy_until:
            self._at(self.busy_until, self._arrive, connection)
            return
        batch = connection.going.popleft()
        fates, drawn = connection.line.fates, self._chance.random()
        if drawn < fates.fails_before:
            self.told(f"{connection.line.name} fails before {_names(batch)}")
            connection.fail()
            return
        drawn -= fates.fails_before
        replies = self._do(connection, batch)
        if drawn < fates.loses_answer:
            self.told(f"{connection.line.name} loses the answer to {_names(batch)}")
            connection.fail()
            return
        drawn -= fates.loses_answer
        if drawn < fates.is_silent_after:
            self.told(f"{connection.line.name} hears nothing of {_names(batch)}")
            return
        drawn -= fates.is_silent_after
        if drawn < fates.is_doubled:
            self.told(f"{connection.line.name} doubles {_names(batch)}")
            replies = self._do(connection, batch)
        if replies:
            self._answer(connection, replies)

    def _do(self, connection: "SimulatedConnection", batch: list[Words]) -> list[Reply]:
        replies: list[Reply] = []
        together: list[Words] | None = None
        for words in batch:
            match words[0].upper():
                case b"MULTI":
                    together = []
                    replies.append(OK)
                case b"EXEC":
                    replies.append([self.server.ask(one) for one in together or ()])
                    together = None
                case _ if together is not None:
                    together.append(words)
                    replies.append(b"QUEUED")
                case b"XREAD":
                    replies += self._read(connection, words[1:])
                case _:
                    replies.append(self.server.ask(words))
        return replies

    def _read(self, connection: "SimulatedConnection", words: Words) -> list[Reply]:
        """The answer to an XREAD of one stream; none yet if it blocks."""
        key, after = words[-2], _id(words[-1])
        options = {words[n].upper(): int(words[n + 1]) for n in range(0, len(words) - 3, 2)}
        count = options.get(b"COUNT", 1 << 30)
        try:
            if found := self.server.fresh(key, after, count):
                return [{key: found}]
        except CommandError as error:
            return [self.server.ask([b"XLEN", key]) if "WRONGTYPE" in str(error) else error]
        if b"BLOCK" not in options:
            return [None]
        waiting: _Waiting
        timer = self._at(self._now() + options[b"BLOCK"] / 1000, lambda: self._give_up(waiting))
        waiting = _Waiting(connection, key, after, count, timer)
        self._waiting.append(waiting)
        return []

    def _give_up(self, waiting: _Waiting) -> None:
        self._waiting.remove(waiting)
        self._answer(waiting.connection, [None])

    def _changed(self, key: bytes) -> None:
        for waiting in [one for one in self._waiting if one.key == key]:
            self._waiting.remove(waiting)
            waiting.timer.cancel()
            # After the command, or script, that is being done.
            self._at(self._now(), self._wake, waiting)

    def _wake(self, waiting: _Waiting) -> None:
        if (found := self.server.fresh(waiting.key, waiting.after, waiting.count)) and not self.down:
            self._answer(waiting.connection, [{waiting.key: found}])

    def _answer(self, connection: "SimulatedConnection", replies: list[Reply]) -> None:
        if connection.line.silent:
            return
        connection.coming.append(replies)
        connection.returns = max(connection.returns, self._now() + self._latency(connection.line))
        self._at(connection.returns, connection.take)

    def _latency(self, line: Line) -> float:
        low, high = NOW_AND_THEN_SECONDS if self._chance.random() < NOW_AND_THEN else LATENCY_SECONDS
        return self._chance.uniform(low, high) + line.slow

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()

    @staticmethod
    def _at(when: float, do: Callable[..., Any], *words: Any) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_at(when, do, *words, context=OUTSIDE)


class _Ends:
    """Both ends of a stream, for what redis-py does with them when it lets go."""

    def __init__(self, connection: "SimulatedConnection") -> None:
        self._connection = connection

    def close(self) -> None:
        self._connection.fail()

    async def wait_closed(self) -> None:
        pass


class SimulatedConnection(Connection):
    """redis-py's own, but for the wire."""

    def __init__(self, *, exchange: Exchange, line: Line, **options: Any) -> None:
        super().__init__(**options)
        self.line = line
        self.broken = False
        self.going: deque[list[Words]] = deque()
        self.coming: deque[list[Reply]] = deque()
        self.arrives = self.returns = 0.0
        self._exchange = exchange
        self._here: deque[Reply] = deque()
        self._reading: asyncio.Future[None] | None = None
        self._place = next(exchange.numbers)

    def __hash__(self) -> int:
        return self._place

    def __del__(self, *_: Any) -> None:
        """Nobody is warned of what a killed process leaves open."""

    async def connect(self) -> None:
        if not self.is_connected:
            await super().connect()  # type: ignore[no-untyped-call]

    async def _connect(self) -> None:
        async with asyncio.timeout(self.socket_connect_timeout):
            await self._exchange.open(self)
        self.broken = False
        self.going, self.coming, self._here = deque(), deque(), deque()
        self._reader = self._writer = _Ends(self)  # type: ignore[assignment]

    async def on_connect_check_health(self, check_health: bool = True) -> None:
        """As long as a handshake takes."""
        await self.send_command("PING")
        await self.read_response()

    def pack_command(self, *args: Any) -> Any:
        first = args[0].split() if isinstance(args[0], str) else args[:1]
        encode: Callable[[Any], bytes] = self.encoder.encode
        return [[encode(word) for word in (*first, *args[1:])]]

    def pack_commands(self, commands: Iterable[Iterable[Any]]) -> Any:
        return [words for command in commands for words in self.pack_command(*command)]

    async def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        if not self.is_connected:
            await self.connect_check_health(check_health=False)
        try:
            await asyncio.sleep(0)
        except BaseException:
            await self.disconnect(nowait=True)
            raise
        if not self.broken:  # Else it is found out by reading.
            self._exchange.carry(self, command)

    async def can_read(self) -> bool:
        return self.broken or bool(self._here)

    async def _read_response_from_parser(self, *_: Any, **__: Any) -> Reply:
        while not self._here:
            if self.broken:
                raise ConnectionResetError("Connection closed by server.")
            self._reading = asyncio.get_running_loop().create_future()
            try:
                await self._reading
            finally:
                self._reading = None
        return self._here.popleft()

    def take(self) -> None:
        """What was answered together has arrived."""
        if self.coming and not self.broken:
            self._here.extend(self.coming.popleft())
            self._wake()

    def fail(self) -> None:
        """Break."""
        self.broken = True
        if self in self.line.connections:
            self.line.connections.remove(self)
        self._wake()

    def _wake(self) -> None:
        if self._reading is not None and not self._reading.done():
            self._reading.set_result(None)


def _names(batch: Sequence[Words]) -> str:
    return " ".join(words[0].decode() for words in batch)
