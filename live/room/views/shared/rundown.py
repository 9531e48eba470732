"""The rundown as screens show it: segments, phases, who is on the podium, and what is in order."""

from functools import partial

from live.room.model.plan import (
    CategoryId,
    Certainty,
    Format,
    Names,
    OrderPolicy,
    Phase,
    PhaseKind,
    Procedure,
    Seconds,
    Segment,
    SpeakerSlot,
)
from live.room.model.state import RoomState
from live.room.rules import rundown, speakers
from live.room.rules.procedures import procedure_of, rules_of
from live.room.views.shared import Shown, Stamp, maybe, stamp


class SlotShown(Shown, frozen=True):
    """Someone named by the programme, as the public may know them."""

    names: Names
    person: str | None = None
    short: str | None = None
    detail: str | None = None


class PhaseShown(Shown, frozen=True):
    id: str
    kind: PhaseKind
    names: Names
    started_at: Stamp | None = None


class SegmentShown(Shown, frozen=True):
    id: str
    names: Names
    format: Format
    starts_at: Stamp
    ends_at: Stamp
    hard_end: bool = False
    started_at: Stamp | None = None
    uninterpreted_since: Stamp | None = None
    interpretation: tuple[str, ...] = ()
    moderators: tuple[SlotShown, ...] = ()
    moved_from: Stamp | None = None
    """When it was to start, before another programme was published."""


class RulesShown(Shown, frozen=True):
    """What is in order in a segment. `right_of_reply` gives the seconds of a delegation's first, second ... reply."""

    procedure: Procedure
    order: OrderPolicy
    phones_ask: bool = False
    points_of_order: bool = False
    right_of_reply: tuple[Seconds, ...] = ()
    raised_by: tuple[CategoryId, ...] = ()
    """The categories that may raise points of order from their phones."""


class QuestionShown(Shown, frozen=True):
    """A published question; `number` is from 1."""

    number: int
    names: Names


def here(state: RoomState) -> tuple[Segment, Phase] | tuple[None, None]:
    return rundown.current(state) or (None, None)


def segment_shown(state: RoomState, segment: Segment) -> SegmentShown:
    progress = rundown.progress(state, segment.id)
    return SegmentShown(
        id=segment.id,
        names=segment.names,
        format=segment.format,
        starts_at=stamp(segment.starts_at),
        ends_at=stamp(segment.ends_at),
        hard_end=segment.hard_end,
        started_at=maybe(stamp, progress.started_at),
        uninterpreted_since=maybe(stamp, progress.uninterpreted_since),
        interpretation=() if progress.uninterpreted_since else segment.interpretation,
        moderators=tuple(slot_shown(slot) for slot in segment.moderators if is_named(slot)),
        moved_from=maybe(stamp, state.moved.get(segment.id)),
    )


def upcoming_shown(state: RoomState) -> SegmentShown | None:
    return maybe(partial(segment_shown, state), rundown.upcoming(state))


def phase_shown(state: RoomState, phase: Phase) -> PhaseShown:
    started_at = state.rundown.phase_started_at
    return PhaseShown(id=phase.id, kind=phase.kind, names=phase.names, started_at=maybe(stamp, started_at))


def is_named(slot: SpeakerSlot) -> bool:
    """Whether it is known who will come: the public is not shown that a moderator moderates."""
    return not slot.withdrawn and slot.certainty is not Certainty.PLACEHOLDER


def slot_shown(slot: SpeakerSlot) -> SlotShown:
    speaker = speakers.slot_speaker(slot)
    return SlotShown(names=speaker.names, person=speaker.person, short=slot.short, detail=speaker.detail)


def rules_shown(state: RoomState, segment: Segment) -> RulesShown:
    rules = rules_of(state, segment)
    raising = state.settings.known_categories if rules.points_of_order else ()
    return RulesShown(
        procedure=procedure_of(segment),
        order=speakers.policy_of(state, segment),
        phones_ask=rules.phones_ask,
        points_of_order=rules.points_of_order,
        right_of_reply=rules.right_of_reply,
        raised_by=tuple(known.id for known in raising if known.points_of_order),
    )


def question_shown(state: RoomState) -> QuestionShown | None:
    """The question that the room is shown, if it is."""
    segment, _ = here(state)
    number = state.shown_question
    if segment is None or number is None or number > len(segment.questions):
        return None
    return QuestionShown(number, segment.questions[number - 1])
