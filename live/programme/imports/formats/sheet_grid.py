"""A programme as a grid in a sheet: times at the left, a column for each room, as in the tables of Word files."""

from collections.abc import Sequence
from datetime import date, datetime, time

from live.programme.imports.builder import Builder
from live.programme.imports.faults import Code, Place
from live.programme.imports.formats.word_grid import Grid, times_at
from live.programme.imports.sources import Source
from live.programme.imports.tables import Cell, Sheet
from live.programme.imports.values import Programme, Setting
from live.programme.imports.word import GridCell, WordTable
from live.room.model.texts import one_line

NAME = "sheet-grid"
MOST_ROWS = 2000


def recognised(sheets: Sequence[Sheet]) -> list[WordTable]:
    """The sheets whose rows begin with times, below a row that names the rooms; hidden ones never do."""
    tables = [_as_table(number, sheet) for number, sheet in enumerate(sheets, 1) if not sheet.hidden]
    return [table for table in tables if (found := times_at(table)) is not None and found[0] >= 0]


def read(source: Source, sheets: Sequence[Sheet], setting: Setting) -> Programme:
    """The programme in the grids of `source`."""
    builder = Builder(NAME, source.name, setting)
    for table in recognised(sheets):
        found = times_at(table)
        if found is not None:
            Grid(builder, table, found).read()
    if builder.unnamed:
        builder.note(Place(source.name), Code.COLUMNS_ASKED, count=builder.unnamed)
    return builder.programme()


def _as_table(number: int, sheet: Sheet) -> WordTable:
    rows = tuple(
        tuple(GridCell(at, 1, _lines(cell)) for at, cell in enumerate(row.cells)) for row in sheet.rows[:MOST_ROWS]
    )
    return WordTable(number, sheet.name, rows, sheet.name)


def _lines(cell: Cell) -> tuple[str, ...]:
    """The lines of a cell; times and dates as people write them."""
    if isinstance(cell, datetime):
        cell = f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%H:%M}"
    elif isinstance(cell, time):
        cell = f"{cell:%H:%M}"
    elif isinstance(cell, date):
        cell = cell.isoformat()
    return tuple(line for part in str(cell).split("\n") if (line := one_line(part)))
