"""Tables: CSV and TSV of any separator, workbooks of Excel and LibreOffice. Cells keep their types; nothing is run."""

import csv
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

import msgspec

from live.programme.imports.faults import Code, Place, Remark
from live.programme.imports.sources import Source, Unreadable

MOST_ROWS = 10_000
MOST_COLUMNS = 200
MOST_CELLS = 2_000_000
SEPARATORS = ",;\t|"
SHEETS = frozenset({"xl/workbook.xml", "xl/workbook.bin"})


class Formula(msgspec.Struct, frozen=True):
    """A formula that gives nothing that can be read: it failed, or its value was not stored."""

    text: str
    failure: str = ""

    def __str__(self) -> str:
        return self.text


Cell = Any
"""Text, a number, a date, a time, a duration, true or false, or a `Formula`; an empty text where nothing is."""


class Row(msgspec.Struct, frozen=True):
    """A row with its number in the file, counted from 1."""

    number: int
    cells: list[Cell]

    def is_blank(self) -> bool:
        return all(isinstance(cell, str) and not cell.strip("\u200b\ufeff \t\r\n\xa0") for cell in self.cells)


class Sheet(msgspec.Struct, frozen=True):
    """One table. `name` is empty where the file has only one and no names. `lettered` says that columns have letters."""

    name: str
    rows: list[Row]
    lettered: bool = False
    hidden: bool = False


class TooMany(msgspec.Struct, frozen=True):
    """There were more rows than are read."""

    place: Place


def is_workbook(source: Source) -> bool:
    return bool(source.parts & SHEETS) or (
        "content.xml" in source.parts and b"opendocument.spreadsheet" in source.data[:200]
    )


def sheets_of(source: Source) -> list[Sheet]:
    """The tables of a file. Raises `Unreadable`."""
    if is_workbook(source):
        return list(_workbook(source))
    return [_separated(source)]


def check_rows(sheet: Sheet, file: str) -> Remark | None:
    """The fault of a sheet that is longer than is read."""
    if len(sheet.rows) <= MOST_ROWS:
        return None
    place = Place(file, sheet=sheet.name, row=sheet.rows[MOST_ROWS].number)
    return Remark(place, Code.TOO_MANY_ROWS, {"most": str(MOST_ROWS)})


# Separated text


def _separated(source: Source) -> Sheet:
    text = source.text.replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.partition("\n")
    said = re.fullmatch(r"sep=(.)", first.strip(" "))
    separator = said[1] if said is not None else _separator(text)
    body = rest if said is not None else text
    quoted = separator != "\t" or _is_quoted(body)
    csv.field_size_limit(10_000_000)
    reader = csv.reader(
        StringIO(body, newline=""),
        delimiter=separator,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=False,
    )
    rows: list[Row] = []
    try:
        for number, cells in enumerate(reader, 1):
            rows.append(Row(number, cells))
            if number > MOST_ROWS + 1:
                break
    except csv.Error as fault:
        raise source.fail(Code.BROKEN, Place(source.name, row=len(rows) + 1), why=f"CSV: {fault}") from None
    return Sheet("", rows)


def _separator(text: str) -> str:
    """The separator by which most rows have the same number of cells, and more than one."""
    start = "\n".join(text.split("\n")[:200])

    def agreement(separator: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(StringIO(start, newline=""), delimiter=separator) if row]
        except csv.Error:
            return (0, 0)
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
        wide = widths[0] if widths and widths[0] > 1 and widths.count(widths[0]) * 2 >= len(widths) else usual
        return (widths.count(wide), wide) if wide > 1 else (0, 0)

    return max(SEPARATORS, key=agreement)


def _is_quoted(text: str) -> bool:
    """Whether the quotes of a text with tabs are those of CSV: Google Sheets writes tabs without any."""
    cells = [cell for line in text.split("\n") for cell in line.split("\t") if cell.startswith('"')]
    whole = re.compile(r'"(?:[^"]|"")*"')
    if all(whole.fullmatch(cell) for cell in cells):
        return bool(cells)
    # Broken lines within quotes: as quoted text all rows are equally wide, and fewer.
    rows = [len(row) for row in csv.reader(StringIO(text, newline=""), delimiter="\t") if row]
    lines = [line.count("\t") + 1 for line in text.split("\n") if line]
    return len(set(rows)) == 1 and len(set(lines)) > 1


# Workbooks


def _workbook(source: Source) -> Iterator[Sheet]:
    import python_calamine as calamine  # noqa: PLC0415  # Only where a workbook is read.

    try:
        book = calamine.load_workbook(BytesIO(source.data))
        metadata = book.sheets_metadata
    except (calamine.CalamineError, ValueError, OSError) as fault:
        raise source.fail(Code.BROKEN, why=fault) from None
    formulas = _formula_sheets(source)
    for told in metadata:
        if told.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        hidden = told.visible != calamine.SheetVisibleEnum.Visible
        try:
            sheet = book.get_sheet_by_name(told.name)
            if sheet.start is None or sheet.end is None or hidden:
                yield Sheet(told.name, [], lettered=True, hidden=hidden)
                continue
            cells = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 2)
        except (calamine.CalamineError, ValueError, OSError) as fault:
            raise source.fail(Code.BROKEN, Place(source.name, sheet=told.name), why=fault) from None
        rows = [Row(number, list(map(_tidy, row[:MOST_COLUMNS]))) for number, row in enumerate(cells, 1)]
        if formulas:
            _mark_formulas(source, told.name, rows)
        yield Sheet(told.name, rows, lettered=True)


def _tidy(cell: Cell) -> Cell:
    return int(cell) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15 else cell


def _formula_sheets(source: Source) -> bool:
    """Whether any sheet of an Excel workbook holds a formula or an error."""
    with zipfile.ZipFile(BytesIO(source.data)) as packed:
        for name in packed.namelist():
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                held = packed.read(name)
                if b"<f>" in held or b"<f " in held or b't="e"' in held or b"<f/>" in held:
                    return True
    return False


def _mark_formulas(source: Source, name: str, rows: list[Row]) -> None:
    """Put a `Formula` into each cell of `rows` that seems empty and holds one."""
    import openpyxl  # noqa: PLC0415  # Only for the few workbooks that hold formulas.

    wide = max((len(row.cells) for row in rows), default=0)
    stored: dict[tuple[int, int], object] = {}
    for with_values in (False, True):
        try:
            book = openpyxl.load_workbook(BytesIO(source.data), read_only=True, data_only=with_values)
            shown = book[name].iter_rows(max_row=len(rows), max_col=wide, values_only=True)
            for at, line in enumerate(shown):
                for column, value in enumerate(line[: len(rows[at].cells)]):
                    _mark(rows[at].cells, column, value, stored, (at, column), with_values)
            book.close()
        except Unreadable:
            raise
        except Exception:  # noqa: BLE001  # What Excel reads and this does not is read without its formulas.
            return


def _mark(cells: list[Cell], column: int, value: object, stored: dict[Any, object], at: Any, with_values: bool) -> None:
    if not with_values:
        text = getattr(value, "text", value)  # An array formula carries its text.
        if isinstance(text, str) and text.startswith("=") and cells[column] == "":
            cells[column] = Formula(text)
        elif isinstance(value, str) and value.startswith("#") and cells[column] == "":
            cells[column] = Formula(value, value)
    elif isinstance(cells[column], Formula) and isinstance(value, str) and value.startswith("#"):
        cells[column] = Formula(cells[column].text, value)
    elif isinstance(cells[column], Formula) and value == "":
        cells[column] = ""
