"""Segments and phases: publish, start, end, and what comes next. Nothing here happens by itself."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import assert_never

from msgspec.structs import replace

from live.room.commands import EndSegment, PublishProgramme, RundownCommand, StartPhase, StartSegment
from live.room.model.events import (
    InterventionEnded,
    ListClosed,
    PhaseStarted,
    ProgrammePublished,
    RundownEvent,
    SegmentEnded,
    SegmentStarted,
)
from live.room.model.plan import Phase, Segment, SpeakerSlot
from live.room.model.state import ListStatus, Progress, RoomState, SegmentStatus, Sitting, SpeakersList
from live.room.model.zones import ZONES
from live.room.refusals import Reason, Refused

ANOTHER_DAY = timedelta(hours=12)
Advance = tuple[InterventionEnded | ListClosed | SegmentEnded | SegmentStarted | PhaseStarted, ...]


def segment_named(state: RoomState, segment: str) -> Segment:
    """The segment with this id, or `Refused(unknown_segment)`."""
    if (known := planned(state, segment)) is not None:
        return known
    raise Refused(Reason.UNKNOWN_SEGMENT, segment=segment)


def planned(state: RoomState, segment: str) -> Segment | None:
    """The segment with this id, if the programme has it: a list may be of one that it has no more."""
    return next((known for known in state.rundown.segments if known.id == segment), None)


def progress(state: RoomState, segment: str) -> Progress:
    return state.rundown.progress.get(segment, Progress())


def has_ended(state: RoomState, segment: str) -> bool:
    return progress(state, segment).status is SegmentStatus.ENDED


def running(state: RoomState) -> Segment:
    """The segment that runs, or `Refused(segment_not_running)`."""
    if state.rundown.current is None:
        raise Refused(Reason.SEGMENT_NOT_RUNNING)
    return segment_named(state, state.rundown.current)


def running_phase(state: RoomState) -> tuple[Segment, Phase]:
    """The segment and phase that run, or `Refused(segment_not_running)`."""
    if (here := current(state)) is None:
        raise Refused(Reason.SEGMENT_NOT_RUNNING)
    return here


def current(state: RoomState) -> tuple[Segment, Phase] | None:
    """The segment and phase that run, if any do."""
    for segment in state.rundown.segments:
        if segment.id == state.rundown.current:
            for phase in segment.phases:
                if phase.id == state.rundown.phase:
                    return segment, phase
    return None


def are_withheld(state: RoomState, segment: Segment) -> bool:
    """Whether the questions of `segment` are not for everybody yet: the programme says when, and nobody published them
    before.
    """
    return segment.questions_at is not None and segment.id not in state.questions_out


def list_phase(state: RoomState, segment: Segment) -> Phase | None:
    """The phase that serves the list of `segment`: of those that do, the running one or the next to come.

    Before the segment, and once none is to come, the first of them; `None` if the segment has no list. Its limit is
    the one that holds for those who wait.
    """
    phases = segment.phases
    here = current(state)
    if here is not None and here[0].id == segment.id:
        ahead = phases[phases.index(here[1]) :]
        phases = ahead if any(phase.serves_list for phase in ahead) else phases
    return next((phase for phase in phases if phase.serves_list), None)


def upcoming(state: RoomState) -> Segment | None:
    """The first segment after the one that runs, or after the last that ended, that was not begun."""
    begun = [n for n, known in enumerate(state.rundown.segments) if known.id in state.rundown.progress]
    rest = state.rundown.segments[begun[-1] + 1 if begun else 0 :]
    return rest[0] if rest else None


def decide(state: RoomState, command: RundownCommand) -> Advance:
    match command:
        case StartSegment():
            return _start_segment(state, command)
        case EndSegment():
            return _end_segment(state, command)
        case StartPhase():
            return _start_phase(state, command)
        case _:
            assert_never(command)


def publish_programme(state: RoomState, command: PublishProgramme) -> tuple[ProgrammePublished]:
    """A running segment and its phase must still be there: a programme cannot take away what runs."""
    if command.instead_of not in (None, state.version or ""):
        raise Refused(Reason.PROGRAMME_MOVED_ON, version=state.version)
    if command.profile.zone not in ZONES:
        raise Refused(Reason.MALFORMED, path="profile.zone")
    for segment in command.segments:
        if not segment.phases:
            raise Refused(Reason.MALFORMED, path=f"segments.{segment.id}.phases")
    here = current(state)
    if here is not None:
        kept = {segment.id: {phase.id for phase in segment.phases} for segment in command.segments}
        if here[1].id not in kept.get(here[0].id, set()):
            raise Refused(Reason.SEGMENT_ALREADY_RUNNING, segment=here[0].id)
    return (
        ProgrammePublished(
            version=command.version,
            profile=command.profile,
            segments=command.segments,
            register=command.register,
            process_chairs=command.process_chairs,
            groups=command.groups,
            settings=command.settings,
        ),
    )


def _start_segment(state: RoomState, command: StartSegment) -> Advance:
    segment = segment_named(state, command.segment)
    if state.rundown.current == segment.id:
        raise Refused(Reason.SEGMENT_ALREADY_RUNNING, segment=segment.id)
    if state.rundown.current != command.expecting:
        raise Refused(Reason.SEGMENT_MOVED_ON, running=state.rundown.current or None)
    return (*_leave(state), SegmentStarted(segment.id), PhaseStarted(segment.id, segment.phases[0].id))


def _end_segment(state: RoomState, command: EndSegment) -> Advance:
    if running(state).id != command.segment:
        raise Refused(Reason.SEGMENT_MOVED_ON, running=running(state).id)
    return _leave(state)


def _start_phase(state: RoomState, command: StartPhase) -> Advance:
    segment, phase = running_phase(state)
    if command.phase not in {known.id for known in segment.phases}:
        raise Refused(Reason.UNKNOWN_PHASE, phase=command.phase)
    if command.phase == phase.id:
        raise Refused(Reason.PHASE_ALREADY_RUNNING, phase=phase.id)
    if command.expecting not in (None, phase.id):
        raise Refused(Reason.PHASE_MOVED_ON, running=phase.id)
    return (*floor_given_back(state), PhaseStarted(segment.id, command.phase))


def floor_given_back(state: RoomState) -> tuple[InterventionEnded, ...]:
    """The speaker gives the floor back, and so does everyone who was interrupted."""
    turns = (*state.interrupted, state.floor) if state.floor else ()
    return tuple(InterventionEnded(turn.id) for turn in reversed(turns))


def _leave(state: RoomState) -> Advance:
    """What ends with a segment: the intervention, the list if it is open, the segment."""
    segment = state.rundown.current
    if segment is None:
        return ()
    speakers_list = state.lists.get(segment)
    closing = (ListClosed(segment),) if speakers_list and speakers_list.status is ListStatus.OPEN else ()
    return (*floor_given_back(state), *closing, SegmentEnded(segment))


def orphaned(state: RoomState, segments: Iterable[Segment]) -> dict[str, SpeakersList]:
    """The lists that somebody is on and that none of `segments` has: of segments that a programme leaves out."""
    kept = {segment.id for segment in segments}
    return {
        segment: listed
        for segment, listed in state.lists.items()
        if segment not in kept and (listed.waiting or listed.points or listed.replies)
    }


def holds_anyone(listed: SpeakersList) -> bool:
    """Whether somebody is on `listed`, or has a place there again once they return to the register."""
    return bool(listed.waiting or listed.points or listed.replies or listed.aside)


def programme_published(state: RoomState, event: ProgrammePublished) -> RoomState:
    known = state.former | {segment.id: segment.names for segment in state.rundown.segments}
    kept = {segment.id for segment in event.segments}
    left_out = [segment for segment, listed in state.lists.items() if segment not in kept and holds_anyone(listed)]
    former = {segment: known[segment] for segment in left_out if segment in known}
    published = replace(
        state,
        version=event.version,
        profile=event.profile,
        rundown=replace(state.rundown, segments=event.segments),
        register={delegation.id: delegation for delegation in event.register},
        process_chairs=event.process_chairs,
        groups=event.groups,
        settings=event.settings,
        former=former,
        moved=_moved(state, event.segments),
    )
    return with_podium(published)


def with_podium(state: RoomState) -> RoomState:
    """`state` with its programme as it was settled in the room: slots, and questions."""
    segments = tuple(_settled(state, segment) for segment in state.rundown.segments)
    return replace(state, rundown=replace(state.rundown, segments=segments))


def _moved(state: RoomState, segments: tuple[Segment, ...]) -> dict[str, datetime]:
    """When each of `segments` was to start that starts at another time of its day than it was first published for.

    Another day is no move but another programme.
    """
    first = {known.id: known.starts_at for known in state.rundown.segments} | state.moved
    was = {segment.id: first[segment.id] for segment in segments if segment.id in first}
    return {
        segment.id: was[segment.id]
        for segment in segments
        if segment.id in was and timedelta() < abs(segment.starts_at - was[segment.id]) < ANOTHER_DAY
    }


def _settled(state: RoomState, segment: Segment) -> Segment:
    def slots(planned: tuple[SpeakerSlot, ...], joined: tuple[SpeakerSlot, ...] = ()) -> tuple[SpeakerSlot, ...]:
        known = {slot.id for slot in planned}
        more = (slot for slot in joined if slot.id not in known)
        return tuple(state.resolved.get(slot.id, slot) for slot in (*planned, *more))

    return replace(
        segment,
        phases=tuple(
            replace(phase, lineup=slots(phase.lineup, state.joined.get(phase.id, ()))) for phase in segment.phases
        ),
        moderators=slots(segment.moderators),
        rapporteurs=slots(segment.rapporteurs),
        questions=state.questions.get(segment.id, segment.questions),
    )


def _segment_started(state: RoomState, segment: str, at: datetime) -> RoomState:
    """A segment that starts brings the meeting back from where it was adjourned."""
    state = replace(state, sitting=Sitting(), shown_question=None, shown_report=None, shown_heading=None)
    return _progressed(state, segment, Progress(SegmentStatus.RUNNING, started_at=at), current=segment)


def _segment_ended(state: RoomState, segment: str, at: datetime) -> RoomState:
    ended = replace(progress(state, segment), status=SegmentStatus.ENDED, ended_at=at)
    return _progressed(state, segment, ended, current=None)


def apply(state: RoomState, event: RundownEvent, at: datetime) -> RoomState:
    match event:
        case SegmentStarted(segment):
            return _segment_started(state, segment, at)
        case SegmentEnded(segment):
            return _segment_ended(state, segment, at)
        case PhaseStarted(_, phase):
            return _phase_started(state, phase, at)
        case _:
            assert_never(event)


def _phase_started(state: RoomState, phase: str, at: datetime) -> RoomState:
    return replace(state, rundown=replace(state.rundown, phase=phase, phase_started_at=at))


def _progressed(state: RoomState, segment: str, made: Progress, *, current: str | None) -> RoomState:
    rundown = replace(
        state.rundown,
        progress={**state.rundown.progress, segment: made},
        current=current,
        phase=None,
        phase_started_at=None,
    )
    return replace(state, rundown=rundown)
