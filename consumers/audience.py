"""Everyone looking at one view of one room: rendered once, compared once, written once, sent to all.

A member is sent a change only if it holds the position the change starts from, else the whole view; so a screen that
joins, or was passed over, in the middle of a change neither misses nor doubles anything.

The picture, those who look and the sending stand in one file: each is right only at the position of the others.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from operator import is_
from typing import Protocol

from consumers.writers import ReadyFrame, Written, nothing_to_do, write_to_all
from live import metrics, wire
from live.background import Background
from live.live_room import LiveRoom
from live.room.authority import View
from live.room.model.state import RoomState
from live.room.views import FaultReport, Shown, foyer_view, overview_view, render, stamp
from live.room.views.one_language import in_one_language
from live.rooms import Rooms
from live.store.room_log import Clock, Unavailable
from live.tables import tabulated

logger = logging.getLogger(__name__)

FOYER = "foyer"
OVERVIEW = "overview"
READ_AGAIN_SECONDS = 0.5

SLICE = 500
"""How many screens are written to before others on the event loop have a turn."""
FIRST_SHOWN: dict[str, int] = {View.CONTROL: 0, OVERVIEW: 0, View.PHONE: 2}
"""Those who conduct a room, or all of them, are shown a change before displays, displays before phones."""
AMONG_DISPLAYS = 1
DEGRADED = ReadyFrame(wire.write(wire.NoticeFrame("degraded")).decode())
RESTORED = ReadyFrame(wire.write(wire.NoticeFrame("restored")).decode())


class Member(Written, Protocol):
    """One screen."""

    counted: bool
    """Whether it is a screen that people look at, and not a small picture of one on another page."""


Render = Callable[[list[RoomState], Sequence[str], FaultReport], Shown]
"""Makes a view of the rooms with these ids."""


class Scene:
    """What is shown, under the name of its view: rendered from one room, or from all for the foyer. `position` grows
    with every change. Audiences in several languages share one.
    """

    def __init__(self, rooms: list[LiveRoom], name: str, render: Render) -> None:
        self.rooms = rooms
        self.name = name
        self._render = render
        self._broken: frozenset[str] = frozenset()
        self._painted: tuple[list[RoomState], type[Shown], wire.Json] | None = None

    def paint(self, language: str | None) -> wire.Json:
        """The view as the rooms are now, in all languages or in one."""
        states = [room.shown.state for room in self.rooms]
        if self._painted is None or not _are_same(self._painted[0], states):
            faults: dict[str, Exception] = {}
            shown = self._render(states, [room.id for room in self.rooms], faults.__setitem__)
            self._note(faults)
            self._painted = states, type(shown), wire.to_json(shown)
        _, kind, view = self._painted
        return view if language is None else in_one_language(kind, view, language)

    def _note(self, faults: dict[str, Exception]) -> None:
        """Log each part that cannot be drawn once, until it can be again."""
        rooms = ", ".join(room.id for room in self.rooms)
        for part in sorted(faults.keys() - self._broken):
            about = {"room": rooms, "view": self.name, "part": part}
            logger.error("%s of %s cannot be drawn", part, rooms, exc_info=faults[part], extra=about)
        self._broken = frozenset(faults)

    @property
    def position(self) -> int:
        return sum(room.shown.state.position for room in self.rooms)

    @property
    def epoch(self) -> str:
        return "-".join(room.shown.state.epoch for room in self.rooms)

    @property
    def degraded(self) -> bool:
        """Whether what is shown may be out of date, and cannot be changed."""
        return any(room.degraded or room.shown.degraded for room in self.rooms)


def _are_same(known: list[RoomState], states: list[RoomState]) -> bool:
    return len(known) == len(states) and all(map(is_, known, states))


@dataclass(frozen=True)
class Picture:
    """A view as it was painted at one position of one log."""

    epoch: str
    position: int
    view: wire.Json

    @cached_property
    def written(self) -> str:
        """The view as JSON."""
        return wire.write(self.view).decode()

    @cached_property
    def tabulated(self) -> str:
        """The same, with its long maps as tables: ready to stand in a frame."""
        view, tables = tabulated(self.view)
        return f'{wire.write(view).decode()},"tables":{wire.write(tables).decode()}'

    def of(self, epoch: str, position: int) -> bool:
        """Whether it was painted at this position."""
        return (self.epoch, self.position) == (epoch, position)


class Audience:
    """Everyone looking at one scene, in all languages or in one, with long lists as tables then.

    A member is *due* from when a change is known until it was sent, *behind* while it has not read what it was sent,
    and *failed* if writing to it did: then the next change brings it the whole view. All others hold the picture.
    """

    def __init__(self, scene: Scene, clock: Clock, language: str | None = None) -> None:
        self._scene = scene
        self._clock = clock
        self._language = language
        self._rank = FIRST_SHOWN.get(scene.name, AMONG_DISPLAYS)
        self._screens = metrics.SCREENS.labels(scene.name)
        self._fan_out_seconds = metrics.FAN_OUT_SECONDS.labels(scene.name)
        # In the order in which they came: what belongs to them lies in memory so, too, and is found quicker.
        self._members: dict[Member, None] = {}
        self._counted = 0
        self._due: dict[Member, None] = {}
        self._behind: set[Member] = set()
        self._failed: set[Member] = set()
        self._changed = asyncio.Event()
        self._showing: asyncio.Task[None] | None = None
        self._told_degraded = scene.degraded
        self._told_steps = clock.steps
        self._picture = self._paint()

    @property
    def size(self) -> int:
        """How many are looking, not counting small pictures on control pages."""
        return self._counted

    @property
    def is_showing(self) -> bool:
        """Whether a change is known that was not sent yet to all it is for."""
        return self._changed.is_set() or bool(self._due)

    def join(self, member: Member) -> None:
        """Show `member` the view, and every change from now on."""
        if not self._members:
            self._wake()
        self._members[member] = None
        self._counted += member.counted
        self._screens.inc()
        member.writer.drained = lambda: self._caught_up(member)
        self.show_whole(member)
        if self._told_degraded:
            member.writer.insist(DEGRADED)

    def show_whole(self, member: Member) -> None:
        """Show `member` the whole view, unless it is behind: then when it has caught up."""
        if member in self._behind:
            return  # Nothing is even written for one that asks and does not read.
        self._forget(member)
        if not member.writer.offer(ReadyFrame(self._frame_of(self._newest()))):
            self._behind.add(member)

    def leave(self, member: Member) -> None:
        """Show `member` nothing more."""
        if member not in self._members:
            return
        del self._members[member]
        self._counted -= member.counted
        self._forget(member)
        self._screens.dec()
        member.writer.drained = nothing_to_do
        if not self._members:
            self._sleep()

    def whole(self) -> str:
        """The frame of the whole view as it was last shown, or as it is now if nobody looks; without tables."""
        picture = self._newest()
        return wire.view_frame(picture.epoch, picture.position, self._now(), picture.written)

    def _frame_of(self, picture: Picture) -> str:
        view = picture.written if self._language is None else picture.tabulated
        return wire.view_frame(picture.epoch, picture.position, self._now(), view)

    def version(self) -> tuple[str, int]:
        """Epoch and position of what `whole` would show."""
        picture = self._newest()
        return picture.epoch, picture.position

    @property
    def degraded(self) -> bool:
        """Whether what it shows may be out of date."""
        return self._scene.degraded

    def change_rooms(self, rooms: list[LiveRoom]) -> None:
        """Show other rooms than before, from now on."""
        if self._members:
            self._unwatch()
        self._scene.rooms = rooms
        if self._members:
            self._watch()
        self._changed.set()

    def _now(self) -> str:
        return stamp(self._clock.now())

    def _newest(self) -> Picture:
        if not self._members and not self._picture.of(self._scene.epoch, self._scene.position):
            self._picture = self._paint()
        return self._picture

    def _forget(self, member: Member) -> None:
        """It is sent the whole view, or nothing more."""
        self._due.pop(member, None)
        self._behind.discard(member)
        self._failed.discard(member)

    def _caught_up(self, member: Member) -> None:
        if member in self._behind:
            self._forget(member)
            self.show_whole(member)

    def _paint(self) -> Picture:
        return Picture(self._scene.epoch, self._scene.position, self._scene.paint(self._language))

    def _wake(self) -> None:
        self._newest()
        self._told_degraded, self._told_steps = self._scene.degraded, self._clock.steps
        self._watch()
        self._showing = asyncio.create_task(self._show_changes(), name="audience")

    def _watch(self) -> None:
        for room in self._scene.rooms:
            room.watch(self._changed.set, self._rank)

    def _unwatch(self) -> None:
        for room in self._scene.rooms:
            room.unwatch(self._changed.set)

    def _sleep(self) -> None:
        self._unwatch()
        if self._showing is not None:
            self._showing.cancel()
            self._showing = None

    async def _show_changes(self) -> None:
        """Show each change to all; those that come while one is being shown become one."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                await self._show_change()
                self._tell_health()
            except Exception:  # One view that cannot be painted must not stop the screens for good.
                logger.exception("a change could not be shown")

    async def _show_change(self) -> None:
        started = time.monotonic()
        before = self._picture
        if before.of(self._scene.epoch, self._scene.position):
            return
        after = self._paint()
        if before.epoch == after.epoch:
            patch = wire.difference(before.view, after.view)
            if not patch:
                return  # Nothing this audience sees has changed: nothing is sent.
            frame = wire.change_frame(before.position, after.position, self._now(), patch)
        else:
            # What they hold is of another log: that it has come as far says nothing.
            frame = self._frame_of(after)
        self._picture = after
        self._due = self._members.copy()
        for member in self._behind | self._failed:
            self._due.pop(member, None)
        for member in tuple(self._failed):
            self._show_again(member)
        await self._show_all(ReadyFrame(frame))
        self._fan_out_seconds.observe(time.monotonic() - started)

    async def _show_all(self, frame: ReadyFrame) -> None:
        """Send `frame` to all that are due, with a turn for others after each slice."""
        while self._due:
            turn = list(islice(self._due, SLICE))
            for member in turn:
                del self._due[member]
            behind, failed = write_to_all(turn, frame)
            self._behind.update(behind)
            self._failed.update(failed)
            await asyncio.sleep(0)

    def _show_again(self, member: Member) -> None:
        try:
            self.show_whole(member)
        except Exception:
            logger.exception("a screen could not be shown the view")
            self._failed.add(member)

    def _tell_health(self) -> None:
        """Tell all once when what they see goes out of date, when it is well again, and when the clock was set."""
        if self._told_steps != self._clock.steps:
            self._told_steps = self._clock.steps
            self._tell_all(ReadyFrame(wire.write(wire.clock_notice(self._clock.correction)).decode()))
        if self._told_degraded != self._scene.degraded:
            self._told_degraded = self._scene.degraded
            self._tell_all(DEGRADED if self._told_degraded else RESTORED)

    def _tell_all(self, notice: ReadyFrame) -> None:
        for member in tuple(self._members):
            member.writer.insist(notice)


class Audiences:
    """The audiences of this process, made when first looked for."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._scenes: dict[tuple[str, View], Scene] = {}
        self._by_address: dict[tuple[str, View, str | None] | str, Audience] = {}
        self._reading_rooms = Background(self._change_rooms, "rooms of all")
        rooms.watch_list(self._list_changed)

    async def of(self, room: str, view: View, language: str | None = None) -> Audience:
        """Everyone looking at `view` of `room`, in one language or in all. Raises `UnknownRoom` or `Unavailable`."""
        if (known := self._by_address.get((room, view, language))) is not None:
            return known
        live = await self._rooms.room(room)
        made = Scene([live], view, lambda states, ids, report: render(view, states[0], ids[0], report))
        scene = self._scenes.setdefault((room, view), made)
        return self._by_address.setdefault((room, view, language), Audience(scene, self._rooms.clock, language))

    def known(self, view: str, room: str) -> Audience | None:
        """Everyone who looks at `view` of `room`, or at all rooms if that is empty, in all languages; `None` if nobody
        ever did here.
        """
        return self._by_address.get((room, View(view), None) if room else view)

    @property
    def are_showing(self) -> bool:
        """Whether any of them has yet to be sent a change."""
        return any(audience.is_showing for audience in self._by_address.values())

    async def of_foyer(self) -> Audience:
        """Everyone in the foyer. Raises `Unavailable`."""
        return await self._of_all(FOYER, foyer_view)

    async def of_overview(self) -> Audience:
        """Everyone who has all rooms before them. Raises `Unavailable`."""
        return await self._of_all(OVERVIEW, overview_view)

    async def _of_all(self, name: str, paint: Render) -> Audience:
        if name not in self._by_address:
            rooms = await self._rooms.all()
            # Another screen may have come in while the rooms were read.
            self._by_address.setdefault(name, Audience(Scene(rooms, name, paint), self._rooms.clock))
        return self._by_address[name]

    def _list_changed(self) -> None:
        self._reading_rooms.start()

    async def _change_rooms(self) -> None:
        """Show those who look at all rooms the rooms that there are now."""
        while True:
            try:
                rooms = await self._rooms.all()
            except Unavailable:
                await asyncio.sleep(READ_AGAIN_SECONDS)
                continue
            for name in (FOYER, OVERVIEW):
                if (audience := self._by_address.get(name)) is not None:
                    audience.change_rooms(rooms)
            return

    def sizes(self) -> dict[str, dict[str, int]]:
        """How many are looking here, by room and view, where anyone is."""
        found: dict[str, dict[str, int]] = {}
        for address, audience in self._by_address.items():
            if not isinstance(address, str) and (size := audience.size):
                room, view, _ = address
                looking = found.setdefault(room, {})
                looking[view] = looking.get(view, 0) + size
        return found
