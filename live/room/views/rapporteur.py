"""What a rapporteur sees."""

from functools import partial

from msgspec.structs import replace

from live.room.model.plan import Format, Names
from live.room.model.reports import Report
from live.room.model.state import RoomState
from live.room.model.turns import Intervention, Outcome
from live.room.views.drawing import Drawing
from live.room.views.shared import Shown, maybe
from live.room.views.shared.floor import FloorShown, TurnShown, floor_shown, turn_shown
from live.room.views.shared.reports import ReportShown, report_shown
from live.room.views.shared.rooms import RoomShown, room_shown
from live.room.views.shared.rundown import PhaseShown, SegmentShown, here, phase_shown, segment_shown


class RapporteurView(Shown, frozen=True):
    """What a rapporteur writes, and what was said: the turns of the running segment, by number."""

    room: RoomShown
    order: tuple[str, ...]
    names: dict[str, Names]
    """The segments one may report on, in the order of `order`."""
    reports: dict[str, ReportShown]
    segment: SegmentShown | None = None
    phase: PhaseShown | None = None
    floor: FloorShown | None = None
    questions: tuple[Names, ...] = ()
    turns: dict[str, TurnShown] = {}
    broken: tuple[str, ...] = ()
    """What could not be drawn, by name, and is left out."""


def rapporteur_view(state: RoomState, room: str, draw: Drawing) -> RapporteurView:
    """What a rapporteur sees: the form, and a log of who was heard. Absences and who called are not their business."""
    segment, phase = here(state)
    mine = [known for known in state.rundown.segments if known.format is Format.BREAKOUT or known.id in state.reports]
    said = [
        (str(number), partial(_said, state, turn))
        for number, turn in enumerate(state.turns)
        if segment and turn.segment == segment.id and turn.outcome is Outcome.SPOKE
    ]
    reports = ((known.id, state.reports.get(known.id, Report())) for known in mine)
    drawn = draw.each("reports", ((name, partial(report_shown, report)) for name, report in reports))
    return RapporteurView(
        room=room_shown(state, room),
        order=tuple(known.id for known in mine if known.id in drawn),
        names={known.id: known.names for known in mine},
        reports=drawn,
        segment=draw.part("segment", lambda: maybe(partial(segment_shown, state), segment)),
        phase=draw.part("phase", lambda: maybe(partial(phase_shown, state), phase)),
        floor=draw.part("floor", lambda: floor_shown(state, None)),
        questions=segment.questions if segment else (),
        turns=draw.each("turns", said),
        broken=draw.broken,
    )


def _said(state: RoomState, turn: Intervention) -> TurnShown:
    return replace(turn_shown(state, turn), called_by=None, unlisted=False)
