"""The clock of an intervention: started apart from the floor, paused, resumed, extended. Arithmetic on instants."""

from datetime import datetime, timedelta
from typing import assert_never

from msgspec.structs import replace

from live.room.commands import ClockCommand, ExtendTime, PauseClock, ResumeClock, StartClock
from live.room.model.events import ClockEvent, ClockPaused, ClockResumed, ClockStarted, TimeExtended
from live.room.model.plan import Seconds
from live.room.model.state import RoomState, SittingStatus
from live.room.model.turns import Intervention
from live.room.refusals import Reason, Refused

LONGEST_EXTENSION: Seconds = 3600


def ran_for(intervention: Intervention, at: datetime) -> timedelta:
    """How long the clock of `intervention` has run at `at`, pauses left out; zero before it starts."""
    if intervention.runs_from is None:
        return timedelta()
    return (intervention.paused_at or at) - intervention.runs_from


def speaking(state: RoomState, intervention: str) -> Intervention:
    """The intervention that has the floor, or `Refused(not_speaking)` if it is not the one meant."""
    if state.floor is None or state.floor.id != intervention:
        raise Refused(Reason.NOT_SPEAKING, speaking=state.floor.id if state.floor else None)
    return state.floor


def decide(state: RoomState, command: ClockCommand) -> tuple[ClockEvent]:
    match command:
        case StartClock():
            require_sitting(state)
            if speaking(state, command.intervention).started_at is not None:
                raise Refused(Reason.CLOCK_ALREADY_STARTED)
            return (ClockStarted(command.intervention),)
        case PauseClock():
            turn = speaking(state, command.intervention)
            if turn.runs_from is None or turn.paused_at is not None:
                raise Refused(Reason.CLOCK_NOT_RUNNING)
            return (ClockPaused(command.intervention),)
        case ResumeClock():
            require_sitting(state)
            if speaking(state, command.intervention).paused_at is None:
                raise Refused(Reason.CLOCK_NOT_PAUSED)
            return (ClockResumed(command.intervention),)
        case ExtendTime():
            return _extend(state, command)
        case _:
            assert_never(command)


def _extend(state: RoomState, command: ExtendTime) -> tuple[TimeExtended]:
    """Refuses `no_time_limit` where there is none to extend, and `out_of_range` for what leaves no time at all."""
    turn = speaking(state, command.intervention)
    if turn.allotted is None:
        raise Refused(Reason.NO_TIME_LIMIT)
    if command.seconds == 0 or abs(command.seconds) > LONGEST_EXTENSION or turn.allotted + command.seconds <= 0:
        raise Refused(Reason.OUT_OF_RANGE, field="seconds", allotted=turn.allotted)
    return (TimeExtended(command.intervention, command.seconds),)


def require_sitting(state: RoomState) -> None:
    """Pass if the meeting sits, or raise `Refused(meeting_suspended)`."""
    if state.sitting.status is not SittingStatus.SITTING:
        raise Refused(Reason.MEETING_SUSPENDED)


def gives_back(state: RoomState) -> None:
    """Pass if the floor may be given back: the interrupted speaker gets it by that, which only happens in a sitting."""
    if state.interrupted:
        require_sitting(state)


def apply(state: RoomState, event: ClockEvent, at: datetime) -> RoomState:
    turn = state.floor
    assert turn is not None, "a clock belongs to the speaker"
    match event:
        case ClockStarted():
            return replace(state, floor=replace(turn, started_at=at, runs_from=at))
        case ClockPaused():
            return replace(state, floor=replace(turn, paused_at=at))
        case ClockResumed():
            return replace(state, floor=_resumed(turn, at))
        case TimeExtended(_, seconds):
            assert turn.allotted is not None
            return replace(state, floor=replace(turn, allotted=turn.allotted + seconds))
        case _:
            assert_never(event)


def standing(turn: Intervention | None, at: datetime) -> Intervention | None:
    """`turn` with its clock stopped at `at`, if there is one that runs."""
    if turn is None or turn.runs_from is None or turn.paused_at is not None:
        return turn
    return replace(turn, paused_at=at)


def _resumed(turn: Intervention, at: datetime) -> Intervention:
    """Move the start by the length of the pause, so that exactly what was left is left."""
    assert turn.runs_from is not None
    assert turn.paused_at is not None
    return replace(turn, runs_from=turn.runs_from + (at - turn.paused_at), paused_at=None)
