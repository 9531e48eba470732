"""What everyone may see: hall, podium, interpreters, overlay, phones, foyer.

Public views leave out what the chair would not say aloud.
"""

from collections.abc import Callable, Sequence
from functools import partial

from msgspec.structs import replace

from live.room.model.plan import Segment, SpeakerSlot
from live.room.model.reports import Target
from live.room.model.state import ListStatus, RoomState, SpeakersList
from live.room.model.turns import FloorRequest
from live.room.outlook import forecast
from live.room.rules import speakers
from live.room.views.drawing import Drawing, Report, unreported
from live.room.views.outcomes import fates_shown, others_shown
from live.room.views.parts import (
    floor_limit,
    floor_shown,
    here,
    identified,
    listed_segment,
    maybe,
    message_shown,
    phase_shown,
    question_shown,
    room_shown,
    rules_shown,
    segment_shown,
    sitting_shown,
    status_shown,
    upcoming_shown,
    who_shown,
)
from live.room.views.shown import (
    FoyerRoomShown,
    FoyerView,
    HallView,
    ListShown,
    PaceShown,
    PhoneListShown,
    PhoneView,
    PlaceShown,
    ReportOnShown,
    RoomShown,
    SpeakerShown,
    stamp,
)

NEXT_IN_HALL = 3
NEXT_FOR_INTERPRETERS = 5
NEXT_ON_PHONE = 10
NOBODY_LISTED = ListShown(status=ListStatus.NOT_OPEN, count=0, order=(), waiting={})


def hall(  # noqa: PLR0913  the screens of a hall differ in these alone
    state: RoomState,
    room: str,
    draw: Drawing,
    *,
    following: int = NEXT_IN_HALL,
    every_clock: bool = False,
    languages: bool = False,
    messages_to: Target = Target.HALL,
) -> HallView:
    """What the room sees. `every_clock` shows clocks the hall keeps silent about, for the podium alone; `languages`
    what each statement is delivered in, for the interpreters; `messages_to` whose message lies over it."""
    segment, phase = here(state)
    show = _spoken if languages else who_shown
    return HallView(
        room=room_shown(state, room),
        segment=draw.part("segment", lambda: maybe(partial(segment_shown, state), segment)),
        phase=draw.part("phase", lambda: maybe(partial(phase_shown, state), phase)),
        floor=draw.part("floor", lambda: floor_shown(state, phase, every_clock=every_clock)),
        list=draw.part("list", lambda: _list_shown(state, segment, following, show), NOBODY_LISTED),
        upcoming=draw.part("upcoming", lambda: upcoming_shown(state)),
        sitting=draw.part("sitting", lambda: sitting_shown(state)),
        message=draw.part("message", lambda: maybe(message_shown, state.messages.get(messages_to))),
        question=draw.part("question", lambda: question_shown(state)),
        report=draw.part("report", lambda: _report(state)),
        hard_end_at=draw.part("hard_end_at", lambda: maybe(stamp, forecast.hard_end(state))),
        broken=draw.broken,
    )


def _list_shown(
    state: RoomState, segment: Segment | None, following: int, show: Callable[[speakers.Next], SpeakerShown]
) -> ListShown:
    queue = speakers.queue(state)
    listed = speakers.list_of(state, segment.id) if segment else SpeakersList()
    return ListShown(
        status=status_shown(state, listed),
        count=len(queue),
        order=tuple(who.id for who in queue[:following]),
        waiting={who.id: show(who) for who in queue[:following]},
        from_lineup=bool(queue) and isinstance(queue[0], SpeakerSlot),
        opens_at=maybe(stamp, listed.opens_at),
        closes_at=maybe(stamp, listed.closes_at),
        replies=len(listed.replies),
    )


def _report(state: RoomState) -> ReportOnShown | None:
    """The report that the room was shown, or the submitted one of the rapporteur who has the floor (seed day 3)."""
    reported = state.shown_report or _reporting(state)
    report = state.reports.get(reported) if reported else None
    if reported is None or report is None or not (state.shown_report or report.submitted_at):
        return None
    names = next((segment.names for segment in state.rundown.segments if segment.id == reported), None)
    bullets = {str(heading): noted.bullets for heading, noted in report.noted.items() if noted.bullets}
    return ReportOnShown(reported, bullets, names)


def _reporting(state: RoomState) -> str | None:
    """What the podium slot that has the floor reports on."""
    here_now = here(state)[0]
    if state.floor is None or here_now is None:
        return None
    slots = (slot for phase in here_now.phases for slot in phase.lineup)
    called = state.floor.id.partition(".")[0]
    return next((slot.reports_on for slot in slots if slot.id == called), None)


def _spoken(who: FloorRequest | SpeakerSlot) -> SpeakerShown:
    return replace(who_shown(who), language=None if isinstance(who, SpeakerSlot) else who.language)


def phone(state: RoomState, room: str, draw: Drawing) -> PhoneView:
    """What every phone in the room sees."""
    segment, phase = here(state)
    segment_listed = listed_segment(state)
    concerned = segment or segment_listed
    return PhoneView(
        room=room_shown(state, room),
        segment=draw.part("segment", lambda: maybe(partial(segment_shown, state), segment)),
        phase=draw.part("phase", lambda: maybe(partial(phase_shown, state), phase)),
        floor=draw.part("floor", lambda: floor_shown(state, phase, every_clock=True)),
        list=draw.part("list", lambda: maybe(partial(_phone_list, state), segment_listed)),
        allotted=draw.part("allotted", lambda: floor_limit(state, segment_listed)),
        upcoming=draw.part("upcoming", lambda: upcoming_shown(state)),
        sitting=draw.part("sitting", lambda: sitting_shown(state)),
        rules=draw.part("rules", lambda: maybe(partial(rules_shown, state), concerned)),
        pace=draw.part("pace", lambda: _pace(state, segment_listed)),
        questions=concerned.questions if concerned else (),
        fates=draw.part("fates", lambda: fates_shown(state), {}),
        others=draw.part("others", lambda: others_shown(state, segment_listed), {}),
        broken=draw.broken,
    )


def foyer(states: list[RoomState], rooms: Sequence[str] = (), report: Report = unreported) -> FoyerView:
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
    )


def _phone_list(state: RoomState, segment: Segment) -> PhoneListShown:
    listed = speakers.list_of(state, segment.id)
    return PhoneListShown(
        segment=segment.id,
        status=status_shown(state, listed),
        count=len(listed.waiting),
        order=tuple(request.id for request in listed.waiting[:NEXT_ON_PHONE]),
        waiting=_places(listed.waiting),
        opens_at=maybe(stamp, listed.opens_at),
        closes_at=maybe(stamp, listed.closes_at),
        replies=_places(listed.replies),
        points={request.id: request.speaker.delegation or "" for request in listed.points},
    )


def _pace(state: RoomState, segment: Segment | None) -> PaceShown | None:
    """The same whoever joins: it changes with the speakers and not with those who wait."""
    pace = forecast.pace(state, segment) if segment else None
    if segment is None or pace is None:
        return None
    begins_at = forecast.next_begins_at(state, segment)
    return PaceShown(pace, stamp(forecast.floor_ends_at(segment)), maybe(stamp, begins_at))


def _places(requests: tuple[FloorRequest, ...]) -> dict[str, PlaceShown]:
    return {
        request.id: PlaceShown(
            speaker=who_shown(request), rank=rank, pending=not request.verified, ready=request.ready is True
        )
        for request, rank in zip(requests, _ranks(requests), strict=True)
    }


def _ranks(waiting: tuple[FloorRequest, ...]) -> list[float]:
    """Ascending numbers along `waiting` that stay the same when someone joins at the end or the first leaves.

    Each is the position that made the request, or just below its follower's. So one more name, or one fewer, changes
    one entry on every phone, where an array of ids would be sent anew.
    """
    ranks: list[float] = []
    follower = float("inf")
    for request in reversed(waiting):
        follower = min(float(request.id.removeprefix("r")), round(follower - 0.001, 3))
        ranks.append(follower)
    return ranks[::-1]
