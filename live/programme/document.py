"""A programme as people write it: one or several TOML files. Here are its parts, and how the files become one.

A folder may hold the conference in `programme.toml`, names that recur in `names.toml` and each day in a file of its
own; one file may as well hold it all, the days as `[[days]]`. What the parts mean together is settled in `importing`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import msgspec

from live.programme.files import folder_at, parsed, shown_name
from live.programme.reading import (
    CategorySlug,
    Colour,
    DayNumber,
    Fault,
    Length,
    Part,
    Slug,
    TimeOfDay,
    Words,
    read,
)
from live.room.model.plan import Certainty, Format, Names, OrderPolicy, PhaseKind, Procedure

BatchSize = Annotated[int, msgspec.Meta(ge=1, le=50)]
Days = Annotated[int, msgspec.Meta(ge=1, le=366, description="a number of days")]
Badges = Annotated[int, msgspec.Meta(ge=1, le=200, description="a whole number from 1 to 200")]
NamesOrKey = Names | Words
"""Names by language, or the key of an entry under `[names]`."""


class Hours(Part, frozen=True, kw_only=True):
    """A meeting of every day, as the conference announced it."""

    starts: TimeOfDay
    ends: TimeOfDay


class ConferencePart(Part, frozen=True, kw_only=True):
    """`zone` is the IANA time zone of the venue: all times of day in the document are read in it.

    A conference that says how many `days` it has may have nothing planned yet.
    """

    id: Slug
    names: NamesOrKey
    zone: Words
    first_day: date
    days: Days | None = None
    hours: tuple[Hours, ...] = ()


class CategoryPart(Part, frozen=True, kw_only=True):
    """A category of delegations: `conference.CategoryProfile`. Their order is that by protocol."""

    id: CategorySlug
    names: NamesOrKey | None = None
    points_of_order: bool = True
    head: bool = True
    time_limit: Length | None = None


class RulesPart(Part, frozen=True, kw_only=True):
    """The figures of a procedure; those that are left out are the usual ones."""

    order: OrderPolicy | None = None
    phones_ask: bool | None = None
    points_of_order: bool | None = None
    right_of_reply: tuple[Length, ...] | None = None
    summary: Length | None = None


class SettingsPart(Part, frozen=True, kw_only=True):
    """What a conference decides for itself; all that is left out is as at a conference of the United Nations.

    `badges` is how many a delegation has, `languages` what screens offer, `member` and `members` what one who is on the
    register is called, and several.
    """

    badges: Badges | None = None
    languages: tuple[str, ...] = ()
    member: NamesOrKey | None = None
    members: NamesOrKey | None = None
    categories: tuple[CategoryPart, ...] = ()
    procedures: dict[str, RulesPart] = {}


class RoomPart(Part, frozen=True, kw_only=True):
    """`interpretation` lists the languages into which the room is interpreted; `way` says how it is found, `colour` by
    which colour those who conduct several rooms know it.
    """

    id: Slug
    names: NamesOrKey
    interpretation: tuple[str, ...] = ()
    way: NamesOrKey | None = None
    colour: Colour | None = None


class ProcessPart(Part, frozen=True, kw_only=True):
    """A regional process or mechanism, its `names` by language, and the id of the delegation that chairs it."""

    name: Words
    chair: Slug
    names: NamesOrKey | None = None


class GroupPart(Part, frozen=True, kw_only=True):
    """A group of delegations in whose name one of them speaks, and the id of the one that chairs it, if that is known.

    Any other is verified by the desk.
    """

    names: NamesOrKey
    chair: Slug | None = None


class OfficePart(Part, frozen=True, kw_only=True):
    """Those who speak more than once in the programme, named once."""

    names: NamesOrKey
    person: Words | None = None
    short: Words | None = None
    category: CategorySlug | None = None


class SlotPart(Part, frozen=True, kw_only=True):
    """A place on the podium. What it does not say of itself is taken from its `office`."""

    id: Slug
    office: Words | None = None
    names: NamesOrKey | None = None
    person: Words | None = None
    short: Words | None = None
    focus: Words | None = None
    represents: Words | None = None
    category: CategorySlug | None = None
    certainty: Certainty = Certainty.CONFIRMED
    alternatives: tuple[Words, ...] = ()
    time_limit: Length | None = None
    video: bool = False
    reports_on: Slug | None = None


class PhasePart(Part, frozen=True, kw_only=True):
    """`assumed` marks limits that the organisers have not stated."""

    id: Slug
    kind: PhaseKind
    names: NamesOrKey
    lineup: tuple[SlotPart, ...] = ()
    serves_list: bool = False
    time_limit: Length | None = None
    limit_is_guide: bool = False
    process_extra: Length | None = None
    batch: BatchSize | None = None
    reserved: Length | None = None
    assumed: bool = False


class ColumnPart(Part, frozen=True, kw_only=True):
    """One of several rooms in which a segment runs at the same time."""

    id: Slug
    room: Slug
    names: NamesOrKey | None = None
    questions: tuple[NamesOrKey, ...] = ()


class SegmentPart(Part, frozen=True, kw_only=True):
    """A row of the programme: in one `room`, or in several at the same time, each a column in `parallel`.

    Its list opens and closes, and its questions are published, when the clocks show that time last before it ends.
    """

    starts: TimeOfDay
    ends: TimeOfDay
    format: Format
    id: Slug | None = None
    room: Slug | None = None
    names: NamesOrKey | None = None
    hard_end: bool = False
    objectives: tuple[Words, ...] = ()
    format_notes: tuple[Words, ...] = ()
    questions: tuple[NamesOrKey, ...] = ()
    moderators: tuple[SlotPart, ...] = ()
    rapporteurs: tuple[SlotPart, ...] = ()
    phases: tuple[PhasePart, ...] = ()
    parallel: tuple[ColumnPart, ...] = ()
    list_opens: TimeOfDay | None = None
    list_closes: TimeOfDay | None = None
    questions_at: TimeOfDay | None = None
    procedure: Procedure | None = None


class DayPart(Part, frozen=True, kw_only=True):
    day: DayNumber
    segments: tuple[SegmentPart, ...]


class FilePart(Part, frozen=True, kw_only=True):
    """All that one file may hold. `day` and `segments` are a day that has the file to itself."""

    conference: ConferencePart | None = None
    settings: SettingsPart | None = None
    rooms: tuple[RoomPart, ...] = ()
    processes: tuple[ProcessPart, ...] = ()
    groups: tuple[GroupPart, ...] = ()
    names: dict[str, Names] = {}
    offices: dict[str, OfficePart] = {}
    days: tuple[DayPart, ...] = ()
    day: DayNumber | None = None
    segments: tuple[SegmentPart, ...] = ()


class Document(msgspec.Struct, frozen=True):
    """A programme read but not yet understood. `written` holds the keys of names and offices, faulty ones as well;
    `unread` names the files that were passed over.
    """

    conference: ConferencePart | None
    settings: SettingsPart | None
    rooms: tuple[RoomPart, ...]
    processes: tuple[ProcessPart, ...]
    groups: tuple[GroupPart, ...]
    names: dict[str, Names]
    offices: dict[str, OfficePart]
    days: tuple[DayPart, ...]
    written: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()


def read_document(path: Path, faults: list[Fault]) -> Document:
    """What the file or folder at `path` holds; its faults are added to `faults`."""
    folder = folder_at(path, faults)
    return document_of(
        {part.at: part.table for part in parsed(folder, faults)}, shown_name(path), faults, folder.unread
    )


def document_of(
    tables: Mapping[str, dict[str, Any]], name: str, faults: list[Fault], unread: tuple[str, ...] = ()
) -> Document:
    """The document in the `tables` of its files, by where they stand, as it is called `name`."""
    parts = [part for at, table in tables.items() if (part := read(FilePart, table, at, faults)) is not None]
    if tables and not any("conference" in table for table in tables.values()):
        faults.append(Fault(name, "says nothing of the conference: there is no [conference] table"))
    conferences = [part.conference for part in parts if part.conference is not None]
    settings = [part.settings for part in parts if part.settings is not None]
    faults += [Fault(one.at, "is in another file, too") for one in (*conferences[1:], *settings[1:])]
    names: dict[str, Names] = {}
    offices: dict[str, OfficePart] = {}
    for part in parts:
        faults += [Fault(f"{part.at}names.{key}", "is in another file, too") for key in part.names if key in names]
        faults += [
            Fault(f"{part.at}offices.{key}", "is in another file, too") for key in part.offices if key in offices
        ]
        names |= part.names
        offices |= part.offices
    return Document(
        conference=conferences[0] if conferences else None,
        settings=settings[0] if settings else None,
        rooms=tuple(room for part in parts for room in part.rooms),
        processes=tuple(process for part in parts for process in part.processes),
        groups=tuple(group for part in parts for group in part.groups),
        names=names,
        offices=offices,
        days=tuple(day for part in parts for day in _days_of(part, faults)),
        written=frozenset(
            key
            for table in tables.values()
            for kind in ("names", "offices")
            if isinstance(keys := table.get(kind), dict)
            for key in keys
        ),
        unread=(*unread, *(f"{at}it holds nothing" for at, table in tables.items() if not table)),
    )


def _days_of(part: FilePart, faults: list[Fault]) -> Iterator[DayPart]:
    yield from part.days
    if part.segments and part.day is None:
        faults.append(Fault(f"{part.at}day", "is missing: which day are these segments on?"))
    if part.segments and part.day is not None:
        yield DayPart(at=part.at, day=part.day, segments=part.segments)
