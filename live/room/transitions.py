"""The switchboard: which rule decides a command, and which consequence an event has. No rules of its own."""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

import msgspec
from msgspec.structs import replace

from live.room import rundown, speakers, timekeeping, undoing
from live.room.authority import CONDUCT, Actor, Role, permit
from live.room.commands import (
    AddSpeaker,
    AnyCommand,
    CallNextSpeaker,
    CloseList,
    EndIntervention,
    EndSegment,
    ExtendTime,
    OpenList,
    PauseClock,
    PublishProgramme,
    RequestFloor,
    ResumeClock,
    StartClock,
    StartPhase,
    StartSegment,
    Undo,
    WithdrawRequest,
)
from live.room.events import (
    AnyEvent,
    ClockPaused,
    ClockResumed,
    ClockStarted,
    FloorRequested,
    InterventionEnded,
    ListClosed,
    ListOpened,
    PhaseStarted,
    ProgrammePublished,
    RequestWithdrawn,
    SegmentEnded,
    SegmentStarted,
    SpeakerCalled,
    TimeExtended,
    Undone,
)
from live.room.refusals import Reason, Refused
from live.room.state import RoomState

REMEMBERED = 1000
"""How many decisions a room remembers, so that a command sent twice happens once."""


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One decision in a room's log: what happened, when, at whose command. `position` counts from 1 without gaps."""

    position: int
    at: datetime
    actor: str
    role: Role
    command: str
    events: tuple[AnyEvent, ...]
    v: int = 1


def carried_out(state: RoomState, actor: Actor, command_id: str) -> int | None:
    """The position at which `actor`'s command was carried out, if it is among the last remembered."""
    return state.carried_out.get((actor.id, command_id))


def decide(state: RoomState, command: AnyCommand, actor: Actor, at: datetime) -> tuple[AnyEvent, ...]:
    """What happens in `state` if `actor` asks `command` at `at`. Raises `Refused`; changes nothing."""
    room = state.profile.id if state.profile else None
    if room is not None:
        permit(actor, command, room)
    elif not isinstance(command, PublishProgramme):
        raise Refused(Reason.NO_PROGRAMME)
    else:
        permit(actor, command, command.profile.id)
    return _decide(state, command, actor, at)


def _decide(state: RoomState, command: AnyCommand, actor: Actor, at: datetime) -> tuple[AnyEvent, ...]:  # noqa: PLR0911, PLR0912
    match command:
        case PublishProgramme():
            return rundown.publish_programme(state, command)
        case StartSegment():
            return rundown.start_segment(state, command)
        case EndSegment():
            return rundown.end_segment(state, command)
        case StartPhase():
            return rundown.start_phase(state, command)
        case OpenList():
            return speakers.open_list(state, command)
        case CloseList():
            return speakers.close_list(state, command)
        case RequestFloor():
            return speakers.request_floor(state, command, actor.delegation, actor.id, at)
        case WithdrawRequest():
            return speakers.withdraw_request(state, command, actor.delegation, of_anyone=actor.role in CONDUCT)
        case AddSpeaker():
            return speakers.add_speaker(state, command, actor.id, at)
        case CallNextSpeaker():
            return speakers.call_next_speaker(state, command, at)
        case StartClock():
            return timekeeping.start_clock(state, command)
        case PauseClock():
            return timekeeping.pause_clock(state, command)
        case ResumeClock():
            return timekeeping.resume_clock(state, command)
        case ExtendTime():
            return timekeeping.extend_time(state, command)
        case EndIntervention():
            return speakers.end_intervention(state, command)
        case Undo():
            return undoing.undo(state, command, at)
        case _:
            assert_never(command)


def evolve(state: RoomState, entry: Entry) -> RoomState:
    """`state` after `entry`, which must be the very next one."""
    assert entry.position == state.position + 1, f"entry {entry.position} does not follow {state.position}"
    before = state
    for event in entry.events:
        state = _apply(state, event, entry.at)
    state = replace(state, position=entry.position, at=entry.at, carried_out=_remember(state, entry))
    return undoing.remember(before, state, entry.actor, entry.role, entry.events)


def _remember(state: RoomState, entry: Entry) -> dict[tuple[str, str], int]:
    remembered = {**state.carried_out, (entry.actor, entry.command): entry.position}
    if len(remembered) > REMEMBERED:
        del remembered[next(iter(remembered))]
    return remembered


def _apply(state: RoomState, event: AnyEvent, at: datetime) -> RoomState:  # noqa: PLR0911, PLR0912
    match event:
        case ProgrammePublished():
            return rundown.programme_published(state, event)
        case SegmentStarted(segment):
            return rundown.segment_started(state, segment, at)
        case SegmentEnded(segment):
            return rundown.segment_ended(state, segment, at)
        case PhaseStarted(_, phase):
            return rundown.phase_started(state, phase, at)
        case ListOpened(segment):
            return speakers.list_opened(state, segment)
        case ListClosed(segment):
            return speakers.list_closed(state, segment)
        case FloorRequested():
            return speakers.floor_requested(state, event)
        case RequestWithdrawn(segment, request):
            return speakers.request_withdrawn(state, segment, request)
        case SpeakerCalled(turn):
            return speakers.speaker_called(state, turn)
        case InterventionEnded():
            return speakers.intervention_ended(state)
        case Undone():
            return undoing.undone(state, event, at, _apply)
        case ClockStarted() | ClockPaused() | ClockResumed() | TimeExtended():
            return _clock_moved(state, event, at)
        case _:
            assert_never(event)


def _clock_moved(
    state: RoomState, event: ClockStarted | ClockPaused | ClockResumed | TimeExtended, at: datetime
) -> RoomState:
    assert state.floor is not None, "a clock belongs to whoever has the floor"
    match event:
        case ClockStarted():
            return replace(state, floor=timekeeping.clock_started(state.floor, at))
        case ClockPaused():
            return replace(state, floor=timekeeping.clock_paused(state.floor, at))
        case ClockResumed():
            return replace(state, floor=timekeeping.clock_resumed(state.floor, at))
        case TimeExtended(_, seconds):
            return replace(state, floor=timekeeping.time_extended(state.floor, seconds))
        case _:
            assert_never(event)


def replay(entries: Iterable[Entry], state: RoomState | None = None) -> RoomState:
    """The room after `entries`, from `state` or from nothing. Replay always gives the same room."""
    state = state or RoomState()
    for entry in entries:
        state = evolve(state, entry)
    return state
