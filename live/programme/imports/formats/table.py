"""A programme as a table: our template, or columns of any order that are known by their names.

One class, for what a cell means depends on what was read above it: hence the length.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from live.programme.imports import columns, times
from live.programme.imports.builder import Builder
from live.programme.imports.columns import PROGRAMME_FIELDS, Column, Header
from live.programme.imports.faults import Code, Place
from live.programme.imports.headed import HeadedSheet, headed_sheets, note_unread
from live.programme.imports.sources import Source
from live.programme.imports.tables import Formula, Row, Sheet
from live.programme.imports.texts import LONGEST_TITLE, long_text, people, title_text
from live.programme.imports.values import MINUTES_A_DAY, Day, Person, Programme, Segment, Setting
from live.programme.imports.words import FORMATS, is_placeholder_room
from live.room.model.plan import Certainty, Format

WANTED = (frozenset({"title"}), frozenset({"starts"}))
HEADED = "day, starts, ends, room, title_en, format, moderator, speakers"
LONGEST_NIGHT = 12 * 60


def recognised(sheets: Sequence[Sheet], mapping: dict[str, str]) -> list[tuple[Sheet, Header]]:
    """The sheets that hold a programme, with their headers."""
    return headed_sheets(sheets, PROGRAMME_FIELDS, WANTED, mapping)


def read(source: Source, sheets: Sequence[Sheet], setting: Setting, mapping: dict[str, str]) -> Programme:
    """The programme in the sheets of `source`."""
    builder = Builder("table", source.name, setting)
    chosen = recognised(sheets, mapping)
    note_unread(builder, sheets, chosen)
    for sheet, header in chosen:
        _Table(builder, sheet, header, len(chosen) > 1).read()
    return builder.programme()


class _Table(HeadedSheet[Builder]):
    """One sheet on its way into the builder."""

    def __init__(self, builder: Builder, sheet: Sheet, header: Header, several: bool) -> None:
        super().__init__(builder, sheet, header)
        self.titles = columns.title_languages(header)
        dates = [cell for row in self.rows for cell in [self.cell(row, "date") or self.cell(row, "day")]]
        order = times.day_first(dates)
        self.day_first = order is not False
        self.order_unsure = order is None
        self.day_named = self._named_day(several)
        self.last_day: Day | None = None
        self.width = (
            max((at for at, cell in enumerate(sheet.rows[header.index].cells) if str(cell).strip()), default=0) + 1
        )

    def read(self) -> None:
        self.note_columns()
        super().read()

    # A row

    def _row(self, row: Row) -> None:
        place = self.place(row)
        if columns.repeats(row.cells, self.header, PROGRAMME_FIELDS):
            self.builder.skip(place, Code.HEADER_AGAIN)
            return
        if self._is_heading(row):
            text = next(str(cell) for cell in row.cells if str(cell).strip())
            self._take_heading(text)
            self.builder.skip(place, Code.HEADING_SKIPPED, text=text)
            return
        if not self.sheet.lettered and self._wrong_width(row, place):
            return
        self.builder.add(self._segment(row, place)) if self._titled(row, place) else None

    def _titled(self, row: Row, place: Place) -> bool:
        """Whether the row has a title; one without is at fault and counted, but no entry."""
        if self._names(row):
            return True
        first = self.titles[0][0]
        self.builder.error(
            self.at(row, "title_en" if len(self.titles) > 1 else "title", first), Code.MISSING, field="title"
        )
        self._segment(row, place)
        return False

    def _segment(self, row: Row, place: Place) -> Segment:
        names = self._names(row)
        missing = [language for _, language in self.titles if language not in names]
        if names and missing:
            column = next(column for column, language in self.titles if language == missing[0])
            languages = ", ".join(missing)
            self.builder.note(self.at(row, f"title_{missing[0]}", column), Code.TITLE_MISSING_IN, languages=languages)
        segment = Segment(
            names=names,
            place=place,
            key=title_text(self.cell(row, "key")),
            rooms=self._rooms(row),
            format=self._format(row),
            subtitle=title_text(self.cell(row, "subtitle")),
            description=long_text(self.cell(row, "description")),
            track=title_text(self.cell(row, "track")),
            speakers=self._people(row, "speakers"),
            moderators=self._people(row, "moderator"),
        )
        self._note_unsure(row, segment)
        return self._timed(row, segment)

    def _names(self, row: Row) -> dict[str, str]:
        names: dict[str, str] = {}
        for column, language in self.titles:
            cell = self.cell_of(row, column)
            if isinstance(cell, str) and len(cell) > LONGEST_TITLE:
                self.builder.note(self.at(row, "title", column), Code.TOO_LONG_TEXT, most=LONGEST_TITLE)
            if isinstance(cell, Formula):
                self._formula(row, column, "title", cell)
            elif title := title_text(cell):
                names.setdefault(language, title)
        return names

    def _people(self, row: Row, field: str) -> tuple[Person, ...]:
        cells = [self.cell_of(row, column) for column in self.header.all_of(field)]
        return people([cell for cell in cells if isinstance(cell, str) and cell.strip()])

    def _note_unsure(self, row: Row, segment: Segment) -> None:
        unsure = [
            person.name
            for person in (*segment.moderators, *segment.speakers)
            if person.certainty is Certainty.TO_BE_CONFIRMED
        ]
        if unsure:
            self.builder.note(segment.place, Code.TO_BE_CONFIRMED, names="; ".join(unsure))

    def _format(self, row: Row) -> Format | None:
        cell = self.cell(row, "format")
        text = title_text(cell)
        if not text:
            return None
        known = FORMATS.get(columns.normalised(text))
        if known is None:
            self._error(row, "format", Code.FORMAT_UNKNOWN, value=text, known=", ".join(Format))
        return known

    def _rooms(self, row: Row) -> tuple[str, ...]:
        cell = self.cell(row, "room")
        if isinstance(cell, Formula):
            self._formula(row, self.by_field["room"], "room", cell)
            return ()
        text = title_text(cell)
        if not text:
            return ()
        if is_placeholder_room(text):
            self._error(row, "room", Code.ROOM_UNKNOWN, value=text)
            return ()
        return (self.builder.room(text, self.at(row, "room")),)

    # When

    def _timed(self, row: Row, segment: Segment) -> Segment:
        day = self._day(row)
        starts, ends = self._times(row)
        minutes = self._duration(row)
        if starts is not None and ends is None and minutes and not self._is_said(row, "ends"):
            ends = starts + minutes
        elif starts is not None and ends is not None and minutes and minutes != (ends - starts) % MINUTES_A_DAY:
            field = "duration" if "duration" in self.by_field else "hours"
            place = self.at(row, field)
            self.builder.note(place, Code.DURATION_CONTRADICTS, duration=self.cell(row, field))
        ends = self._checked_end(row, starts, ends)
        timed = msgspec.structs.replace(segment, day=day, starts=starts, ends=ends)
        if starts is not None and ends is not None:
            minutes = ends - starts
        timed = msgspec.structs.replace(timed, minutes=minutes)
        if day is None or day.date is None or starts is None:
            return timed
        ends_at = None if ends is None else self.builder.at(day.date, ends)
        return msgspec.structs.replace(timed, starts_at=self.builder.at(day.date, starts), ends_at=ends_at)

    def _checked_end(self, row: Row, starts: int | None, ends: int | None) -> int | None:
        if starts is None or ends is None or ends > starts:
            return ends
        values = {"starts": times.clock(starts), "ends": times.clock(ends)}
        field = "ends" if "ends" in self.by_field else "starts"
        if ends == starts:
            self._error(row, field, Code.ENDS_AT_START, **values)
        elif ends + MINUTES_A_DAY - starts <= LONGEST_NIGHT and starts >= LONGEST_NIGHT + 240:
            self.builder.note(self.at(row, field), Code.OVERNIGHT, **values)
            return ends + MINUTES_A_DAY
        else:
            self._error(row, field, Code.ENDS_BEFORE_START, **values)
        return None

    def _times(self, row: Row) -> tuple[int | None, int | None]:
        cell = self.cell(row, "starts")
        if (both := times.time_range(cell)) is not None and not self._is_said(row, "ends"):
            return both
        return self._time(row, "starts"), self._time(row, "ends")

    def _time(self, row: Row, field: str) -> int | None:
        if field not in self.by_field:
            return None
        cell = self.cell(row, field)
        if isinstance(cell, str) and not title_text(cell):
            if field == "starts":
                self._error(row, field, Code.MISSING, field=field)
            return None
        if isinstance(cell, Formula) or (isinstance(cell, str) and cell.strip().startswith("=")):
            formula = cell if isinstance(cell, Formula) else Formula(cell.strip(), "")
            self._formula(row, self.by_field[field], field, formula, stored=isinstance(cell, Formula))
            return None
        minutes = times.minutes_of_day(cell)
        if minutes is None or (minutes == MINUTES_A_DAY and field == "starts"):
            self._error(row, field, Code.NOT_A_TIME, value=cell)
            return None
        place = self.at(row, field)
        if minutes == MINUTES_A_DAY:
            self.builder.note(place, Code.MIDNIGHT)
        elif not times.is_clock_text(cell):
            self.builder.note(place, Code.TIME_READ_AS, value=cell, taken=times.clock(minutes))
        return minutes

    def _duration(self, row: Row) -> int | None:
        for field, unit in (("duration", 1), ("hours", 60)):
            cell = self.cell(row, field)
            if title_text(cell) == "" and not isinstance(cell, date) and isinstance(cell, str):
                continue
            if isinstance(cell, Formula):
                continue
            minutes = times.duration_minutes(cell, unit)
            if minutes is None:
                self._error(row, field, Code.NOT_A_DURATION, value=cell)
            return minutes
        return None

    def _day(self, row: Row) -> Day | None:
        field = "date" if self._is_said(row, "date") else "day"
        if field not in self.by_field:
            return self.last_day or self.day_named
        cell = self.cell(row, field)
        if isinstance(cell, Formula):
            self._formula(row, self.by_field[field], field, cell)
            return None
        if isinstance(cell, str) and not title_text(cell):
            if self.day_named is None:
                self._error(row, field, Code.MISSING, field=field)
            return self.day_named
        found = times.calendar_date(cell, self.day_first) or times.named_date(str(cell))
        if found is not None:
            if self.order_unsure and isinstance(cell, str) and times.DMY.fullmatch(times.plain(cell)):
                place = self.at(row, field)
                self.builder.note(place, Code.DATE_ORDER_ASSUMED, value=cell, taken=found.isoformat())
            return self.builder.day_of(found)
        number = times.day_number(cell)
        if number is not None:
            return self.builder.numbered_day(number)
        self._error(row, field, Code.NOT_A_DAY, value=cell)
        return None

    def _named_day(self, several: bool) -> Day | None:
        """The day that the sheet is called by, where no column says one."""
        name = self.sheet.name
        found = times.calendar_date(name) or times.named_date(name)
        if found is not None:
            return self.builder.day_of(found)
        number = times.day_number(name) if several or not name.isdecimal() else None
        return (
            self.builder.numbered_day(number)
            if number is not None and {"day", "date"}.isdisjoint(self.by_field)
            else None
        )

    def _take_heading(self, text: str) -> None:
        """A heading between the rows may say the day of those below it."""
        found = times.calendar_date(text) or times.named_date(text)
        number = times.day_number(text)
        if found is not None:
            self.last_day = self.builder.day_of(found)
        elif number is not None:
            self.last_day = self.builder.numbered_day(number)

    # Cells and places

    def _is_heading(self, row: Row) -> bool:
        filled = [at for at, cell in enumerate(row.cells) if str(cell).strip()]
        wide = self.sheet.lettered or len(row.cells) >= self.width
        return len(filled) == 1 and wide and not isinstance(row.cells[filled[0]], Formula) and filled[0] == 0

    def _wrong_width(self, row: Row, place: Place) -> bool:
        expected = len(self.sheet.rows[self.header.index].cells)
        found = len(row.cells)
        surplus = [cell for cell in row.cells[expected:] if str(cell).strip()]
        if found > expected and surplus:
            self.builder.error(place, Code.CELLS_LEFT_OVER, found=found, expected=expected)
            return True
        needed = max(column.at for column in self.header.columns if column.field in ("title", "starts", "ends")) + 1
        if found < min(expected, needed):
            self.builder.error(place, Code.CELLS_MISSING, found=found, expected=expected)
            return True
        return False

    def _is_said(self, row: Row, field: str) -> bool:
        cell = self.cell(row, field)
        return not isinstance(cell, str) or bool(title_text(cell))

    def _formula(self, row: Row, column: Column, field: str, cell: Formula, stored: bool = True) -> None:
        code = Code.FORMULA_FAILED if cell.failure else Code.FORMULA_WITHOUT_VALUE if stored else Code.FORMULA
        self.builder.error(self.at(row, field, column), code, value=cell.failure or cell.text)

    def _error(self, row: Row, field: str, code: Code, /, **values: object) -> None:
        self.builder.error(self.at(row, field), code, **values)
