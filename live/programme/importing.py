"""From a document to a programme: times of day become instants, keys become names, and nothing stays ambiguous.

A programme is imported whole or not at all. What is merely unwise (a gap, no time to change rooms, a limit nobody has
stated) is no fault: `find_warnings` warns of it, because real programmes are like that.

One class takes all the steps, for every part may refer to any other, and all faults are told at once.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from live.programme.document import (
    ColumnPart,
    ConferencePart,
    DayPart,
    Document,
    NamesOrKey,
    OfficePart,
    PhasePart,
    RoomPart,
    SegmentPart,
    SlotPart,
    document_of,
    read_document,
)
from live.programme.programme import Programme, RoomProgramme, version_of
from live.programme.reading import LANGUAGES, Fault, InvalidProgramme, inside
from live.programme.settings import SettingsImport, too_light
from live.programme.timing import VenueTime
from live.programme.warnings import Assumption, find_warnings
from live.room.model.conference import UNSAID, ConferenceSettings
from live.room.model.plan import (
    BREAKS,
    Capacity,
    Certainty,
    Names,
    Phase,
    RegisteredGroup,
    RoomProfile,
    Seconds,
    Segment,
    SpeakerSlot,
)

NOBODY = OfficePart(names={})


def import_programme(path: Path, first_day: date | None = None) -> Programme:
    """The programme in the file or folder at `path`, moved to `first_day` if one is given.

    Raises `InvalidProgramme`.
    """
    faults: list[Fault] = []
    return _imported(read_document(path, faults), first_day, faults)


def import_table(table: dict[str, Any], name: str) -> Programme:
    """The programme in the one table of a file called `name`. Raises `InvalidProgramme`."""
    faults: list[Fault] = []
    return _imported(document_of({f"{name}: ": table}, name, faults), None, faults)


def _imported(document: Document, first_day: date | None, faults: list[Fault]) -> Programme:
    if document.conference is None:
        raise InvalidProgramme(faults)
    programme = _Import(document, document.conference, first_day, faults).programme()
    if faults:
        raise InvalidProgramme(list(dict.fromkeys(faults)))
    return programme


class _Import:
    """One run: the document, the day it starts, and the faults and assumptions found so far."""

    def __init__(
        self, document: Document, conference: ConferencePart, first_day: date | None, faults: list[Fault]
    ) -> None:
        self.document = document
        self.conference = conference
        self.faults = faults
        self.assumed: list[Assumption] = []
        self.places: dict[str, str] = {}
        self.reporting: list[tuple[str, str]] = []
        self.day_of: dict[str, int] = {}
        self.venue = VenueTime(conference, first_day, self._fault)
        self.settings = self._settings()

    def programme(self) -> Programme:
        rooms = {room.id: room for room in self.document.rooms}
        if not rooms:
            self._fault(self.conference.at, "has no room: there is no [[rooms]] table")
        planned: dict[str, list[Segment]] = {room: [] for room in rooms}
        for day in self._days():
            self.venue.note_small_hours(day)
            for row in day.segments:
                for column in self._columns(row, rooms):
                    planned[column.room].append(self._segment(day, row, column, rooms[column.room]))
                    self.day_of[column.id] = day.day
        names = self._names(self.conference.names, inside(self.conference.at, "names"))
        made = tuple(self._room(room, names, planned[room.id]) for room in rooms.values())
        segments = {room.profile.id: room.segments for room in made}
        known = {segment.id for planned_here in segments.values() for segment in planned_here}
        for segment, at in self.reporting:
            if segment not in known:
                self._fault(at, f"there is no segment {segment!r}", "no_segment")
        programme = Programme(
            id=self.conference.id,
            names=names,
            zone=self.conference.zone,
            first_day=self.venue.first_day,
            rooms=made,
            process_chairs={process.name: process.chair for process in self.document.processes},
            groups=tuple(self._groups()),
            settings=self.settings,
            badges=self.document.settings.badges if self.document.settings else None,
            days=self.conference.days,
        )
        meetings = tuple(self.venue.meetings(self.document.days))
        if not self.faults:
            checks = find_warnings(segments, self.venue.zone, meetings, self.assumed, self.day_of)
            warnings = (*self.venue.notes, *(check.text for check in checks))
            programme = msgspec.structs.replace(programme, warnings=warnings, checks=checks)
        # What lies beside the files of a programme does not make it another.
        return msgspec.structs.replace(
            programme, version=version_of(programme), warnings=(*self.document.unread, *programme.warnings)
        )

    def _fault(self, at: str, what: str, code: str = "", value: str = "") -> None:
        self.faults.append(Fault(at, what, code, value))

    def _settings(self) -> ConferenceSettings:
        made = SettingsImport(self._names, self._length, self._fault).settings(self.document.settings)
        return made if made != UNSAID else UNSAID  # The very default is left out where it is written.

    def _category(self, category: str | None, at: str) -> str | None:
        """A category of this conference."""
        if category is not None and self.settings.category(category) is None:
            known = ", ".join(one.id for one in self.settings.known_categories)
            self._fault(inside(at, "category"), f"there is no category {category!r}; known are {known}")
        return category

    def _days(self) -> list[DayPart]:
        days: dict[int, DayPart] = {}
        for day in self.document.days:
            if day.day in days:
                self._fault(inside(day.at, "day"), f"there is a day {day.day} already, in {days[day.day].at}")
            days[day.day] = day
        if not days and self.conference.days is None:
            self._fault(self.conference.at, "has no day: there is no [[days]] table, and no file with a day")
        return [days[number] for number in sorted(days)]

    # Where

    def _room(self, room: RoomPart, conference: Names, planned: list[Segment]) -> RoomProgramme:
        self._take(room.id, room.at)
        names = self._names(room.names, inside(room.at, "names"))
        for number, language in enumerate(room.interpretation):
            if language not in LANGUAGES:
                self._fault(
                    f"{inside(room.at, 'interpretation')}[{number}]", _no_language(language), "no_language", language
                )
        way = self._names(room.way, inside(room.at, "way")) if room.way else {}
        if room.colour is not None and too_light(room.colour):
            self._fault(inside(room.at, "colour"), f"{room.colour} is too light: white text cannot be read on it")
        return RoomProgramme(
            RoomProfile(
                id=room.id,
                names=names,
                zone=self.conference.zone,
                conference=conference,
                way=way,
                colour=room.colour,
            ),
            tuple(sorted(planned, key=lambda segment: (segment.starts_at, segment.ends_at))),
        )

    def _groups(self) -> Iterator[RegisteredGroup]:
        """In whose name delegations speak; no two go by the same name."""
        taken: set[str] = set()
        for process in self.document.processes:
            at = inside(process.at, "names")
            names = self._names(process.names, at) if process.names else {"en": process.name}
            if names and process.name not in names.values():
                self._fault(inside(process.at, "name"), "is none of its names")
            self._take_names(names, process.at, taken)
            yield RegisteredGroup(names, Capacity.REGIONAL_PROCESS, process.chair)
        for group in self.document.groups:
            names = self._names(group.names, inside(group.at, "names"))
            self._take_names(names, group.at, taken)
            yield RegisteredGroup(names, Capacity.GROUP, group.chair)

    def _take_names(self, names: Names, at: str, taken: set[str]) -> None:
        own = {name.casefold(): name for name in names.values()}
        for name in own.keys() & taken:
            self._fault(at, f"{own[name]!r} is the name of another group or process, too")
        taken.update(own)

    def _columns(self, row: SegmentPart, rooms: dict[str, RoomPart]) -> Iterator[ColumnPart]:
        """The rooms in which `row` runs: one, or several at the same time."""
        columns = row.parallel
        if columns and (row.id or row.room):
            self._fault(row.at, "has an id or a room, and parallel rooms with their own")
        if not columns:
            missing = [name for name in ("id", "room") if getattr(row, name) is None]
            for name in missing:
                self._fault(inside(row.at, name), "is missing", "missing")
            if row.id and row.room:
                columns = (ColumnPart(at=row.at, id=row.id, room=row.room),)
        for column in columns:
            if column.room in rooms:
                yield column
            else:
                self._fault(inside(column.at, "room"), f"there is no room {column.room!r}", "no_room")

    # What

    def _segment(self, day: DayPart, row: SegmentPart, column: ColumnPart, room: RoomPart) -> Segment:
        self._take(column.id, inside(column.at, "id"))
        starts_at = self.venue.start(day.day, row.starts, inside(row.at, "starts"))
        ends_at = self.venue.end(day.day, row.starts, starts_at, row.ends, inside(row.at, "ends"))
        if not row.phases:
            self._fault(inside(row.at, "phases"), "is missing: a segment has at least one phase", "no_phase")
        names, names_at = (column.names, column.at) if column.names else (row.names, row.at)
        if names is None:
            self._fault(inside(names_at, "names"), "is missing", "missing")
        questions, questions_at = (column.questions, column.at) if column.questions else (row.questions, row.at)
        return self._by_plan(
            day.day,
            row,
            bool(questions),
            Segment(
                id=column.id,
                names=self._names(names, inside(names_at, "names")) if names else {},
                format=row.format,
                starts_at=starts_at,
                ends_at=ends_at,
                phases=tuple(self._phase(phase, column.id) for phase in row.phases),
                hard_end=row.hard_end,
                moderators=tuple(self._slot(slot, column.id) for slot in row.moderators),
                rapporteurs=tuple(self._slot(slot, column.id) for slot in row.rapporteurs),
                interpretation=() if row.format in BREAKS else room.interpretation,
                questions=tuple(
                    self._names(question, f"{inside(questions_at, 'questions')}[{number}]")
                    for number, question in enumerate(questions)
                ),
                objectives=row.objectives,
                format_notes=row.format_notes,
                procedure=row.procedure,
            ),
        )

    def _by_plan(self, day: int, row: SegmentPart, asked: bool, segment: Segment) -> Segment:
        """`segment` with the times at which its list opens and closes and its questions are published."""
        opens, closes, out = (
            self.venue.last_before(day, said, segment.ends_at, inside(row.at, name)) if said else None
            for name, said in (
                ("list_opens", row.list_opens),
                ("list_closes", row.list_closes),
                ("questions_at", row.questions_at),
            )
        )
        for name, at in (("list_opens", opens), ("list_closes", closes)):
            if at is not None and row.phases and not segment.takes_list:
                self._fault(
                    inside(row.at, name), "is for a list of speakers, and none of the phases serves one", "no_list"
                )
        if opens is not None and closes is not None and closes <= opens:
            self._fault(inside(row.at, "list_closes"), f"{row.list_closes} is not after the list opens", "closes_first")
        if out is not None and not asked:
            self._fault(inside(row.at, "questions_at"), "is for questions, and there are none", "no_questions")
        return msgspec.structs.replace(segment, list_opens_at=opens, list_closes_at=closes, questions_at=out)

    def _phase(self, phase: PhasePart, segment: str) -> Phase:
        phase_id = f"{segment}-{phase.id}"
        self._take(phase_id, inside(phase.at, "id"))
        limit = self._length(phase.time_limit, inside(phase.at, "time_limit"))
        if limit is None and (phase.limit_is_guide or phase.process_extra):
            self._fault(inside(phase.at, "time_limit"), "is missing: a guide and extra time need one", "limit_wanted")
        made = Phase(
            id=phase_id,
            kind=phase.kind,
            names=self._names(phase.names, inside(phase.at, "names")),
            lineup=tuple(self._slot(slot, segment) for slot in phase.lineup),
            serves_list=phase.serves_list,
            time_limit=limit,
            limit_is_guide=phase.limit_is_guide,
            process_extra=self._length(phase.process_extra, inside(phase.at, "process_extra")) or 0,
            batch=phase.batch,
            reserved=self._length(phase.reserved, inside(phase.at, "reserved")),
            assumed=phase.assumed,
        )
        self.assumed += [Assumption(segment, made)] if phase.assumed else []
        return made

    def _slot(self, slot: SlotPart, segment: str) -> SpeakerSlot:
        slot_id = f"{segment}-{slot.id}"
        self._take(slot_id, inside(slot.at, "id"))
        office = self._office(slot.office, inside(slot.at, "office")) if slot.office else None
        known = office or NOBODY
        if slot.names is None and slot.office is None:
            self._fault(slot.at, "has neither names nor an office")
        if (slot.certainty is Certainty.ALTERNATIVES) != bool(slot.alternatives):
            self._fault(inside(slot.at, "alternatives"), "go with the certainty 'alternatives', and it with them")
        alternatives = [
            self._office(key, f"{inside(slot.at, 'alternatives')}[{number}]")
            for number, key in enumerate(slot.alternatives)
        ]
        names = self._names(slot.names, inside(slot.at, "names")) if slot.names else self._names_of(office)
        return SpeakerSlot(
            id=slot_id,
            names=names,
            person=slot.person or known.person,
            short=slot.short or known.short,
            focus=slot.focus,
            represents=slot.represents,
            category=self._category(slot.category, slot.at) or self._category(known.category, known.at),
            certainty=slot.certainty,
            alternatives=tuple(self._names_of(alternative) for alternative in alternatives if alternative),
            allotted=self._length(slot.time_limit, inside(slot.at, "time_limit")),
            video=slot.video,
            reports_on=self._reported(slot),
        )

    def _reported(self, slot: SlotPart) -> str | None:
        """The segment whose results this slot brings; whether there is such a one is known when all are read."""
        if slot.reports_on is not None:
            self.reporting.append((slot.reports_on, inside(slot.at, "reports_on")))
        return slot.reports_on

    # By what name

    def _take(self, taken: str, at: str) -> None:
        """An id is unique in the conference: segments, phases, slots and rooms share one set."""
        if taken in self.places:
            self._fault(at, f"the id {taken!r} is taken by {self.places[taken]}", "id_taken")
        self.places.setdefault(taken, at)

    def _office(self, key: str, at: str) -> OfficePart | None:
        office = self.document.offices.get(key)
        if office is None and key not in self.document.written:
            self._fault(at, f"there is no entry {key!r} under [offices]")
        return office

    def _names_of(self, office: OfficePart | None) -> Names:
        return self._names(office.names, inside(office.at, "names")) if office else {}

    def _names(self, names: NamesOrKey, at: str) -> Names:
        """Names by language. Those that read as in English are left out, as they are read as `en` anyway."""
        if isinstance(names, str):
            if names not in self.document.names and names not in self.document.written:
                self._fault(at, f"there is no entry {names!r} under [names]")
            return self._names(self.document.names[names], at) if names in self.document.names else {}
        for language in names:
            if language not in LANGUAGES:
                self._fault(inside(at, language), _no_language(language), "no_language", language)
        if not names.get("en"):
            self._fault(inside(at, "en"), "is missing", "no_english")
        return spare(names)

    def _length(self, length: str | None, at: str) -> Seconds | None:
        if length is None:
            return None
        minutes, seconds = length.split(":")
        total = int(minutes) * 60 + int(seconds)
        if total == 0:
            self._fault(at, f"{length} is no time at all", "no_time", length)
        return total


def spare(names: Names) -> Names:
    """`names` without those that read as in English, or are empty: a language left out is read as `en`."""
    kept = {language: name for language, name in names.items() if name and name != names.get("en")}
    return {"en": names["en"], **kept} if "en" in names else kept


def _no_language(language: str) -> str:
    return f"{language!r} is no language of this conference; known are {', '.join(LANGUAGES)}"
