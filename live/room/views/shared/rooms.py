"""The room as screens show it: its names, who takes part, whether its meeting sits, and what is laid over it."""

from collections.abc import Sequence

from live.room.model.plan import Capacity, CategoryId, Names
from live.room.model.reports import Message, Prepared
from live.room.model.state import RoomState, SittingStatus
from live.room.rules import groups
from live.room.views.shared import Shown, Stamp, maybe, stamp


class RoomShown(Shown, frozen=True):
    """`unpublished` is a room of which no programme says anything yet: then its name is its id."""

    id: str
    names: Names
    zone: str
    conference: Names
    unpublished: bool = False
    way: Names | None = None
    """How it is found from the foyer."""
    colour: str | None = None
    member: Names | None = None
    """What one who is on the register is called here; without it they are delegations."""
    members: Names | None = None
    languages: tuple[str, ...] = ()
    """Those that its screens offer; all without any."""
    rehearsal: str | None = None
    """The rehearsal that is shown, or about to be: no screen may leave it unmarked."""


class CategoryShown(Shown, frozen=True):
    """A category of this conference; without `names` a screen has its own words for it."""

    id: CategoryId
    names: Names | None = None


class GroupShown(Shown, frozen=True):
    """A registered group or process; its speakers name it by the first of `names`, or the English one."""

    names: Names
    capacity: Capacity
    chair: str | None = None


class SittingShown(Shown, frozen=True):
    """A meeting that does not sit: `suspended` until later today, or `adjourned` to the next meeting."""

    status: SittingStatus
    since: Stamp | None = None
    resumes_at: Stamp | None = None


class MessageShown(Shown, frozen=True):
    """What is laid over a screen: a `prepared` message, which the screen says in its language, or `text`."""

    at: Stamp
    prepared: Prepared | None = None
    text: str | None = None


def room_shown(state: RoomState, room: str) -> RoomShown:
    """The room as its programme names it; one without a programme is shown by its id, `room`."""
    rehearsal = state.rehearsing.id if state.rehearsing else state.rehearsal
    if (profile := state.profile) is None:
        nowhere = {"en": ""}
        return RoomShown(room, {"en": room}, "UTC", nowhere, unpublished=True, rehearsal=rehearsal)
    settings = state.settings
    return RoomShown(
        id=profile.id,
        names=profile.names,
        zone=profile.zone,
        conference=profile.conference,
        way=profile.way or None,
        colour=profile.colour,
        member=settings.member or None,
        members=settings.members or None,
        languages=settings.languages,
        rehearsal=rehearsal,
    )


def categories_shown(state: RoomState) -> tuple[CategoryShown, ...]:
    """Those of the conference, in their order by protocol."""
    return tuple(CategoryShown(known.id, known.names or None) for known in state.settings.known_categories)


def groups_shown(state: RoomState) -> tuple[GroupShown, ...]:
    return tuple(GroupShown(group.names, group.capacity, group.chair) for group in groups.registered(state))


def identified(states: Sequence[RoomState], rooms: Sequence[str]) -> list[tuple[RoomState, str]]:
    """Each of `states` with its id among `rooms`; those whose programme names them need none."""
    return [(state, rooms[n] if n < len(rooms) else "") for n, state in enumerate(states)]


def sitting_shown(state: RoomState) -> SittingShown | None:
    """Whether the meeting is suspended or adjourned; nothing while it sits."""
    sitting = state.sitting
    if sitting.status is SittingStatus.SITTING:
        return None
    return SittingShown(sitting.status, maybe(stamp, sitting.since), maybe(stamp, sitting.resumes_at))


def message_shown(message: Message) -> MessageShown:
    return MessageShown(stamp(message.at), message.prepared, message.text)
