"""Who sits in the room: pages that come back as ours do, phones that ask and ask again, a desk that asks once."""

import asyncio
import contextlib
import itertools
import json
import random
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from live.web.cli.delegates import merged

Json = dict[str, Any]

LONGEST_WAIT, SHORTEST_WAIT, FIRST_WAIT = 15.0, 0.05, 0.5
"""How long a page waits before it comes back, as in frontend/src/live/connection.ts."""
COME_BACK = 4012
COMES_BACK_WITHIN = 2.0
OPENS_WITHIN = 10.0
GIVES_UP_SECONDS = 3.0
"""After which a command of the desk counts as lost; a phone's is asked again until it is answered."""
THINK_SECONDS = (0.02, 0.12)
WITHDRAWS = 0.05
"""How often a request that is on the list is taken back."""
UNAVAILABLE = ("unavailable", "degraded", "too_many")
"""What does not say whether the command was carried out."""


@dataclass
class Asked:
    """One command, and everything that was ever answered to it."""

    id: str
    command: Json
    at: float
    """When, by the monotonic clock."""
    answers: list[Json] = field(default_factory=list)


@dataclass(frozen=True)
class Shown:
    """What a page showed: a view of a log at a position."""

    view: str
    epoch: str
    position: int
    content: str


class Page:
    """One view of one room on one screen, through whatever lies between."""

    def __init__(self, port: int, room: str, view: str, cookies: str, chance: random.Random) -> None:
        self.view_name = view
        self.view: Json = {}
        self.epoch = ""
        self.position = -1
        self.current = False
        self.shown: set[Shown] = set()
        self.faults: list[str] = []
        self.failures = 0
        self.proved = ""
        """The latest question on this connection that was answered: so long ago it was alive."""
        self.chance = chance
        self._address = f"ws://127.0.0.1:{port}/ws/rooms/{room}/{view}/"
        self._cookies = cookies
        self._socket: ClientConnection | None = None
        self._resyncing = False
        self._proving = ""
        self._lost_at = 0.0

    async def attend(self) -> None:
        """Look until cancelled; come back whenever the connection is lost."""
        while True:
            code: int | None = None
            try:
                async with connect(
                    self._address,
                    additional_headers={"Cookie": self._cookies} if self._cookies else {},
                    proxy=None,
                    compression=None,
                    max_size=None,
                    open_timeout=OPENS_WITHIN,
                    ping_interval=None,
                    close_timeout=0.1,
                ) as self._socket:
                    self._resyncing, self._proving, self.proved = False, "", ""
                    async for text in self._socket:
                        await self._take_in(json.loads(text))
                    code = self._socket.close_code
            except (OSError, ConnectionClosed, InvalidHandshake, InvalidMessage, TimeoutError):
                pass
            self.current = False
            self._socket = None
            if code is not None and (code >= 4500 or code in (4001, 4003)):
                self.faults.append(f"sent away for good with {code}")
            await asyncio.sleep(max(SHORTEST_WAIT, self.chance.random() * self._longest_wait(code)))

    def _longest_wait(self, code: int | None) -> float:
        if code == COME_BACK:
            return COMES_BACK_WITHIN
        if self.failures == 0:
            self._lost_at = time.monotonic()
        away = time.monotonic() - self._lost_at
        self.failures += 1
        return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (self.failures - 1), max(FIRST_WAIT, 2 * away))

    async def prove(self, question: str) -> None:
        """Ask the time under this name, if that was not asked on this connection: `proved` will hold the name."""
        if self.current and self._proving != question:
            self._proving = question
            await self.say({"kind": "time", "id": question})

    async def say(self, frame: Json) -> None:
        """Send `frame`, if there is anyone to send it to."""
        if self._socket is not None:
            with contextlib.suppress(ConnectionClosed, OSError):
                await self._socket.send(json.dumps(frame))

    async def _take_in(self, frame: Json) -> None:
        match frame["kind"]:
            case "view":
                self.epoch, self.position, self.view = frame["epoch"], frame["position"], frame["view"]
                self._resyncing = False
                self._note()
                if not self.current:
                    self.current = True
                    await self._returned()
            case "change" if not self._resyncing and frame["position"] > self.position:
                if frame["from"] == self.position:
                    self.position, self.view = frame["position"], merged(self.view, frame["patch"])
                    self._note()
                else:
                    self._resyncing = True
                    await self.say({"kind": "resync", "position": self.position, "epoch": self.epoch})
            case "answer":
                self._answered(frame)
            case "time":
                self.proved = frame["id"]
            case _:
                pass

    def _note(self) -> None:
        self.shown.add(Shown(self.view_name, self.epoch, self.position, canonical(self.view)))

    async def _returned(self) -> None:
        """The page is connected, and shows its view."""

    def _answered(self, frame: Json) -> None:
        """Something that was asked is answered."""


class Asking(Page):
    """A page that asks things. `paused` while nothing new may be asked."""

    def __init__(self, port: int, room: str, view: str, cookies: str, chance: random.Random) -> None:
        super().__init__(port, room, view, cookies, chance)
        self.history: list[Asked] = []
        self.open: Asked | None = None
        self.paused = asyncio.Event()
        self._settled = asyncio.Event()
        self._ids = itertools.count(1)
        self._name = secrets.token_hex(4)

    async def ask_for_ever(self) -> None:
        """Ask one thing after another."""
        while True:
            await asyncio.sleep(self.chance.uniform(*THINK_SECONDS))
            if self.paused.is_set() or not self.current or (command := self.wish()) is None:
                continue
            self.open = Asked(f"{self._name}-{next(self._ids)}", command, time.monotonic())
            self.history.append(self.open)
            await self._pursue(self.open)
            self.open = None

    def was_answered_since(self, at: float) -> bool:
        """Whether something that was asked after `at` was decided."""
        return any(one.at > at and one.answers and not _undecided(one) for one in self.history[-8:])

    def wish(self) -> Json | None:
        """What this page would ask for next, going by what it sees."""
        raise NotImplementedError

    async def _pursue(self, asked: Asked) -> None:
        raise NotImplementedError

    async def _send(self, asked: Asked) -> None:
        await self.say({"kind": "command", "id": asked.id, "command": asked.command})

    def _answered(self, frame: Json) -> None:
        asked = next((one for one in reversed(self.history) if one.id == frame["id"]), None)
        if asked is None:
            self.faults.append(f"an answer to nothing that was asked: {frame}")
            return
        asked.answers.append(frame)
        if asked is self.open:
            self._settled.set()


class Phone(Asking):
    """Asks for the floor, says who will speak, withdraws; the same command until it is told what came of it."""

    def __init__(self, port: int, room: str, delegation: str, cookies: str, chance: random.Random) -> None:
        super().__init__(port, room, "phone", cookies, chance)
        self._delegation = delegation

    def wish(self) -> Json | None:
        listed = self.view.get("list")
        if listed is None:
            return None
        own = [name for name, one in listed["waiting"].items() if one["speaker"].get("delegation") == self._delegation]
        if own and self.chance.random() < WITHDRAWS:
            return {"type": "withdraw_request", "request": own[0]}
        if own:
            return {"type": "amend_request", "request": own[0], "person": f"Delegate {next(self._ids)}"}
        return {"type": "request_floor", "segment": listed["segment"]}

    async def _pursue(self, asked: Asked) -> None:
        while not asked.answers or _undecided(asked):
            self._settled.clear()
            await self._send(asked)
            await self._settled.wait()

    async def _returned(self) -> None:
        if self.open is not None:
            await self._send(self.open)


class Desk(Asking):
    """Gives the floor to the next speaker, gives more time, takes the floor back. Asks once: a press is not kept."""

    def __init__(self, port: int, room: str, cookies: str, chance: random.Random) -> None:
        super().__init__(port, room, "control", cookies, chance)

    def wish(self) -> Json | None:
        floor, following = self.view.get("floor"), self.view.get("next")
        if floor is None or (following is not None and self.chance.random() < 0.3):
            return {"type": "call_next_speaker", "expecting": following["id"]} if following else None
        return {"type": "extend_time", "intervention": floor["id"], "seconds": 1}

    async def _pursue(self, asked: Asked) -> None:
        self._settled.clear()
        await self._send(asked)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GIVES_UP_SECONDS):
                await self._settled.wait()


def _undecided(asked: Asked) -> bool:
    return asked.answers[-1].get("refused") in UNAVAILABLE


def canonical(view: Json) -> str:
    """`view` as text, the same for the same view."""
    return json.dumps(view, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
