"""One run of a plan: a store, processes, people, and what befalls them, in virtual time; see `run`."""

import asyncio
import functools
import gc
import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from live.room.commands import AddSpeaker, AnyCommand, OpenList, StartPhase, StartSegment
from live.room.model.state import RoomState
from live.room.rules.repeated import REMEMBERED_FOR
from live.room.transitions import evolve
from live.store import chain
from live.store.keys import Keys
from live.store.room_log import LogEnd
from live.store.stored_logs import TAKE_PLACE
from live.wire import read_entry
from tests.given import AT, NOTHING, entries, programme, secretariat
from tests.simulation.checks import check, truth
from tests.simulation.harm import befall
from tests.simulation.history import Branch, End, History
from tests.simulation.lines import Exchange, Line
from tests.simulation.loop import Deadlock, Livelock, VirtualLoop
from tests.simulation.people import Asking, Page, Phone, people
from tests.simulation.plans import Act, Plan
from tests.simulation.processes import PREFIX, Process
from tests.simulation.publishing import publish
from tests.simulation.server import Server
from tests.simulation.virtual import collected, virtual

KEYS = Keys(PREFIX)
RIGHT_WITHIN = 45.0
"""So long after the last fault everything is to be right again, in virtual seconds."""
LOOKS_EVERY = 0.25
CLOCKS_AGREE = 0.1
CLOCKS_RUN_ON = 2.0
CLOCKS_JUMP = 0.5
LEARNS_SECONDS = 4.0
RUNS_KEPT = 5
"""After so many runs it is looked what they left."""
RESTORES_AFTER = (0.5, 4.0)


@dataclass
class Outcome:
    """What came of a run; `wrong` is empty if it passed."""

    plan: Plan
    wrong: list[str]
    commands: int
    seconds: float
    digest: str
    trace: list[str]


def runs(plans: Iterable[Plan]) -> Iterator[Outcome]:
    """Carry one plan after another out. The same plan gives the same history, byte for byte."""
    with collected():
        for n, plan in enumerate(plans, 1):
            history, seconds = _history_of(plan)
            wrong = [*history.wrong, *check(history)]
            yield Outcome(plan, wrong, len(history.asks), seconds, history.digest, history.trace)
            if n % RUNS_KEPT == 0:
                gc.collect()


def run(plan: Plan) -> Outcome:
    """Carry `plan` out."""
    (outcome,) = runs([plan])
    return outcome


def _history_of(plan: Plan) -> tuple[History, float]:
    """What was seen, and how long it took in virtual seconds."""
    loop = VirtualLoop(plan.order)
    venue = Venue(plan, loop)
    with virtual(venue):
        try:
            loop.run_until_complete(venue.session())
        except (Livelock, Deadlock) as stopped:
            venue.history.wrong.append(f"{type(stopped).__name__}: {stopped}")
        loop.allow_more_steps()
        loop.run_until_complete(venue.leave())
        loop.close()
    venue.history.wrong += loop.faults
    return venue.history, loop.time()


class Venue:
    """See the module."""

    def __init__(self, plan: Plan, loop: VirtualLoop) -> None:
        self.plan, self.loop = plan, loop
        self.history = History()
        self.skew = 0.0
        """How far the store's time is off."""
        self.set_at = -math.inf
        """When it was set last."""
        self.is_set_unseen = False
        """Whether the store's time was set while no process had read it: none could make that good."""
        self.is_not_good_at = -math.inf
        """When it was last seen that nobody had made it good yet that the store's time was set."""
        self.started_at = -math.inf
        """When a process was started last."""
        self.era = 0
        self.server = Server(lambda: AT.timestamp() + loop.time() + self.skew)
        self.exchange = Exchange(self.server, plan.order)
        self.exchange.told = self.note
        self.processes: list[Process | None] = []
        self.pages: list[Page] = []
        self._chance = random.Random(f"venue {plan.order}")
        self._going_on: list[asyncio.Task[None]] = []
        self._failing_over = False
        self._recorded: dict[str, int] = {}
        """Of each room while the store fails over: up to where the record goes."""
        self._truths: dict[str, tuple[End, dict[str, Any]]] = {}
        self._folded: dict[str, RoomState] = {}

    async def session(self) -> None:
        """From the first screen until all is right again after the last fault."""
        self.begin()
        harm = [self.loop.create_task(self._later(fault.at, befall(self, fault))) for fault in self.plan.faults]
        publishings = [
            self.loop.create_task(self._later(at, publish(self, f"version-{n}", self._chance)))
            for n, at in enumerate(self.plan.publishings, 1)
        ]
        self._going_on += [*harm, *publishings]
        for act in self.plan.acts:
            await asyncio.sleep(max(0.0, act.at - self.loop.time()))
            self._page(act).act(act.roll)
        await asyncio.sleep(max(0.0, self.plan.seconds - self.loop.time()))
        if harm:
            await asyncio.wait(harm)
            self.history.wrong += [f"a fault failed: {one.exception()!r}" for one in harm if one.exception()]
        await self.become_right()
        if publishings:
            await asyncio.wait(publishings, timeout=RIGHT_WITHIN)
            await self.become_right()
            self.history.wrong += self._published_apart(publishings)
        visits = self._going_on[: len(self.pages)]
        self.history.wrong += [f"a page ended: {one.exception()!r}" for one in visits if one.done()]
        self._keep_branch()

    def _page(self, act: Act) -> Asking:
        """Where `act` is done: in which room that is, its roll says."""
        room = self.plan.rooms[act.roll % len(self.plan.rooms)]
        (page,) = (one for one in self.pages if one.room == room and one.name.partition(" in ")[0] == act.who)
        assert isinstance(page, Asking)
        return page

    async def leave(self) -> None:
        """All is over: nothing that is left of it does anything more."""
        for process in self.processes:
            if process is not None:
                process.kill(told=False)
        for one in self._going_on:
            one.cancel()
        await asyncio.wait(self._going_on)

    def note(self, what: str) -> None:
        """Put `what` in the trace."""
        self.history.trace.append(f"{self.loop.time():.6f} {what}")

    def end(self, room: str) -> End:
        """Where the log of `room` truly ends now."""
        return End(self.era, self.server.length(KEYS.log(room).encode()))

    def delay(self) -> float:
        """How long a frame is on its way."""
        low, high = (0.05, 0.3) if self._chance.random() < 0.03 else (0.001, 0.02)
        return self._chance.uniform(low, high)

    # Who and what may be harmed

    def some_process(self, chance: random.Random) -> Process | None:
        """Where a screen that comes is sent."""
        alive = [process for process in self.processes if process is not None]
        return chance.choice(alive) if alive else None

    def place(self, chance: random.Random) -> int | None:
        """The place of a process that runs."""
        places = [n for n, process in enumerate(self.processes) if process is not None and not process.frozen]
        return chance.choice(places) if places else None

    def line(self, chance: random.Random) -> Line:
        """What leads from one of the processes to the store."""
        return self.exchange.line(f"p{chance.randrange(self.plan.processes)}")

    def some_pages(self, chance: random.Random) -> list[Page]:
        """One page, or several."""
        return chance.sample(self.pages, chance.randint(1, len(self.pages)))

    def start(self, place: int) -> None:
        """Start the process of this place, if none runs there."""
        if self.processes[place] is None:
            booted, drift = self._chance.uniform(0, 1e6), self._chance.uniform(-1e-4, 1e-4)
            name = f"p{place}"
            self.processes[place] = Process(name, self.exchange.line(name), self._recorded_end, booted, drift)
            self.started_at = self.loop.time()
            self.note(f"{name} starts")

    def kill(self, place: int, *, told: bool) -> None:
        """Kill the process of this place."""
        if (process := self.processes[place]) is not None:
            process.kill(told=told)
            self.processes[place] = None

    async def end_process(self, place: int) -> None:
        """End it in good order."""
        process, self.processes[place] = self.processes[place], None
        assert process is not None
        await process.end()

    async def fail_over(self, lasts: float, chance: random.Random) -> None:
        """From now on the replica is sent nothing, and after `lasts` it takes over; later the record is restored."""
        if self._failing_over:
            return
        self._failing_over = True
        replica, known = self.server.copy(), {room: self.end(room).position for room in self.plan.rooms}
        await asyncio.sleep(lasts)
        stored = {room: self.server.entries(KEYS.log(room).encode()) for room in self.plan.rooms}
        records = {room: log[: chance.randint(known[room], len(log))] for room, log in stored.items()}
        self._recorded = {room: len(record) for room, record in records.items()}
        self._keep_branch()
        self.server.become(replica)
        self.exchange.down = True
        self.exchange.break_all()
        await asyncio.sleep(0.3)
        self.exchange.down = False
        if any(len(log) > known[room] for room, log in stored.items()):
            await asyncio.sleep(chance.uniform(*RESTORES_AFTER))
            self._restore(records, f"{chance.getrandbits(64):x}")
        self._recorded = {}
        self._failing_over = False

    def _restore(self, records: dict[str, list[bytes]], epoch: str) -> None:
        """Bring the record back in the place of what there is, as `rostrum restore --replace` does."""
        self._keep_branch()
        for room, record in records.items():
            found, coming = self.end(room).position, KEYS.coming(room, epoch)
            for position, entry in enumerate(record, 1):
                self._ask("XADD", coming, f"{position}-0", "entry", entry)
            keys = (KEYS.log(room), KEYS.epoch(room), coming, KEYS.replaced(room, epoch))
            done = self._ask("EVAL", TAKE_PLACE, len(keys), *keys, self._epoch(room), found, epoch)
            self.note(f"{len(record)} entries of {room} restored as {epoch}: {done}")
            assert done == 1

    def _keep_branch(self) -> None:
        """Other logs take the place of these, or the run is over."""
        for room in self.plan.rooms:
            stored = self.server.entries(KEYS.log(room).encode())
            self.history.branches.append(Branch(room, self._epoch(room), stored))
        self.era += 1

    def _epoch(self, room: str) -> str:
        return (self._ask("GET", KEYS.epoch(room)) or b"").decode()

    def _ask(self, *words: str | int | bytes) -> Any:
        return self.server.call([word if isinstance(word, bytes) else str(word).encode() for word in words])

    async def _recorded_end(self, room: str) -> LogEnd:
        """How far the record goes, which is always a little behind."""
        await asyncio.sleep(self._chance.uniform(0.001, 0.01))
        there = self.end(room).position
        behind = max(0, there - self._chance.randint(0, 2))
        return LogEnd(self._epoch(room), self._recorded.get(room, behind))

    # The course of it

    def begin(self) -> None:
        """The rooms as they are when people come, and the people."""
        self._ask("RPUSH", KEYS.rooms, *self.plan.rooms)
        for room in self.plan.rooms:
            self._ask("SET", KEYS.epoch(room), "beginning")
            for position, entry in enumerate(_beginning(room), 1):
                self._ask("XADD", KEYS.log(room), f"{position}-0", "entry", entry)
        self.processes = [None] * self.plan.processes
        for place in range(self.plan.processes):
            self.start(place)
        self.pages = [page for room in self.plan.rooms for page in people(self, room)]
        self._going_on = [self.loop.create_task(page.attend()) for page in self.pages]
        self._going_on.append(self.loop.create_task(self._watch_clocks()))

    @staticmethod
    async def _later(at: float, what: Any) -> None:
        await asyncio.sleep(at)
        await what

    async def _watch_clocks(self) -> None:
        """See that no running clock jumps."""
        known: dict[Process, float] = {}
        while True:
            await asyncio.sleep(LOOKS_EVERY)
            told = self.skew + int(self._ask("GET", KEYS.correction) or 0) / 1000
            for process in filter(None, self.processes):
                if (off := self._off(process)) is None:
                    continue
                if process in known and abs(off - told) > CLOCKS_JUMP:
                    self.is_not_good_at = self.loop.time()
                if process not in known:
                    # It reads the time when it first has somebody to tell it.
                    self.started_at = self.loop.time()
                if abs(off - known.get(process, off)) > CLOCKS_JUMP and self.is_time_known():
                    self.history.wrong.append(f"the clock of {process.name} jumped by {off - known[process]:.3f} s")
                known[process] = off

    def set_clock(self, skew: float) -> None:
        """Set the store's time, so far off what it should be."""
        if skew - self.skew >= REMEMBERED_FOR.total_seconds():
            self.history.forgot_at.append(self.loop.time())
        self.skew, self.set_at = skew, self.loop.time()
        self.is_set_unseen = all(self._off(process) is None for process in filter(None, self.processes))

    def is_time_known(self) -> bool:
        """Whether no process began about when the store's time was set, or before another had made that good, for which
        a slow store takes long; nor lately after it was set while none had read it: such one learns it late.
        """
        since, until = self.set_at - LEARNS_SECONDS, max(self.set_at, self.is_not_good_at) + LEARNS_SECONDS
        is_new = self.loop.time() - self.started_at <= LEARNS_SECONDS
        unseen = self.is_set_unseen and self.started_at > self.set_at and is_new
        return not (since <= self.started_at <= until or unseen)

    def _off(self, process: Process) -> float | None:
        """How far the conference's time is ahead of true time in `process`, if it has read it."""
        if not process.rooms.started():
            return None
        return (process.context.run(process.rooms.now) - AT).total_seconds() - self.loop.time()

    def _published_apart(self, publishings: list[asyncio.Task[None]]) -> list[str]:
        """Whether a programme did not come to be in force in all rooms. What a failover took away may be apart."""
        wrong = ["a programme is still being published" for one in publishings if not one.done()]
        wrong += [f"publishing failed: {one.exception()!r}" for one in publishings if one.done() and one.exception()]
        versions = {room: self._folded[room].version for room in self.plan.rooms}
        lost = {fault.kind for fault in self.plan.faults} & {"failover", "failover_losing"}
        if len(set(versions.values())) > 1 and not lost:
            wrong.append(f"rooms have other programmes: {versions}")
        return wrong

    async def become_right(self) -> None:
        """Wait until every page shows what the log says, and every process knows it."""
        for place in range(self.plan.processes):
            self.start(place)
        deadline = self.loop.time() + RIGHT_WITHIN
        # Nobody tells when all is right: it is looked.
        while (wrong := self._not_right()) and self.loop.time() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(LOOKS_EVERY)
        self.history.wrong += wrong
        self.note("all is right" if not wrong else "it does not become right")

    def _not_right(self) -> list[str]:
        """What is not right yet."""
        wrong = [fault for room in self.plan.rooms for fault in self._not_right_in(room)]
        wrong += [
            f"{page.name} is not answered: {page.open}"
            for page in self.pages
            if isinstance(page, Phone) and page.open is not None
        ]
        for process in filter(None, self.processes):
            for room, health in process.rooms.health().items():
                end = self.end(room).position
                if health.fault is not None or health.degraded or health.position != end:
                    wrong.append(f"{room} in {process.name} is not well: {health}, the log at {end}")
        return [*wrong, *self._clocks_off()]

    def _not_right_in(self, room: str) -> list[str]:
        end, pages = self.end(room), [page for page in self.pages if page.room == room]
        known, truths = self._truths.get(room, (None, {}))
        if known != end:
            state = self._fold(room, anew=known is None or known.era != end.era)
            truths = {page.view_name: truth(state, page.view_name) for page in pages}
            self._truths[room] = end, truths
        epoch = self._epoch(room)
        return [
            f"{page.name} stays behind: at {page.position} of {page.epoch}, the log at {end.position} of {epoch}"
            for page in pages
            if not (page.current and page.epoch == epoch and page.view == truths[page.view_name])
        ]

    def _fold(self, room: str, *, anew: bool) -> RoomState:
        """The state that the log says, folded on from what was folded before: only the last one is kept."""
        state = RoomState(epoch=self._epoch(room)) if anew else self._folded[room]
        for stored in self.server.entries(KEYS.log(room).encode())[state.position :]:
            try:
                state = evolve(state, read_entry(stored))
            except Exception:  # The check of the whole history says so.
                break
        self._folded[room] = state
        return state

    def _clocks_off(self) -> list[str]:
        """Whether the clocks of processes disagree, or did not run as time does."""
        told = {process.name: self._off(process) for process in filter(None, self.processes)}
        seconds = {name: off for name, off in told.items() if off is not None}
        if not seconds:
            return []
        wrong = []
        if max(seconds.values()) - min(seconds.values()) > CLOCKS_AGREE:
            wrong.append(f"clocks disagree: {seconds}")
        # Where nobody looked while it was set, it is followed.
        if not {fault.kind for fault in self.plan.faults} & {"kill", "end"}:
            wrong += [
                f"the clock of {name} is off by {off:.3f} s"
                for name, off in seconds.items()
                if abs(off) > CLOCKS_RUN_ON
            ]
        return wrong


@functools.cache
def _beginning(room: str) -> list[bytes]:
    """The log of a room in which a panel takes questions, as it is stored."""
    course: list[AnyCommand] = [
        programme(room=room),
        StartSegment("panel"),
        StartPhase("floor"),
        OpenList(),
        AddSpeaker("peru"),
    ]
    made = entries(NOTHING, *[secretariat(one) for one in course])
    made = [replace(entry, command=f"begin-{entry.position}") for entry in made]
    return chain.chained(chain.beginning(room), made)[0]
