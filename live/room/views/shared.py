"""What several views have in common: a room, a segment, a speaker, a clock, as screens show them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TypeAlias, TypeVar

import msgspec
from msgspec.structs import replace

from live.room.model.plan import (
    Capacity,
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
from live.room.model.reports import Message, Prepared, Report
from live.room.model.state import ListStatus, RoomState, SittingStatus, SpeakersList
from live.room.model.turns import FloorRequest, Intervention, InterventionKind, Outcome, Speaker
from live.room.outlook import forecast
from live.room.rules import groups, rundown, speakers
from live.room.rules.clock import ran_for
from live.room.rules.procedures import procedure_of, rules_of

Stamp: TypeAlias = str


def stamp(at: datetime) -> Stamp:
    """`at` as RFC 3339 in UTC with milliseconds; what was stored before instants were looked at is written, too."""
    try:
        instant = at.astimezone(UTC) if at.tzinfo not in (UTC, None) else at
    except OverflowError:
        instant = at  # At the very ends of the calendar: no zone could be told anyway.
    return f"{instant.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


class Shown(msgspec.Struct, frozen=True, omit_defaults=True):
    """Part of a view."""


class RoomShown(Shown, frozen=True):
    """`unpublished` is a room of which no programme says anything yet: then its name is its id."""

    id: str
    names: Names
    zone: str
    conference: Names
    unpublished: bool = False
    way: Names | None = None
    """How it is found from the foyer."""
    colour: str | None = None
    member: Names | None = None
    """What one who is on the register is called here; without it they are delegations."""
    members: Names | None = None
    languages: tuple[str, ...] = ()
    """Those that its screens offer; all without any."""
    rehearsal: str | None = None
    """The rehearsal that is shown, or about to be: no screen may leave it unmarked."""


class CategoryShown(Shown, frozen=True):
    """A category of this conference; without `names` a screen has its own words for it."""

    id: CategoryId
    names: Names | None = None


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


class ClockShown(Shown, frozen=True):
    """It ran for `now - runs_from`, or `paused_at - runs_from` while paused; before `runs_from` it stands at zero.

    `allotted` is left out where there is no limit; `guide` marks one that is counted up and never called over.
    """

    allotted: Seconds | None = None
    guide: bool = False
    runs_from: Stamp | None = None
    paused_at: Stamp | None = None


class SpeakerShown(Shown, frozen=True):
    names: Names
    delegation: str | None = None
    category: CategoryId | None = None
    person: str | None = None
    detail: str | None = None
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: str | None = None
    on_behalf_of_names: Names | None = None
    """What is spoken for in every language it is registered in."""
    kind: InterventionKind = InterventionKind.STATEMENT
    joint: tuple[str, ...] = ()
    """The delegations, by id, on whose behalf a joint statement is made."""
    language: str | None = None
    """What the statement is delivered in. Of those who wait only interpreters and organisers know."""
    video: bool = False
    question: int | None = None
    question_names: Names | None = None
    """Where it is short enough to stand beside a name."""
    """The published question it speaks to, from 1."""
    title: str | None = None
    """What `person` is: "Minister of the Interior"."""
    reacts_to: Names | None = None
    """Whom a reaction or question is addressed to, where that is known still."""


class InterruptedShown(Shown, frozen=True):
    """The speaker who gets the floor back, the clock standing where it stood."""

    id: str
    speaker: SpeakerShown
    clock: ClockShown | None = None


class FloorShown(Shown, frozen=True):
    id: str
    speaker: SpeakerShown
    called_at: Stamp
    clock: ClockShown | None = None
    interrupted: tuple[InterruptedShown, ...] = ()
    """Who waits for this to end: a point of order, or the Secretariat. The last of them gets the floor back first."""


class SittingShown(Shown, frozen=True):
    """A meeting that does not sit: `suspended` until later today, or `adjourned` to the next meeting."""

    status: SittingStatus
    since: Stamp | None = None
    resumes_at: Stamp | None = None


class RulesShown(Shown, frozen=True):
    """What is in order in a segment. `right_of_reply` gives the seconds of a delegation's first, second ... reply."""

    procedure: Procedure
    order: OrderPolicy
    phones_ask: bool = False
    points_of_order: bool = False
    right_of_reply: tuple[Seconds, ...] = ()
    raised_by: tuple[CategoryId, ...] = ()
    """The categories that may raise points of order from their phones."""


class MessageShown(Shown, frozen=True):
    """What is laid over a screen: a `prepared` message, which the screen says in its language, or `text`."""

    at: Stamp
    prepared: Prepared | None = None
    text: str | None = None


class QuestionShown(Shown, frozen=True):
    """A published question; `number` is from 1."""

    number: int
    names: Names


class ForecastShown(Shown, frozen=True):
    """Of the `of` who wait, `fit` will be heard before `until`; all of them at `all_fit_at` seconds each.

    Without `all_fit_at` they fit as it is, or never would. As of the last entry: what is later follows from `pace`,
    `begins_at` and `until`. The list should be closed by `close_by` if those on it are to be heard.
    """

    pace: Seconds
    begins_at: Stamp
    until: Stamp
    fit: int
    of: int
    close_by: Stamp
    all_fit_at: Seconds | None = None


class NotedShown(Shown, frozen=True):
    """The bullets under one heading; `version` is what `save_bullets` starts from."""

    bullets: tuple[str, ...] = ()
    version: int = 0
    by: str | None = None
    at: Stamp | None = None


class ReportShown(Shown, frozen=True):
    """The report on one segment. To organisers, in the words in which another room takes it over (`receive_report`)."""

    noted: dict[str, NotedShown]
    submitted_at: Stamp | None = None
    submitted_by: str | None = None
    room: str | None = None


class TurnShown(Shown, frozen=True):
    """A turn that ended. `spoke` is the time on its clock, pauses left out."""

    id: str
    speaker: SpeakerShown
    called_at: Stamp
    ended_at: Stamp
    spoke: Seconds
    outcome: Outcome
    allotted: Seconds | None = None
    called_by: str | None = None
    unlisted: bool = False


Fact = TypeVar("Fact")


Sight = TypeVar("Sight")


SILENT_PHASES = frozenset({PhaseKind.CEREMONY, PhaseKind.TALK, PhaseKind.BREAK})
"""Phases whose clock the hall never sees: nobody counts down a head of State."""


SOLEMN_PHASES = frozenset({PhaseKind.CEREMONY})
"""Those whose clock not even the podium sees."""


def room_shown(state: RoomState, room: str) -> RoomShown:
    """The room as its programme names it; one without a programme is shown by its id, `room`."""
    rehearsal = state.rehearsing.id if state.rehearsing else state.rehearsal
    if (profile := state.profile) is None:
        nowhere = {"en": ""}
        return RoomShown(room, {"en": room}, "UTC", nowhere, unpublished=True, rehearsal=rehearsal)
    settings = state.settings
    return RoomShown(
        id=profile.id,
        names=profile.names,
        zone=profile.zone,
        conference=profile.conference,
        way=profile.way or None,
        colour=profile.colour,
        member=settings.member or None,
        members=settings.members or None,
        languages=settings.languages,
        rehearsal=rehearsal,
    )


def categories_shown(state: RoomState) -> tuple[CategoryShown, ...]:
    """Those of the conference, in their order by protocol."""
    return tuple(CategoryShown(known.id, known.names or None) for known in state.settings.known_categories)


def identified(states: Sequence[RoomState], rooms: Sequence[str]) -> list[tuple[RoomState, str]]:
    """Each of `states` with its id among `rooms`; those whose programme names them need none."""
    return [(state, rooms[n] if n < len(rooms) else "") for n, state in enumerate(states)]


class GroupShown(Shown, frozen=True):
    """A registered group or process; its speakers name it by the first of `names`, or the English one."""

    names: Names
    capacity: Capacity
    chair: str | None = None


def groups_shown(state: RoomState) -> tuple[GroupShown, ...]:
    return tuple(GroupShown(group.names, group.capacity, group.chair) for group in groups.registered(state))


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


def maybe(show: Callable[[Fact], Sight], fact: Fact | None) -> Sight | None:
    """`fact` as `show` shows it, if there is one."""
    return None if fact is None else show(fact)


def here(state: RoomState) -> tuple[Segment, Phase] | tuple[None, None]:
    return rundown.current(state) or (None, None)


def upcoming_shown(state: RoomState) -> SegmentShown | None:
    return maybe(partial(segment_shown, state), rundown.upcoming(state))


def listed_segment(state: RoomState) -> Segment | None:
    """The segment whose list matters now: the running one's, else the first that was opened ahead of its start."""
    here = rundown.current(state)
    ahead = [segment for segment in state.rundown.segments if not rundown.has_ended(state, segment.id)]
    known = [segment for segment in ([here[0]] if here else []) + ahead if segment.takes_list]
    for segment in known:
        if segment.id == state.rundown.current or (segment.id in state.lists and not _is_only_planned(state, segment)):
            return segment
    return next((segment for segment in known if segment.list_opens_at and segment.id in state.lists), None)


def _is_only_planned(state: RoomState, segment: Segment) -> bool:
    """Whether nothing was done with the list of `segment` yet but by the programme, and it is not open."""
    listed = speakers.list_of(state, segment.id)
    by_plan = listed.status is ListStatus.NOT_OPEN or listed.opens_at == segment.list_opens_at
    timed = segment.list_opens_at is not None or segment.list_closes_at is not None
    not_open = status_shown(state, listed) is ListStatus.NOT_OPEN
    return timed and by_plan and not_open and not speakers.everyone_on(listed)


def floor_limit(state: RoomState, segment: Segment | None) -> Seconds | None:
    """What the next on the list of `segment` is given who has no limit of their own."""
    phase = rundown.list_phase(state, segment) if segment else None
    return speakers.limit(state, phase) if phase else None


def phase_shown(state: RoomState, phase: Phase) -> PhaseShown:
    started_at = state.rundown.phase_started_at
    return PhaseShown(id=phase.id, kind=phase.kind, names=phase.names, started_at=maybe(stamp, started_at))


def is_named(slot: SpeakerSlot) -> bool:
    """Whether it is known who will come: the public is not shown that a moderator moderates."""
    return not slot.withdrawn and slot.certainty is not Certainty.PLACEHOLDER


def slot_shown(slot: SpeakerSlot) -> SlotShown:
    speaker = speakers.slot_speaker(slot)
    return SlotShown(names=speaker.names, person=speaker.person, short=slot.short, detail=speaker.detail)


def who_shown(state: RoomState, who: FloorRequest | SpeakerSlot) -> SpeakerShown:
    """`who` as they may be named aloud: a capacity that is only claimed is not said."""
    if isinstance(who, SpeakerSlot):
        return speaker_shown(speakers.slot_speaker(who))
    shown = speaker_shown(who.speaker, who)
    return _speaking_for(state, shown, who.capacity, who.on_behalf_of) if who.verified else shown


def _speaking_for(state: RoomState, shown: SpeakerShown, capacity: Capacity, name: str | None) -> SpeakerShown:
    names = groups.in_all_languages(state, capacity, name)
    question = question_named(state, shown.question)
    return replace(shown, capacity=capacity, on_behalf_of=name, on_behalf_of_names=names, question_names=question)


def speaker_shown(speaker: Speaker, of: FloorRequest | None = None) -> SpeakerShown:
    return SpeakerShown(
        names=speaker.names,
        delegation=speaker.delegation,
        category=speaker.category,
        person=speaker.person,
        title=speaker.title,
        detail=speaker.detail,
        kind=of.kind if of else InterventionKind.STATEMENT,
        joint=of.joint if of else (),
        video=speaker.video,
        question=of.question if of else None,
    )


SHORT_QUESTION = 40
"""So short it is shown beside a speaker's name, in the place of its number: "For the motion"."""


def question_named(state: RoomState, number: int | None) -> Names | None:
    """The question of the running segment, or of that whose list is open, if it is short."""
    segment = listed_segment(state)
    if segment is None or number is None or not 1 <= number <= len(segment.questions):
        return None
    names = segment.questions[number - 1]
    return names if len(names["en"]) <= SHORT_QUESTION else None


def turn_speaker(state: RoomState, turn: Intervention) -> SpeakerShown:
    """Who has, or had, the floor in `turn`."""
    shown = speaker_shown(turn.speaker, turn.request)
    language = turn.request.language if turn.request else None
    shown = _speaking_for(state, shown, turn.capacity, turn.on_behalf_of)
    return replace(shown, kind=turn.kind, language=language)


def addressed(state: RoomState, about: str | None) -> Names | None:
    """The names of one who spoke, or sits on the podium, under the id `about`; `None` if that is nobody any more."""
    if about is None:
        return None
    turns = (*([state.floor] if state.floor else []), *reversed(state.interrupted), *reversed(state.turns))
    turn = next((known for known in turns if about in (known.id, known.answers)), None)
    if turn is not None:
        return turn.speaker.names
    segment, _ = here(state)
    slots = [slot for phase in segment.phases for slot in phase.lineup] if segment else []
    slots += [*segment.moderators, *segment.rapporteurs] if segment else []
    return next((slot_shown(slot).names for slot in slots if slot.id == about and not slot.withdrawn), None)


def floor_shown(state: RoomState, hushed: frozenset[PhaseKind] | None) -> FloorShown | None:
    """Who has the floor, with the clocks that the public may see: none in `hushed` phases. Without those, with all."""
    turn = state.floor
    if turn is None:
        return None
    _, phase = here(state)

    def clock_of(shown: Intervention) -> ClockShown | None:
        if hushed is None:
            return clock_shown(shown)
        # A clock that only counts up tells the public nothing, and hurries speakers who may take their time.
        is_public = phase is not None and shown.allotted is not None and phase.kind not in hushed
        return clock_shown(shown) if is_public else None

    return FloorShown(
        id=turn.id,
        speaker=replace(
            turn_speaker(state, turn), reacts_to=addressed(state, turn.request.about if turn.request else None)
        ),
        called_at=stamp(turn.called_at),
        clock=clock_of(turn),
        interrupted=tuple(
            InterruptedShown(waits.id, turn_speaker(state, waits), clock_of(waits)) for waits in state.interrupted
        ),
    )


def sitting_shown(state: RoomState) -> SittingShown | None:
    """Whether the meeting is suspended or adjourned; nothing while it sits."""
    sitting = state.sitting
    if sitting.status is SittingStatus.SITTING:
        return None
    return SittingShown(sitting.status, maybe(stamp, sitting.since), maybe(stamp, sitting.resumes_at))


def message_shown(message: Message) -> MessageShown:
    return MessageShown(stamp(message.at), message.prepared, message.text)


def question_shown(state: RoomState) -> QuestionShown | None:
    """The question that the room is shown, if it is."""
    segment, _ = here(state)
    number = state.shown_question
    if segment is None or number is None or number > len(segment.questions):
        return None
    return QuestionShown(number, segment.questions[number - 1])


def report_shown(report: Report) -> ReportShown:
    return ReportShown(
        noted={
            heading: NotedShown(noted.bullets, noted.version, noted.by, maybe(stamp, noted.at))
            for heading, noted in report.noted.items()
        },
        submitted_at=maybe(stamp, report.submitted_at),
        submitted_by=report.submitted_by,
        room=report.room,
    )


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


def status_shown(state: RoomState, listed: SpeakersList) -> ListStatus:
    """Whether a list takes requests, as of the last entry; its announced instants tell what follows."""
    return listed.status if state.at is None else speakers.status_at(listed, state.at)


def clock_shown(turn: Intervention) -> ClockShown:
    return ClockShown(
        allotted=turn.allotted,
        guide=turn.allotted_is_guide,
        runs_from=maybe(stamp, turn.runs_from),
        paused_at=maybe(stamp, turn.paused_at),
    )


def turn_shown(state: RoomState, turn: Intervention) -> TurnShown:
    """A turn that ended, as it is logged."""
    assert turn.ended_at is not None
    assert turn.outcome is not None
    return TurnShown(
        id=turn.id,
        speaker=turn_speaker(state, turn),
        called_at=stamp(turn.called_at),
        ended_at=stamp(turn.ended_at),
        spoke=int(ran_for(turn, turn.ended_at).total_seconds()),
        outcome=turn.outcome,
        allotted=turn.allotted,
        called_by=turn.called_by,
        unlisted=turn.unlisted,
    )


def forecast_shown(state: RoomState) -> ForecastShown | None:
    segment = listed_segment(state)
    seen = forecast.forecast(state, segment) if segment else None
    if seen is None:
        return None
    return ForecastShown(
        pace=seen.pace,
        begins_at=stamp(seen.begins_at),
        until=stamp(seen.until),
        fit=seen.fit,
        of=seen.of,
        close_by=stamp(seen.close_by),
        all_fit_at=seen.all_fit_at,
    )
