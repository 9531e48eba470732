"""All rooms side by side, for those who conduct them; and who is to be in two of them at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial

from live.room.model.state import ListStatus, RoomState, SpeakersList
from live.room.outlook import forecast
from live.room.outlook.forecast import Outlook
from live.room.rules import rundown, speakers
from live.room.views.drawing import Drawing, FaultReport, unreported
from live.room.views.shared import Fact, Shown, Stamp, maybe, stamp
from live.room.views.shared.floor import FloorShown, floor_shown
from live.room.views.shared.lists import ForecastShown, forecast_shown, listed_segment, status_shown
from live.room.views.shared.rooms import RoomShown, SittingShown, identified, room_shown, sitting_shown
from live.room.views.shared.rundown import PhaseShown, SegmentShown, here, phase_shown, segment_shown, upcoming_shown


class OverviewRoomShown(Shown, frozen=True):
    """A room as the secretariat sees it beside the others."""

    room: RoomShown
    list_status: ListStatus
    list_count: int
    segment: SegmentShown | None = None
    phase: PhaseShown | None = None
    floor: FloorShown | None = None
    upcoming: SegmentShown | None = None
    sitting: SittingShown | None = None
    forecast: ForecastShown | None = None
    expected_end: Stamp | None = None
    upcoming_start: Stamp | None = None
    """When what comes next will start as it looks now, with the rooms that people come from."""
    reports: dict[str, bool] = {}
    """Segments on which something was written, and whether it was submitted."""


class ClashShown(Shown, frozen=True):
    """Somebody who is to speak in two rooms within minutes: the request in each, by room."""

    by: str
    delegation: str
    requests: dict[str, str]


class OverviewView(Shown, frozen=True):
    """All rooms, for those who conduct them."""

    order: tuple[str, ...]
    rooms: dict[str, OverviewRoomShown]
    clashes: tuple[ClashShown, ...] = ()
    broken: tuple[str, ...] = ()
    """What could not be drawn, by name, and is left out."""


SOON = 5
"""One of the next five should be on their way."""


def overview_view(states: list[RoomState], rooms: Sequence[str] = (), report: FaultReport = unreported) -> OverviewView:
    """What the secretariat sees of `states`, in their order; `rooms` are their ids, for those without a programme.

    Rooms that start when another ends wait for its people.
    """
    draw = Drawing(report)
    shown = [(state, room_shown(state, room)) for state, room in identified(states, rooms)]
    alone = [_outlook(state, room, draw) for state, room in shown]
    ends: dict[datetime, datetime] = {}
    for state, outlook in zip(states, alone, strict=True):
        for segment in state.rundown.segments:
            if segment.id in outlook:
                printed, expected = segment.ends_at, outlook[segment.id].ends_at
                ends[printed] = max(expected, ends.get(printed, expected))
    drawn = {room.id: _room(state, room, _outlook(state, room, draw, ends.items()), draw) for state, room in shown}
    met = draw.part("clashes", lambda: clashes(states)) or ()
    return OverviewView(order=tuple(drawn), rooms=drawn, clashes=met, broken=draw.broken)


def _outlook(
    state: RoomState, room: RoomShown, draw: Drawing, elsewhere: Iterable[tuple[datetime, datetime]] = ()
) -> dict[str, Outlook]:
    return draw.part(f"{room.id}.outlook", lambda: forecast.outlook(state, elsewhere), {})


def _room(state: RoomState, room: RoomShown, outlook: dict[str, Outlook], draw: Drawing) -> OverviewRoomShown:
    segment, phase = here(state)
    listed = listed_segment(state)
    upcoming = rundown.upcoming(state)
    speakers_list = speakers.list_of(state, listed.id) if listed else SpeakersList()

    def part(name: str, show: Callable[[], Fact], instead: Fact) -> Fact:
        return draw.part(f"{room.id}.{name}", show, instead)

    return OverviewRoomShown(
        room=room,
        list_status=part("list", lambda: status_shown(state, speakers_list), ListStatus.NOT_OPEN),
        list_count=len(speakers_list.waiting),
        segment=part("segment", lambda: maybe(partial(segment_shown, state), segment), None),
        phase=part("phase", lambda: maybe(partial(phase_shown, state), phase), None),
        floor=part("floor", lambda: floor_shown(state, None), None),
        upcoming=part("upcoming", lambda: upcoming_shown(state), None),
        sitting=part("sitting", lambda: sitting_shown(state), None),
        forecast=part("forecast", lambda: forecast_shown(state), None),
        expected_end=stamp(outlook[segment.id].ends_at) if segment and segment.id in outlook else None,
        upcoming_start=stamp(outlook[upcoming.id].starts_at) if upcoming and upcoming.id in outlook else None,
        reports={name: report.submitted_at is not None for name, report in state.reports.items()},
    )


def clashes(states: list[RoomState]) -> tuple[ClashShown, ...]:
    """Persons who have the floor or are among the next five in more than one room: warned of, never blocked."""
    wanted: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for state in states:
        segment, _ = here(state)
        if segment is None or state.profile is None:
            continue
        called = [state.floor.request] if state.floor and state.floor.request else []
        for request in (*called, *speakers.list_of(state, segment.id).waiting[:SOON]):
            if not request.from_desk and request.speaker.delegation:
                wanted[request.requested_by, request.speaker.delegation].setdefault(state.profile.id, request.id)
    return tuple(
        ClashShown(by, delegation, requests)
        for (by, delegation), requests in sorted(wanted.items())
        if len(requests) > 1
    )
