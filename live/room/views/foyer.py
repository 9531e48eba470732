"""What is shown outside: every room, now and next."""

from collections.abc import Sequence
from functools import partial

from live.room.model.state import RoomState
from live.room.views.drawing import Drawing, FaultReport, unreported
from live.room.views.shared import Shown, maybe
from live.room.views.shared.rooms import RoomShown, SittingShown, identified, room_shown, sitting_shown
from live.room.views.shared.rundown import PhaseShown, SegmentShown, here, phase_shown, segment_shown, upcoming_shown


class FoyerRoomShown(Shown, frozen=True):
    """A room on the foyer's screen: what runs, what comes; no queue and no speaker's time."""

    room: RoomShown
    segment: SegmentShown | None = None
    phase: PhaseShown | None = None
    upcoming: SegmentShown | None = None
    sitting: SittingShown | None = None


class FoyerView(Shown, frozen=True):
    """All rooms, for those who look for their way."""

    order: tuple[str, ...]
    rooms: dict[str, FoyerRoomShown]
    broken: tuple[str, ...] = ()
    """What could not be drawn, by name, and is left out."""


def foyer_view(states: list[RoomState], rooms: Sequence[str] = (), report: FaultReport = unreported) -> FoyerView:
    """What the foyer sees of `states`, in their order; `rooms` are their ids, for those without a programme."""
    draw = Drawing(report)
    shown = {}
    for state, room in identified(states, rooms):
        drawn = _foyer_room(state, room_shown(state, room), draw)
        shown[drawn.room.id] = drawn
    return FoyerView(order=tuple(shown), rooms=shown, broken=draw.broken)


def _foyer_room(state: RoomState, room: RoomShown, draw: Drawing) -> FoyerRoomShown:
    segment, phase = here(state)
    return FoyerRoomShown(
        room=room,
        segment=draw.part(f"{room.id}.segment", lambda: maybe(partial(segment_shown, state), segment)),
        phase=draw.part(f"{room.id}.phase", lambda: maybe(partial(phase_shown, state), phase)),
        upcoming=draw.part(f"{room.id}.upcoming", lambda: upcoming_shown(state)),
        sitting=draw.part(f"{room.id}.sitting", lambda: sitting_shown(state)),
    )
