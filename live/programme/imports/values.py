"""What was read from a file: a programme or a register, typed, each part with its place in the file."""

import datetime as dates
from datetime import datetime
from enum import StrEnum

import msgspec

from live.programme.imports.faults import Place, Remark
from live.room.model.plan import CategoryId, Certainty, Format, Names

MINUTES_A_DAY = 24 * 60


class ReadValue(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Something read from a file."""


class RowState(StrEnum):
    """What becomes of a row of the file; the five together are all its rows."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    SKIPPED = "skipped"
    FAULT = "fault"


class Person(ReadValue, frozen=True):
    """Somebody in a programme. `key` is what the file knows them by; `named` tells a person from an office or a place
    still to be filled.
    """

    name: str
    key: str = ""
    organisation: str = ""
    named: bool = True
    certainty: Certainty = Certainty.CONFIRMED


class Room(ReadValue, frozen=True):
    """A room. `key` is what the entries of the file call it."""

    key: str
    names: Names
    place: Place


class Day(ReadValue, frozen=True):
    """A day of the conference: a date, or its number where the file has no dates."""

    date: dates.date | None = None
    number: int | None = None

    def __str__(self) -> str:
        return self.date.isoformat() if self.date is not None else f"day {self.number}"


class Segment(ReadValue, frozen=True):
    """An entry of the programme.

    `day` is the conference day it belongs to, which a night goes on past midnight. `starts` and `ends` are minutes from
    that day's midnight by the clocks of the venue, beyond 24 hours after midnight; `starts_at` and `ends_at` the same
    as instants, where the date is known. What the file does not say is `None`. `rooms` are keys; none if none is said.
    """

    names: Names
    place: Place
    key: str = ""
    rooms: tuple[str, ...] = ()
    format: Format | None = None
    day: Day | None = None
    starts: int | None = None
    ends: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    minutes: int | None = None
    language: str = ""
    subtitle: str = ""
    description: str = ""
    track: str = ""
    level: int = 0
    under: str = ""
    hidden: bool = False
    speakers: tuple[Person, ...] = ()
    moderators: tuple[Person, ...] = ()
    state: RowState = RowState.NEW


class ListEntry(ReadValue, frozen=True):
    """A name on a list of speakers, in the order of the file."""

    item: str
    name: str
    place: Place
    spoken: bool = False
    point_of_order: bool = False
    seconds: int | None = None


class Skipped(ReadValue, frozen=True):
    """A row that holds no entry, or whose entry was left out."""

    place: Place


class Programme(ReadValue, frozen=True):
    """A programme as a file has it. With `errors` it is not taken over; `notes` are told."""

    format: str
    zone: str = ""
    names: Names = {}
    rooms: tuple[Room, ...] = ()
    days: tuple[Day, ...] = ()
    segments: tuple[Segment, ...] = ()
    lists: tuple[ListEntry, ...] = ()
    people: int | None = None
    """How many people the file names, where they are not all speakers of an entry."""
    skipped: tuple[Skipped, ...] = ()
    errors: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()

    def counts(self) -> dict[str, int]:
        """What the file holds, also where it is at fault."""
        return {
            "days": len(self.days),
            "rooms": len(self.rooms),
            "segments": len(self.segments),
            "speakers": self._speakers(),
        }

    def _speakers(self) -> int:
        if self.people is not None:
            return self.people
        everyone = [person for segment in self.segments for person in segment.speakers]
        places = sum(not person.named for person in everyone)
        return places + len({person.key or person.name.casefold() for person in everyone if person.named})


class Participant(ReadValue, frozen=True):
    """Somebody in a register. `delegation` is the id in the register; empty where it is not known, and then it is
    what was `said`.
    """

    place: Place
    delegation: str = ""
    title: str = ""
    given: str = ""
    family: str = ""
    function: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""
    head: bool = False
    group: str = ""
    level: str = ""
    language: str = ""
    order: str = ""
    withdrawn: bool = False
    key: str = ""
    accompanies: str = ""
    said: str = ""
    state: RowState = RowState.NEW

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.given, self.family)))


class Delegation(ReadValue, frozen=True):
    """A delegation that the file names. `seats` are the committees it sits in."""

    id: str
    name: str
    place: Place
    seats: tuple[str, ...] = ()


class Register(ReadValue, frozen=True):
    """A register as a file has it."""

    format: str
    delegations: tuple[Delegation, ...] = ()
    people: tuple[Participant, ...] = ()
    strangers: tuple[Participant, ...] = ()
    """Those whose delegation is not known."""
    skipped: tuple[Skipped, ...] = ()
    errors: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()

    def counts(self) -> dict[str, int]:
        """How many there are; a person who is there twice counts once."""
        return {
            "delegations": len(self.delegations),
            "people": sum(person.state is not RowState.SAME for person in self.people),
            "heads": sum(person.head and person.state is not RowState.SAME for person in self.people),
        }


class Known(ReadValue, frozen=True):
    """A delegation of the register, as names in files are held against it."""

    id: str
    names: Names
    category: CategoryId
    iso3: str = ""
    aliases: tuple[str, ...] = ()


class Setting(ReadValue, frozen=True):
    """What the conference already has, by which a file is understood. `said` is which delegation is meant by a name,
    `rows` by that of one row, as somebody has answered.
    `categories` are those of a conference with its own, by what they are called; `headless` those without heads.
    """

    zone: str = "UTC"
    first_day: dates.date | None = None
    rooms: tuple[str, ...] = ()
    known: tuple[Known, ...] = ()
    heads: int = 1
    members: int = 3
    categories: dict[str, str] = {}
    headless: tuple[str, ...] = ()
    said: dict[str, str] = {}
    rows: dict[str, str] = {}
