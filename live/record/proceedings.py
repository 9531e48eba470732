"""The proceedings of every room, from the record. They ask the database: for threads and commands.

What was folded is kept for as long as nothing is added to the log, for a page asks again and again.
"""

from dataclasses import dataclass
from threading import Lock

from live import wire
from live.proceedings.conference import Proceedings, together
from live.proceedings.course import RoomProceedings
from live.proceedings.folding import proceedings_of
from live.record import reading
from live.store.room_log import LogEnd


@dataclass(frozen=True, slots=True)
class _Folded:
    end: LogEnd
    proceedings: RoomProceedings


_folded: dict[str, _Folded] = {}
_folding = Lock()


def recorded() -> Proceedings:
    """The whole conference, as far as it is recorded. Raises `UnreadableEntry`."""
    with _folding:
        return together([found for room in reading.rooms() if (found := _of_room(room)) is not None])


def _of_room(room: str) -> RoomProceedings | None:
    """What the newest log of `room` says; `None` if it has none."""
    log = reading.newest(room)
    if log is None:
        return None
    end = reading.end(log)
    known = _folded.get(room)
    if known is None or known.end != end:
        entries = (wire.read_entry(stored) for stored in reading.entries(log))
        known = _folded[room] = _Folded(end, proceedings_of(room, entries))
    return known.proceedings
