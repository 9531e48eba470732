"""Sheets whose columns are named by a header: which of a file they are, and their cells with their places."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

import msgspec

from live.programme.imports import columns, tables
from live.programme.imports.columns import Column, Header
from live.programme.imports.faults import Code, Place
from live.programme.imports.remarks import Remarks
from live.programme.imports.tables import Cell, Row, Sheet

Wanted = Sequence[frozenset[str]]
"""Sets of fields, of each of which a header has to name one."""
AnyRemarks = TypeVar("AnyRemarks", bound=Remarks)


def headed_sheets(
    sheets: Sequence[Sheet], fields: dict[str, str], wanted: Wanted, mapping: Mapping[str, str] | None = None
) -> list[tuple[Sheet, Header]]:
    """The sheets whose header names what is `wanted`, perhaps by a `mapping` of headings; none that are hidden."""
    found: list[tuple[Sheet, Header]] = []
    for sheet in sheets:
        rows = [row.cells for row in sheet.rows[: columns.SEARCHED_ROWS]]
        header = _mapped(rows, fields, wanted, mapping) if mapping else columns.find_header(rows, fields, wanted)
        if header is not None and not sheet.hidden:
            found.append((sheet, header))
    return found


def _mapped(
    rows: Sequence[Sequence[object]], fields: dict[str, str], wanted: Wanted, mapping: Mapping[str, str]
) -> Header | None:
    for index, row in enumerate(rows):
        guessed = columns.find_header([row], fields, ()) or Header(index=0, columns=())
        header = msgspec.structs.replace(columns.mapped(guessed, dict(mapping), row), index=index)
        if all(header.fields() & some for some in wanted):
            return header
    return None


def note_unread(remarks: Remarks, sheets: Sequence[Sheet], read: Sequence[tuple[Sheet, Header]]) -> None:
    """Tell which `sheets` hold something and are not among those that are `read`."""
    for sheet in sheets:
        if sheet not in [held for held, _ in read] and (sheet.rows or sheet.hidden):
            remarks.note(Place(remarks.file, sheet=sheet.name), Code.SHEET_SKIPPED, name=sheet.name)


class HeadedSheet(ABC, Generic[AnyRemarks]):
    """One sheet and its header, on the way into a builder."""

    def __init__(self, builder: AnyRemarks, sheet: Sheet, header: Header) -> None:
        self.builder = builder
        self.sheet = sheet
        self.header = header
        self.by_field = {field: header.all_of(field)[0] for field in header.fields()}
        self.rows = sheet.rows[header.index + 1 : tables.MOST_ROWS + 1]

    def read(self) -> None:
        """Read every row that is not blank."""
        self.check_rows()
        for row in self.rows:
            if not row.is_blank():
                self._row(row)

    @abstractmethod
    def _row(self, row: Row) -> None: ...

    def note_columns(self) -> None:
        """Tell of columns that are there twice, and of those that nobody knows."""
        for twice in self.header.twice:
            self.builder.note(self._heading(twice), Code.COLUMN_TWICE, name=twice.heading, field=twice.field)
        for unknown in self.header.unknown:
            self.builder.note(self._heading(unknown), Code.COLUMN_UNKNOWN, name=unknown.heading)

    def check_rows(self) -> None:
        """A sheet with more rows than are read is at fault."""
        if (fault := tables.check_rows(self.sheet, self.builder.file)) is not None:
            self.builder.errors.append(fault)

    def cell(self, row: Row, field: str) -> Cell:
        """The first cell of `row` for `field`; an empty text if there is none."""
        column = self.by_field.get(field)
        return "" if column is None else self.cell_of(row, column)

    def cell_of(self, row: Row, column: Column) -> Cell:
        return row.cells[column.at] if column.at < len(row.cells) else ""

    def place(self, row: Row) -> Place:
        return Place(self.builder.file, sheet=self.sheet.name, row=row.number)

    def at(self, row: Row, field: str, column: Column | None = None) -> Place:
        """Where `field` stands in `row`, in its first column or in the one that is named."""
        column = column or self.by_field.get(field)
        letter = "" if column is None else self._letter(column)
        return msgspec.structs.replace(self.place(row), column=letter, field=field)

    def _heading(self, column: Column) -> Place:
        number = self.sheet.rows[self.header.index].number
        return Place(self.builder.file, sheet=self.sheet.name, row=number, column=self._letter(column))

    def _letter(self, column: Column) -> str:
        return columns.letters(column.at) if self.sheet.lettered else ""
