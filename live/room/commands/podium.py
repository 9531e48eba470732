"""What may be asked of the slots on the podium."""

from typing import Annotated, TypeAlias

import msgspec

from live.room.commands.base import Command, Text
from live.room.plan import Certainty


class ResolveSlot(Command, frozen=True, tag="resolve_slot"):
    """Settle who takes `slot`, on the podium or as moderator or rapporteur; what is left out stays.

    `alternative` picks one of its alternatives, from 1. `name` is what is shown, in whatever language it is typed.
    """

    slot: str
    certainty: Certainty = Certainty.CONFIRMED
    person: Text | None = None
    name: Text | None = None
    alternative: int | None = None
    withdrawn: bool = False
    video: bool | None = None


class AddSlot(Command, frozen=True, tag="add_slot"):
    """Put somebody more on the podium of `phase`, at its end."""

    phase: str
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    person: Text | None = None


PodiumCommand: TypeAlias = ResolveSlot | AddSlot
