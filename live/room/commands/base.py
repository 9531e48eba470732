"""What every command is, and the bounds of what it may hold."""

from datetime import datetime
from typing import Annotated, TypeAlias

import msgspec

from live.room.plan import Delegation, RoomProfile, Segment

Instant: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
Text: TypeAlias = Annotated[str, msgspec.Meta(max_length=1000)]
Ids: TypeAlias = Annotated[tuple[str, ...], msgspec.Meta(max_length=1000)]


class Command(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="type"):
    """Something asked. On the wire `type` is its name in snake case."""


class PublishProgramme(Command, frozen=True, tag="publish_programme"):
    """Put a version of the programme, the register of delegations and the chairs of processes in force.

    What is running, and every list, stays as it is (edge case: a programme that changes on the eve).
    """

    version: str
    profile: RoomProfile
    segments: tuple[Segment, ...]
    register: tuple[Delegation, ...]
    process_chairs: dict[str, str] = {}
