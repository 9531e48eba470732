"""A rehearsal (case 51): it has a log of its own, and the room's own log says only that it began and was reset.

So nothing of it can come into the real lists: the room refuses all but its end while it lasts, and what was rehearsed
lies in another log, from whose first entry on everything is marked. No command takes that mark away.
"""

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from live.room.commands import (
    AcceptRequests,
    AnyCommand,
    BeginRehearsal,
    PublishProgramme,
    ReceiveReport,
    RehearsalCommand,
    ResetRehearsal,
)
from live.room.model.events import AnyEvent, RehearsalBegun, RehearsalEvent, RehearsalReset
from live.room.model.state import Rehearsal, RoomState
from live.room.refusals import Reason, Refused

GOES_ON = (PublishProgramme, ResetRehearsal)
"""What the room's own log takes while the room rehearses."""


def require_none(state: RoomState, command: AnyCommand) -> None:
    """Pass if `command` may be decided in this log, or `Refused`: it is put aside while the room rehearses."""
    if state.rehearsing is not None and not isinstance(command, GOES_ON):
        raise Refused(Reason.IN_REHEARSAL)


def require_real(state: RoomState, command: AnyCommand) -> None:
    """Pass if what `command` brings from another room may come into this log, or `Refused`."""
    if isinstance(command, AcceptRequests | ReceiveReport) and command.rehearsed and state.rehearsal is None:
        raise Refused(Reason.IN_REHEARSAL, room=command.room)


def decide(state: RoomState, command: RehearsalCommand, at: datetime) -> tuple[AnyEvent, ...]:
    match command:
        case BeginRehearsal():
            if state.rehearsal is not None:
                raise Refused(Reason.IN_REHEARSAL)  # This is the log of one.
            if state.rundown.current is not None:
                raise Refused(Reason.SEGMENT_ALREADY_RUNNING, segment=state.rundown.current)
            if state.floor is not None:
                raise Refused(Reason.FLOOR_MOVED_ON, intervention=state.floor.id)
            return (RehearsalBegun(f"{at:%Y%m%dT%H%M%S}{at.microsecond // 1000:03}"),)
        case ResetRehearsal(rehearsal):
            if state.rehearsing is None or state.rehearsing.id != rehearsal:
                raise Refused(Reason.NOT_IN_REHEARSAL)
            return (RehearsalReset(),)
        case _:
            assert_never(command)


def apply(state: RoomState, event: RehearsalEvent, at: datetime) -> RoomState:
    match event:
        case RehearsalBegun(rehearsal):
            return replace(state, rehearsing=Rehearsal(rehearsal, at))
        case RehearsalReset():
            return replace(state, rehearsing=None)
        case _:
            assert_never(event)
