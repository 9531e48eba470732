"""What the imported programme has that the rooms have not: told before it is published. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from msgspec.structs import replace

from live.programme.programme import Programme
from live.room.commands import PublishProgramme
from live.room.model.plan import Delegation, Names, Segment, Value
from live.room.model.state import RoomState
from live.room.rules import rundown


class DifferenceKind(StrEnum):
    """What becomes of a segment."""

    MOVED = "moved"
    CHANGED = "changed"
    NEW = "new"
    REMOVED = "removed"


class Placed(Value, frozen=True):
    """When and where a segment is planned, as it is told."""

    room: str
    starts_at: str
    ends_at: str


class Difference(Value, frozen=True):
    """A segment that is not as it is published. `running`: it runs now."""

    kind: DifferenceKind
    segment: str
    names: Names
    was: Placed | None = None
    now: Placed | None = None
    running: bool = False


class WaitingList(Value, frozen=True):
    """A list that somebody is on, and whether its segment is still there."""

    room: str
    segment: str
    names: Names
    waiting: int
    kept: bool


class Registration(Value, frozen=True):
    """A delegation that the rooms do not know as it is registered now."""

    kind: DifferenceKind
    id: str
    names: Names


class Comparison(Value, frozen=True):
    """All of it. `labels` are the rooms that go by another name, come, or go; `refusing` those that cannot take it, for
    it takes away what runs there.
    """

    differences: tuple[Difference, ...] = ()
    lists: tuple[WaitingList, ...] = ()
    labels: tuple[str, ...] = ()
    refusing: tuple[str, ...] = ()
    delegations: tuple[Registration, ...] = ()


def compare(states: Mapping[str, RoomState], commands: Mapping[str, PublishProgramme]) -> Comparison:
    """`commands`, against what is in force in the rooms."""
    was = {segment.id: (room, segment) for room, state in states.items() for segment in state.rundown.segments}
    now = {
        segment.id: (room, segment)
        for room, command in commands.items()
        for segment in _settled(states.get(room, RoomState()), command)
    }
    running = {state.rundown.current for state in states.values()} - {None}
    found = [_difference(key, was.get(key), now.get(key), key in running) for key in dict.fromkeys((*was, *now))]
    return Comparison(
        differences=tuple(sorted(filter(None, found), key=_place)),
        lists=tuple(one for room, state in states.items() for one in _lists(room, state, commands.get(room))),
        labels=tuple(_labels(states, commands)),
        refusing=tuple(room for room, state in states.items() if _takes_away(state, commands.get(room))),
        delegations=tuple(_delegations(states, commands)),
    )


def between(was: Programme, now: Programme) -> Comparison:
    """How one version of the programme differs from another, whatever rooms made of them."""
    before, after = _commands_of(was), _commands_of(now)
    segments = [
        {segment.id: (room, segment) for room, command in by_room.items() for segment in command.segments}
        for by_room in (before, after)
    ]
    found = [
        _difference(key, segments[0].get(key), segments[1].get(key), False) for key in {**segments[0], **segments[1]}
    ]
    labels = [
        room
        for room in {**before, **after}
        if room not in before or room not in after or before[room].profile != after[room].profile
    ]
    return Comparison(differences=tuple(sorted(filter(None, found), key=_place)), labels=tuple(labels))


def _commands_of(programme: Programme) -> dict[str, PublishProgramme]:
    """By room: its texts are cleaned as those of any command are."""
    return {
        room.profile.id: PublishProgramme(
            version=programme.version, profile=room.profile, segments=room.segments, register=()
        )
        for room in programme.rooms
    }


def counted(comparison: Comparison) -> dict[str, int]:
    """How much of each kind differs, in figures; what does not is left out."""
    kinds = [one.kind.value for one in comparison.differences]
    counts = {kind.value: kinds.count(kind.value) for kind in DifferenceKind}
    counts |= {"rooms": len(comparison.labels), "delegations": len(comparison.delegations)}
    return {what: count for what, count in counts.items() if count}


def keeping_what_runs(
    states: Mapping[str, RoomState], commands: Mapping[str, PublishProgramme]
) -> tuple[dict[str, PublishProgramme], tuple[str, ...]]:
    """`commands` that every room can take: a segment that runs stays as it is where the programme has it otherwise.
    Also the ids of those that stay.
    """
    by_room, kept = dict(commands), dict[str, None]()
    for room, state in states.items():
        here = rundown.current(state)
        if here is None or room not in commands or not _takes_away(state, commands[room]):
            continue
        for other, command in by_room.items():  # It may be planned elsewhere.
            by_room[other] = replace(command, segments=tuple(one for one in command.segments if one.id != here[0].id))
        segments = sorted((*by_room[room].segments, here[0]), key=lambda one: (one.starts_at, one.ends_at))
        by_room[room] = replace(by_room[room], segments=tuple(segments))
        kept[here[0].id] = None
    return by_room, tuple(kept)


def _settled(state: RoomState, command: PublishProgramme) -> Iterable[Segment]:
    """The segments as the room would have them, with what was settled there by hand."""
    return rundown.with_podium(
        replace(state, rundown=replace(state.rundown, segments=command.segments))
    ).rundown.segments


def _difference(
    key: str, was: tuple[str, Segment] | None, now: tuple[str, Segment] | None, running: bool
) -> Difference | None:
    if was == now:
        return None
    shown = (now or was or ("", None))[1]
    assert shown is not None
    before, after = _placed(was), _placed(now)
    if before is None or after is None:
        kind = DifferenceKind.NEW if before is None else DifferenceKind.REMOVED
    else:
        kind = DifferenceKind.CHANGED if before == after else DifferenceKind.MOVED
    return Difference(kind, key, shown.names, before, after, running)


def _placed(one: tuple[str, Segment] | None) -> Placed | None:
    if one is None:
        return None
    room, segment = one
    return Placed(room, segment.starts_at.isoformat(), segment.ends_at.isoformat())


def _place(one: Difference) -> tuple[str, str, str]:
    where = one.now or one.was
    return (where.starts_at, where.room, one.segment) if where else ("", "", one.segment)


def _lists(room: str, state: RoomState, command: PublishProgramme | None) -> Iterator[WaitingList]:
    names = {segment.id: segment.names for segment in state.rundown.segments}
    planned = command.segments if command is not None else ()
    gone = rundown.orphaned(state, planned)
    for segment, listed in state.lists.items():
        waiting = len(listed.waiting) + len(listed.points) + len(listed.replies)
        if waiting:
            yield WaitingList(room, segment, names.get(segment, {}), waiting, segment not in gone)


def _labels(states: Mapping[str, RoomState], commands: Mapping[str, PublishProgramme]) -> Iterator[str]:
    for room in dict.fromkeys((*states, *commands)):
        state, command = states.get(room), commands.get(room)
        if state is None or command is None or state.profile != command.profile:
            yield room


def _delegations(states: Mapping[str, RoomState], commands: Mapping[str, PublishProgramme]) -> Iterator[Registration]:
    """Each once: every room knows the same."""
    was = {key: one for state in states.values() for key, one in state.register.items()}
    now = {one.id: one for command in commands.values() for one in command.register} if commands else was
    for key in dict.fromkeys((*was, *now)):
        before, after = was.get(key), now.get(key)
        if before != after:
            yield _registration(key, before, after)


def _registration(key: str, before: Delegation | None, after: Delegation | None) -> Registration:
    shown = after or before
    assert shown is not None
    if before is None:
        return Registration(DifferenceKind.NEW, key, shown.names)
    return Registration(DifferenceKind.REMOVED if after is None else DifferenceKind.CHANGED, key, shown.names)


def _takes_away(state: RoomState, command: PublishProgramme | None) -> bool:
    """Whether what runs would no longer be there."""
    if (here := rundown.current(state)) is None:
        return False
    planned = command.segments if command is not None else ()
    phases = {segment.id: {phase.id for phase in segment.phases} for segment in planned}
    return here[1].id not in phases.get(here[0].id, set())
