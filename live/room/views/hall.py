"""What everyone in the room sees on its walls: hall, podium, overlay, interpreters."""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from live.room.model.plan import Names, Phase, PhaseKind, Segment, SpeakerSlot
from live.room.model.reports import Heading, Target
from live.room.model.state import ListStatus, RoomState, SpeakersList
from live.room.model.turns import FloorRequest
from live.room.outlook import forecast
from live.room.rules import speakers
from live.room.views.drawing import Drawing
from live.room.views.shared import Shown, Stamp, maybe, stamp
from live.room.views.shared.floor import SILENT_PHASES, FloorShown, SpeakerShown, floor_shown, who_shown
from live.room.views.shared.lists import status_shown
from live.room.views.shared.rooms import MessageShown, RoomShown, SittingShown, message_shown, room_shown, sitting_shown
from live.room.views.shared.rundown import (
    PhaseShown,
    QuestionShown,
    SegmentShown,
    SlotShown,
    here,
    is_named,
    phase_shown,
    question_shown,
    segment_shown,
    slot_shown,
    upcoming_shown,
)


class ReportOnShown(Shown, frozen=True):
    """A report as the room sees it, on the segment called `names` if that is one of this room.

    It is turned to `heading`. `aside` says that the speaker does not report: they are shown beside it.
    """

    segment: str
    bullets: dict[str, tuple[str, ...]]
    names: Names | None = None
    heading: Heading | None = None
    aside: bool = False


class ListShown(Shown, frozen=True):
    """Who comes next: `order` holds the first few, `count` says how many there are in all."""

    status: ListStatus
    count: int
    order: tuple[str, ...]
    waiting: dict[str, SpeakerShown]
    from_lineup: bool = False
    opens_at: Stamp | None = None
    closes_at: Stamp | None = None
    replies: int = 0


class HallView(Shown, frozen=True):
    """Public: who speaks, how long they have, who comes next. Podium, interpreters and overlay read the same."""

    room: RoomShown
    list: ListShown
    segment: SegmentShown | None = None
    phase: PhaseShown | None = None
    floor: FloorShown | None = None
    upcoming: SegmentShown | None = None
    sitting: SittingShown | None = None
    message: MessageShown | None = None
    question: QuestionShown | None = None
    report: ReportOnShown | None = None
    panel: tuple[SlotShown, ...] = ()
    """Who sits on the podium, while they discuss among themselves."""
    hard_end_at: Stamp | None = None
    """The next end that cannot be overrun: the interpreters leave, or other rooms start."""
    broken: tuple[str, ...] = ()
    """What could not be drawn, by name, and is left out."""


NEXT_IN_HALL = 3


NEXT_FOR_INTERPRETERS = 5


NOBODY_LISTED = ListShown(status=ListStatus.NOT_OPEN, count=0, order=(), waiting={})


def hall_view(  # noqa: PLR0913  the screens of a hall differ in these alone
    state: RoomState,
    room: str,
    draw: Drawing,
    *,
    following: int = NEXT_IN_HALL,
    hushed: frozenset[PhaseKind] = SILENT_PHASES,
    languages: bool = False,
    messages_to: Target = Target.HALL,
) -> HallView:
    """What the room sees. `hushed` are the phases whose clocks it does not see: the podium sees most; `languages`
    what each statement is delivered in, for the interpreters; `messages_to` whose message lies over it."""
    segment, phase = here(state)
    show = partial(_spoken if languages else who_shown, state)
    return HallView(
        room=room_shown(state, room),
        segment=draw.part("segment", lambda: maybe(partial(segment_shown, state), segment)),
        phase=draw.part("phase", lambda: maybe(partial(phase_shown, state), phase)),
        floor=draw.part("floor", lambda: floor_shown(state, hushed)),
        list=draw.part("list", lambda: _list_shown(state, segment, following, show), NOBODY_LISTED),
        upcoming=draw.part("upcoming", lambda: upcoming_shown(state)),
        sitting=draw.part("sitting", lambda: sitting_shown(state)),
        message=draw.part("message", lambda: maybe(message_shown, state.messages.get(messages_to))),
        question=draw.part("question", lambda: question_shown(state)),
        report=draw.part("report", lambda: _report(state)),
        panel=draw.part("panel", lambda: _panel(segment, phase), ()),
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
    if reported is None:
        return None
    report = state.reports.get(reported)
    if report is None or not (state.shown_report or report.submitted_at):
        return None
    names = next((segment.names for segment in state.rundown.segments if segment.id == reported), None)
    bullets = {str(heading): noted.bullets for heading, noted in report.noted.items() if noted.bullets}
    turned = state.shown_heading if state.shown_report else None
    first = next((heading for heading in Heading if heading in bullets), None)
    aside = state.floor is not None and _reporting(state) != reported
    return ReportOnShown(reported, bullets, names, turned if turned in bullets else first, aside)


def _panel(segment: Segment | None, phase: Phase | None) -> tuple[SlotShown, ...]:
    """The podium's speakers during a discussion among them; a place that has no name yet is left out."""
    if segment is None or phase is None or phase.kind is not PhaseKind.DISCUSSION:
        return ()
    seated = (slot for known in segment.phases if known.kind is PhaseKind.OPENINGS for slot in known.lineup)
    return tuple(slot_shown(slot) for slot in seated if is_named(slot))


def _reporting(state: RoomState) -> str | None:
    """What the podium slot that has the floor reports on."""
    here_now = here(state)[0]
    if state.floor is None or here_now is None:
        return None
    slots = (slot for phase in here_now.phases for slot in phase.lineup)
    called = state.floor.id.partition(".")[0]
    return next((slot.reports_on for slot in slots if slot.id == called), None)


def _spoken(state: RoomState, who: FloorRequest | SpeakerSlot) -> SpeakerShown:
    return replace(who_shown(state, who), language=None if isinstance(who, SpeakerSlot) else who.language)
