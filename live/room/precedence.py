"""The order of the list. Inscription order is the rule (68 / 109); what goes before it is named here."""

from enum import IntEnum

from live.room.plan import Capacity
from live.room.turns import FloorRequest


class Tier(IntEnum):
    """What goes before inscription order. A lower tier is called first."""

    REGIONAL_PROCESS = 0
    """Chairs of regional processes have preferential speaking order (seed day 1, Panel I)."""
    INSCRIPTION = 1


def tier(request: FloorRequest) -> Tier:
    """The tier that `request` belongs to."""
    return Tier.REGIONAL_PROCESS if request.capacity is Capacity.REGIONAL_PROCESS else Tier.INSCRIPTION


def placed_ahead_of(request: FloorRequest, waiting: tuple[FloorRequest, ...]) -> str | None:
    """The id of the first of `waiting` that `request` goes before; `None` puts it at the end."""
    rank = tier(request)
    return next((other.id for other in waiting if tier(other) > rank), None)
