"""What is shown of the record while the meeting runs: to précis-writers, and to everyone where it is published."""

from functools import partial

from msgspec.structs import replace

from live.room.model.plan import Names, Segment
from live.room.model.state import RoomState
from live.room.model.turns import Intervention, Outcome
from live.room.views.drawing import Drawing
from live.room.views.shared import Shown, maybe
from live.room.views.shared.floor import SILENT_PHASES, FloorShown, TurnShown, floor_shown, turn_shown
from live.room.views.shared.rooms import RoomShown, room_shown
from live.room.views.shared.rundown import PhaseShown, SegmentShown, here, phase_shown, segment_shown


class ProceedingsView(Shown, frozen=True):
    """Who spoke in the segment that runs, by number, and who speaks now. Where none runs, in the one that ran last.

    `of` names that segment. Absences, who called whom and who was on no list are the secretariat's.
    """

    room: RoomShown
    of: Names | None = None
    segment: SegmentShown | None = None
    phase: PhaseShown | None = None
    floor: FloorShown | None = None
    turns: dict[str, TurnShown] = {}
    broken: tuple[str, ...] = ()
    """What could not be drawn, by name, and is left out."""


def proceedings_view(state: RoomState, room: str, draw: Drawing) -> ProceedingsView:
    """What is said aloud, as it is said."""
    segment, phase = here(state)
    of = segment or _latest(state)
    said = [
        (str(number), partial(_said, state, turn))
        for number, turn in enumerate(state.turns)
        if of and turn.segment == of.id and turn.outcome is Outcome.SPOKE
    ]
    return ProceedingsView(
        room=room_shown(state, room),
        of=of.names if of else None,
        segment=draw.part("segment", lambda: maybe(partial(segment_shown, state), segment)),
        phase=draw.part("phase", lambda: maybe(partial(phase_shown, state), phase)),
        floor=draw.part("floor", lambda: floor_shown(state, SILENT_PHASES)),
        turns=draw.each("turns", said),
        broken=draw.broken,
    )


def _latest(state: RoomState) -> Segment | None:
    last = state.turns[-1].segment if state.turns else None
    return next((known for known in state.rundown.segments if known.id == last), None)


def _said(state: RoomState, turn: Intervention) -> TurnShown:
    return replace(turn_shown(state, turn), called_by=None, unlisted=False)
