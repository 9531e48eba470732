"""Lists of speakers that a programme would leave without a segment, such as when a segment comes with another id.

Nobody is lost: such a list stays with its room, and `carry_over` takes it to another. But who changes a programme
is to know of it before. How the lists are is read from the record, which needs no store and is seconds behind it.
"""

from collections.abc import Collection, Iterator

from django.db import DatabaseError

from live import wire
from live.programme.programme import Programme
from live.record import reading
from live.room.model.state import RoomState, SpeakersList
from live.room.rules import rundown
from live.room.transitions import evolve


def orphan(room: str, segment: str, listed: SpeakersList, is_room_kept: bool) -> str:
    """The sentence about a list of `room` whose `segment` the programme does not have."""
    held = {"waiting": listed.waiting, "point of order": listed.points, "right of reply": listed.replies}
    counts = ", ".join(f"{len(requests)} {kind}" for kind, requests in held.items() if requests)
    what = f"{room}: the programme does not have {segment}, on whose list there are people ({counts})"
    if not is_room_kept:
        return f"{what}: it does not have the room either; they are reached again when it has"
    return f"{what}: keep the id {segment}, or carry the list over on the control page"


def orphans(programme: Programme, rooms: Collection[str]) -> Iterator[str]:
    """A sentence for each list of `rooms` that `programme` would leave without its segment, as far as is recorded."""
    planned = {room.profile.id: room.segments for room in programme.rooms}
    for room in dict.fromkeys((*planned, *rooms)):
        state = _recorded(room)
        for segment, listed in rundown.orphaned(state, planned.get(room, ())).items():
            yield orphan(room, segment, listed, room in planned)


def _recorded(room: str) -> RoomState:
    """The room as it is recorded; as before its first entry if there is no record, or nobody can read it."""
    state = RoomState()
    try:
        log = reading.newest(room)
        stored = reading.entries(log) if log else []
    except DatabaseError:
        return state  # A programme can be checked before anything is set up.
    for entry in reading.readable(stored):
        state = evolve(state, wire.read_entry(entry))
    return state
