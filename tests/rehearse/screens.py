"""Screens as browsers have them: they come back, apply changes, ask the time, and repeat what is asked."""

import asyncio
import contextlib
import itertools
import json
import random
import re
import secrets
import time
from collections import defaultdict
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from live.room.authority import PUBLIC, Actor
from tests.faults.people import UNAVAILABLE, Asked, Json
from tests.rehearse.lapse import Lapse, parsed
from tests.rehearse.measures import Latencies, Traffic
from tests.rehearse.shown import Held, Pool

LONGEST_WAIT, SHORTEST_WAIT, FIRST_WAIT = 5.0, 0.05, 0.5
COME_BACK = 4012
GIVES_UP_SECONDS = 3.0
ASKS_THE_TIME_SECONDS = (4.0, 8.0)
CLOCKS_AGREE_WITHIN = 0.25
"""Seconds of this machine, beside what the answer took. A change of the store's time below that is followed."""
POSITION = re.compile(r'"position":(\d+)')
UNDECIDED = (*UNAVAILABLE, "asked_too_long_ago", "other_log")
"""What does not say whether the command was carried out: at speed, ten minutes of memory are seconds."""


@dataclass
class Venue:
    """What all screens of one rehearsal share: where it is, when, and what is noted of it."""

    port: int
    lapse: Lapse
    seed: int
    chance: random.Random
    pools: defaultdict[tuple[str, str], Pool] = field(default_factory=lambda: defaultdict(Pool))
    """By room and view."""
    traffic: defaultdict[str, Traffic] = field(default_factory=lambda: defaultdict(Traffic))
    """By view."""
    asked_at: dict[tuple[str, int], float] = field(default_factory=dict)
    """By room and position: when the command was sent that stands there."""
    arrivals: defaultdict[tuple[str, int], list[float]] = field(default_factory=lambda: defaultdict(list))
    """By room and position: when a screen held it."""
    histories: defaultdict[str, list[Asked]] = field(default_factory=lambda: defaultdict(list))
    actors: dict[str, Actor] = field(default_factory=dict)
    """Who asked each command."""
    answers: Latencies = field(default_factory=Latencies)
    shown: Latencies = field(default_factory=Latencies)
    refusals: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    clocks_compared: int = 0
    clocks_apart: float = 0.0
    """The worst difference, in seconds of this machine, beyond what the answer took."""
    backwards: int = 0
    asking: int = 0
    """How many wait for an answer."""
    returns: int = 0
    """How often a screen came back."""
    faults: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """Count how long after a command was sent the screens held what came of it."""
        for key, sent in list(self.asked_at.items()):
            for arrived in self.arrivals.pop(key, ()):
                self.shown.add((arrived - sent) * 1000)
            del self.asked_at[key]


class Screen:
    """One view of one room, or of all: `path` is its address. Coming back it holds what it held."""

    def __init__(  # noqa: PLR0913  What a browser is: an address, and who sits at it.
        self, venue: Venue, room: str, view: str, cookies: str = "", path: str | None = None, actor: Actor = PUBLIC
    ) -> None:
        self.venue = venue
        self.room, self.view_name = room, view
        self.held: Held | None = None
        self.current = False
        self.changed = asyncio.Event()
        self._path = path or f"/ws/rooms/{room}/{view}/"
        self._cookies = cookies
        self.actor = actor
        self._socket: ClientConnection | None = None
        self._pool = venue.pools[room, view]
        self._traffic = venue.traffic[view]
        self._ids = itertools.count(1)
        self._pending: dict[str, tuple[Asked, asyncio.Future[Json], bool]] = {}
        self._questions: dict[str, float] = {}
        self._counted = False
        self._resyncing = False
        self._fresh = True
        self._failures = 0
        self._stays_away = 0.0
        self.proved = ""

    @property
    def view(self) -> Json:
        return self.held.view if self.held else {}

    async def attend(self) -> None:
        """Look until cancelled; come back whenever the connection is lost."""
        telling = asyncio.create_task(self._ask_the_time())
        try:
            while True:
                code = await self._look()
                self.current, self._socket, self._resyncing, self._fresh = False, None, False, True
                self.proved = ""
                self._questions.clear()
                if code is not None and (code >= 4500 or code in (4001, 4003)):
                    self.venue.faults.append(f"{self.view_name} of {self.room} was sent away for good with {code}")
                    return
                self.venue.returns += 1
                longest = 2.0 if code == COME_BACK else min(LONGEST_WAIT, FIRST_WAIT * 2.0**self._failures)
                self._failures = min(self._failures + 1, 6)
                away, self._stays_away = self._stays_away, 0.0
                await asyncio.sleep(max(SHORTEST_WAIT, away, self.venue.chance.random() * longest))
        finally:
            telling.cancel()

    async def _look(self) -> int | None:
        """One connection, to its end; the code with which it was closed, if it was."""
        headers = {"Cookie": self._cookies} if self._cookies else {}
        self._traffic.screens += not self._counted
        self._counted = True
        try:
            async with connect(
                f"ws://127.0.0.1:{self.venue.port}{self._path}",
                additional_headers=headers,
                proxy=None,
                compression=None,
                max_size=None,
                open_timeout=20,
                ping_interval=None,
                close_timeout=0.1,
            ) as self._socket:
                async for text in self._socket:
                    assert isinstance(text, str)
                    await self.take_in(text)
                return self._socket.close_code
        except (OSError, ConnectionClosed, InvalidHandshake, InvalidMessage, TimeoutError):
            return None

    def cut(self, seconds: float = 0.0) -> None:
        """The Wi-Fi drops, or the power: without a goodbye; it comes back after so long at the least."""
        if self._socket is not None:
            self._stays_away = seconds
            self._socket.transport.abort()

    def switch_off(self) -> None:
        """It forgets what it held, as one that starts anew."""
        self.cut(self.venue.chance.uniform(0.5, 2.0))
        self.held, self.current = None, False

    async def prove(self, question: str) -> None:
        """Ask the time under this name: once it is answered, `proved` holds the name."""
        if self.current and question != self.proved and question not in self._questions:
            self._questions[question] = time.time()
            await self._say({"kind": "time", "id": question})

    async def ask(self, command: Json, *, again: bool = False) -> Json | None:
        """What is answered to `command`; asked once it may be lost, which is `None`; `again` and again until it is
        answered, it is answered whatever happens to the connection.
        """
        if self.held is None or not self.current:
            return None
        lapse = self.venue.lapse
        frame = {
            "kind": "command",
            "id": f"{next(self._ids)}-{secrets.token_hex(6)}",
            "command": command,
            "asked_at": lapse.now().isoformat(),
            "epoch": self.held.epoch,
        }
        asked = Asked(str(frame["id"]), frame, time.time())
        answered: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self.venue.histories[self.room].append(asked)
        self.venue.actors[asked.id] = self.actor
        self._pending[asked.id] = asked, answered, again
        self.venue.asking += 1
        try:
            await self._say(frame)
            if not again:
                async with asyncio.timeout(GIVES_UP_SECONDS):
                    return await answered
            while (answer := await answered).get("refused") in ("unavailable", "degraded", "too_many"):
                await asyncio.sleep(self.venue.chance.uniform(0.1, 0.5))
                answered = asyncio.get_running_loop().create_future()
                self._pending[asked.id] = asked, answered, True
                await self._say(frame)
            return answer
        except TimeoutError:
            return None
        finally:
            self.venue.asking -= 1
            # What was lost may still be answered, and is noted then.
            if again:
                self._pending.pop(asked.id, None)

    async def _say(self, frame: Json) -> None:
        if self._socket is not None:
            with contextlib.suppress(ConnectionClosed, OSError):
                await self._socket.send(json.dumps(frame))

    async def take_in(self, text: str) -> None:
        """Do as a page does with this frame."""
        self._traffic.frames += 1
        self._traffic.octets += len(text.encode())
        kind = text[9:13]
        if kind == "view":
            self._hold(self._pool.whole(text))
            self._resyncing = False
            if not self.current:
                self.current, self._failures = True, 0
                for asked, answered, again in list(self._pending.values()):
                    if again and not answered.done():
                        await self._say(asked.command)
        elif kind == "chan":
            await self._change(text)
        else:
            self._told(json.loads(text))

    async def _change(self, text: str) -> None:
        held = self.held
        position = int(POSITION.search(text, 9)[1])  # type: ignore[index]
        if held is None or self._resyncing or position <= held.position:
            return
        if not text.startswith(f'{{"kind":"change","from":{held.position},'):
            self._resyncing = True
            await self._say({"kind": "resync", "position": held.position, "epoch": held.epoch})
            return
        self._hold(self._pool.changed(held, text))

    def _hold(self, now: Held) -> None:
        before = self.held
        if before is not None and before.epoch == now.epoch:
            if now.position < before.position:
                self.venue.backwards += 1
            if not self._fresh:
                # What came between may have changed nothing that is seen here, and was not sent.
                self.venue.arrivals[self.room, now.position].append(time.time())
        self._fresh = False
        self.held = now
        self.changed.set()

    def _told(self, frame: Json) -> None:
        match frame["kind"]:
            case "answer" if (known := self._pending.get(frame["id"])) is not None:
                asked, answered, _ = known
                asked.answers.append(frame)
                if not answered.done():
                    answered.set_result(frame)
                if "refused" in frame:
                    self.venue.refusals[frame["refused"]] += 1
                else:
                    self.venue.asked_at.setdefault((self.room, frame["position"]), asked.at)
                self.venue.answers.add((time.time() - asked.at) * 1000)
            case "time" if (sent := self._questions.pop(frame["id"], None)) is not None:
                self.proved = frame["id"]
                self._compare(sent, time.time(), parsed(frame["now"]).timestamp())
            case _:
                pass

    def _compare(self, sent: float, answered: float, told: float) -> None:
        """The server's clock with that of this machine: it was told somewhere between `sent` and `answered`."""
        lapse = self.venue.lapse
        if lapse.began() is None:
            return
        low, high = lapse.at(sent).timestamp(), lapse.at(answered).timestamp()
        apart = max(0.0, low - told, told - high) / lapse.speed
        if high - low > 2 * (answered - sent) * lapse.speed + 1:
            return  # A night lies between.
        self.venue.clocks_compared += 1
        self.venue.clocks_apart = max(self.venue.clocks_apart, apart)

    async def _ask_the_time(self) -> None:
        while True:
            await asyncio.sleep(self.venue.chance.uniform(*ASKS_THE_TIME_SECONDS))
            await self.prove(f"t{next(self._ids)}")
