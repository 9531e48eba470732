"""What the logs say, held against everything that any screen ever held."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from live import wire
from live.rehearsals import log_of
from live.room.authority import View
from live.room.model.state import RoomState
from live.room.refusals import Refused
from live.room.transitions import Entry, decide, evolve
from live.room.views import foyer_view, overview_view
from live.store.redis_log import RedisStore
from tests.faults.checker import Verdict, check, truth
from tests.faults.people import Asked, canonical
from tests.rehearse.screens import UNDECIDED, Screen, Venue
from tests.rehearse.shown import digest_of

VIEWS = tuple(str(view) for view in View)
MOST_FAULTS = 20


@dataclass
class Fold:
    """The log of one room's rehearsal, read straight from the store, and folded as far as it was checked."""

    room: str
    rehearsal: str
    entries: list[Entry] = field(default_factory=list)
    epoch: str = ""
    state: RoomState = field(init=False)
    checked: int = 0
    """Up to which position every view was held against it."""
    unchanged: set[str] = field(default_factory=set)
    """Commands that were answered with a position, and changed nothing there: so the rules say too."""

    _head: RoomState = field(init=False)
    _says: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.state = self._head = RoomState(rehearsal=self.rehearsal)

    async def read_on(self, store: RedisStore) -> int:
        """Take in what is new; how far it goes. Raises `Unavailable`."""
        log = store.log(log_of(self.room, self.rehearsal))
        if not self.epoch:
            self.epoch = await log.epoch()
            self.state = self._head = RoomState(epoch=self.epoch, rehearsal=self.rehearsal)
        for entry in await log.read(len(self.entries)):
            self.entries.append(entry)
            self._head = evolve(self._head, entry)
            self._says.clear()
        return len(self.entries)

    def says(self, screen: Screen) -> bool:
        """Whether `screen` shows what is true at the end of the log. What changes nothing for it, it is not sent."""
        held, view = screen.held, screen.view_name
        if held is None or held.epoch != self.epoch:
            return False
        if view not in self._says:
            self._says[view] = digest_of(truth(self._head, view))
        return held.digest == self._says[view]

    @property
    def head(self) -> RoomState:
        """The room at the end of its log, as far as it was read."""
        return self._head

    async def check_views(self, venue: Venue, verdict: Verdict) -> None:
        """Hold what screens held since the last time against the log, at whose end all of them are now."""
        idle = self._idle(venue)
        seen = {view: venue.pools[self.room, view].seen for view in VIEWS if (self.room, view) in venue.pools}
        late = any(position < self.checked for held in seen.values() for epoch, position in held if epoch == self.epoch)
        if late:  # A screen came back to a process that was behind: it is all folded again.
            self.state, self.checked = RoomState(epoch=self.epoch, rehearsal=self.rehearsal), 0
        for position in range(self.checked, len(self.entries) + 1):
            if position > self.checked:
                self.state = evolve(self.state, self.entries[position - 1])
                await asyncio.sleep(0)
            self._note_unchanged(idle.get(position, []), venue)
            for view, held in seen.items():
                if (digests := held.pop((self.epoch, position), None)) is not None:
                    verdict.views += len(digests)
                    if digests != {digest_of(truth(self.state, view))}:
                        self._differs(verdict, view, position, "showed what the log does not say")
        self.checked = len(self.entries)

    def check_beyond(self, venue: Venue, verdict: Verdict) -> None:
        """What any screen showed that is not in the log, now that nothing is added to it."""
        for view in VIEWS:
            for epoch, position in venue.pools[self.room, view].seen:
                if epoch == self.epoch:
                    self._differs(verdict, view, position, "showed a position that the log does not have")

    def _differs(self, verdict: Verdict, view: str, position: int, how: str) -> None:
        verdict.misordered += 1
        if len(verdict.faults) < MOST_FAULTS:
            verdict.faults.append(f"{self.room}: the {view} at {position} {how}")

    def _idle(self, venue: Venue) -> dict[int, list[Asked]]:
        """Commands that were accepted and are not in the log, by the position that was answered."""
        stored = {entry.command for entry in self.entries}
        found: dict[int, list[Asked]] = {}
        for asked in venue.histories[self.room]:
            if asked.command["epoch"] == self.epoch and asked.id not in stored and asked.id not in self.unchanged:
                for answer in asked.answers:
                    if "refused" not in answer:
                        found.setdefault(answer["position"], []).append(asked)
        return found

    def _note_unchanged(self, accepted: list[Asked], venue: Venue) -> None:
        assert self.state.at is not None or not accepted
        for asked in accepted:
            command = wire.read_command(wire.write(asked.command["command"]))
            try:
                if self.state.at and not decide(self.state, command, venue.actors[asked.id], self.state.at):
                    self.unchanged.add(asked.id)
            except Refused:
                pass  # So it was not: it counts as lost.

    def check_commands(self, venue: Venue) -> Verdict:
        """Every command of the whole rehearsal, and whether time ever went back."""
        asked = [
            one
            for one in venue.histories[self.room]
            if one.command["epoch"] == self.epoch and one.id not in self.unchanged
        ]
        return check(self.epoch, self.entries, asked, (), UNDECIDED)


@dataclass
class AllRooms:
    """What the foyer and the overview have to show: all rooms, each at the end of its log."""

    folds: Mapping[str, Fold]
    _ends: tuple[int, ...] = ()
    _says: dict[str, bytes] = field(default_factory=dict)

    def says(self, screen: Screen) -> bool:
        """Whether `screen` shows them."""
        ends = tuple(len(fold.entries) for fold in self.folds.values())
        if ends != self._ends:
            states, rooms = [fold.head for fold in self.folds.values()], list(self.folds)
            views = {"foyer": foyer_view(states, rooms), "overview": overview_view(states, rooms)}
            self._says = {name: digest_of(canonical(json.loads(wire.write(view)))) for name, view in views.items()}
            self._ends = ends
        return screen.held is not None and screen.held.digest == self._says[screen.view_name]
