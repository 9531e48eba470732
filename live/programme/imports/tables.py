"""Tables: CSV and TSV of any separator, workbooks of Excel and LibreOffice. Cells keep their types; nothing is run."""

import csv
import html
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

import msgspec
from defusedxml import ElementTree as SafeXml

from live.programme.imports.faults import Code, Place, Remark
from live.programme.imports.sources import Source

MOST_ROWS = 10_000
MOST_COLUMNS = 200
SEPARATORS = ",;\t|"
CELL = re.compile(rb"<c\b([^>]*[^/>])>(.*?)</c>", re.DOTALL)
REFERENCE = re.compile(rb'\br="([A-Z]{1,3}[0-9]{1,7})"')
FORMULA = re.compile(rb"<f[^>]*>([^<]*)</f>")
VALUE = re.compile(rb"<v[^>]*>([^<]+)</v>")
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
    """One table. `name` is empty where the file has only one and no names. `lettered` says that columns have "
    "letters."""

    name: str
    rows: list[Row]
    lettered: bool = False
    hidden: bool = False


def is_workbook(source: Source) -> bool:
    return bool(source.parts & SHEETS) or (
        {"content.xml", "mimetype"} <= source.parts and b"opendocument.spreadsheet" in _part(source, "mimetype")
    )


def _part(source: Source, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(source.data)) as packed:
        return packed.read(name)


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
    formulas = _failing_formulas(source)
    for properties in metadata:
        if properties.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        hidden = properties.visible != calamine.SheetVisibleEnum.Visible
        try:
            sheet = book.get_sheet_by_name(properties.name)
            if sheet.start is None or sheet.end is None or hidden:
                yield Sheet(properties.name, [], lettered=True, hidden=hidden)
                continue
            cells = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 2)
        except (calamine.CalamineError, ValueError, OSError) as fault:
            raise source.fail(Code.BROKEN, Place(source.name, sheet=properties.name), why=fault) from None
        rows = [Row(number, list(map(_tidy, row[:MOST_COLUMNS]))) for number, row in enumerate(cells, 1)]
        _fill_merged(rows, sheet.merged_cell_ranges or [])
        _mark(rows, formulas.get(properties.name, []))
        yield Sheet(properties.name, rows, lettered=True)


def _fill_merged(rows: list[Row], ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """What is written once beside several rows holds for each of them, such as their day."""
    for (top, left), (bottom, right) in ranges:
        if left != right or top >= len(rows) or left >= len(rows[top].cells):
            continue
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row.cells) and row.cells[left] == "":
                row.cells[left] = rows[top].cells[left]


def _tidy(cell: Cell) -> Cell:
    return int(cell) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15 else cell


def _failing_formulas(source: Source) -> dict[str, list[tuple[str, Formula]]]:
    """By sheet, the cells of an Excel workbook whose formula gives no value, or an error."""
    if "xl/workbook.xml" not in source.parts:
        return {}
    with zipfile.ZipFile(BytesIO(source.data)) as packed:
        found = {}
        for name, part in _sheet_parts(packed).items():
            held = packed.read(part) if part in source.parts else b""
            if b"<f" in held or b't="e"' in held:
                found[name] = list(_formulas(held))
    return found


def _sheet_parts(packed: zipfile.ZipFile) -> dict[str, str]:
    """The part of the package in which each sheet is kept."""
    try:
        book = SafeXml.fromstring(packed.read("xl/workbook.xml"), forbid_dtd=True)
        links = SafeXml.fromstring(packed.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    except (KeyError, ValueError, SafeXml.ParseError):
        return {}
    targets = {link.get("Id"): str(link.get("Target", "")) for link in links}
    parts: dict[str, str] = {}
    for sheet in book.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"):
        key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        target = targets.get(key, "")
        parts[sheet.get("name", "")] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return parts


def _formulas(held: bytes) -> Iterator[tuple[str, Formula]]:
    for cell in CELL.finditer(held):
        attributes, inside = cell[1], cell[2]
        value = VALUE.search(inside)
        failed = b't="e"' in attributes
        reference = REFERENCE.search(attributes)
        if reference is None or (value is not None and not failed) or not (failed or b"<f" in inside):
            continue
        text = FORMULA.search(inside)
        shown = html.unescape(text[1].decode("utf-8", "replace")) if text is not None else ""
        failure = html.unescape(value[1].decode("utf-8", "replace")) if failed and value is not None else ""
        yield reference[1].decode(), Formula(f"={shown}" if shown else failure or "=", failure)


def _mark(rows: list[Row], formulas: list[tuple[str, Formula]]) -> None:
    """Put a `Formula` into each cell of `rows` that seems empty and holds one."""
    for reference, formula in formulas:
        letters = reference.rstrip("0123456789")
        row, column = int(reference[len(letters) :] or 0) - 1, _column(letters)
        if 0 <= row < len(rows) and column < len(rows[row].cells) and rows[row].cells[column] == "":
            rows[row].cells[column] = formula


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
