"""Tables for spreadsheets: they open with every letter right, and run nothing of what people typed into a name.

A program that opens a CSV file takes it for the encoding of its own system unless a mark says UTF-8, and takes a cell
for a formula by its first letter, also after blanks, in full width, or after what it takes for a separator of cells.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from io import StringIO
from itertools import chain
from typing import Protocol

MARK = "\ufeff"
FORMULA = frozenset("=+-@")
SEPARATOR = re.compile(r"([;\t\r\n\v\f\x85\u2028\u2029])")
"""What ends a cell where a list separator is not the comma, or where quotes are not read."""

Cell = str | int | None


class Writable(Protocol):
    """A file, or what stands for one."""

    def write(self, text: str, /) -> object: ...


def write_csv(file: Writable, heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """A heading and a line for each of `rows`, with a mark of UTF-8 before and CRLF after each line (RFC 4180)."""
    mark = MARK
    for row in chain([heading], rows):
        line = StringIO()
        csv.writer(line, lineterminator="\r\n").writerow([harmless(cell) for cell in row])
        # In one piece: Django's standard output ends by itself what has no end.
        file.write(mark + line.getvalue())
        mark = ""


def harmless(cell: Cell) -> Cell:
    """`cell`, with an apostrophe before whatever a spreadsheet would run."""
    if not isinstance(cell, str):
        return cell
    parts = SEPARATOR.split(cell.replace("\0", ""))
    safe = "".join(f"'{part}" if _runs(part) else part for part in parts)
    # A tab or a line end in front of a cell is passed over by some; nothing of ours begins with one.
    return f"'{safe}" if parts[0] == "" and len(parts) > 1 else safe


def _runs(part: str) -> bool:
    """Whether `part` begins a formula: blanks and what nobody sees count for nothing."""
    for letter in unicodedata.normalize("NFKC", part):
        if not (letter.isspace() or letter == '"' or unicodedata.category(letter)[0] in "CZ"):
            return letter in FORMULA
    return False
