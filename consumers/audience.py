"""Everyone looking at one view of one room: rendered once, compared once, written once, sent to all.

A member is sent a change only if it holds the position the change starts from, else the whole view; so a screen that
joins, or was passed over, in the middle of a change neither misses nor doubles anything.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from consumers.writers import ReadyFrame, Writer, nothing_to_do
from live import metrics, wire
from live.background import Background
from live.live_room import LiveRoom
from live.room.authority import View
from live.room.model.state import RoomState
from live.room.views import FaultReport, Shown, foyer_view, overview_view, render, stamp
from live.rooms import Rooms
from live.store.room_log import Clock, Unavailable

logger = logging.getLogger(__name__)

FOYER = "foyer"
OVERVIEW = "overview"
READ_AGAIN_SECONDS = 0.5

SLICE = 250
"""How many screens are written to before others on the event loop have a turn."""
FIRST_SHOWN: dict[str, int] = {View.CONTROL: 0, View.PHONE: 2}
"""Control pages are shown a change before displays, displays before phones."""
AMONG_DISPLAYS = 1
OF_ANOTHER_LOG = -1
"""Held by whoever was shown a log that another has taken the place of."""
DEGRADED = ReadyFrame(wire.write(wire.NoticeFrame("degraded")).decode())
RESTORED = ReadyFrame(wire.write(wire.NoticeFrame("restored")).decode())


class Member(Protocol):
    """One screen. `held` is the position it was last brought to; `None` asks for the whole view."""

    held: int | None
    writer: Writer
    counted: bool
    """Whether it is a screen that people look at, and not a small picture of one on another page."""


Render = Callable[[list[RoomState], Sequence[str], FaultReport], Shown]
"""Makes a view of the rooms with these ids."""


class Scene:
    """What is shown: rendered from one room, or from all for the foyer. `position` grows with every change."""

    def __init__(self, rooms: list[LiveRoom], render: Render) -> None:
        self.rooms = rooms
        self._render = render

    def paint(self, report: FaultReport) -> Shown:
        """The view as the rooms are now; what cannot be drawn goes to `report`."""
        return self._render([room.state for room in self.rooms], [room.id for room in self.rooms], report)

    @property
    def position(self) -> int:
        return sum(room.state.position for room in self.rooms)

    @property
    def epoch(self) -> str:
        return "-".join(room.state.epoch for room in self.rooms)

    @property
    def degraded(self) -> bool:
        """Whether what is shown may be out of date, and cannot be changed."""
        return any(room.degraded for room in self.rooms)


class Audience:
    """Everyone looking at one scene, under the name of its view."""

    def __init__(self, scene: Scene, view: str, clock: Clock) -> None:
        self._scene = scene
        self._clock = clock
        self._view_name = view
        self._broken: frozenset[str] = frozenset()
        self._rank = FIRST_SHOWN.get(view, AMONG_DISPLAYS)
        self._screens = metrics.SCREENS.labels(view)
        self._fan_out_seconds = metrics.FAN_OUT_SECONDS.labels(view)
        self._members: set[Member] = set()
        self._changed = asyncio.Event()
        self._showing: asyncio.Task[None] | None = None
        self._told_degraded = scene.degraded
        self._told_steps = clock.steps
        self._paint()

    @property
    def size(self) -> int:
        """How many are looking, not counting small pictures on control pages."""
        return sum(member.counted for member in self._members)

    def join(self, member: Member) -> None:
        """Show `member` the view, and every change from now on."""
        if not self._members:
            self._wake()
        self._members.add(member)
        self._screens.inc()
        member.writer.drained = lambda: self._caught_up(member)
        self.show_whole(member)
        if self._told_degraded:
            member.writer.insist(DEGRADED)

    def show_whole(self, member: Member) -> None:
        """Show `member` the whole view, unless it is behind: then when it has caught up."""
        frame = ReadyFrame(self.whole())
        member.held = self._position if member.writer.offer(frame) else None

    def leave(self, member: Member) -> None:
        """Show `member` nothing more."""
        if member not in self._members:
            return
        self._members.remove(member)
        self._screens.dec()
        member.writer.drained = nothing_to_do
        if not self._members:
            self._sleep()

    def whole(self) -> str:
        """The frame of the whole view as it was last shown, or as it is now if nobody looks."""
        if not self._members:
            self._paint()
        return wire.view_frame(self._epoch, self._position, self._now(), self._written)

    def version(self) -> tuple[str, int]:
        """Epoch and position of what `whole` would show."""
        if not self._members:
            self._paint()
        return self._epoch, self._position

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

    def _caught_up(self, member: Member) -> None:
        if member in self._members and member.held is None:
            self.show_whole(member)

    def _paint(self) -> None:
        epoch, position = self._scene.epoch, self._scene.position
        if (epoch, position) != getattr(self, "_painted", None):
            faults: dict[str, Exception] = {}
            self._view = wire.to_json(self._scene.paint(faults.__setitem__))
            self._note(faults)
            self._written = wire.write(self._view).decode()
            self._painted = epoch, position
        self._epoch, self._position = epoch, position

    def _note(self, faults: dict[str, Exception]) -> None:
        """Log each part that cannot be drawn once, until it can be again."""
        rooms = ", ".join(room.id for room in self._scene.rooms)
        for part in sorted(faults.keys() - self._broken):
            about = {"room": rooms, "view": self._view_name, "part": part}
            logger.error("%s of %s cannot be drawn", part, rooms, exc_info=faults[part], extra=about)
        self._broken = frozenset(faults)

    def _wake(self) -> None:
        self._paint()
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
        held, before, epoch = self._position, self._view, self._epoch
        self._paint()
        patch = wire.difference(before, self._view)
        if epoch == self._epoch and not patch:
            self._position = held  # Nothing this audience sees has changed: nothing is sent.
            return
        change = None
        if epoch == self._epoch:
            change = ReadyFrame(wire.change_frame(held, self._position, self._now(), patch))
        members = tuple(self._members)
        if change is None:
            # What they hold is of another log: that it has come as far says nothing.
            for member in members:
                member.held = None if member.held is None else OF_ANOTHER_LOG
        for first in range(0, len(members), SLICE):
            for member in members[first : first + SLICE]:
                try:
                    self._show(member, change, held)
                except Exception:  # The others are shown it all the same.
                    logger.exception("a screen could not be shown a change")
            await asyncio.sleep(0)
        self._fan_out_seconds.observe(time.monotonic() - started)

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

    def _show(self, member: Member, change: ReadyFrame | None, held: int) -> None:
        if change is None or member.held != held:
            # It joined in the meantime and is up to date, or left, or is behind, or needs the whole view.
            if member.held != self._position and member.held is not None and member in self._members:
                self.show_whole(member)
            return
        member.held = self._position if member.writer.offer(change) else None


class Audiences:
    """The audiences of this process, made when first looked for."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._by_address: dict[tuple[str, View] | str, Audience] = {}
        self._reading_rooms = Background(self._change_rooms, "rooms of all")
        rooms.watch_list(self._list_changed)

    async def of(self, room: str, view: View) -> Audience:
        """Everyone looking at `view` of `room`. Raises `UnknownRoom` or `Unavailable`."""
        if (known := self._by_address.get((room, view))) is not None:
            return known
        live = await self._rooms.room(room)
        scene = Scene([live], lambda states, ids, report: render(view, states[0], ids[0], report))
        return self._by_address.setdefault((room, view), Audience(scene, view, self._rooms.clock))

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
            self._by_address.setdefault(name, Audience(Scene(rooms, paint), name, self._rooms.clock))
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
                room, view = address
                found.setdefault(room, {})[view] = size
        return found
