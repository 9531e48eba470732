"""Whoever causes the changes: sockets over which something is asked and answered."""

import asyncio
import itertools
import json
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from time import monotonic

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError

from consumers.bounds import FRAMES_AT_ONCE, FRAMES_PER_SECOND
from tests.bench.crowd import Json
from tests.bench.figures import Wrong

ANSWERED_WITHIN_SECONDS = 30.0
# Frames that were held up on their way must not be too many when they arrive together.
AT_ONCE = FRAMES_AT_ONCE * 0.75
PER_SECOND = FRAMES_PER_SECOND * 0.75
ALL_BUSY_SECONDS = 0.02


class Line:
    """One socket, over which several questions may be open at once."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._may_send = float(AT_ONCE)
        self._counted_at = monotonic()

    def takes(self) -> bool:
        """Whether one more frame may be sent without being too many for the server; it is counted then."""
        now = monotonic()
        self._may_send = min(AT_ONCE, self._may_send + (now - self._counted_at) * PER_SECOND)
        self._counted_at = now
        if self._may_send < 1:
            return False
        self._may_send -= 1
        return True

    async def ask(self, frame_id: str, frame: str) -> Json:
        """What is answered to `frame`, which has this id. Raises `Wrong` if nothing is."""
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[frame_id] = answer
        await self._socket.send(frame)
        try:
            async with asyncio.timeout(ANSWERED_WITHIN_SECONDS):
                return await answer
        except TimeoutError:
            raise Wrong(f"a command was not answered within {ANSWERED_WITHIN_SECONDS:g} s") from None

    async def listen(self) -> None:
        """Hand out answers until the socket is closed."""
        with suppress(ConnectionClosedError):
            async for text in self._socket:
                assert isinstance(text, str)
                if text.startswith('{"kind":"answer"'):
                    answer: Json = json.loads(text)
                    if not (waiting := self._waiting.pop(answer["id"])).done():
                        waiting.set_result(answer)
        for answer_to in self._waiting.values():
            answer_to.set_exception(Wrong(f"the desk's socket was closed with {self._socket.close_code}"))
            answer_to.exception()  # Nobody may be left who waits for it.


@asynccontextmanager
async def line(port: int, path: str, cookies: str = "") -> AsyncIterator[Line]:
    """A socket to `path`."""
    async with connect(
        f"ws://127.0.0.1:{port}{path}",
        additional_headers={"Cookie": cookies} if cookies else {},
        proxy=None,
        compression=None,
        ping_interval=None,
        max_size=None,
    ) as socket:
        opened = Line(socket)
        listening = asyncio.create_task(opened.listen())
        try:
            yield opened
        finally:
            await socket.close()
            await listening


class Desk:
    """An organiser's pages in one room: enough of them for commands to come faster than one page may send them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = deque(lines)
        self._ids = itertools.count(1)

    async def ask(self, command: Json) -> Json:
        """What is answered to `command`."""
        frame_id = f"desk-{next(self._ids)}"
        line = await self._free()
        return await line.ask(frame_id, json.dumps({"kind": "command", "id": frame_id, "command": command}))

    async def _free(self) -> Line:
        """The next page that may send, by turns."""
        while True:
            for _ in range(len(self._lines)):
                self._lines.rotate(-1)
                if self._lines[-1].takes():
                    return self._lines[-1]
            await asyncio.sleep(ALL_BUSY_SECONDS)

    async def command(self, command: Json) -> int:
        """The position of `command`, which must be accepted; otherwise `Wrong`."""
        answer = await self.ask(command)
        if "refused" in answer:
            raise Wrong(f"{command['type']} was refused: {answer['refused']} {answer.get('detail', '')}")
        return int(answer["position"])


class Place:
    """One delegation that is put on the list and taken off again, by turns: each turn is a change for all to see."""

    def __init__(self, desk: Desk, delegation: str) -> None:
        self._desk = desk
        self._delegation = delegation
        self._request: str | None = None

    async def change(self) -> tuple[float, int]:
        """Take a turn: when it was asked, and its position."""
        asked = monotonic()
        if self._request is None:
            position = await self._desk.command({"type": "add_speaker", "delegation": self._delegation})
            # A request's id is made of the position at which it was entered.
            self._request = f"r{position}"
        else:
            position = await self._desk.command({"type": "withdraw_request", "request": self._request})
            self._request = None
        return asked, position


@asynccontextmanager
async def desk(port: int, path: str, cookies: str, pages: int) -> AsyncIterator[Desk]:
    """`pages` sockets of the same organiser."""
    async with AsyncExitStack() as stack:
        yield Desk([await stack.enter_async_context(line(port, path, cookies)) for _ in range(pages)])
