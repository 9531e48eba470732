"""XLSX: every table of the record on a sheet of its own, with real dates and durations, and no formula anywhere."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from live.documents.asked import Asked
from live.documents.tables import Holds, Table, Tables, Value

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONGEST = 32_000
"""A cell holds 32,767 characters, and a program that reads it may count some of them twice."""
FORMATS = {
    Holds.TEXT: {"text_wrap": True, "valign": "top"},
    Holds.NUMBER: {"num_format": "0", "valign": "top"},
    Holds.SECONDS: {"num_format": "+0;-0;0", "valign": "top"},
    Holds.MOMENT: {"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top"},
    Holds.DAY: {"num_format": "yyyy-mm-dd", "valign": "top"},
    Holds.LENGTH: {"num_format": "[h]:mm:ss", "valign": "top"},
}
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def written(asked: Asked) -> bytes:
    """The whole workbook."""
    # Loaded with the first workbook: it takes a tenth of a second of every start.
    from xlsxwriter import Workbook  # noqa: PLC0415

    file = BytesIO()
    tables = Tables(asked).all()
    of, done = sum(len(table.rows) for table in tables), 0
    with Workbook(file, {"in_memory": True, "constant_memory": False, **SAFE}) as book:
        book.set_properties({"title": f"{asked.words.titles['record']}: {asked.words.name(asked.proceedings.names)}"})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E6EBF2", "bottom": 1})
        formats = {holds: book.add_format(look) for holds, look in FORMATS.items()}
        for table in tables:
            sheet = book.add_worksheet(table.title)
            _prepare(sheet, table, head, right_to_left=asked.words.right_to_left)
            for n, row in enumerate(table.rows, 1):
                for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
                    _put(sheet, n, place, value, formats[column.holds])
                done += 1
                asked.progress(done, of)
    return file.getvalue()


def _prepare(sheet: "Worksheet", table: Table, head: "Format", *, right_to_left: bool) -> None:
    if right_to_left:
        sheet.right_to_left()
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.title, head)
        sheet.set_column(place, place, column.width)
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _put(sheet: "Worksheet", row: int, place: int, value: Value, look: "Format") -> None:
    match value:
        case None:
            pass
        case str():
            sheet.write_string(row, place, value if len(value) <= LONGEST else f"{value[:LONGEST]}…", look)
        case datetime() | date() | timedelta():
            sheet.write_datetime(row, place, value, look)
        case _:
            sheet.write_number(row, place, value, look)
