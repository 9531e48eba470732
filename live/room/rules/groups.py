"""In whose name a delegation speaks: the groups and regional processes that are registered, and who chairs which."""

from live.room.model.plan import Capacity, Names, RegisteredGroup
from live.room.model.state import RoomState
from live.room.model.texts import cleaned
from live.room.refusals import Reason, Refused

FOR_OTHERS = (Capacity.GROUP, Capacity.REGIONAL_PROCESS)


def registered(state: RoomState) -> tuple[RegisteredGroup, ...]:
    """All that are registered; a programme that was published without them knows the processes it names chairs of."""
    known = {name.casefold() for group in state.groups for name in group.names.values()}
    chaired = (
        RegisteredGroup({"en": name}, Capacity.REGIONAL_PROCESS, chair)
        for name, chair in state.process_chairs.items()
        if name.casefold() not in known
    )
    return (*state.groups, *chaired)


def group_named(state: RoomState, capacity: Capacity, name: str | None) -> RegisteredGroup | None:
    """The registered group that goes by `name` in any language, in capitals or not."""
    if name is None:
        return None
    wanted = name.casefold()
    alike = (group for group in registered(state) if group.capacity is capacity)
    return next((group for group in alike if wanted in (known.casefold() for known in group.names.values())), None)


def named(state: RoomState, capacity: Capacity, on_behalf_of: str | None) -> str | None:
    """What is spoken for, as it is registered if it is; a group or process must be named, a nation needs none."""
    if capacity not in FOR_OTHERS:
        return None
    if (name := cleaned(on_behalf_of)) is None:
        raise Refused(Reason.CAPACITY_NEEDS_NAME)
    group = group_named(state, capacity, name)
    return name_of(group.names) if group else name


def in_all_languages(state: RoomState, capacity: Capacity, name: str | None) -> Names | None:
    """The names of what is spoken for, where it is registered under more than one."""
    group = group_named(state, capacity, name)
    return group.names if group and len(group.names) > 1 else None


def is_chair(state: RoomState, capacity: Capacity, name: str | None, delegation: str) -> bool:
    """Whether `delegation` is registered as the chair of what it speaks for."""
    group = group_named(state, capacity, name)
    return group is not None and group.chair == delegation


def name_of(names: Names) -> str:
    return names.get("en") or next(iter(names.values()))
