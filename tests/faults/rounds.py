"""A running product, people in a room, and one fault after another; see `run`."""

import asyncio
import logging
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from live.background import cancel
from live.live_room import LiveRoom
from live.room.commands import AddSpeaker, OpenList, StartPhase, StartSegment
from live.room.model.state import RoomState
from live.room.transitions import Entry, evolve
from live.rooms import Rooms
from live.store.embedded import EmbeddedValkey
from live.store.redis_log import RedisStore
from live.store.room_log import Unavailable
from tests.daphne import Daphne, badge_code, serving, set_up
from tests.faults.checker import Verdict, check, truth
from tests.faults.harm import FAULTS, Product
from tests.faults.link import tcp_link, unix_link
from tests.faults.people import Asking, Desk, Page, Phone, canonical
from tests.given import DESK, programme, register
from tests.set_up import OPERATOR, PASSWORD

logger = logging.getLogger(__name__)

ROUNDS_IN_A_ROOM = 25
"""After which people go to another room and everything that happened in this one is held against its log."""
DELEGATIONS = ("ken", "fji", "per", "npl")
WALLS = ("hall", "hall", "podium", "overlay")
GIVEN_UP_SECONDS = 30.0
"""A round in which screens are not right again after so long ends the run."""
TWO_AT_ONCE = 0.2
"""How often two faults come together."""
CALM_SECONDS = (0.05, 0.25)
POLL_SECONDS = 0.01


@dataclass
class Round:
    """One round: what was done, and how long after it all was right again."""

    faults: list[str]
    recovery_s: float


@dataclass
class Report:
    """What came of a run."""

    seed: int
    rounds: list[Round] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)
    recorded: bool = False
    """Whether the record holds every log byte for byte in the end."""
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether nothing was lost, nothing doubled, and everything right again in time."""
        return self.verdict.holds and self.recorded and self.worst <= 5.0

    @property
    def worst(self) -> float:
        """The longest recovery, in seconds."""
        return max((one.recovery_s for one in self.rounds), default=0.0)

    def figures(self) -> dict[str, Any]:
        """As `--json` prints it."""
        took = [one.recovery_s for one in self.rounds]
        worst_of = {
            name: round(max(one.recovery_s for one in self.rounds if name in one.faults), 2)
            for name in sorted({name for one in self.rounds for name in one.faults})
        }
        found = {name: value for name, value in vars(self.verdict).items() if name != "faults"}
        return {
            "rounds": len(self.rounds),
            **found,
            "worst_recovery_s": round(self.worst, 2),
            "median_recovery_s": round(statistics.median(took), 2) if took else 0.0,
            "late": sum(seconds > 5.0 for seconds in took),
            "worst_by_fault_s": worst_of,
            "recorded": self.recorded,
            "faults": self.verdict.faults[:10],
            "seconds": round(self.seconds, 1),
            "seed": self.seed,
            "passed": self.passed,
        }


@dataclass(frozen=True)
class Venue:
    """The server, the port behind which a link leads to it, and what people were let in with."""

    daphne: Daphne
    port: int
    badges: dict[str, str]
    desk: str


class NotRight(Exception):
    """Screens were not right again, long after the last fault was over."""


async def run(rounds: int, seed: int, say: Callable[[str], object]) -> Report:
    """So many rounds on a product of its own: `rostrum serve` in two processes, a Valkey, links between them."""
    chance, started = random.Random(seed), time.monotonic()
    report = Report(seed)
    with tempfile.TemporaryDirectory(prefix="rostrum-faults-") as name:
        async with _running(Path(name)) as (product, daphne, port):
            venue = await _venue(daphne, port)
            while len(report.rounds) < rounds:
                chapter = min(ROUNDS_IN_A_ROOM, rounds - len(report.rounds))
                took, verdict = await _in_one_room(product, venue, chapter, chance)
                report.rounds += took
                report.verdict.add(verdict)
                say(f"{len(report.rounds)} rounds, {report.verdict.accepted} accepted, worst {report.worst:.2f} s")
            report.recorded = await _is_recorded(product, daphne)
    report.seconds = time.monotonic() - started
    return report


@asynccontextmanager
async def _running(folder: Path) -> AsyncIterator[tuple[Product, Daphne, int]]:
    with EmbeddedValkey(folder / "store") as store:
        path = folder / "link.sock"
        async with unix_link(store.socket, path) as to_store:
            environment, keys = await asyncio.to_thread(set_up, folder, f"unix://{path}?db=0")
            # These phones ask for more than people do.
            environment["ROSTRUM_BOUNDS"] = "100"
            with serving(folder, environment, keys, processes=2) as daphne:
                async with tcp_link(daphne.port) as (to_screens, port):
                    yield Product(store, daphne.process.pid, to_store, to_screens), daphne, port


async def _in_one_room(
    product: Product, venue: Venue, rounds: int, chance: random.Random
) -> tuple[list[Round], Verdict]:
    port, prefix = venue.port, venue.daphne.environment["ROSTRUM_PREFIX"]
    room = await _new_room(product, prefix)
    pages: list[Page] = [Page(port, room, view, "", chance) for view in WALLS]
    phones = [Phone(port, room, name, venue.badges[name], chance) for name in DELEGATIONS]
    asking: list[Asking] = [*phones, Desk(port, room, venue.desk, chance)]
    pages += asking
    log = Truth(product.store.url, prefix, room)
    tasks = [asyncio.create_task(page.attend()) for page in pages]
    tasks += [asyncio.create_task(one.ask_for_ever()) for one in asking]
    try:
        await _right(pages, asking, log)
        took = [await _round(product, pages, asking, log, chance) for _ in range(rounds)]
        broken = [task for task in tasks if task.done()]
        verdict = check(log.epoch, log.entries, [asked for one in asking for asked in one.history], _shown(pages))
        verdict.faults += [fault for page in pages for fault in page.faults]
        verdict.faults += [f"a page ended: {task.exception()!r}" for task in broken]
        return took, verdict
    finally:
        await cancel(tasks)
        await log.close()


async def _round(
    product: Product, pages: list[Page], asking: list[Asking], log: "Truth", chance: random.Random
) -> Round:
    """A calm moment, a fault or two, and the time until all is right again."""
    for page in pages:
        page.failures = 0  # All is well: whoever loses its connection now loses it for the first time.
    for one in asking:
        one.paused.clear()
    await asyncio.sleep(chance.uniform(*CALM_SECONDS))
    faults = chance.sample(FAULTS, 2 if chance.random() < TWO_AT_ONCE else 1)
    await asyncio.gather(*(fault(product, chance) for fault in faults))
    over = time.monotonic()
    await _until(lambda: all(one.was_answered_since(over) for one in asking if isinstance(one, Phone)))
    for one in asking:
        one.paused.set()
    await _right(pages, asking, log)
    done = Round([fault.__name__ for fault in faults], time.monotonic() - over)
    logger.info("%5.2f s after %s", done.recovery_s, " and ".join(done.faults))
    return done


async def _until(holds: Callable[[], bool]) -> None:
    """Wait until `holds`. Raises `NotRight`."""
    deadline = time.monotonic() + GIVEN_UP_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            raise NotRight("phones were not answered")
        await asyncio.sleep(POLL_SECONDS)


async def _right(pages: list[Page], asking: list[Asking], log: "Truth") -> None:
    """Wait until every page shows what the log says, on a connection that has answered since, and every phone knows
    what came of its wish. Raises `NotRight`.
    """
    deadline, question = time.monotonic() + GIVEN_UP_SECONDS, f"t{time.monotonic_ns()}"
    while True:
        with suppress(Unavailable):
            await log.read_on()
        for page in pages:
            await page.prove(question)
        wrong = [page for page in pages if not (page.current and page.proved == question and log.says(page))]
        waiting = [one.open for one in asking if isinstance(one, Phone) and one.open is not None]
        if not wrong and not waiting:
            return
        if time.monotonic() > deadline:
            seen = [(page.view_name, page.current, page.position) for page in wrong]
            raise NotRight(f"{seen} at {len(log.entries)}, {waiting}")
        await asyncio.sleep(POLL_SECONDS)


class Truth:
    """The log itself, read straight from the store, past every link."""

    def __init__(self, url: str, prefix: str, room: str) -> None:
        self.entries: list[Entry] = []
        self.epoch = ""
        self._store = RedisStore(url, prefix)
        self._log = self._store.log(room)
        self._state = RoomState()
        self._says: dict[str, str] = {}

    async def read_on(self) -> None:
        """Take in what is new. Raises `Unavailable`."""
        if not self.epoch:
            self.epoch = await self._log.epoch()
            self._state = RoomState(epoch=self.epoch)
        for entry in await self._log.read(len(self.entries)):
            self.entries.append(entry)
            self._state = evolve(self._state, entry)
            self._says.clear()

    def says(self, page: Page) -> bool:
        """Whether `page` shows what is true now."""
        if page.view_name not in self._says:
            self._says[page.view_name] = truth(self._state, page.view_name)
        return page.epoch == self.epoch and canonical(page.view) == self._says[page.view_name]

    async def close(self) -> None:
        await self._store.close()


async def _new_room(product: Product, prefix: str) -> str:
    """A room in which a panel takes questions, and the floor is given."""
    name = f"room-{random.getrandbits(32):x}"
    rooms = Rooms(RedisStore(product.store.url, prefix))
    await rooms.store.set_rooms([*await rooms.ids(), name])
    room: LiveRoom = await rooms.room(name)
    for command in (
        programme(room=name, delegations=register(*DELEGATIONS, "fra", "mex")),
        StartSegment("panel"),
        StartPhase("floor"),
        OpenList(),
        AddSpeaker("fra"),
    ):
        await room.handle(command, DESK, f"begin-{room.state.position}")
    await rooms.close()
    return name


async def _venue(daphne: Daphne, port: int) -> Venue:
    """Everyone comes in, before anything is done to anybody."""
    badges = {name: await _let_in(daphne, "/api/badge", {"code": badge_code(name)}) for name in DELEGATIONS}
    desk = await _let_in(daphne, "/api/sign-in", {"username": OPERATOR, "password": PASSWORD})
    return Venue(daphne, port, badges, desk)


async def _let_in(daphne: Daphne, door: str, key: dict[str, str]) -> str:
    async with asyncio.timeout(GIVEN_UP_SECONDS):
        while True:
            with suppress(TimeoutError):  # It may still be starting.
                async with daphne.visitor() as visitor:
                    answer = await visitor.post(door, key)
                    assert answer.status == 200, answer.text
                    return visitor.cookies()


def _shown(pages: list[Page]) -> set[Any]:
    return set().union(*(page.shown for page in pages))


async def _is_recorded(product: Product, daphne: Daphne) -> bool:
    """Whether the record comes to hold every log, byte for byte, within a while."""
    command = ["-m", "tests.faults.compare"]
    environment = {**daphne.environment, "REDIS_URL": product.store.url}
    deadline = time.monotonic() + GIVEN_UP_SECONDS
    while time.monotonic() < deadline:
        if await _succeeds(command, environment):
            return True
    return False


async def _succeeds(command: list[str], environment: dict[str, str]) -> bool:
    process = await asyncio.create_subprocess_exec(sys.executable, *command, env=environment)
    return await process.wait() == 0
