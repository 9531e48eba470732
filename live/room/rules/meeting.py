"""The meeting: suspended, adjourned, resumed, without interpreters; and what is decided for the speakers to come."""

from datetime import datetime, timedelta
from typing import assert_never

from msgspec.structs import replace

from live.room.commands import (
    AdjournMeeting,
    ContinueWithoutInterpretation,
    MeetingCommand,
    ResumeMeeting,
    SetBatch,
    SetTimeLimit,
    SuspendMeeting,
)
from live.room.model.events import (
    AnyEvent,
    BatchSet,
    InterpretationEnded,
    MeetingAdjourned,
    MeetingEvent,
    MeetingResumed,
    MeetingSuspended,
    TimeLimitSet,
)
from live.room.model.plan import Seconds, TimeLimit
from live.room.model.state import RoomState, Sitting, SittingStatus
from live.room.refusals import Reason, Refused
from live.room.rules import clock, rundown, speakers
from live.room.rules.clock import require_sitting

LONGEST_LIMIT: Seconds = 2 * 3600
LONGEST_PAUSE: Seconds = 24 * 3600
LARGEST_BATCH = 50


def decide(state: RoomState, command: MeetingCommand, at: datetime) -> tuple[AnyEvent, ...]:
    match command:
        case SuspendMeeting(resumes_in):
            require_sitting(state)
            if resumes_in is not None and not 0 < resumes_in <= LONGEST_PAUSE:
                raise Refused(Reason.OUT_OF_RANGE, field="resumes_in")
            return (MeetingSuspended(None if resumes_in is None else at + timedelta(seconds=resumes_in)),)
        case AdjournMeeting():
            require_sitting(state)
            return (*rundown.floor_given_back(state), MeetingAdjourned())
        case ResumeMeeting():
            if state.sitting.status is SittingStatus.SITTING:
                raise Refused(Reason.MEETING_NOT_SUSPENDED)
            return (MeetingResumed(),)
        case ContinueWithoutInterpretation():
            segment = rundown.running(state)
            if not segment.interpretation or rundown.progress(state, segment.id).uninterpreted_since is not None:
                raise Refused(Reason.NO_INTERPRETATION)
            return (InterpretationEnded(segment.id),)
        case SetTimeLimit():
            return _set_limit(state, command)
        case SetBatch(size, anew):
            segment, phase = rundown.running_phase(state)
            if not 0 <= size <= LARGEST_BATCH:
                raise Refused(Reason.OUT_OF_RANGE, field="size")
            replies = anew and size > 0 and speakers.heard_of(state) > 0
            if size == state.batches.get(phase.id, phase.batch or 0) and not replies:
                return ()
            return (BatchSet(segment.id, phase.id, size, replies),)
        case _:
            assert_never(command)


def _set_limit(state: RoomState, command: SetTimeLimit) -> tuple[TimeLimitSet, ...]:
    """Rule 72 / 114: the meeting may limit the time; it holds for those who are called from now on (edge case 16)."""
    segment, running = rundown.running_phase(state)
    phase = next((known for known in segment.phases if known.id == (command.phase or running.id)), None)
    if phase is None:
        raise Refused(Reason.UNKNOWN_PHASE, phase=command.phase or running.id)
    if command.seconds is not None and not 0 < command.seconds <= LONGEST_LIMIT:
        raise Refused(Reason.OUT_OF_RANGE, field="seconds")
    if command.category is not None and state.settings.category(command.category) is None:
        raise Refused(Reason.MALFORMED, path="category")
    limit = TimeLimit(command.seconds, command.category, command.capacity)
    known = (TimeLimit(phase.time_limit), *speakers.limits(state, phase))
    alike = [rule for rule in known if (rule.category, rule.capacity) == (limit.category, limit.capacity)]
    if alike and alike[-1] == limit:
        return ()
    return (TimeLimitSet(segment.id, phase.id, limit),)


def apply(state: RoomState, event: MeetingEvent, at: datetime) -> RoomState:
    match event:
        case MeetingSuspended(resumes_at):
            sitting = Sitting(SittingStatus.SUSPENDED, since=at, resumes_at=resumes_at)
            return replace(state, sitting=sitting, floor=clock.standing(state.floor, at))
        case MeetingAdjourned():
            return replace(state, sitting=Sitting(SittingStatus.ADJOURNED, since=at))
        case MeetingResumed():
            return replace(state, sitting=Sitting())
        case InterpretationEnded(segment):
            made = replace(rundown.progress(state, segment), uninterpreted_since=at)
            kept = {**state.rundown.progress, segment: made}
            return replace(state, rundown=replace(state.rundown, progress=kept))
        case TimeLimitSet(_, phase, limit):
            others = tuple(
                known
                for known in state.limits.get(phase, ())
                if (known.category, known.capacity) != (limit.category, limit.capacity)
            )
            return replace(state, limits={**state.limits, phase: (*others, limit)})
        case BatchSet(_, phase, size, anew):
            replied = {**state.replied, phase: at} if anew else state.replied
            return replace(state, batches={**state.batches, phase: size}, replied=replied)
        case _:
            assert_never(event)
