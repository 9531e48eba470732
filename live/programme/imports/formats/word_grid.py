"""A programme in the tables of a Word file: times at the left, and beside them one cell, or one for each room."""

import re
from collections.abc import Sequence
from datetime import date

import msgspec

from live.programme.imports.builder import Builder
from live.programme.imports.columns import PROGRAMME_FIELDS, field_of
from live.programme.imports.faults import Code, Place
from live.programme.imports.sources import Source
from live.programme.imports.texts import person, title_text
from live.programme.imports.times import calendar_date, clock, day_number, minutes_of_day, named_date, time_range
from live.programme.imports.values import MINUTES_A_DAY, Day, Person, Programme, Segment, Setting
from live.programme.imports.word import GridCell, WordTable, is_document, tables_of
from live.programme.imports.words import break_format

NAME = "word-grid"
TEMPLATE = re.compile(r"(?i)\bmonth dd\b|\bdd month\b|\byyyy\b|\[date\]|<date>")
PERSON = re.compile(r"(?i)^(?:speaker\s*[-:–]\s*|(?=(?:dr|mr|mrs|ms|prof|h\.e|mme|m)\.\s*\w))")
FUNCTION = re.compile(
    r"(?i)^\W*(?:ceo|cto|director|directrice|directeur|minister|ministre|president|président|professor|head|founder|chair)\b"
)
ROOM = re.compile(
    r"(?i)[(\[]\s*[^()\[\]]{0,40}\b(?:room|hall|salle|sala|salón|auditorium|theat(?:er|re)|zimmer|saal|raum|зал|chamber|plenary)\b"
    r"[^()\[\]]{0,40}[)\]]|[(（\[]\s*[^()（）]{0,20}(?:会议室|厅|قاعة)[^()（）]{0,20}[)）\]]"
)
EARLIEST_LIKELY = 6 * 60


def recognises(source: Source) -> bool:
    return is_document(source) and any(times_at(table) is not None for table in tables_of(source))


def times_at(table: WordTable) -> tuple[int, int, int] | None:
    """The header row and the grid columns of start and end, which may be one; row -1 where no row names the columns."""
    for index, row in enumerate(table.rows[:5]):
        fields = {known[0]: cell for cell in row if (known := field_of(cell.text, PROGRAMME_FIELDS)) is not None}
        if "starts" in fields:
            start = fields["starts"]
            return index, start.at, fields.get("ends", start).at
    first = [row[0].text for row in table.rows if row and row[0].width < 4 and row[0].lines]
    timed = sum(time_range(text) is not None or minutes_of_day(text) is not None for text in first)
    return (-1, 0, 0) if timed >= 2 and timed * 2 >= len(first) else None


def read(source: Source, setting: Setting) -> Programme:
    """The programme in the tables of a document."""
    builder = Builder(NAME, source.name, setting)
    for table in tables_of(source):
        place = Place(source.name, sheet=table.label)
        found = times_at(table)
        rest = next((cell.text for row in table.rows for cell in row if TEMPLATE.search(cell.text)), None)
        if rest is not None and not any(_date_of(row) for row in table.rows):
            builder.note(place, Code.TEMPLATE_SKIPPED, text=rest)
        elif found is None:
            builder.note(place, Code.TABLE_SKIPPED, why="no column of times")
        else:
            Grid(builder, table, found).read()
    if builder.unnamed:
        builder.note(Place(source.name), Code.COLUMNS_ASKED, count=builder.unnamed)
    return builder.programme()


def _date_of(row: Sequence[GridCell]) -> date | None:
    text = " ".join(cell.text for cell in row if not cell.goes_on)
    return named_date(text) or calendar_date(text) or _iso(text)


def _iso(text: str) -> date | None:
    found = re.search(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4}", text)
    return None if found is None else calendar_date(found[0])


class Grid:
    """One table on its way into the builder."""

    def __init__(self, builder: Builder, table: WordTable, times_at: tuple[int, int, int]) -> None:
        self.builder = builder
        self.table = table
        self.header, self.start, self.end = times_at
        self.day: Day | None = None
        if (before := named_date(table.before)) is not None:
            self.day = builder.day_of(before)
        self.columns = self._columns()

    def _columns(self) -> dict[int, str]:
        """The rooms side by side: by the names in the header, else by their number; keyed by grid column."""
        parallel = sorted({cell.at for row in self.table.rows[self.header + 1 :] for cell in self._parallel(row)})
        named = self.table.rows[self.header] if self.header >= 0 else ()
        heading = {cell.at: cell.text for cell in named if cell.at > self.end and cell.text}
        found: dict[int, str] = {}
        for number, at in enumerate(parallel, 1):
            name = heading.get(at, "")
            place = Place(self.builder.file, sheet=self.table.label, row=self.header + 1)
            found[at] = self.builder.room(name or f"Column {number}", place)
            self.builder.unnamed += not name
        return found

    def _content(self, row: Sequence[GridCell]) -> list[GridCell]:
        return [cell for cell in row if cell.at > self.end and cell.lines and not cell.goes_on]

    def _parallel(self, row: Sequence[GridCell]) -> list[GridCell]:
        content = self._content(row)
        return content if len(content) > 1 and self._said(row, self.start) else []

    def _said(self, row: Sequence[GridCell], at: int) -> str:
        return next((cell.text for cell in row if cell.at <= at < cell.at + cell.width and cell.width < 4), "")

    def read(self) -> None:
        for number, row in enumerate(self.table.rows[self.header + 1 :], self.header + 2):
            place = Place(self.builder.file, sheet=self.table.label, row=number)
            if any(cell.lines for cell in row):
                self._row(row, place)

    def _row(self, row: Sequence[GridCell], place: Place) -> None:
        content = self._content(row)
        start = self._said(row, self.start)
        both = time_range(start)
        starts = both[0] if both else minutes_of_day(start)
        if starts is None and (start and content and any(letter.isdigit() for letter in start)) and len(row) > 1:
            self.builder.error(msgspec.structs.replace(place, field="starts"), Code.NOT_A_TIME, value=start)
            return
        if starts is None:
            self._heading(row, place)
            return
        ends = both[1] if both else self._end(row, place)
        if starts < EARLIEST_LIKELY and not re.search(r"(?i)[ap]\.?m|^0", start):
            shown = start if both or ends is None else f"{start}–{clock(ends)}"
            self.builder.note(place, Code.HALF_DAY_UNSURE, value=shown)
        if ends is not None and ends <= starts:
            if starts - ends < MINUTES_A_DAY // 2:
                code = Code.ENDS_AT_START if ends == starts else Code.ENDS_BEFORE_START
                self.builder.error(place, code, starts=clock(starts), ends=clock(ends))
                return
            ends += MINUTES_A_DAY
        for cell in content:
            over = [name for at, name in self.columns.items() if cell.at <= at < cell.at + cell.width]
            room = over[0] if len(over) == 1 else ""
            self._entry(cell, place, room, (starts, self._end_below(cell, number_of(place), ends)))

    def _end_below(self, cell: GridCell, number: int, ends: int | None) -> int | None:
        """The end of a cell that goes on over the rows below: that of the last of them."""
        for row in self.table.rows[number:]:
            if not any(below.at == cell.at and below.goes_on for below in row):
                break
            start = self._said(row, self.start)
            both = time_range(start)
            later = both[1] if both else minutes_of_day(self._said(row, self.end) if self.end != self.start else "")
            ends = later if later is not None and (ends is None or later > ends) else ends
        return ends

    def _end(self, row: Sequence[GridCell], place: Place) -> int | None:
        said = self._said(row, self.end) if self.end != self.start else ""
        ends = minutes_of_day(said)
        if said and ends is None:
            self.builder.error(msgspec.structs.replace(place, field="ends"), Code.NOT_A_TIME, value=said)
        return ends

    def _heading(self, row: Sequence[GridCell], place: Place) -> None:
        text = " ".join(cell.text for cell in row if cell.lines and not cell.goes_on)
        if (on := _date_of(row)) is not None:
            self.day = self.builder.day_of(on)
        elif (number := day_number(text)) is not None:
            self.day = self.builder.numbered_day(number)
        elif self.day is not None and self.day.date is not None and _looks_like_a_date(text):
            self.builder.error(place, Code.NOT_A_DATE, value=text)
        self.builder.skip(place, Code.HEADING_SKIPPED, text=text)

    def _entry(self, cell: GridCell, place: Place, room: str, when: tuple[int, int | None]) -> None:
        said = next((line for line in cell.lines[1:] if ROOM.fullmatch(line)), None)
        title, people = _title_and_people([line for line in cell.lines if line != said])
        starts, ends = when
        if said is not None:
            room = self.builder.room(said.strip("()[] "), place)
        segment = Segment(
            names={"en": title} if title else {},
            place=msgspec.structs.replace(place, field=f"column {cell.at + 1}"),
            rooms=(room,) if room else (),
            format=break_format(title),
            day=self.day,
            starts=starts,
            ends=ends,
            minutes=None if ends is None else ends - starts,
            speakers=people,
        )
        if self.day is not None and self.day.date is not None:
            ends_at = None if ends is None else self.builder.at(self.day.date, ends)
            starts_at = self.builder.at(self.day.date, starts)
            segment = msgspec.structs.replace(segment, starts_at=starts_at, ends_at=ends_at)
        self.builder.add(segment, by_person=True)


def _title_and_people(lines: Sequence[str]) -> tuple[str, tuple[Person, ...]]:
    """A title with who speaks below it; or who speaks alone, where there is no title."""
    first = lines[0]
    below = [line for line in lines[1:] if any(letter.isalpha() for letter in line)]
    follows = bool(below) and FUNCTION.match(below[0]) is not None
    if PERSON.match(first) or first.rstrip().endswith(",") or follows:
        one = person(PERSON.sub("", first).strip(" ,"), organisation=" ".join(below).strip(" ,"))
        return "", (one,) if one is not None else ()
    found = [person(line) for line in below]
    return title_text(first).strip(" –-"), tuple(known for known in found if known is not None and known.named)


def number_of(place: Place) -> int:
    return place.row or 0


def _looks_like_a_date(text: str) -> bool:
    return re.search(r"\b(?:19|20)\d\d\b", text) is not None and len(text) < 40
