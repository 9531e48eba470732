"""From what was read to a programme: the document in force with the entries of the file in it, checked like any other.

Nothing is stored here. The same is done for a preview and for taking in, so that what was shown is what happens.

One class takes all the steps, for each of them may add to the same remarks: hence the length.
"""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from live.programme.exports.toml import tables, written
from live.programme.ids import free_for, free_id, ids_in, ids_of, segment_id, slots_of, slug
from live.programme.importing import import_programme, import_table
from live.programme.imports.faults import Code, Place, Remark, quoted
from live.programme.imports.times import clock
from live.programme.imports.values import MINUTES_A_DAY, RowState, Segment
from live.programme.imports.values import Programme as Read
from live.programme.imports.words import break_format
from live.programme.programme import Programme
from live.programme.reading import Fault, InvalidProgramme
from live.programme.taking.answers import Answers
from live.programme.taking.matching import Entry, Unit, keys_of, match
from live.programme.taking.people import take_people
from live.programme.taking.phases import phases_of
from live.room.model.plan import Format, Names
from live.room.model.texts import one_line

FILE = "programme.toml"
LAST_DAY = 366
FORTNIGHT = timedelta(days=14)
"""A file of the whole that begins so soon after the first day is of the same conference."""
UNNAMED = re.compile(r"Column \d+")
"""What readers call rooms side by side that have no name."""
ENTRY = re.compile(r"days\[(\d+)\]\.segments\[(\d+)\]")


class Drafted(msgspec.Struct, frozen=True):
    """What becomes of a file. `read` has the state of each row. `asked` is still to be answered, `errors` are in the
    way; with either there is no `programme`. `document` makes it, or `files` of our own. `removed` goes.
    """

    read: Read
    asked: tuple[str, ...] = ()
    errors: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()
    removed: tuple[str, ...] = ()
    programme: Programme | None = None
    document: dict[str, Any] = {}
    files: dict[str, bytes] = {}
    changes: bool = False

    def write(self, folder: Path) -> None:
        """Put our own document that makes the programme into `folder`."""
        write(self.files or {FILE: written(self.document)}, folder)


def draft(read: Read, current: Programme | None, answers: Answers, files: Mapping[str, bytes]) -> Drafted:
    """What `current` becomes by what was read from `files`."""
    return _Draft(read, current, answers, files).drafted()


def title_of(names: Names) -> str:
    return names.get("en") or next(iter(names.values()), "")


class _Draft:
    """One run: the document on its way, and what was found out about the file."""

    def __init__(self, read: Read, current: Programme | None, answers: Answers, files: Mapping[str, bytes]) -> None:
        self.read, self.current, self.answers, self.files = read, current, answers, files
        self.own = _own_programme(read, files)
        # Its days are numbered from its own first, of which it does not say when it is.
        self.counts_from_any_day = any(note.code is Code.DAY_ASKED for note in read.notes)
        self.whole = answers.scope == "whole" or current is None
        self.document: dict[str, Any] = tables(current) if current is not None else {}
        self.entries = list(_entries(self.document))
        self.asked: dict[str, None] = {}
        self.notes: list[Remark] = []
        self.states: dict[int, RowState] = {}
        self.left_out: set[int] = set()
        self.places = {id(segment): at for at, segment in enumerate(read.segments)}
        self.starts: dict[object, list[int]] = {}
        for segment in read.segments:
            if segment.starts is not None:
                self.starts.setdefault((segment.day, segment.rooms), []).append(segment.starts)
        source, present = self.own.zone if self.own else read.zone, current.zone if current is not None else ""
        zones = (source, present) if self.whole else (present, source)
        self.zone = ZoneInfo(next(filter(None, zones), "UTC"))  # A file that cannot be read names none.
        self.first_day = self._first_day()
        self.rooms = self._rooms()
        for entry in self.entries:  # The file may begin before the first day there was.
            entry.day += (current.first_day - self.first_day).days if current is not None else 0

    def drafted(self) -> Drafted:
        units = list(self._units())
        days = {entry.day for entry in self.entries} if self.whole else {unit.day for unit in units}
        match(units, self.entries, () if self.answers.scope == "add" else days)
        states = self._merge(units)
        stated = tuple(
            msgspec.structs.replace(segment, state=self._state(at, segment, states.get(at, [])))
            for at, segment in enumerate(self.read.segments)
        )
        removed = self._remove(units)
        read = msgspec.structs.replace(self.read, segments=stated)
        errors = () if self.answers.leave_out and units else self.read.errors
        if not units and not self.asked and not errors:
            errors = (Remark(Place(self._file()), Code.NO_ENTRIES),)
        result = Drafted(read, tuple(self.asked), errors, tuple(self.notes), removed)
        if self.asked or errors:
            return result
        return self._checked(result, units)

    def _checked(self, result: Drafted, units: Sequence[Unit]) -> Drafted:
        """The document as a programme, if all its checks let it pass."""
        changes = (
            self.current is None or bool(result.removed) or any(state in _CHANGES for state in self.states.values())
        )
        changes = changes or any(segment.state in _CHANGES for segment in result.read.segments)
        if self.own is not None and self.whole:
            changes = self.current is None or self.own.version != self.current.version
            return msgspec.structs.replace(result, programme=self.own, files=dict(self.files), changes=changes)
        placed, document = self._document(units)
        try:
            programme = import_table(document, FILE)
        except InvalidProgramme as faulty:
            errors = tuple(self._remark(fault, placed) for fault in faulty.faults)
            return msgspec.structs.replace(result, errors=errors)
        return msgspec.structs.replace(result, programme=programme, document=document, changes=changes)

    # When and where

    def _first_day(self) -> date:
        """The first day of the conference: what the file has before it moves it."""
        dates = [day.date for day in self.read.days if day.date is not None]
        dates += [segment.day.date for segment in self.read.segments if segment.day and segment.day.date]
        if isinstance(self.answers.day, date):
            dates.append(self.answers.day)
        known = self.current.first_day if self.current is not None else None
        if self.own is not None:
            dates = [self.own.first_day]
        if known is not None and not self.whole:
            return min([known, *(day for day in dates if (known - day).days < LAST_DAY)])
        if dates:
            first = min(dates)
            return known if known is not None and timedelta() <= first - known < FORTNIGHT else first
        if self.answers.first_day is not None:
            return self.answers.first_day
        if known is None and self.read.segments:
            self.asked["first_day"] = None
        return known or date(2000, 1, 1)

    def _rooms(self) -> dict[str, str]:
        """The id of each room that the file names; those that are new are added to the document."""
        held = self.document.setdefault("rooms", [])
        if self.own is not None:
            known = {room["id"] for room in held}
            theirs = tables(self.own)["rooms"]
            held += [room for room in theirs if room["id"] not in known]
            return {room["id"]: room["id"] for room in theirs}
        found: dict[str, str] = {}
        for room in self.read.rooms:
            said = self.answers.rooms.get(room.key, "")
            if not said and UNNAMED.fullmatch(room.key):
                self.asked["rooms"] = None
                continue
            found[room.key] = self._room(said or room.key, {"en": said} if said else room.names)
        if self.answers.room:
            found[""] = self._room(self.answers.room, {"en": self.answers.room})
        return found

    def _room(self, said: str, names: Names) -> str:
        """The id of the room of this id or one of these names; it is added if there is none."""
        held = self.document["rooms"]
        wanted = {name.casefold() for name in names.values()} | {said.casefold()}
        for room in held:
            if room["id"] == said or wanted & {name.casefold() for name in room["names"].values()}:
                return str(room["id"])
        taken = {room["id"] for room in held} | set(ids_in(entry.held for entry in self.entries))
        made = free_id(slug(title_of(names)) or f"room-{len(held) + 1}", taken)
        held.append({"id": made, "names": {"en": title_of(names), **names}})
        return made

    def _units(self) -> Iterator[Unit]:
        """Every entry of the file that can be taken, once for each of its rooms."""
        theirs = {entry.held["id"]: entry for entry in _entries(tables(self.own))} if self.own else {}
        for at, (segment, key) in enumerate(zip(self.read.segments, keys_of(self.read.segments), strict=True)):
            if segment.state is RowState.FAULT:
                self.left_out.add(at)
                continue
            if self.own is not None:
                entry = theirs[segment.key]
                day = entry.day + (self.own.first_day - self.first_day).days
                held = entry.held
                yield Unit(segment, day, held["room"], held["starts"], held["ends"], held["id"], held)
                continue
            when = self._when(segment)
            rooms = segment.rooms or ("",)
            if when is None:
                continue
            if "" in rooms and "" not in self.rooms:
                self.asked["room"] = None
            for room in rooms:
                if (known := self.rooms.get(room)) is not None:
                    own = f"{key}-{known}" if key and len(rooms) > 1 else key
                    yield Unit(segment, *when[:1], known, *when[1:], own)

    def _when(self, segment: Segment) -> tuple[int, str, str] | None:
        """Day, start and end of `segment` as our document says them; `None` if it cannot be taken, or is asked."""
        if segment.starts is None:
            self._keep_out(segment, "it has no time")
            return None
        day = self._day(segment)
        lasts = self._lasts(segment)
        if day is None or lasts is None:
            return None
        starts = segment.starts
        if segment.starts_at is not None and self._at(day, starts) != segment.starts_at:
            local = segment.starts_at.astimezone(self.zone)
            day, starts = (local.date() - self.first_day).days + 1, local.hour * 60 + local.minute
        day, starts = day + starts // MINUTES_A_DAY, starts % MINUTES_A_DAY
        ends = starts + lasts
        if segment.starts_at is not None:
            ended = (segment.starts_at.astimezone(UTC) + timedelta(minutes=lasts)).astimezone(self.zone)
            ends = ended.hour * 60 + ended.minute
        if not 0 < lasts < MINUTES_A_DAY:
            self._keep_out(segment, "it lasts a day or longer")
            return None
        if not 1 <= day <= LAST_DAY:
            on = self.first_day + timedelta(days=day - 1)
            self._keep_out(segment, f"{on} is more than a year from the first day, {self.first_day}")
            return None
        return day, clock(starts), clock(ends % MINUTES_A_DAY)

    def _at(self, day: int, minutes: int) -> datetime:
        """The instant at which the clocks of the venue are thought to show it, also where they skip it: then that is
        told of the document, as it is of any other.
        """
        shown = datetime.combine(self.first_day, time()) + timedelta(days=day - 1, minutes=minutes)
        return shown.replace(tzinfo=self.zone).astimezone(UTC)

    def _day(self, segment: Segment) -> int | None:
        day, said = segment.day, self.answers.day
        if day is not None and day.date is not None:
            return (day.date - self.first_day).days + 1
        number = day.number if day is not None and day.number is not None else 1
        if day is not None and not self.counts_from_any_day:
            return number
        if said is None:
            self.asked["day"] = None
            return None
        return number - 1 + (said if isinstance(said, int) else (said - self.first_day).days + 1)

    def _lasts(self, segment: Segment) -> int | None:
        """How many minutes it is planned: until its end, else until the next start in its room, else as answered."""
        if segment.starts_at is not None and segment.ends_at is not None:
            return round((segment.ends_at - segment.starts_at) / timedelta(minutes=1))
        if segment.starts is not None and segment.ends is not None:
            return segment.ends - segment.starts
        if segment.minutes:
            return segment.minutes
        starts = segment.starts or 0
        later = [other for other in self.starts[segment.day, segment.rooms] if other > starts]
        if later:
            return min(later) - starts
        if self.answers.minutes is None:
            self.asked["minutes"] = None
        return self.answers.minutes

    def _keep_out(self, segment: Segment, why: str) -> None:
        self.notes.append(Remark(segment.place, Code.KEPT_OUT, {"title": quoted(title_of(segment.names)), "why": why}))
        self.states[self.places[id(segment)]] = RowState.SKIPPED

    # What

    def _merge(self, units: Sequence[Unit]) -> dict[int, list[RowState]]:
        """Put `units` into the document; what each of them was there before."""
        known = {id(unit.known) for unit in units}
        taken = set(ids_in(entry.held for entry in self.entries if id(entry) not in known))
        taken |= {room["id"] for room in self.document["rooms"]}
        states: dict[int, list[RowState]] = {}
        for unit in units:
            before = None if unit.known is None else (unit.known.day, copy.deepcopy(unit.known.held))
            held = copy.deepcopy(unit.held) if unit.held else self._held(unit)
            if unit.held is None:
                held["id"] = free_for(before[1]["id"] if before else unit.id or _id_of(unit), held, taken)
            taken.update(ids_of(held))
            state = (
                RowState.NEW if before is None else RowState.SAME if before == (unit.day, held) else RowState.CHANGED
            )
            states.setdefault(self.places[id(unit.read)], []).append(state)
            if unit.known is not None:
                unit.known.day, unit.known.held = unit.day, held
            else:
                unit.known = Entry(unit.day, held)
                self.entries.append(unit.known)
        return states

    def _held(self, unit: Unit) -> dict[str, Any]:
        """The entry of `unit`, as it was, with what the file says of it."""
        read, before = unit.read, unit.known.held if unit.known else None
        names = _names(read, before)
        format = read.format or self.answers.kind or (Format(before["format"]) if before else _guessed(read))
        held: dict[str, Any] = copy.deepcopy(before) if before else {"id": ""}
        held |= {"room": unit.room, "starts": unit.starts, "ends": unit.ends}
        if before is None or before["format"] != format.value:
            held["phases"] = phases_of(format, names)
        else:
            for phase in held["phases"]:
                if phase["names"] == before["names"]:
                    phase["names"] = dict(names)
        held |= {"format": format.value, "names": names}
        take_people(held, read, self.document.get("offices", {}))
        return held

    def _state(self, at: int, segment: Segment, states: Sequence[RowState]) -> RowState:
        if at in self.left_out:
            return RowState.FAULT
        if at in self.states:
            return self.states[at]
        if not states or set(states) == {RowState.NEW}:
            return RowState.NEW
        return RowState.SAME if set(states) == {RowState.SAME} else RowState.CHANGED

    def _remove(self, units: Sequence[Unit]) -> tuple[str, ...]:
        """Take out of the programme what goes with this file: nothing, where rows of it were left out."""
        if self.answers.scope == "add" or self.read.errors or (self.asked and not self.whole):
            return ()
        taken = {id(unit.known) for unit in units}
        days = {unit.day for unit in units}
        gone = [entry for entry in self.entries if id(entry) not in taken and (self.whole or entry.day in days)]
        left = {id(entry) for entry in gone}
        self.entries = [entry for entry in self.entries if id(entry) not in left]
        there = {entry.held["id"] for entry in self.entries}
        for slot in (slot for entry in self.entries for slot in slots_of(entry.held)):
            if slot.get("reports_on") not in there:
                slot.pop("reports_on", None)  # What is reported on is gone; the report is still made.
        if self.whole:
            used = {entry.held["room"] for entry in self.entries}
            rooms = self.document["rooms"]
            self.document["rooms"] = [room for room in rooms if room["id"] in used] or rooms
        return tuple(entry.held["id"] for entry in gone)

    # The document

    def _document(self, units: Sequence[Unit]) -> tuple[dict[tuple[int, int], Segment], dict[str, Any]]:
        """Of which entry of the file each segment of our document is; and the document."""
        read = {id(unit.known): unit.read for unit in units}
        days: list[dict[str, Any]] = []
        placed: dict[tuple[int, int], Segment] = {}
        for day in sorted({entry.day for entry in self.entries}):
            those = [entry for entry in self.entries if entry.day == day]
            those.sort(key=lambda entry: (entry.held["starts"], entry.held["room"]))
            for number, entry in enumerate(those):
                if id(entry) in read:
                    placed[len(days), number] = read[id(entry)]
            days.append({"day": day, "segments": [entry.held for entry in those]})
        document = self.document | {"conference": self._conference(), "days": days}
        return placed, {key: part for key, part in document.items() if part}

    def _conference(self) -> dict[str, Any]:
        before = self.document.get("conference", {})
        names = self.read.names if self.whole and title_of(self.read.names) else {}
        title = self.answers.title or title_of(names) or title_of(before.get("names", {})) or Path(self._file()).stem
        if self.answers.title or names:
            names = {"en": title, **names}
        return {
            "id": before.get("id") or slug(title) or "conference",
            "zone": str(self.zone),
            "first_day": self.first_day,
            "names": names or before.get("names") or {"en": title},
        }

    def _file(self) -> str:
        return next(iter(self.files), "file")

    def _remark(self, fault: Fault, placed: Mapping[tuple[int, int], Segment]) -> Remark:
        """A fault in our document, in the row that it comes from."""
        found = ENTRY.search(fault.at)
        segment = placed.get((int(found[1]), int(found[2]))) if found else None
        place = segment.place if segment is not None else Place(self._file(), path=fault.at.partition(": ")[2])
        return Remark(place, Code.FAULT_OF_PROGRAMME, {"what": quoted(fault.what)})


_CHANGES = frozenset({RowState.NEW, RowState.CHANGED})


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Put our own document into `folder`. What its files are called matters to their order alone."""
    for number, data in enumerate(files.values()):
        (folder / (FILE if len(files) == 1 else f"part-{number:03d}.toml")).write_bytes(data)


def _own_programme(read: Read, files: Mapping[str, bytes]) -> Programme | None:
    """The programme in files of our own, which the process that reads has found whole; it says more than was read."""
    if read.format != "toml" or read.errors:
        return None
    with TemporaryDirectory() as folder:
        write(files, Path(folder))
        return import_programme(Path(folder))


def _entries(document: Mapping[str, Any]) -> Iterator[Entry]:
    for day in document.get("days", ()):
        for held in day["segments"]:
            yield Entry(day["day"], held)


def _id_of(unit: Unit) -> str:
    return segment_id(unit.day, slug(title_of(unit.read.names)) or slug(unit.starts))


def _guessed(read: Segment) -> Format:
    """The format of an entry that names none: a break if its title says so, else talks."""
    return break_format(title_of(read.names)) or Format.TALKS


def _names(read: Segment, before: Mapping[str, Any] | None) -> Names:
    """The title in the languages of the file, and in the others as it was, if it is the same title still."""
    names = dict(read.names)
    if not names:  # The entry says only who speaks.
        names = {"en": ", ".join(person.name for person in read.speakers)}
    held: Names = dict(before["names"]) if before else {}
    if "en" not in names:
        names = {"en": held.get("en") or title_of(names)} | names
    same = one_line(names["en"]) == one_line(held.get("en", ""))
    kept = held if same else {}
    made = kept | {
        # In a table, a no-break space counts as any other space.
        language: held[language] if one_line(held.get(language, "")) == one_line(name) else name
        for language, name in names.items()
        if name
    }
    return {"en": made["en"], **{code: name for code, name in made.items() if name != made["en"]}}
