"""What everyone may know of the programme of a room: printed times, and what has come of them."""

from live.room.model.plan import Format, Names
from live.room.model.state import RoomState, SegmentStatus
from live.room.outlook.forecast import Outlook, outlook
from live.room.rules import rundown
from live.room.views.drawing import Drawing, FaultReport, unreported
from live.room.views.shared import Shown, Stamp, maybe, stamp
from live.room.views.shared.rooms import RoomShown, room_shown


class TimetableSegment(Shown, frozen=True):
    """A segment by the programme in force. `expected_start` is told only where it is another than the printed one,
    `moved_from` where an earlier version printed another.
    """

    id: str
    names: Names
    format: Format
    starts_at: Stamp
    ends_at: Stamp
    status: SegmentStatus
    expected_start: Stamp | None = None
    started_at: Stamp | None = None
    moved_from: Stamp | None = None
    list_opens_at: Stamp | None = None
    list_closes_at: Stamp | None = None


class TimetableShown(Shown, frozen=True):
    room: RoomShown
    segments: tuple[TimetableSegment, ...]


LATE_SECONDS = 120
"""A shift smaller than this is no change worth telling."""


def timetable(state: RoomState, room: str, report: FaultReport = unreported) -> TimetableShown:
    """The programme of the room as its public may know it; `room` is its id, should it have none yet."""
    draw = Drawing(report)
    expected: dict[str, Outlook] = draw.part("outlook", lambda: outlook(state), {})
    shown = []
    for segment in state.rundown.segments:
        progress = rundown.progress(state, segment.id)
        starts_at = expected[segment.id].starts_at if segment.id in expected else segment.starts_at
        moved = abs((starts_at - segment.starts_at).total_seconds()) > LATE_SECONDS
        shown.append(
            TimetableSegment(
                id=segment.id,
                names=segment.names,
                format=segment.format,
                starts_at=stamp(segment.starts_at),
                ends_at=stamp(segment.ends_at),
                status=progress.status,
                expected_start=stamp(starts_at) if moved and progress.status is SegmentStatus.PLANNED else None,
                started_at=maybe(stamp, progress.started_at),
                moved_from=maybe(stamp, state.moved.get(segment.id)),
                list_opens_at=maybe(stamp, segment.list_opens_at),
                list_closes_at=maybe(stamp, segment.list_closes_at),
            )
        )
    return TimetableShown(room_shown(state, room), tuple(shown))
