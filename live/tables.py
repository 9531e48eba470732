"""Rows that are much alike, as a table. A whole view that is sent so takes a third of its bytes.

A map of rows says the name of each member, and much that all have in common, again in every row. A table says once
what most rows have, names the members in which they differ, and has of each row only its cells there: `null` for a
member that it has not. What is still missing, or otherwise than in most, is an RFC 7396 merge patch behind the cells.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

import msgspec

from live import wire
from live.wire import Json

FEWEST_ROWS = 12
"""Of fewer, a table is hardly shorter."""

Path: TypeAlias = tuple[str, ...]
Row: TypeAlias = dict[str, Json]


class Table(msgspec.Struct, frozen=True):
    """The rows of the map `at` this place of the view. A row is `usual`, with its cells put in where `columns` say, and
    then changed by the merge patch behind its cells, if there is one.
    """

    at: Path
    usual: dict[str, Any]
    columns: tuple[Path, ...]
    rows: dict[str, list[Any]]


def tabulated(view: dict[str, Json]) -> tuple[dict[str, Json], list[Table]]:
    """`view` without the rows of its long maps, and those rows."""
    tables = [_table(at, rows) for at, rows in _long_maps(view, ())]
    for table in tables:
        view = _with(view, table.at, {})
    return view, tables


def _long_maps(part: dict[str, Json], at: Path) -> Iterator[tuple[Path, dict[str, Row]]]:
    for name, inside in part.items():
        if not isinstance(inside, dict):
            continue
        if len(inside) >= FEWEST_ROWS and all(isinstance(row, dict) for row in inside.values()):
            yield (*at, name), inside
        else:
            yield from _long_maps(inside, (*at, name))


def _table(at: Path, rows: dict[str, Row]) -> Table:
    found = {name: _members(row) for name, row in rows.items()}
    usual: dict[Path, Json] = {}
    columns: list[Path] = []
    for path in dict.fromkeys(path for members in found.values() for path in members):
        cells = [members[path] for members in found.values() if path in members]
        if 2 * len(cells) <= len(rows) or {} in cells:
            continue  # A merge patch cannot put an empty object over another.
        common, count = _most_common(cells)
        if 2 * count > len(rows):
            usual[path] = common
        else:
            columns.append(path)
    whole: Row = {}
    for path, common in usual.items():
        whole = _with(whole, path, common)

    def cells_of(name: str, members: dict[Path, Json]) -> list[Json]:
        cells = [members.get(path) for path in columns]
        as_usual = all(path in members and members[path] == common for path, common in usual.items())
        if as_usual and len(members) == len(usual) + len(cells) - cells.count(None):
            return cells
        made = whole
        for path, cell in zip(columns, cells, strict=True):
            if cell is not None:
                made = _with(made, path, cell)
        return [*cells, wire.difference(made, rows[name])]

    return Table(at, whole, tuple(columns), {name: cells_of(name, members) for name, members in found.items()})


def _members(row: Row) -> dict[Path, Json]:
    """What is in a row, by its path; an empty object is told as it is."""
    found: dict[Path, Json] = {}

    def look(part: Row, at: Path) -> None:
        for name, inside in part.items():
            if isinstance(inside, dict) and inside:
                look(inside, (*at, name))
            else:
                found[*at, name] = inside

    look(row, ())
    return found


def _most_common(cells: list[Json]) -> tuple[Json, int]:
    if any(isinstance(cell, list) for cell in cells):
        (written, count), *_ = Counter(map(wire.write, cells)).most_common(1)
        return wire.read(written, Any), count
    return Counter(cells).most_common(1)[0]


def _with(value: Json, path: Path, cell: Json) -> Json:
    """`value` with `cell` at `path`, as a merge patch would put it there."""
    if not path:
        return cell
    held = value if isinstance(value, dict) else {}
    return {**held, path[0]: _with(held.get(path[0]), path[1:], cell)}
