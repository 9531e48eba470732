"""The rooms of this process: each starts with its first visitor, its follower is restarted, its health is reported.

Starting, following and publishing are one class: each has to know which rooms there are at that moment.
"""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from live import metrics
from live.background import Background, cancel
from live.live_room import LiveRoom
from live.rehearsals import RehearsalBeside
from live.room.authority import PROGRAMME
from live.room.commands import CarryOutPlan, PublishProgramme
from live.room.model.state import SpeakersList
from live.room.refusals import Reason, Refused
from live.room.rules import planned, rundown
from live.room.transitions import decide
from live.store.room_log import Clock, LogEnd, LogLost, Store, Unavailable

logger = logging.getLogger(__name__)

LONGEST_BACK_OFF_SECONDS = 2.0
REGAIN_SECONDS = 0.5
"""How often a lost log is looked for."""
POLL_SECONDS = 0.5
PROBE_SECONDS = 2.0
"""How often the store is tested by storing something."""
TOLD_AFTER_SECONDS = 1.0
"""How long something is wrong before screens show it: a short failure of the store is not shown."""

RecordedEnd = Callable[[str], Awaitable[LogEnd | None]]
"""How far a room's log is known to have gone, by another account than the store's."""


class UnknownRoom(Exception):
    """There is no such room in the conference."""


class NotPublished(Exception):
    """A programme is not in force everywhere. `done` are the rooms that have it, `refused` those that cannot take it,
    and why, `left` those that were not reached. Where none is `done`, all is as it was.
    """

    def __init__(self, done: Sequence[str], refused: Mapping[str, Refused], left: Sequence[str] = ()) -> None:
        super().__init__(done, refused, left)
        self.done, self.refused, self.left = done, refused, left


@dataclass(frozen=True, slots=True)
class RoomHealth:
    """How a room is. `fault` is one sentence, `None` while all is well; `degraded`: screens were told of it."""

    position: int
    fault: str | None
    degraded: bool = False


class Rooms:
    """The rooms of one conference as this process knows them. Belongs to one event loop."""

    def __init__(self, store: Store, recorded: RecordedEnd | None = None) -> None:
        self.store = store
        self._recorded = recorded
        self._rooms: dict[str, LiveRoom] = {}
        self._followers: dict[str, asyncio.Task[None]] = {}
        self._rehearsals: list[RehearsalBeside] = []
        self._looking: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._opening = asyncio.Lock()
        self._opened = False
        self._ids: list[str] = []
        self._list_watchers: list[Callable[[], None]] = []
        self._carrying_out = Background(self._carry_out_plans, "carry out plans")
        self._steps_told = 0
        self._refusing: str | None = None
        self._troubled_since: dict[str, float] = {}

    async def ids(self) -> list[str]:
        """The rooms of the conference, in its order. Raises `Unavailable`."""
        await self._open()
        return await self._read_ids()

    def watch_list(self, watcher: Callable[[], None]) -> None:
        """Call `watcher` when the conference has other rooms, or another order of them, than before."""
        self._list_watchers.append(watcher)

    async def all(self) -> list[LiveRoom]:
        """Every room of the conference, started; not one that is left out meanwhile. Raises `Unavailable`."""
        rooms = []
        for room in await self.ids():
            with suppress(UnknownRoom):
                rooms.append(await self.room(room))
        return rooms

    def started(self) -> list[LiveRoom]:
        """The rooms that somebody asked this process for."""
        return list(self._rooms.values())

    @property
    def are_deciding(self) -> bool:
        """Whether somebody waits for the answer to a command, in any room."""
        return any(room.shown.is_deciding for room in self._rooms.values())

    async def room(self, room: str) -> LiveRoom:
        """The room with this id, read and followed. Raises `UnknownRoom`, or `Unavailable`: also as long as the
        store knows of no room at all, for then it is the store that is wrong, and not the caller.
        """
        if (known := self._rooms.get(room)) is not None:
            return known
        await self._open()
        async with self._starting:
            if (known := self._rooms.get(room)) is not None:
                return known
            if not (ids := await self.ids()):
                raise Unavailable("the store knows of no room")
            if room not in ids:
                raise UnknownRoom(room)
            return await self._start(room)

    async def publish(self, commands: Mapping[str, PublishProgramme]) -> dict[str, dict[str, SpeakersList]]:
        """Put a programme in force in its rooms, where it is not yet; by room, the lists whose segments it leaves out.

        Every room is asked before any is told, and the list of rooms changes last. Raises `NotPublished` if a room
        refuses, or the store ends half-way: to publish again then does what is left. Raises `Unavailable`, also if the
        log of a room is lost, and nothing was done.
        """
        await self._open()
        listed = await self.store.rooms()
        rooms = {name: await self._started(name) for name in (*commands, *listed)}
        for name in commands:
            if (lost := rooms[name].lost) is not None:
                raise Unavailable(f"{name}: {lost}")
        refused = {name: no for name, live in rooms.items() if (no := self._refusal(live, commands.get(name)))}
        if refused:
            raise NotPublished((), refused)
        left_out = {
            name: lists
            for name, live in rooms.items()
            if (lists := rundown.orphaned(live.state, commands[name].segments if name in commands else ()))
        }
        for name in commands:
            rooms[name].is_listed = True
        await self._tell_all(rooms, _instead(rooms, commands))
        if listed != list(commands):
            try:
                await self.store.set_rooms(list(commands))
            except Unavailable:
                raise NotPublished(list(commands), {}) from None
        self._list(list(commands))
        return left_out

    async def _started(self, room: str) -> LiveRoom:
        """The room, which need not be among the conference's yet. Raises `Unavailable`."""
        async with self._starting:
            return self._rooms.get(room) or await self._start(room)

    def _refusal(self, live: LiveRoom, command: PublishProgramme | None) -> Refused | None:
        """Why `live` cannot take the programme, which may not have the room at all."""
        if command is None:
            here = rundown.current(live.state) if live.lost is None else None
            return Refused(Reason.SEGMENT_ALREADY_RUNNING, segment=here[0].id) if here else None
        try:
            if live.state.version != command.version:
                decide(live.state, command, PROGRAMME, self.now())
        except Refused as refused:
            return refused
        return None

    async def _tell_all(self, rooms: Mapping[str, LiveRoom], commands: Mapping[str, PublishProgramme]) -> None:
        """Tell every room its programme. One that refuses after all does not keep it from the others, but where another
        programme came first none is told: of two that are published at once, the one that the first room took last is
        in force everywhere.
        """
        done: list[str] = []
        refused: dict[str, Refused] = {}
        for name, command in commands.items():
            live = rooms[name]
            try:
                if live.state.version != command.version:
                    await self._tell(live, command, rooms[done[0]] if done else None)
                done.append(name)
            except Refused as no:
                if no.reason is Reason.PROGRAMME_MOVED_ON and live.state.version == command.version:
                    done.append(name)  # Another process published the same.
                    continue
                if no.reason in (Reason.UNAVAILABLE, Reason.DEGRADED):
                    left = [room for room in commands if room not in {*done, *refused}]
                    raise NotPublished(done, refused, left) from None
                refused[name] = no
                if no.reason is Reason.PROGRAMME_MOVED_ON:
                    left = [room for room in commands if room not in {*done, *refused}]
                    raise NotPublished(done, refused, left) from None
        if refused:
            raise NotPublished(done, refused)

    async def _tell(self, live: LiveRoom, command: PublishProgramme, first: LiveRoom | None) -> None:
        """Tell one room its programme, also in the place of one that came meanwhile, as long as the `first` room has
        ours: whoever publishes the other has not told that room, or told it before us. Where that room cannot be asked
        now it is not known whose comes first: the programme is refused as if the store did not answer here.
        """
        while True:
            try:
                await live.handle(command, PROGRAMME, f"publish {command.version} after {live.state.position}")
            except Refused as no:
                moved_on = no.reason is Reason.PROGRAMME_MOVED_ON and live.state.version != command.version
                if first is None or not moved_on:
                    raise
                try:
                    await first.catch_up()
                except Unavailable:
                    raise Refused(Reason.UNAVAILABLE) from None
                except LogLost:
                    raise Refused(Reason.DEGRADED) from None
                if first.state.version != command.version:
                    raise
                command = command.but(instead_of=live.state.version or "")
            else:
                return

    @property
    def clock(self) -> Clock:
        """The only clock."""
        return self.store.clock

    def now(self) -> datetime:
        """The time on the only clock."""
        return self.store.clock.now()

    def health(self) -> dict[str, RoomHealth]:
        """Every started room's health."""
        return {
            name: RoomHealth(live.state.position, self._trouble(live), live.degraded)
            for name, live in self._rooms.items()
        }

    async def close(self) -> None:
        """Stop following and let the store go."""
        rehearsals = [task for beside in self._rehearsals for task in beside.close()]
        await cancel([*rehearsals, *self._followers.values(), *filter(None, [self._looking])])
        await self.store.close()

    async def _read_ids(self) -> list[str]:
        # A store that was emptied does not make the rooms of this process unknown.
        ids = await self.store.rooms() or self._ids
        if ids != self._ids:
            self._list(ids)
            for watcher in self._list_watchers:
                watcher()
        return ids

    def _list(self, ids: list[str]) -> None:
        """Let these be the rooms of the conference. One that it had before goes on: somebody may look at it still."""
        left_out, self._ids = set(self._ids) - set(ids), ids
        for live in self._rooms.values():
            live.is_listed = live.id in ids or (live.is_listed and live.id not in left_out)

    async def _open(self) -> None:
        if self._opened:
            return
        async with self._opening:
            if not self._opened:
                await self.store.open()
                self._opened = True
                self._looking = asyncio.create_task(self._monitor(), name="look")

    async def _start(self, room: str) -> LiveRoom:
        live = LiveRoom(room, self.store.log(room), self.store.clock)
        # Before the log is read: what is recorded by then must be in it.
        recorded = await self._recorded(room) if self._recorded else None
        try:
            await live.start()
        except LogLost as error:
            live.lose(f"{error}: rostrum restore --replace brings it back", recorded.position if recorded else 0)
        if live.state.at is not None:
            await self.store.not_before(live.state.at)
        known = LogEnd(live.state.epoch, live.state.position)
        if recorded and known.epoch in ("", recorded.epoch) and known.position < recorded.position:
            why = f"the log ends at {known.position} and was recorded up to {recorded.position}"
            live.lose(f"{why}: rostrum restore brings it back", recorded.position)
        beside = RehearsalBeside(live, self.store, PROGRAMME, self._follow)
        await beside.start()
        self._rehearsals.append(beside)
        self._rooms[room] = live
        self._followers[room] = asyncio.create_task(self._follow(live), name=f"follow {room}")
        return live

    async def _follow(self, live: LiveRoom) -> None:
        """Follow for ever; a follower that fails is started again, soon at first, then less often."""
        failures = 0
        while True:
            known = live.state.position
            try:
                await self._regained(live)
                await live.follow()
            except LogLost as error:
                if live.lost is None:
                    live.lose(str(error))
            except Unavailable as error:
                failures = 0 if live.state.position > known else failures + 1
                live.fault = str(error)
                logger.warning("room %s: following again: %s", live.id, error)
            except Exception as error:
                failures += 1
                live.fault = f"{type(error).__name__}: {error}"
                logger.exception("room %s: the follower failed", live.id)
            metrics.FOLLOWERS_RESTARTED.labels(live.id).inc()
            await asyncio.sleep(random.uniform(0.05, min(LONGEST_BACK_OFF_SECONDS, 0.1 * 2**failures)))

    async def _regained(self, live: LiveRoom) -> None:
        """Return when the room is not lost, or not any more. Raises `Unavailable`."""
        while live.lost is not None:
            if await live.regain():
                logger.warning("room %s: its log is there again, up to %d", live.id, live.state.position)
            else:
                await asyncio.sleep(REGAIN_SECONDS)

    async def _monitor(self) -> None:
        """See for ever whether the store stores and which rooms there are, and let screens know what does not get well
        by itself at once.
        """
        probed_at = 0.0
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                self._judge()
                self._carrying_out.start()
                if time.monotonic() - probed_at >= PROBE_SECONDS:
                    await self._probe()
                    probed_at = time.monotonic()
                    self._judge()
            except Exception:  # The next look may go well.
                logger.exception("the store could not be looked at")

    async def _carry_out_plans(self) -> None:
        """Let the rooms do what their programmes have for this time. Of several processes the first does it.

        While a room rehearses it is done in the rehearsal; in the room itself once that was reset.
        """
        for live in [room.shown for room in self.started() if room.rehearsal or room.state.rehearsing is None]:
            if live.lost is None and not live.degraded and planned.due(live.state, self.now()):
                try:
                    await live.handle(CarryOutPlan(), PROGRAMME, f"plan after {live.state.position}")
                except Refused as no:  # It is tried again at the next look.
                    logger.warning("room %s: what is planned for now was not done: %s", live.id, no)

    async def _probe(self) -> None:
        try:
            await self.store.probe()
            await self._read_ids()
        except Unavailable as error:
            if self._refusing is None:
                logger.warning("the store takes nothing: %s", error)
            self._refusing = str(error)
        else:
            self._refusing = None

    def _judge(self) -> None:
        if self._opened and self.clock.steps != self._steps_told:
            self._steps_told = self.clock.steps
            for live in self._rooms.values():
                live.tell()
        now = time.monotonic()
        for live in [one for room in self._rooms.values() for one in {room, room.shown}]:
            if self._trouble(live) is None:
                self._troubled_since.pop(live.id, None)
                live.degrade(False)
            elif live.lost is not None or now - self._troubled_since.setdefault(live.id, now) >= TOLD_AFTER_SECONDS:
                live.degrade(True)

    def _trouble(self, live: LiveRoom) -> str | None:
        # That the store takes nothing says more than that a reading of it was cut short for that reason.
        return live.lost or self._refusing or live.fault


def _instead(rooms: Mapping[str, LiveRoom], commands: Mapping[str, PublishProgramme]) -> dict[str, PublishProgramme]:
    """`commands`, each for a room that is as it is known here."""
    return {name: command.but(instead_of=rooms[name].state.version or "") for name, command in commands.items()}
