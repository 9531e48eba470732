"""The record as tables for spreadsheets: one row for each statement, occurrence, segment, share, ... with real values.

Instants are cut to whole seconds and stand on the clock of the conference's zone. What may be less than nothing (late,
early, taken from somebody's time) is in whole seconds, for a spreadsheet shows no negative time.

One class makes all tables, for they share the columns of places, people and times: hence the length.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from live.documents.asked import Asked
from live.documents.words import Words
from live.proceedings.course import NotReached, ReportVersion, SegmentReport, SegmentRun
from live.proceedings.occurrences import ABSENCES, Occurrence, OccurrenceKind, Struck
from live.proceedings.statements import Correction, Place, Statement, Who
from live.proceedings.statistics import Share, Statistics, statistics_of
from live.room.model.plan import Capacity, Seconds

Value: TypeAlias = str | int | datetime | date | timedelta | None
Thing = TypeVar("Thing")


class Holds(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    NUMBER = "number"
    MOMENT = "moment"
    DAY = "day"
    LENGTH = "length"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what it holds, and its width in characters."""

    title: str
    holds: Holds = Holds.TEXT
    width: int = 14


@dataclass(frozen=True, slots=True)
class Table:
    """`title` is short enough for the name of a sheet."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Field(Generic[Thing]):
    """A column, and how its value is read of a thing. `secret` columns are for the secretariat."""

    column: Column
    read: Callable[[Thing], Value]
    secret: bool = False


class Tables:
    """Makes the tables of what is asked."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._words: Words = asked.words
        self._zone = ZoneInfo(asked.proceedings.zone)

    def all(self) -> list[Table]:
        """Every table that is for the asker, the statements first after what the record is of."""
        known = self._asked.proceedings
        tables = [self.facts(), self.statements(), self.runs(), self.happened(), self.reports()]
        if not self._asked.public:
            tables += [self.absences(), self.not_reached(), self.corrections(), self.notes(), self.struck()]
        return [*tables, *self.counted(statistics_of(known))]

    def facts(self) -> Table:
        """What the record is of, and as of when."""
        words, known, choice = self._words, self._asked.proceedings, self._asked.choice
        rooms = ", ".join(words.name(room.names) for room in known.rooms)
        segment = next((run.place.segment_names for run in known.runs if run.place.segment == choice.segment), None)
        rows: list[tuple[Value, ...]] = [
            (words.phrases["public_record"] if self._asked.public else words.titles["record"], words.name(known.names)),
            (words.columns["room"], rooms if choice.room else words.phrases["all_rooms"]),
            (words.columns["day"], words.day(choice.day) if choice.day else words.phrases["all_days"]),
        ]
        if choice.segment is not None:
            rows.append((words.columns["segment"], words.name(segment)))
        rows += [
            (words.phrases["as_of"], str(self._local(known.as_of) or "")),
            (words.phrases["zone"], known.zone),
            (words.columns["contributions"], str(len(known.statements))),
            *(
                (words.phrases["made_from"].format(room=words.name(room.names), position=room.upto), room.digest)
                for room in known.rooms
                if room.digest is not None
            ),
        ]
        return Table(
            words.titles["record"], (Column(words.columns["what"], width=28), self._text("detail", 60)), tuple(rows)
        )

    # What was said

    def statements(self) -> Table:
        """One row for each contribution, in the order in which they were made."""
        return self._table("statements", self._asked.proceedings.statements, self._statement_fields())

    def _statement_fields(self) -> list[Field[Statement]]:
        words, text = self._words, self._text
        fields: list[Field[Statement]] = [
            Field(self._as("number", Holds.NUMBER, 6), lambda one: one.number),
            *self._place_fields(lambda one: one.place),
            Field(self._as("called", Holds.MOMENT, 19), lambda one: self._local(one.called)),
            Field(self._as("started", Holds.MOMENT, 19), lambda one: self._local(one.started)),
            Field(self._as("ended", Holds.MOMENT, 19), lambda one: self._local(one.ended)),
            Field(text("kind", 18), lambda one: words.kinds[one.kind]),
            *self._who_fields(lambda one: one.who),
            Field(text("capacity", 18), self._capacity),
            Field(text("on_behalf_of", 24), lambda one: words.name(one.on_behalf_of_names) or one.on_behalf_of),
            Field(text("joint", 24), lambda one: ", ".join(words.name(name) for name in one.joint)),
            Field(text("language", 12), lambda one: words.languages.get(one.language or "", one.language)),
            Field(text("to", 24), lambda one: words.name(one.to)),
            Field(text("question", 24), self._question),
            Field(self._as("allotted", Holds.LENGTH, 10), lambda one: _length(one.allotted)),
            Field(text("limit", 12), self._limit),
            Field(self._as("extended", Holds.SECONDS, 10), lambda one: one.extended or None),
            Field(self._as("used", Holds.LENGTH, 10), lambda one: _length(one.used)),
            Field(self._as("over", Holds.LENGTH, 10), lambda one: _length(one.over)),
            Field(text("uninterpreted", 19, Holds.MOMENT), lambda one: self._local(one.uninterpreted_since)),
            Field(text("yielded_by", 20), lambda one: words.name(one.yielded_by)),
            Field(text("first", 8), lambda one: words.yes(True) if one.first else None),
            Field(text("corrected", 8), lambda one: words.yes(True) if one.corrections else None),
            Field(text("unlisted", 8), lambda one: words.yes(True) if one.unlisted else None, secret=True),
            Field(
                text("written_afterwards", 8),
                lambda one: words.yes(True) if one.written_afterwards else None,
                secret=True,
            ),
            Field(self._as("asked", Holds.MOMENT, 19), lambda one: self._local(one.asked), secret=True),
            Field(self._as("waited", Holds.LENGTH, 10), _waited, secret=True),
            Field(text("called_by", 16), lambda one: one.called_by, secret=True),
            Field(text("announced", 24), _announced, secret=True),
            Field(text("gender", 8), lambda one: words.genders[one.gender] if one.gender else None, secret=True),
            Field(text("note", 40), lambda one: " · ".join(note.text for note in one.notes), secret=True),
        ]
        return fields

    def _capacity(self, statement: Statement) -> Value:
        return None if statement.capacity is Capacity.NATIONAL else self._words.capacities[statement.capacity]

    def _question(self, statement: Statement) -> Value:
        if statement.question is None:
            return None
        return f"{statement.question}. {self._words.name(statement.question_names)}".rstrip()

    def _limit(self, statement: Statement) -> Value:
        """Whether the time was a limit, and whether a clock ran."""
        phrases = self._words.phrases
        limit = "no_limit" if statement.allotted is None else "guide" if statement.guide else None
        known = (limit, None if statement.clocked else "without_clock")
        return ", ".join(phrases[one] for one in known if one)

    def corrections(self) -> Table:
        """One row for each thing that was put right, the first entry beside the one that holds."""
        words = self._words
        made = [(one, fix) for one in self._asked.proceedings.statements for fix in one.corrections]
        fields: list[Field[tuple[Statement, Correction]]] = [
            Field(self._as("at", Holds.MOMENT, 19), lambda one: self._local(one[1].at)),
            *self._place_fields(lambda one: one[0].place),
            Field(self._as("number", Holds.NUMBER, 6), lambda one: one[0].number),
            Field(self._text("was", 36), lambda one: self._full(one[1].was)),
            Field(self._text("is_now", 36), lambda one: self._full(one[1].became)),
            Field(self._text("written_afterwards", 12), lambda one: words.yes(one[1].afterwards)),
            Field(self._text("by", 16), lambda one: one[1].by),
        ]
        return self._table("corrections", made, fields)

    def notes(self) -> Table:
        """One row for each note."""
        made = [(one, note) for one in self._asked.proceedings.statements for note in one.notes]
        return self._table(
            "notes",
            made,
            [
                Field(self._as("at", Holds.MOMENT, 19), lambda one: self._local(one[1].at)),
                *self._place_fields(lambda one: one[0].place),
                Field(self._as("number", Holds.NUMBER, 6), lambda one: one[0].number),
                Field(self._text("speaker", 30), lambda one: self._full(one[0].who)),
                Field(self._text("note", 60), lambda one: one[1].text),
                Field(self._text("by", 16), lambda one: one[1].by),
            ],
        )

    # What happened beside it

    def happened(self) -> Table:
        """One row for each thing that happened beside the statements, but for who was absent or declined."""
        known = [one for one in self._asked.proceedings.occurrences if one.kind not in ABSENCES]
        return self._table("proceedings", known, self._occurrence_fields())

    def absences(self) -> Table:
        """One row for each call that nobody answered, or that was declined."""
        known = [one for one in self._asked.proceedings.occurrences if one.kind in ABSENCES]
        called: Field[Occurrence] = Field(self._as("called", Holds.MOMENT, 19), lambda one: self._local(one.called))
        return self._table("absences", known, [called, *self._occurrence_fields()])

    def _occurrence_fields(self) -> list[Field[Occurrence]]:
        words, text = self._words, self._text
        return [
            Field(self._as("at", Holds.MOMENT, 19), lambda one: self._local(one.at)),
            *self._place_fields(lambda one: one.place),
            Field(text("what", 30), lambda one: words.happened[one.kind]),
            Field(text("who", 30), lambda one: self._full(one.who)),
            Field(text("to", 24), lambda one: words.name(one.to)),
            Field(self._as("limit", Holds.LENGTH, 10), _limit_of),
            Field(self._as("extended", Holds.SECONDS, 10), _extension_of),
            Field(text("until", 19, Holds.MOMENT), lambda one: self._local(one.until)),
            Field(self._as("many", Holds.NUMBER, 8), lambda one: one.many),
            Field(text("detail", 40), self._detail),
            Field(text("by", 16), lambda one: one.by, secret=True),
        ]

    def _detail(self, one: Occurrence) -> Value:
        words = self._words
        lifted = one.kind is OccurrenceKind.LIMIT_SET and one.seconds is None
        facts = (
            words.name(one.limited_phase),
            words.category(one.category),
            words.capacities[one.capacity] if one.capacity and one.capacity is not Capacity.NATIONAL else "",
            words.orders[one.order] if one.order else "",
            one.seed or "",
            words.phrases["no_limit"] if lifted else "",
        )
        return " · ".join(fact for fact in facts if fact)

    def not_reached(self) -> Table:
        """One row for each request that was on a list to its end."""
        words = self._words
        fields: list[Field[NotReached]] = [
            *self._place_fields(lambda one: one.place),
            Field(self._as("number", Holds.NUMBER, 6), lambda one: one.number),
            *self._who_fields(lambda one: one.who),
            Field(self._text("on_behalf_of", 24), lambda one: words.name(one.on_behalf_of_names) or one.on_behalf_of),
            Field(self._as("asked", Holds.MOMENT, 19), lambda one: self._local(one.asked)),
            Field(self._as("at", Holds.MOMENT, 19), lambda one: self._local(one.at)),
            Field(self._as("absent_times", Holds.NUMBER, 8), lambda one: one.absences or None),
            Field(
                self._text("became", 24),
                lambda one: words.became[one.became] if one.became else words.phrases["still_waiting"],
            ),
            Field(self._text("to", 24), lambda one: words.name(one.to)),
            Field(self._as("spoke", Holds.MOMENT, 19), lambda one: self._local(one.spoke)),
        ]
        return self._table("not_reached", self._asked.proceedings.not_reached, fields)

    def struck(self) -> Table:
        """One row for each act that was undone: it counts nowhere."""
        words = self._words
        fields: list[Field[Struck]] = [
            Field(self._as("at", Holds.MOMENT, 19), lambda one: self._local(one.at)),
            *self._place_fields(lambda one: one.place),
            Field(self._text("what", 30), lambda one: ", ".join(words.done(one.did))),
            Field(self._text("who", 30), lambda one: words.name(one.about)),
            Field(self._text("by", 16), lambda one: one.by),
            Field(self._as("undone_at", Holds.MOMENT, 19), lambda one: self._local(one.undone_at)),
            Field(self._text("undone_by", 16), lambda one: one.undone_by),
        ]
        return self._table("undone", self._asked.proceedings.struck, fields)

    def runs(self) -> Table:
        """One row for each segment: printed and actual times."""
        words = self._words
        fields: list[Field[SegmentRun]] = [
            *self._place_fields(lambda one: one.place, phase=False),
            Field(self._as("planned_start", Holds.MOMENT, 19), lambda one: self._local(one.planned_start)),
            Field(self._as("planned_end", Holds.MOMENT, 19), lambda one: self._local(one.planned_end)),
            Field(self._as("fixed_end", Holds.TEXT, 8), lambda one: words.yes(True) if one.hard_end else None),
            Field(self._as("started", Holds.MOMENT, 19), lambda one: self._local(one.started)),
            Field(self._as("ended", Holds.MOMENT, 19), lambda one: self._local(one.ended)),
            Field(self._as("late_start", Holds.SECONDS, 12), lambda one: one.late_start),
            Field(self._as("late_end", Holds.SECONDS, 12), lambda one: one.late_end),
            Field(self._text("uninterpreted", 19, Holds.MOMENT), lambda one: self._local(one.uninterpreted_since)),
        ]
        return self._table("planned_actual", self._asked.proceedings.runs, fields)

    def reports(self) -> Table:
        """One row for each bullet of every version of a report."""
        words = self._words
        lines = [
            (report, version, heading, bullet)
            for report in self._asked.proceedings.reports
            for version in report.versions
            for heading, bullets in version.bullets.items()
            for bullet in bullets
        ]
        fields: list[Field[tuple[SegmentReport, ReportVersion, str, str]]] = [
            *self._place_fields(lambda one: one[0].place, phase=False),
            Field(self._as("version", Holds.NUMBER, 8), lambda one: one[1].number),
            Field(self._as("submitted", Holds.MOMENT, 19), lambda one: self._local(one[1].submitted)),
            Field(
                self._text("rapporteurs", 30), lambda one: ", ".join(words.name(name) for name in one[0].rapporteurs)
            ),
            Field(self._text("heading", 30), lambda one: words.headings[one[2]]),
            Field(self._text("bullet", 80), lambda one: one[3]),
            Field(self._text("by", 16), lambda one: one[1].by, secret=True),
        ]
        return self._table("reports", lines, fields)

    # Statistics

    def counted(self, found: Statistics) -> list[Table]:
        """Shares in one table, and how waiting and forecasts spread in another, where it is for the asker."""
        tables = [self._shares(found)]
        if not self._asked.public:
            tables.append(self._spreads(found))
        return tables

    def _shares(self, found: Statistics) -> Table:
        """Each block adds up to what its docstring in `Statistics` says; the total stands first."""
        rows = [
            (
                self._words.titles[title],
                label,
                share.statements,
                share.turns,
                _length(share.seconds),
                _length(share.over),
            )
            for title, shares in labelled(found, self._words, public=self._asked.public)
            for label, share in shares
        ]
        columns = (
            self._text("what", 28),
            self._text("who", 44),
            self._as("contributions", Holds.NUMBER, 12),
            self._as("turns", Holds.NUMBER, 12),
            self._as("time", Holds.LENGTH, 12),
            self._as("over", Holds.LENGTH, 12),
        )
        return Table(self._words.titles["statistics"], columns, tuple(rows))

    def _spreads(self, found: Statistics) -> Table:
        words = self._words
        rows = [
            (words.titles[title], one.count, one.least, one.lower, one.median, one.upper, one.most)
            for title, one in (("waiting", found.waited), ("forecast", found.forecast_off))
            if one is not None
        ]
        names = ("least", "lower_quartile", "median", "upper_quartile", "most")
        columns = (
            self._text("what", 28),
            self._as("many", Holds.NUMBER, 10),
            *(self._as(name, Holds.SECONDS, 14) for name in names),
        )
        return Table(words.titles["waiting"], columns, tuple(rows))

    # Columns

    def _text(self, name: str, width: int = 14, holds: Holds = Holds.TEXT) -> Column:
        return Column(self._words.columns[name], holds, width)

    def _as(self, name: str, holds: Holds, width: int) -> Column:
        title = self._words.columns[name]
        return Column(f"{title} ({self._words.phrases['seconds']})" if holds is Holds.SECONDS else title, holds, width)

    def _place_fields(self, of: Callable[[Thing], Place], *, phase: bool = True) -> list[Field[Thing]]:
        words = self._words
        fields: list[Field[Thing]] = [
            Field(self._as("day", Holds.DAY, 11), lambda one: of(one).day),
            Field(self._as("meeting", Holds.NUMBER, 8), lambda one: of(one).meeting),
            Field(self._text("room", 16), lambda one: words.name(of(one).room_names)),
            Field(self._text("segment", 28), lambda one: words.name(of(one).segment_names)),
        ]
        in_phase: Field[Thing] = Field(self._text("phase", 20), lambda one: words.name(of(one).phase_names))
        return [*fields, in_phase] if phase else fields

    def _who_fields(self, of: Callable[[Thing], Who]) -> list[Field[Thing]]:
        words = self._words
        return [
            Field(self._text("speaker", 30), lambda one: words.name(of(one).names)),
            Field(self._text("code", 6), lambda one: of(one).iso3),
            Field(self._text("category", 18), lambda one: words.category(of(one).category)),
            Field(self._text("region", 12), lambda one: words.region(of(one).region) if of(one).region else None),
            Field(self._text("person", 24), lambda one: of(one).person),
            Field(self._text("title", 24), lambda one: of(one).title),
        ]

    def _table(self, title: str, things: Iterable[Thing], fields: Sequence[Field[Thing]]) -> Table:
        shown = [field for field in fields if not (field.secret and self._asked.public)]
        rows = tuple(tuple(_cell(field.read(thing)) for field in shown) for thing in things)
        return Table(self._words.titles[title], tuple(field.column for field in shown), rows)

    def _full(self, who: Who | None) -> str:
        if who is None:
            return ""
        return ", ".join(part for part in (self._words.name(who.names), who.person, who.title) if part)

    def _local(self, at: datetime | None) -> datetime | None:
        """On the clock of the conference, without a zone, cut to whole seconds: as a spreadsheet holds instants."""
        return None if at is None else at.astimezone(self._zone).replace(tzinfo=None, microsecond=0)


def labelled(found: Statistics, words: Words, *, public: bool = False) -> list[tuple[str, list[tuple[str, Share]]]]:
    """Every table of shares by its title, each row under its label. Genders are for the secretariat."""
    tables: list[tuple[str, list[tuple[str, Share]]]] = [
        ("total", [(words.columns["total"], found.total)]),
        ("by_category", [(words.groups[group], share) for group, share in found.groups.items()]),
        ("by_region", [(words.region(region), share) for region, share in found.regions.items()]),
        ("by_kind", [(words.kinds[kind], share) for kind, share in found.kinds.items()]),
        ("by_delegation", [(words.name(row.who.names), row.share) for row in found.delegations]),
    ]
    if not public:
        genders = [
            (words.genders[gender] if gender else words.phrases["not_entered"], share)
            for gender, share in found.genders.items()
        ]
        tables.append(("by_gender", genders))
    return tables


def _cell(value: Value) -> Value:
    """An empty text is an empty cell; zero is a figure."""
    return None if value == "" else value


def _length(seconds: Seconds | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _waited(statement: Statement) -> timedelta | None:
    return None if statement.asked is None else _length(int((statement.called - statement.asked).total_seconds()))


def _announced(statement: Statement) -> Value:
    return ", ".join(part for part in (statement.announced, statement.announced_title) if part)


def _limit_of(one: Occurrence) -> timedelta | None:
    return _length(one.seconds) if one.kind is OccurrenceKind.LIMIT_SET else None


def _extension_of(one: Occurrence) -> Seconds | None:
    return one.seconds if one.kind is OccurrenceKind.TIME_EXTENDED else None
