"""What may be asked of the slots on the podium."""

from typing import TypeAlias

from msgspec import UNSET, UnsetType

from live.room.commands.base import Command, Id, Name, Text
from live.room.model.plan import Certainty


class ResolveSlot(Command, frozen=True, tag="resolve_slot"):
    """Settle who takes `slot`, on the podium or as moderator or rapporteur; what is left out stays.

    `person` of `null` names nobody any more.

    `alternative` picks one of its alternatives, from 1. `name` is what is shown, in whatever language it is typed.
    """

    slot: Id
    certainty: Certainty = Certainty.CONFIRMED
    person: Text | UnsetType | None = UNSET
    name: Text | None = None
    alternative: int | None = None
    withdrawn: bool = False
    video: bool | None = None


class AddSlot(Command, frozen=True, tag="add_slot"):
    """Put somebody more on the podium of `phase`, at its end."""

    phase: Id
    name: Name
    person: Text | None = None


PodiumCommand: TypeAlias = ResolveSlot | AddSlot
