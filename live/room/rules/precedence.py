"""The order of the list, as a suggestion: inscription is the rule (68 / 109), what goes before it is named here.

A speaker who was moved by hand stays where they were put: they are passed over when a place is looked for.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum, StrEnum

from live.room.model.conference import ConferenceSettings
from live.room.model.plan import Capacity, CategoryId, OrderPolicy
from live.room.model.turns import FloorRequest, Handling, Rank


class Tier(IntEnum):
    """What goes before inscription order. A lower tier is called first."""

    REGIONAL_PROCESS = 0
    """Chairs of regional processes have preferential speaking order (seed day 1, Panel I)."""
    INSCRIPTION = 1


class Why(StrEnum):
    """Why a request stands where it stands. Every row says it; each has its words in six languages."""

    REGIONAL_PROCESS = "regional_process"
    GROUP = "group"
    CATEGORY = "category"
    RANK = "rank"
    INSCRIPTION = "inscription"
    MOVED = "moved"
    SWAPPED = "swapped"
    DRAWN = "drawn"
    CALLED_ABSENT = "called_absent"
    CARRIED_OVER = "carried_over"
    CEDED = "ceded"


BY_HAND = frozenset({Handling.MOVED, Handling.SWAPPED, Handling.CALLED_ABSENT, Handling.CEDED})
"""Placed by an act, not by the order: no place is measured by these."""

GROUPS_FIRST = -1
Classes = Mapping[CategoryId, int]
USUAL = ConferenceSettings().classes
"""Member States, observers, intergovernmental organisations, the United Nations, institutions, everyone else."""
RANKS = {rank: place for place, rank in enumerate(Rank)}
NO_RANK = len(RANKS)


def tier(request: FloorRequest) -> Tier:
    """The tier that `request` belongs to. A claim to a capacity counts once it is verified."""
    return Tier.REGIONAL_PROCESS if request.speaks_as(Capacity.REGIONAL_PROCESS) else Tier.INSCRIPTION


def key(request: FloorRequest, policy: OrderPolicy, classes: Classes) -> tuple[int, int, int]:
    """What `request` is ordered by before the time of its inscription; lower goes first.

    `classes` are the places of the categories of this conference; one that it does not know goes last.
    """
    if policy is not OrderPolicy.PROTOCOL:
        return tier(request), 0, 0
    category = request.speaker.category
    place = GROUPS_FIRST if request.speaks_as(Capacity.GROUP) else classes.get(category or "", len(classes))
    return tier(request), place, RANKS[request.rank] if request.rank else NO_RANK


def inscribed(request: FloorRequest) -> tuple[datetime, int, int]:
    """When `request` was made; of several in one instant, by the position of the entry that made it."""
    position, number, *_ = *request.id.removeprefix("r").split("."), ""
    return request.requested_at, _number(position), _number(number)


def _number(digits: str) -> int:
    return int(digits) if digits.isdecimal() else 0


def placed_ahead_of(
    request: FloorRequest,
    waiting: tuple[FloorRequest, ...],
    policy: OrderPolicy,
    classes: Classes,
) -> str | None:
    """The id of the first of `waiting` that `request` goes before; `None` puts it at the end.

    Of equals the first who asked goes first (rule 68 / 109); a place that was drawn or carried over is not one by time.
    """
    mine, since = key(request, policy, classes), inscribed(request)

    def goes_after(other: FloorRequest) -> bool:
        if other.handling in BY_HAND:
            return False
        if (theirs := key(other, policy, classes)) != mine:
            return theirs > mine
        # Most were made before, and their positions need not be read.
        maybe_later = other.handling is None and other.requested_at >= request.requested_at
        return maybe_later and inscribed(other) > since

    return next((other.id for other in waiting if goes_after(other)), None)


def arranged(waiting: tuple[FloorRequest, ...], policy: OrderPolicy, classes: Classes) -> tuple[FloorRequest, ...]:
    """`waiting` in the order of `policy`, equals by inscription; those who were moved keep their place."""
    free = iter(
        sorted(
            (request for request in waiting if request.handling not in BY_HAND),
            key=lambda request: (key(request, policy, classes), inscribed(request)),
        )
    )
    return tuple(request if request.handling in BY_HAND else next(free) for request in waiting)


def end_of_class(request: FloorRequest, waiting: tuple[FloorRequest, ...]) -> str | None:
    """Where a speaker who was absent goes: after the last of their own tier and category, else to the end of the list.

    The practice of conferences of the parties: the absent are called again after all of their own category.
    """
    own = [n for n, other in enumerate(waiting) if _class(other) == _class(request)]
    after = own[-1] + 1 if own else len(waiting)
    return waiting[after].id if after < len(waiting) else None


def _class(request: FloorRequest) -> tuple[Tier, CategoryId | None]:
    return tier(request), request.speaker.category


def why(request: FloorRequest, policy: OrderPolicy) -> Why:
    """Why `request` stands where it stands."""
    if request.handling is not None:
        return Why(request.handling)
    if tier(request) is Tier.REGIONAL_PROCESS:
        return Why.REGIONAL_PROCESS
    if policy is OrderPolicy.PROTOCOL:
        if request.speaks_as(Capacity.GROUP):
            return Why.GROUP
        return Why.RANK if request.rank else Why.CATEGORY
    return Why.INSCRIPTION


def misplaced(waiting: tuple[FloorRequest, ...], policy: OrderPolicy, classes: Classes) -> dict[str, str | None]:
    """Who would stand earlier by the order, and ahead of whom: proposed to the chair, never done by itself."""
    proposed: dict[str, str | None] = {}
    highest: FloorRequest | None = None
    for place, request in enumerate(waiting):
        if request.handling in BY_HAND:
            continue
        if highest is not None and key(request, policy, classes) < key(highest, policy, classes):
            proposed[request.id] = placed_ahead_of(request, waiting[:place], policy, classes)
        else:
            highest = request
    return proposed
