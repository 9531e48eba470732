"""What may be asked of a list of speakers as a whole."""

from typing import Annotated, TypeAlias

import msgspec

from live.room.commands.base import Command, Id, Ids, Instant, Name, Seed, Text
from live.room.model.plan import Capacity, OrderPolicy, Seconds


class OpenList(Command, frozen=True, tag="open_list"):
    """Open the list of speakers of `segment`, by default of the one that runs, now or `in_seconds`."""

    segment: Id | None = None
    in_seconds: Seconds = 0


class CloseList(Command, frozen=True, tag="close_list"):
    """Close the list of speakers of `segment`, by default of the one that runs, now or `in_seconds`.

    Those on it stay.
    """

    segment: Id | None = None
    in_seconds: Seconds = 0


class SetOrder(Command, frozen=True, tag="set_order"):
    """Arrange the list of `segment` by `policy`; speakers who were moved by hand stay where they are."""

    policy: OrderPolicy
    segment: Id | None = None


class DrawLots(Command, frozen=True, tag="draw_lots"):
    """Draw the order of the list of `segment` by `seed`, said aloud before: with it anybody can draw it again."""

    seed: Seed
    segment: Id | None = None


class MoveRequest(Command, frozen=True, tag="move_request"):
    """Put `request` ahead of another, or at the end. `seen` are the ids of the list as the asker saw it."""

    request: Id
    seen: Ids
    ahead_of: Id | None = None


class SwapRequests(Command, frozen=True, tag="swap_requests"):
    """Let two delegations that agreed on it change places. Each takes the other's time of inscription."""

    first: Id
    second: Id


class CarryOver(Command, frozen=True, tag="carry_over"):
    """Put those who wait on one segment's list at the end of another's, in order; all, or the `requests` named.

    Points of order and replies go too if they are named, or the programme has their segment no more.
    `leave_absent` leaves behind those who were called and not there.
    """

    from_segment: Id
    to_segment: Id
    requests: Ids = ()
    leave_absent: bool = False


class ReleaseRequests(Command, frozen=True, tag="release_requests"):
    """Take `requests` off the list of `segment` for the list of another room, which accepts them there."""

    segment: Id
    requests: Ids
    room: Name


class CarriedRequest(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A request as another room released it; whom the delegation is, this room's register says.

    `verified` is false for a capacity that nobody has looked into yet.
    """

    delegation: Id
    requested_at: Instant
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: Text | None = None
    person: Text | None = None
    title: Text | None = None
    verified: bool = True


class AcceptRequests(Command, frozen=True, tag="accept_requests"):
    """Put what `room` released on the list of `segment`: at the end, or among those who wait, by inscription.

    A long list comes in portions. `rehearsed` says that `room` rehearses: the real list takes nothing from there.
    """

    room: Name
    requests: Annotated[tuple[CarriedRequest, ...], msgspec.Meta(max_length=100)]
    segment: Id | None = None
    by_inscription: bool = False
    rehearsed: bool = False


class ClearList(Command, frozen=True, tag="clear_list"):
    """Take all who wait for a turn, or the `requests` named, off the list of `segment`, by default of the running one.

    Naming those the asker saw keeps those who asked meanwhile. Points of order and replies stay, but for those of a
    segment that the programme has no more.
    """

    segment: Id | None = None
    requests: Ids = ()


ListCommand: TypeAlias = (
    OpenList
    | CloseList
    | SetOrder
    | DrawLots
    | MoveRequest
    | SwapRequests
    | CarryOver
    | ReleaseRequests
    | AcceptRequests
    | ClearList
)
