"""The switchboard: which rule decides a command, and which consequence an event has. No rules of its own."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from live.room.authority import Actor, Role, permit
from live.room.commands import (
    AnyCommand,
    CarryOutPlan,
    ClockCommand,
    FloorCommand,
    ListCommand,
    MeetingCommand,
    PodiumCommand,
    PublishProgramme,
    RecordCommand,
    RehearsalCommand,
    ReportingCommand,
    RequestCommand,
    RundownCommand,
    Undo,
)
from live.room.commands.base import unsaid
from live.room.model.events import (
    AnyEvent,
    ClockEvent,
    FloorEvent,
    FloorRequested,
    InterventionEnded,
    ListEvent,
    MeetingEvent,
    PodiumEvent,
    RecordEvent,
    RehearsalEvent,
    ReportingEvent,
    RequestEvent,
    RundownEvent,
    SpeakerCalled,
    Undone,
)
from live.room.model.state import RoomState
from live.room.refusals import Reason, Refused
from live.room.rules import (
    bounds,
    clock,
    fates,
    floor,
    lists,
    meeting,
    naming,
    planned,
    podium,
    record,
    rehearsal,
    repeated,
    reports,
    requests,
    rundown,
    speakers,
    undo,
)

ALWAYS_CHANGE = (FloorRequested, SpeakerCalled, InterventionEnded, Undone)
"""Never without effect, and frequent: there is no need to try."""


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
    """The position at which `actor`'s command was carried out, if it is remembered."""
    return repeated.carried_out(state, actor.id, command_id)


def decide(state: RoomState, command: AnyCommand, actor: Actor, at: datetime) -> tuple[AnyEvent, ...]:
    """What happens in `state` if `actor` asks `command` at `at`: nothing if it is so already. Raises `Refused`.

    What changes nothing is not written into the log; it is answered with the room's position.
    """
    room = state.profile.id if state.profile else None
    if room is not None:
        permit(actor, command, room)
    elif not isinstance(command, PublishProgramme):
        raise Refused(Reason.NO_PROGRAMME)
    else:
        permit(actor, command, command.profile.id)
    rehearsal.require_none(state, command)
    rehearsal.require_real(state, command)
    bounds.within(command)
    if (field := unsaid(command)) is not None:
        raise Refused(Reason.OUT_OF_RANGE, field=field)
    events = _decide(state, command, actor, at)
    return events if _change(state, events, at) else ()


def _change(state: RoomState, events: tuple[AnyEvent, ...], at: datetime) -> bool:
    """Whether `events` make any difference to `state`."""
    if any(isinstance(event, ALWAYS_CHANGE) for event in events):
        return True
    after = state
    for event in events:
        after = _apply(after, event, at)
    facts = ((getattr(state, name), getattr(after, name)) for name in state.__struct_fields__)
    return any(before is not now and before != now for before, now in facts)


def _decide(state: RoomState, command: AnyCommand, actor: Actor, at: datetime) -> tuple[AnyEvent, ...]:
    if isinstance(command, RequestCommand):
        return requests.decide(state, command, actor, at)
    if isinstance(command, FloorCommand):
        return floor.decide(state, command, actor, at)
    if isinstance(command, ClockCommand):
        return clock.decide(state, command)
    if isinstance(command, ListCommand):
        return lists.decide(state, command, actor, at)
    if isinstance(command, RundownCommand):
        return rundown.decide(state, command)
    if isinstance(command, CarryOutPlan):
        return planned.due(state, at)
    if isinstance(command, MeetingCommand):
        return meeting.decide(state, command, at)
    if isinstance(command, PodiumCommand):
        return podium.decide(state, command)
    if isinstance(command, ReportingCommand):
        return reports.decide(state, command, actor, at)
    if isinstance(command, RecordCommand):
        return record.decide(state, command, actor, at)
    if isinstance(command, RehearsalCommand):
        return rehearsal.decide(state, command, at)
    if isinstance(command, Undo):
        return undo.undo(state, command, at, _apply)
    return rundown.publish_programme(state, command)


def evolve(state: RoomState, entry: Entry) -> RoomState:
    """`state` after `entry`, which must be the very next one."""
    assert entry.position == state.position + 1, f"entry {entry.position} does not follow {state.position}"
    before = state
    for event in entry.events:
        state = _apply(state, event, entry.at)
    state = fates.signed(before, state, entry.actor)
    state = repeated.with_carried_out(state, entry.actor, entry.command, entry.position, entry.at)
    state = replace(state, position=entry.position, at=entry.at)
    return undo.remember(before, state, entry.actor, entry.role, entry.events)


def _apply(state: RoomState, event: AnyEvent, at: datetime) -> RoomState:
    return fates.followed(state, _consequence(state, event, at), event, at)


def _consequence(state: RoomState, event: AnyEvent, at: datetime) -> RoomState:
    if isinstance(event, RequestEvent):
        return requests.apply(state, event, at)
    if isinstance(event, FloorEvent):
        return floor.apply(state, event, at)
    if isinstance(event, ClockEvent):
        return clock.apply(state, event, at)
    if isinstance(event, ListEvent):
        return lists.apply(state, event)
    if isinstance(event, RundownEvent):
        return rundown.apply(state, event, at)
    if isinstance(event, MeetingEvent):
        return meeting.apply(state, event, at)
    if isinstance(event, PodiumEvent):
        return podium.apply(state, event)
    if isinstance(event, ReportingEvent):
        return reports.apply(state, event, at)
    if isinstance(event, RecordEvent):
        return record.apply(state, event)
    if isinstance(event, RehearsalEvent):
        return rehearsal.apply(state, event, at)
    if isinstance(event, Undone):
        return undo.undone(state, event, at, _apply)
    return naming.presently(planned.announced(state, speakers.programme_published(state, event), at))


def replay(entries: Iterable[Entry], state: RoomState | None = None) -> RoomState:
    """The room after `entries`, from `state` or from nothing. Replay always gives the same room."""
    state = state or RoomState()
    for entry in entries:
        state = evolve(state, entry)
    return state
