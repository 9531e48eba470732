"""The rundown, as those who conduct the room see it."""

from functools import partial

from live.room.model.plan import (
    Capacity,
    CategoryId,
    Certainty,
    Format,
    Names,
    Phase,
    PhaseKind,
    Seconds,
    Segment,
    SpeakerSlot,
)
from live.room.model.state import ListStatus, RoomState, SegmentStatus
from live.room.outlook import forecast
from live.room.outlook.forecast import Outlook
from live.room.rules import rundown, speakers
from live.room.views.drawing import Drawing
from live.room.views.shared import Shown, Stamp, maybe, stamp
from live.room.views.shared.lists import status_shown
from live.room.views.shared.rundown import SlotShown, slot_shown


class PlannedSlot(Shown, frozen=True):
    """A podium slot as organisers see it: with how sure it is."""

    id: str
    names: Names
    certainty: Certainty
    person: str | None = None
    short: str | None = None
    focus: str | None = None
    represents: str | None = None
    alternatives: tuple[Names, ...] = ()
    heard: bool = False
    video: bool = False
    reports_on: str | None = None
    withdrawn: bool = False


class LimitShown(Shown, frozen=True):
    """A limit for some. Without `seconds` they have none."""

    seconds: Seconds | None = None
    category: CategoryId | None = None
    capacity: Capacity | None = None


class PlannedPhase(Shown, frozen=True):
    id: str
    kind: PhaseKind
    names: Names
    lineup: tuple[PlannedSlot, ...] = ()
    serves_list: bool = False
    time_limit: Seconds | None = None
    limit_is_guide: bool = False
    process_extra: Seconds = 0
    limits: tuple[LimitShown, ...] = ()
    limit_now: Seconds | None = None
    """What the next speaker without a limit of their own is given."""
    batch: int | None = None
    reserved: Seconds | None = None


class PlannedSegment(Shown, frozen=True):
    id: str
    names: Names
    format: Format
    starts_at: Stamp
    ends_at: Stamp
    status: SegmentStatus
    phases: tuple[PlannedPhase, ...]
    hard_end: bool = False
    started_at: Stamp | None = None
    ended_at: Stamp | None = None
    expected_start: Stamp | None = None
    """When it will start as it looks now; left out once it has started."""
    expected_end: Stamp | None = None
    squeezed: Seconds = 0
    """What a fixed end will take from its printed length."""
    no_changeover: bool = False
    """It starts the minute another format ends: the room has to be seated anew in no time."""
    floor_ends_at: Stamp | None = None
    """Until when its list can be heard: what is reserved for the summary comes after."""
    list_status: ListStatus = ListStatus.NOT_OPEN
    list_count: int = 0
    takes_list: bool = False
    interpretation: tuple[str, ...] = ()
    uninterpreted_since: Stamp | None = None
    objectives: tuple[str, ...] = ()
    format_notes: tuple[str, ...] = ()
    moderators: tuple[SlotShown, ...] = ()
    questions: tuple[Names, ...] = ()
    questions_at: Stamp | None = None
    """When they are published, if they are not yet."""
    podium: tuple[PlannedSlot, ...] = ()
    """Moderators and rapporteurs as organisers see them, for `resolve_slot`."""


class RundownShown(Shown, frozen=True):
    order: tuple[str, ...]
    segments: dict[str, PlannedSegment]
    running: str | None = None
    phase: str | None = None
    phase_started_at: Stamp | None = None


NOTHING_PLANNED = RundownShown(order=(), segments={})


def rundown_shown(state: RoomState, draw: Drawing) -> RundownShown:
    outlook: dict[str, Outlook] = draw.part("rundown.outlook", lambda: forecast.outlook(state), {})
    tight = draw.part("rundown.changeovers", lambda: forecast.zero_changeovers(state), frozenset[str]())
    started_at = state.rundown.phase_started_at

    def planned(segment: Segment) -> PlannedSegment:
        return planned_segment(state, segment, outlook.get(segment.id), tight=segment.id in tight)

    segments = draw.each("rundown", ((known.id, partial(planned, known)) for known in state.rundown.segments))
    return RundownShown(
        order=tuple(segments),
        segments=segments,
        running=state.rundown.current,
        phase=state.rundown.phase,
        phase_started_at=maybe(stamp, started_at),
    )


def planned_segment(state: RoomState, segment: Segment, outlook: Outlook | None, *, tight: bool) -> PlannedSegment:
    progress = rundown.progress(state, segment.id)
    listed = speakers.list_of(state, segment.id)
    return PlannedSegment(
        id=segment.id,
        names=segment.names,
        format=segment.format,
        starts_at=stamp(segment.starts_at),
        ends_at=stamp(segment.ends_at),
        status=progress.status,
        phases=tuple(_planned_phase(state, phase) for phase in segment.phases),
        hard_end=segment.hard_end,
        started_at=maybe(stamp, progress.started_at),
        ended_at=maybe(stamp, progress.ended_at),
        expected_start=stamp(outlook.starts_at) if outlook and progress.started_at is None else None,
        expected_end=stamp(outlook.ends_at) if outlook else None,
        squeezed=outlook.squeezed if outlook else 0,
        no_changeover=tight,
        floor_ends_at=stamp(forecast.floor_ends_at(state, segment))
        if segment.takes_list and forecast.reserved(state, segment)
        else None,
        list_status=status_shown(state, listed),
        list_count=len(listed.waiting),
        takes_list=segment.takes_list,
        interpretation=segment.interpretation,
        uninterpreted_since=maybe(stamp, rundown.progress(state, segment.id).uninterpreted_since),
        objectives=segment.objectives,
        format_notes=segment.format_notes,
        moderators=tuple(slot_shown(slot) for slot in segment.moderators),
        questions=segment.questions,
        questions_at=maybe(stamp, segment.questions_at) if rundown.are_withheld(state, segment) else None,
        podium=tuple(_planned_slot(state, slot) for slot in (*segment.moderators, *segment.rapporteurs)),
    )


def _planned_slot(state: RoomState, slot: SpeakerSlot) -> PlannedSlot:
    return PlannedSlot(
        id=slot.id,
        names=slot.names,
        certainty=slot.certainty,
        person=slot.person,
        short=slot.short,
        focus=slot.focus,
        represents=slot.represents,
        alternatives=slot.alternatives,
        heard=slot.id in state.heard,
        video=slot.video,
        reports_on=slot.reports_on,
        withdrawn=slot.withdrawn,
    )


def _planned_phase(state: RoomState, phase: Phase) -> PlannedPhase:
    return PlannedPhase(
        id=phase.id,
        kind=phase.kind,
        names=phase.names,
        lineup=tuple(_planned_slot(state, slot) for slot in phase.lineup),
        serves_list=phase.serves_list,
        time_limit=phase.time_limit,
        limit_is_guide=phase.limit_is_guide,
        process_extra=phase.process_extra,
        limits=tuple(
            LimitShown(rule.seconds, rule.category, rule.capacity)
            for rule in speakers.limits(state, phase)
            if rule.category or rule.capacity
        ),
        limit_now=speakers.limit(state, phase),
        batch=state.batches.get(phase.id, phase.batch),
        reserved=phase.reserved,
    )
