"""What each kind of screen is shown. Public views leave out what the chair would not say aloud.

A fact that is not there is left out of the JSON, so that a merge patch (RFC 7396) can take it away with `null`. What a
reader has to look up one by one is kept as `{id: entry}` beside an `order` of ids. Instants are RFC 3339 text in UTC
with milliseconds; durations are whole seconds.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeAlias, TypeVar

import msgspec

from live.room import rundown, speakers
from live.room.authority import View
from live.room.state import (
    Capacity,
    Category,
    Certainty,
    FloorRequest,
    Format,
    Intervention,
    ListStatus,
    Names,
    Phase,
    PhaseKind,
    RoomState,
    Seconds,
    Segment,
    SegmentStatus,
    Speaker,
    SpeakerSlot,
)

Stamp: TypeAlias = str
Fact = TypeVar("Fact")
Sight = TypeVar("Sight")

NEXT_IN_HALL = 3
NEXT_FOR_INTERPRETERS = 5
NEXT_ON_PHONE = 10
SILENT_PHASES = frozenset({PhaseKind.CEREMONY, PhaseKind.TALK, PhaseKind.BREAK})
"""Phases whose clock the hall never sees: nobody counts down a head of State."""


def stamp(at: datetime) -> Stamp:
    """`at` as RFC 3339 in UTC with milliseconds."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


class Shown(msgspec.Struct, frozen=True, omit_defaults=True):
    """Part of a view."""


class RoomShown(Shown, frozen=True):
    id: str
    names: Names
    zone: str
    conference: Names


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
    interpretation: tuple[str, ...] = ()
    moderators: tuple[SlotShown, ...] = ()


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
    category: Category | None = None
    person: str | None = None
    detail: str | None = None
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: str | None = None


class FloorShown(Shown, frozen=True):
    id: str
    speaker: SpeakerShown
    called_at: Stamp
    clock: ClockShown | None = None


class ListShown(Shown, frozen=True):
    """Who comes next: `order` holds the first few, `count` says how many there are in all."""

    status: ListStatus
    count: int
    order: tuple[str, ...]
    waiting: dict[str, SpeakerShown]
    from_lineup: bool = False


class HallView(Shown, frozen=True):
    """Public: who speaks, how long they have, who comes next. Podium, interpreters and overlay read the same."""

    room: RoomShown
    list: ListShown
    segment: SegmentShown | None = None
    phase: PhaseShown | None = None
    floor: FloorShown | None = None
    upcoming: SegmentShown | None = None


class PlaceShown(Shown, frozen=True):
    """A request on the phones' list. A lower `rank` is called earlier; ranks need not be whole or follow closely."""

    speaker: SpeakerShown
    rank: float


class PhoneListShown(Shown, frozen=True):
    """The list of one segment. `order` names the first ten; a place further back is the number of lower ranks."""

    segment: str
    status: ListStatus
    count: int
    order: tuple[str, ...]
    waiting: dict[str, PlaceShown]


class PhoneView(Shown, frozen=True):
    """The same for every phone of a room; whose place is whose the phone works out from its delegation."""

    room: RoomShown
    segment: SegmentShown | None = None
    phase: PhaseShown | None = None
    floor: FloorShown | None = None
    list: PhoneListShown | None = None
    allotted: Seconds | None = None
    upcoming: SegmentShown | None = None


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


class PlannedPhase(Shown, frozen=True):
    id: str
    kind: PhaseKind
    names: Names
    lineup: tuple[PlannedSlot, ...] = ()
    serves_list: bool = False
    time_limit: Seconds | None = None
    limit_is_guide: bool = False
    process_extra: Seconds = 0


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
    list_status: ListStatus = ListStatus.NOT_OPEN
    list_count: int = 0
    takes_list: bool = False
    objectives: tuple[str, ...] = ()
    format_notes: tuple[str, ...] = ()
    moderators: tuple[SlotShown, ...] = ()


class RequestShown(Shown, frozen=True):
    """A request with what only organisers may know."""

    speaker: SpeakerShown
    requested_at: Stamp
    requested_by: str
    from_desk: bool = False


class ControlListShown(Shown, frozen=True):
    segment: str
    status: ListStatus
    order: tuple[str, ...]
    waiting: dict[str, RequestShown]


class RundownShown(Shown, frozen=True):
    order: tuple[str, ...]
    segments: dict[str, PlannedSegment]
    running: str | None = None
    phase: str | None = None
    phase_started_at: Stamp | None = None


class NextShown(Shown, frozen=True):
    """Who would be called now; its `id` is what `call_next_speaker` expects."""

    id: str
    speaker: SpeakerShown
    allotted: Seconds | None = None


class ControlView(Shown, frozen=True):
    """All that those who conduct the room may know of it."""

    room: RoomShown
    rundown: RundownShown
    list: ControlListShown | None = None
    next: NextShown | None = None
    floor: FloorShown | None = None
    version: str | None = None


class FoyerRoomShown(Shown, frozen=True):
    """A room on the foyer's screen: what runs, what comes; no queue and no speaker's time."""

    room: RoomShown
    segment: SegmentShown | None = None
    phase: PhaseShown | None = None
    upcoming: SegmentShown | None = None


class FoyerView(Shown, frozen=True):
    """All rooms, for whoever is finding their way."""

    order: tuple[str, ...]
    rooms: dict[str, FoyerRoomShown]


AnyView: TypeAlias = HallView | PhoneView | ControlView


def render(view: View, state: RoomState) -> AnyView:
    """`state` as `view` shows it. The room must have a programme."""
    match view:
        case View.PHONE:
            return phone(state)
        case View.CONTROL | View.RAPPORTEUR:
            return control(state)
        case View.INTERPRETERS:
            return hall(state, following=NEXT_FOR_INTERPRETERS, every_clock=True)
        case View.PODIUM:
            return hall(state, every_clock=True)
        case View.HALL | View.OVERLAY:
            return hall(state)


def hall(state: RoomState, *, following: int = NEXT_IN_HALL, every_clock: bool = False) -> HallView:
    """What the room sees. `every_clock` shows clocks the hall keeps silent about, for the podium alone."""
    segment, phase = _here(state)
    queue = speakers.queue(state)
    return HallView(
        room=room_shown(state),
        segment=_maybe(partial(segment_shown, state), segment),
        phase=_maybe(partial(_phase_shown, state), phase),
        floor=_floor_shown(state, phase, every_clock=every_clock),
        list=ListShown(
            status=speakers.list_of(state, segment.id).status if segment else ListStatus.NOT_OPEN,
            count=len(queue),
            order=tuple(who.id for who in queue[:following]),
            waiting={who.id: _speaker_shown(who) for who in queue[:following]},
            from_lineup=bool(queue) and isinstance(queue[0], SpeakerSlot),
        ),
        upcoming=_upcoming_shown(state),
    )


def phone(state: RoomState) -> PhoneView:
    """What every phone in the room sees."""
    segment, phase = _here(state)
    listed = _listed(state)
    return PhoneView(
        room=room_shown(state),
        segment=_maybe(partial(segment_shown, state), segment),
        phase=_maybe(partial(_phase_shown, state), phase),
        floor=_floor_shown(state, phase, every_clock=True),
        list=_maybe(partial(_phone_list, state), listed),
        allotted=_floor_limit(listed),
        upcoming=_upcoming_shown(state),
    )


def control(state: RoomState) -> ControlView:
    """What those who conduct the room see."""
    return ControlView(
        room=room_shown(state),
        rundown=_rundown_shown(state),
        list=_maybe(partial(_control_list, state), _listed(state)),
        next=_next_shown(state),
        floor=_floor_shown(state, None, every_clock=True),
        version=state.version,
    )


def foyer(states: list[RoomState]) -> FoyerView:
    """What the foyer sees of `states`, in their order."""
    shown = {}
    for state in states:
        segment, phase = _here(state)
        room = room_shown(state)
        shown[room.id] = FoyerRoomShown(
            room=room,
            segment=_maybe(partial(segment_shown, state), segment),
            phase=_maybe(partial(_phase_shown, state), phase),
            upcoming=_upcoming_shown(state),
        )
    return FoyerView(order=tuple(shown), rooms=shown)


def room_shown(state: RoomState) -> RoomShown:
    assert state.profile is not None, "a room without a programme has no view"
    profile = state.profile
    return RoomShown(id=profile.id, names=profile.names, zone=profile.zone, conference=profile.conference)


def segment_shown(state: RoomState, segment: Segment) -> SegmentShown:
    started_at = rundown.progress(state, segment.id).started_at
    return SegmentShown(
        id=segment.id,
        names=segment.names,
        format=segment.format,
        starts_at=stamp(segment.starts_at),
        ends_at=stamp(segment.ends_at),
        hard_end=segment.hard_end,
        started_at=_maybe(stamp, started_at),
        interpretation=segment.interpretation,
        moderators=tuple(_slot_shown(slot) for slot in segment.moderators),
    )


def _maybe(show: Callable[[Fact], Sight], fact: Fact | None) -> Sight | None:
    """`fact` as `show` shows it, if there is one."""
    return None if fact is None else show(fact)


def _here(state: RoomState) -> tuple[Segment, Phase] | tuple[None, None]:
    return rundown.current(state) or (None, None)


def _upcoming_shown(state: RoomState) -> SegmentShown | None:
    return _maybe(partial(segment_shown, state), rundown.upcoming(state))


def _listed(state: RoomState) -> Segment | None:
    """The segment whose list matters now: the running one's, else the first that was opened ahead of its start."""
    here = rundown.current(state)
    ahead = [segment for segment in state.rundown.segments if not rundown.has_ended(state, segment.id)]
    for segment in ([here[0]] if here else []) + ahead:
        if any(phase.serves_list for phase in segment.phases) and (
            segment.id == state.rundown.current or segment.id in state.lists
        ):
            return segment
    return None


def _floor_limit(segment: Segment | None) -> Seconds | None:
    serving = [phase for phase in segment.phases if phase.serves_list] if segment else []
    return serving[0].time_limit if serving else None


def _phase_shown(state: RoomState, phase: Phase) -> PhaseShown:
    started_at = state.rundown.phase_started_at
    return PhaseShown(id=phase.id, kind=phase.kind, names=phase.names, started_at=_maybe(stamp, started_at))


def _slot_shown(slot: SpeakerSlot) -> SlotShown:
    speaker = speakers.slot_speaker(slot)
    return SlotShown(names=speaker.names, person=speaker.person, short=slot.short, detail=speaker.detail)


def _speaker_shown(who: FloorRequest | SpeakerSlot) -> SpeakerShown:
    if isinstance(who, SpeakerSlot):
        return _shown(speakers.slot_speaker(who), Capacity.NATIONAL, None)
    return _shown(who.speaker, who.capacity, who.on_behalf_of)


def _shown(speaker: Speaker, capacity: Capacity, on_behalf_of: str | None) -> SpeakerShown:
    return SpeakerShown(
        names=speaker.names,
        delegation=speaker.delegation,
        category=speaker.category,
        person=speaker.person,
        detail=speaker.detail,
        capacity=capacity,
        on_behalf_of=on_behalf_of,
    )


def _floor_shown(state: RoomState, phase: Phase | None, *, every_clock: bool) -> FloorShown | None:
    turn = state.floor
    if turn is None:
        return None
    silent = phase is not None and phase.kind in SILENT_PHASES and not every_clock
    return FloorShown(
        id=turn.id,
        speaker=_shown(turn.speaker, turn.capacity, turn.on_behalf_of),
        called_at=stamp(turn.called_at),
        clock=None if silent else _clock_shown(turn),
    )


def _clock_shown(turn: Intervention) -> ClockShown:
    return ClockShown(
        allotted=turn.allotted,
        guide=turn.allotted_is_guide,
        runs_from=_maybe(stamp, turn.runs_from),
        paused_at=_maybe(stamp, turn.paused_at),
    )


def _phone_list(state: RoomState, segment: Segment) -> PhoneListShown:
    listed = speakers.list_of(state, segment.id)
    ranks = _ranks(listed.waiting)
    return PhoneListShown(
        segment=segment.id,
        status=listed.status,
        count=len(listed.waiting),
        order=tuple(request.id for request in listed.waiting[:NEXT_ON_PHONE]),
        waiting={
            request.id: PlaceShown(_speaker_shown(request), rank)
            for request, rank in zip(listed.waiting, ranks, strict=True)
        },
    )


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


def _control_list(state: RoomState, segment: Segment) -> ControlListShown:
    listed = speakers.list_of(state, segment.id)
    return ControlListShown(
        segment=segment.id,
        status=listed.status,
        order=tuple(request.id for request in listed.waiting),
        waiting={request.id: _request_shown(request) for request in listed.waiting},
    )


def _next_shown(state: RoomState) -> NextShown | None:
    _, phase = _here(state)
    queue = speakers.queue(state)
    if not queue or phase is None:
        return None
    return NextShown(queue[0].id, _speaker_shown(queue[0]), speakers.allotted(queue[0], phase))


def _request_shown(request: FloorRequest) -> RequestShown:
    return RequestShown(
        speaker=_speaker_shown(request),
        requested_at=stamp(request.requested_at),
        requested_by=request.requested_by,
        from_desk=request.from_desk,
    )


def _rundown_shown(state: RoomState) -> RundownShown:
    segments = state.rundown.segments
    started_at = state.rundown.phase_started_at
    return RundownShown(
        order=tuple(segment.id for segment in segments),
        segments={segment.id: _planned_segment(state, segment) for segment in segments},
        running=state.rundown.current,
        phase=state.rundown.phase,
        phase_started_at=_maybe(stamp, started_at),
    )


def _planned_segment(state: RoomState, segment: Segment) -> PlannedSegment:
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
        started_at=_maybe(stamp, progress.started_at),
        ended_at=_maybe(stamp, progress.ended_at),
        list_status=listed.status,
        list_count=len(listed.waiting),
        takes_list=any(phase.serves_list for phase in segment.phases),
        objectives=segment.objectives,
        format_notes=segment.format_notes,
        moderators=tuple(_slot_shown(slot) for slot in segment.moderators),
    )


def _planned_phase(state: RoomState, phase: Phase) -> PlannedPhase:
    return PlannedPhase(
        id=phase.id,
        kind=phase.kind,
        names=phase.names,
        lineup=tuple(
            PlannedSlot(
                id=slot.id,
                names=slot.names,
                certainty=slot.certainty,
                person=slot.person,
                short=slot.short,
                focus=slot.focus,
                represents=slot.represents,
                alternatives=slot.alternatives,
                heard=slot.id in state.heard,
            )
            for slot in phase.lineup
        ),
        serves_list=phase.serves_list,
        time_limit=phase.time_limit,
        limit_is_guide=phase.limit_is_guide,
        process_extra=phase.process_extra,
    )
