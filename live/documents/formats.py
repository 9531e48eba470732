"""The formats in which the record is given away, each a module of its own.

A format is a name, the type it is served as, and a function that writes what is `Asked` as bytes. To add one, put
it into `FORMATS`; the shell and the HTTP API offer what stands there.
"""

from collections.abc import Callable
from dataclasses import dataclass

from live.documents import data, lines, sheets
from live.documents.asked import Asked
from live.documents.papers.formats import as_html, as_pdf, as_word


@dataclass(frozen=True, slots=True)
class Format:
    """How one format is served, and what writes it. `write` may raise `DocumentFailed`."""

    content_type: str
    write: Callable[[Asked], bytes]


FORMATS: dict[str, Format] = {
    "csv": Format("text/csv; charset=utf-8", lines.written),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", sheets.written),
    "json": Format("application/json", data.written),
    "docx": Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_word),
    "pdf": Format("application/pdf", as_pdf),
    "html": Format("text/html; charset=utf-8", as_html),
}


class NoSuchFormat(Exception):
    """A format that is not made."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"the record is not written as {name!r}, but as {', '.join(FORMATS)}")


def format_of(name: str) -> Format:
    """The format of this name, or `NoSuchFormat`."""
    try:
        return FORMATS[name]
    except KeyError:
        raise NoSuchFormat(name) from None


def file_name(asked: Asked, name: str) -> str:
    """What the file is called: `record-plenary-panel-1-2017-12-04-fr.csv`. Letters, digits, dots and hyphens only."""
    choice = asked.choice
    chosen = (choice.room, choice.segment, choice.day.isoformat() if choice.day else None, asked.words.language)
    parts = ["record", *(part for part in chosen if part)]
    said = "-".join(parts)
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in said) + f".{name}"
