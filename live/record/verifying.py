"""Whether a log is what was decided: no entry missing, changed, doubled or moved, and all of it to be read and folded.

What can be found by a log alone is everything before its last entry, for the next one carries a digest of it. The last
entry, and whether others followed that were cut off, are found by a head that was noted elsewhere: with the record, in
a backup, in a document that was made of it, or wherever it was published.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from live.room.model.state import RoomState
from live.room.transitions import Entry, evolve
from live.store.chain import Head, beginning, digest_after
from live.wire import UnreadableEntry, digest_before, read_entry

Placed = tuple[int, bytes]
"""An entry as it is stored, and its place."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold, in one sentence; `position` is where, `None` if it is about the whole log."""

    position: int | None
    what: str


@dataclass(slots=True)
class Verified:
    """What was found of one log. `chained_from` is the first entry that carries a digest; those before it are of an
    older release, and vouched for by it alone. `digests` are by position; `state` is `None` if it could not be folded.
    """

    room: str
    source: str
    epoch: str = ""
    entries: int = 0
    chained_from: int | None = None
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    digests: dict[int, str] = field(default_factory=dict)
    state: RoomState | None = None

    @property
    def head(self) -> Head | None:
        """The head of the log; `None` of one without an entry."""
        last = max(self.digests, default=0)
        return Head(last, self.digests[last]) if last else None

    def fault(self, position: int | None, what: str) -> None:
        """Note a fault: of one position the first that is found, for others follow from it."""
        if position is None or all(one.position != position for one in self.faults):
            self.faults.append(Fault(position, what))


def verify(room: str, placed: Sequence[Placed], source: str, epoch: str = "") -> Verified:
    """Verify these entries, the whole log of `room` as it was found, by themselves."""
    found = Verified(room, source, epoch, len(placed))
    entries = list(_read(found, placed))
    _chain(found, placed, _positions(found, placed, entries))
    _times(found, placed, entries)
    _fold(found, placed, entries)
    found.faults.sort(key=lambda one: (one.position is None, one.position or 0))
    return found


def _read(found: Verified, placed: Sequence[Placed]) -> Iterator[Entry | None]:
    for place, stored in placed:
        try:
            yield read_entry(stored)
        except UnreadableEntry as error:
            found.fault(place, f"cannot be read: {error}")
            yield None


def _positions(found: Verified, placed: Sequence[Placed], entries: Sequence[Entry | None]) -> list[int]:
    """The position of each, as it says itself. Entries that are all moved by as much are named once."""
    positions: list[int] = []
    expected, moved = 1, 0
    for (place, _), entry in zip(placed, entries, strict=True):
        if place > expected:
            up_to = "" if place == expected + 1 else f", and all up to {place - 1}"
            found.fault(expected, f"is missing{up_to}")
        elif place < expected:
            found.fault(place, "is there more than once")
        expected = place + 1
        position = entry.position if entry else place + moved
        if position not in (place, place + moved):
            found.fault(place, f"is not there: entry {position} stands in its place")
        moved = position - place
        positions.append(position)
    return positions


def _chain(found: Verified, placed: Sequence[Placed], positions: Sequence[int]) -> None:
    """Each entry carries the digest of all before it. After one that does not, what it carries counts.

    An older release that wrote beside this one stored none: the next entry that carries one vouches for those.
    """
    digest = beginning(found.room).digest
    bare: list[int] = []
    for n, ((place, stored), position) in enumerate(zip(placed, positions, strict=True)):
        carried = digest_before(stored)
        if carried is None:
            if found.chained_from is not None:
                bare.append(place)
        else:
            if bare:
                found.notes.append(f"{_named(bare)} no digest: of an older release, and entry {place} vouches for it")
                bare = []
            first = found.chained_from is None
            if first:
                found.chained_from = place
            # Where one is missing or moved, that was named.
            if carried != digest and position == (positions[n - 1] if n else 0) + 1:
                following = digest_before(placed[n + 1][1]) if n + 1 < len(placed) else None
                mended = stored.replace(carried.encode(), digest.encode())
                if following == digest_after(digest, position, mended):
                    found.fault(place, "carries another digest of what was before it than it was stored with")
                elif n == 0:
                    found.fault(place, "carries the digest of another beginning: it is of another room")
                else:
                    earlier = ", nor need those before it be what they were" if first and n > 1 else ""
                    found.fault(placed[n - 1][0], f"is not what entry {place} was stored after{earlier}")
        digest = digest_after(digest if carried is None else carried, position, stored)
        found.digests[position] = digest
    if bare:
        what = f"carries no digest of what was before it, though entry {found.chained_from} does"
        found.fault(bare[0], f"{what}, and no entry after it vouches for it")


def _named(places: Sequence[int]) -> str:
    if len(places) == 1:
        return f"entry {places[0]} carries"
    return f"entries {places[0]} to {places[-1]} carry"


def _times(found: Verified, placed: Sequence[Placed], entries: Sequence[Entry | None]) -> None:
    latest: datetime | None = None
    for (place, _), entry in zip(placed, entries, strict=True):
        if entry is None:
            continue
        if latest is not None and entry.at < latest:
            found.fault(place, f"is of {entry.at.isoformat()}, before the entry before it ({latest.isoformat()})")
        latest = entry.at


def _fold(found: Verified, placed: Sequence[Placed], entries: Sequence[Entry | None]) -> None:
    state = RoomState(epoch=found.epoch)
    for (place, _), entry in zip(placed, entries, strict=True):
        if entry is None or entry.position != state.position + 1:
            return  # That was named.
        try:
            state = evolve(state, entry)
        except Exception as error:  # Folding what was changed may raise anything.
            found.fault(place, f"cannot be folded: {type(error).__name__}: {error}")
            return
    found.state = state


def hold_against_heads(found: Verified, heads: Iterable[Head], whose: str) -> None:
    """Whether the log has each of `heads`, as `whose` has them; of those that it has not, the first is named."""
    for head in heads:
        digest = found.digests.get(head.position)
        if digest == head.digest:
            continue
        last = found.head.position if found.head else 0
        if head.position > last:
            found.fault(None, f"the log ends at {last}, and {whose} goes up to {head.position}: entries were cut off")
        else:
            said = f"{digest}, and {head.digest} by {whose}"
            found.fault(head.position, f"is not what it was, or one before it is not: the digest there is {said}")
        return


def hold_against(found: Verified, placed: Sequence[Placed], other: Verified, others: Sequence[Placed]) -> None:
    """Whether the record, `found`, is the log, `other`, byte for byte, as far as it goes."""
    theirs = dict(others)
    for place, stored in placed:
        if place not in theirs:
            found.fault(place, f"is in {found.source} and not in {other.source}, which has {len(others)} entries")
            return
        if theirs[place] != stored:
            found.fault(place, f"is not the same in {found.source} and in {other.source}")
    if len(others) > len(placed):
        found.notes.append(f"{len(others) - len(placed)} entries of {other.source} are not in {found.source} yet")
