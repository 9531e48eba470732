"""Tables in Word files, by the columns of their grid, as they read with all changes accepted."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import msgspec

from live.programme.imports.faults import Code
from live.programme.imports.sources import Source
from live.room.model.texts import one_line

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
UNREAD = frozenset({f"{W}del", f"{W}moveFrom", FALLBACK, f"{W}instrText"})
MOST_TABLES = 200
MOST_ROWS = 5000


class GridCell(msgspec.Struct, frozen=True):
    """A cell: its first column in the grid, how many it takes, and its lines. `goes_on` is the merge with that "
    "above."""

    at: int
    width: int
    lines: tuple[str, ...]
    goes_on: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.lines)


class WordTable(msgspec.Struct, frozen=True):
    """A table, with the line of text that stands before it. `label` is what its places are told by."""

    number: int
    before: str
    rows: tuple[tuple[GridCell, ...], ...]
    name: str | None = None

    @property
    def label(self) -> str:
        return f"table {self.number}" if self.name is None else self.name


def is_document(source: Source) -> bool:
    return "word/document.xml" in source.parts


def tables_of(source: Source) -> list[WordTable]:
    """The tables of a document, without those inside others. Raises `Unreadable`."""
    import docx  # noqa: PLC0415  # Only where a document is read.

    try:
        body = docx.Document(BytesIO(source.data)).element.body
    except Exception as fault:  # The library raises whatever its parts raise.
        raise source.fail(Code.BROKEN, why=f"Word: {type(fault).__name__}") from None
    found: list[WordTable] = []
    before = ""
    for element in body.iter(f"{W}p", f"{W}tbl"):
        if any(above.tag in (f"{W}tbl", FALLBACK) for above in element.iterancestors()):
            continue
        if element.tag == f"{W}p":
            before = " ".join(_lines(element)) or before
        elif len(found) < MOST_TABLES:
            rows = tuple(tuple(_cells(row)) for row in _rows(element)[:MOST_ROWS])
            found.append(WordTable(len(found) + 1, before, rows))
    return found


def _rows(table: Any) -> list[Any]:
    return [row for row in table.iter(f"{W}tr") if next(row.iterancestors(f"{W}tbl")) is table and not _is_deleted(row)]


def _is_deleted(row: Any) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _cells(row: Any) -> Iterator[GridCell]:
    before = row.find(f"{W}trPr/{W}gridBefore")
    at = _number(before, 0)
    for cell in row.iter(f"{W}tc"):
        if next(cell.iterancestors(f"{W}tr")) is not row:
            continue
        width = max(1, _number(cell.find(f"{W}tcPr/{W}gridSpan"), 1))
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
        lines = [line for paragraph in cell.iter(f"{W}p") for line in _lines(paragraph)]
        yield GridCell(at, width, tuple(lines), goes_on)
        at += width


def _number(element: Any, default: int) -> int:
    value = None if element is None else element.get(f"{W}val")
    return int(value) if value is not None and value.isdecimal() and len(value) < 4 else default


def _lines(paragraph: Any) -> list[str]:
    """The lines of a paragraph: its runs joined, without what was deleted or moved away."""
    text = "".join(_pieces(paragraph))
    return [line for part in text.split("\n") if (line := one_line(part))]


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in UNREAD:
            continue
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in (f"{W}br", f"{W}cr"):
            yield "\n"
        elif child.tag == f"{W}tab":
            yield "\t"
        elif child.tag == f"{W}noBreakHyphen":
            yield "-"
        elif child.tag not in (f"{W}pPr", f"{W}rPr", f"{W}p"):
            yield from _pieces(child)
