"""The proceedings of every room, from the record. They ask the database: for threads and commands.

What was folded is kept, and goes on where the log does: many read the record of a meeting that runs, and a change costs
them together one entry. Only what takes back something from before is folded anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock

from live import wire
from live.proceedings.conference import Proceedings, together
from live.proceedings.course import RoomProceedings
from live.proceedings.folding import Fold, UndoesBefore
from live.record import reading
from live.record.models import RecordedLog
from live.store import chain
from live.store.chain import Head
from live.store.room_log import LogEnd


@dataclass(frozen=True, slots=True)
class _Folded:
    end: LogEnd
    fold: Fold
    head: Head
    proceedings: RoomProceedings


_folded: dict[str, _Folded] = {}
_joined: tuple[tuple[RoomProceedings, ...], Proceedings] | None = None
_folding = Lock()


def recorded() -> Proceedings:
    """The whole conference, as far as it is recorded; the same value while nothing is added.

    Raises `UnreadableEntry`.
    """
    global _joined  # noqa: PLW0603  one for the process, as the folds are
    with _folding:
        rooms = tuple(found for room in reading.rooms() if (found := _of_room(room)) is not None)
        if _joined is None or len(_joined[0]) != len(rooms) or any(map(_differ, _joined[0], rooms)):
            _joined = rooms, together(rooms)
        return _joined[1]


def _differ(one: RoomProceedings, other: RoomProceedings) -> bool:
    return one is not other


def _of_room(room: str) -> RoomProceedings | None:
    """What the newest log of `room` says; `None` if it has none."""
    log = reading.newest(room)
    if log is None:
        return None
    end = reading.end(log)
    # What fails on its way is not kept: a fold that has gone half the way does not go on.
    known = _folded.pop(room, None)
    if known is None or known.end != end:
        fold, head = _gone_on(log, known, end) or _anew(room, reading.entries(log))
        known = _Folded(end, fold, head, replace(fold.made(), digest=head.digest))
    _folded[room] = known
    return known.proceedings


def _gone_on(log: RecordedLog, known: _Folded | None, end: LogEnd) -> tuple[Fold, Head] | None:
    """The fold that is `known`, with what was added to its log, and the head; `None` if it cannot go on."""
    if known is None or known.end.epoch != end.epoch or known.end.position > end.position:
        return None
    added = reading.entries(log, known.fold.upto)
    try:
        known.fold.go_on(wire.read_entry(stored) for stored in added)
    except UndoesBefore:
        return None
    return known.fold, chain.followed(known.head, added)


def made_of(room: str, stored: Sequence[bytes]) -> RoomProceedings:
    """What these entries, the whole log of `room` or its beginning, say of it. Raises `UnreadableEntry`."""
    fold, head = _anew(room, stored)
    return replace(fold.made(), digest=head.digest)


def _anew(room: str, stored: Sequence[bytes]) -> tuple[Fold, Head]:
    fold = Fold(room)
    fold.go_on(wire.read_entry(one) for one in stored)
    return fold, chain.followed(chain.beginning(room), stored)
