"""A whole conference's programme, as a value: what rooms are told, and what a document says beside it."""

import hashlib
from datetime import date

import msgspec

from live.programme.warnings import Check
from live.room.model.conference import UNSAID, ConferenceSettings
from live.room.model.plan import Names, RegisteredGroup, RoomProfile, Segment, Value


class RoomProgramme(Value, frozen=True):
    """What is planned for one room, in order."""

    profile: RoomProfile
    segments: tuple[Segment, ...]


class Programme(Value, frozen=True):
    """A whole conference, validated. `version` is a hash of all that rooms are told, so two alike have the same.

    `badges` is how many a delegation has, `days` how many it lasts, where the document says it.
    """

    id: str
    names: Names
    zone: str
    first_day: date
    rooms: tuple[RoomProgramme, ...]
    process_chairs: dict[str, str] = {}
    groups: tuple[RegisteredGroup, ...] = ()
    settings: ConferenceSettings = UNSAID
    badges: int | None = None
    days: int | None = None
    warnings: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    version: str = ""


def fingerprint(*values: object) -> str:
    """A short hash that is the same for the same values, on every machine."""
    return hashlib.sha256(msgspec.json.encode(values, order="deterministic")).hexdigest()[:16]


def version_of(programme: Programme) -> str:
    """A hash of what rooms are told: not how many badges a delegation has, and not how many days it is."""
    return fingerprint(msgspec.structs.replace(programme, badges=None, days=None, checks=(), version=""))
