"""The switchboard: which rule decides a command, and which consequence an event has. No rules of its own."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from live.room import fates, floor, meeting, naming, ordering, podium, reporting, rundown, tending, timekeeping, undoing
from live.room.authority import Actor, Role, permit
from live.room.commands import (
    AnyCommand,
    ClockCommand,
    FloorCommand,
    ListCommand,
    MeetingCommand,
    PodiumCommand,
    PublishProgramme,
    ReportingCommand,
    RequestCommand,
    RundownCommand,
    Undo,
)
from live.room.commands.base import unsaid
from live.room.events import (
    AnyEvent,
    ClockEvent,
    FloorEvent,
    ListEvent,
    MeetingEvent,
    PodiumEvent,
    ReportingEvent,
    RequestEvent,
    RundownEvent,
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
    if (field := unsaid(command)) is not None:
        raise Refused(Reason.OUT_OF_RANGE, field=field)
    return _decide(state, command, actor, at)


def _decide(state: RoomState, command: AnyCommand, actor: Actor, at: datetime) -> tuple[AnyEvent, ...]:  # noqa: PLR0911
    if isinstance(command, RequestCommand):
        return tending.decide(state, command, actor, at)
    if isinstance(command, FloorCommand):
        return floor.decide(state, command, actor, at)
    if isinstance(command, ClockCommand):
        return timekeeping.decide(state, command)
    if isinstance(command, ListCommand):
        return ordering.decide(state, command, actor, at)
    if isinstance(command, RundownCommand):
        return rundown.decide(state, command)
    if isinstance(command, MeetingCommand):
        return meeting.decide(state, command, at)
    if isinstance(command, PodiumCommand):
        return podium.decide(state, command)
    if isinstance(command, ReportingCommand):
        return reporting.decide(state, command, actor, at)
    if isinstance(command, Undo):
        return undoing.undo(state, command, at)
    return rundown.publish_programme(state, command)


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


def _apply(state: RoomState, event: AnyEvent, at: datetime) -> RoomState:
    return fates.followed(state, _consequence(state, event, at), event, at)


def _consequence(state: RoomState, event: AnyEvent, at: datetime) -> RoomState:  # noqa: PLR0911
    if isinstance(event, RequestEvent):
        return tending.apply(state, event, at)
    if isinstance(event, FloorEvent):
        return floor.apply(state, event, at)
    if isinstance(event, ClockEvent):
        return timekeeping.apply(state, event, at)
    if isinstance(event, ListEvent):
        return ordering.apply(state, event, at)
    if isinstance(event, RundownEvent):
        return rundown.apply(state, event, at)
    if isinstance(event, MeetingEvent):
        return meeting.apply(state, event, at)
    if isinstance(event, PodiumEvent):
        return podium.apply(state, event)
    if isinstance(event, ReportingEvent):
        return reporting.apply(state, event, at)
    if isinstance(event, Undone):
        return undoing.undone(state, event, at, _apply)
    return naming.presently(rundown.programme_published(state, event))


def replay(entries: Iterable[Entry], state: RoomState | None = None) -> RoomState:
    """The room after `entries`, from `state` or from nothing. Replay always gives the same room."""
    state = state or RoomState()
    for entry in entries:
        state = evolve(state, entry)
    return state
