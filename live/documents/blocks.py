"""What a document is made of, whatever format it will have. Every format writes these, and nothing else.

Numbers of headings and tables are part of the values, so that all formats have the same.
"""

from typing import TypeAlias

from live.room.model.plan import Value

RIGHT_TO_LEFT = frozenset({"ar"})
UNKNOWN = "und"
COLONS = {"fr": "\N{NO-BREAK SPACE}: ", "zh": "\N{FULLWIDTH COLON}"}


def colon(language: str) -> str:
    """A colon between a title and what it is of, as `language` writes it."""
    return COLONS.get(language, ": ")


class Run(Value, frozen=True):
    """Some text of one look.

    `ltr` is for what is read from left to right in every language: clock times, durations, figures with a sign.
    `language` is set where the text is in another language than its document, to `UNKNOWN` where somebody wrote it in
    one that nobody noted: its direction is that of its letters. `over` marks time over the limit.
    """

    text: str
    strong: bool = False
    quiet: bool = False
    ltr: bool = False
    struck: bool = False
    over: bool = False
    language: str | None = None


Line: TypeAlias = tuple[Run, ...]
Cell: TypeAlias = tuple[Line, ...]
"""Lines, one below the other."""


class Column(Value, frozen=True):
    """A column of a table. `share` is its part of the width, against those of the others; `figures` are at its end."""

    title: str
    share: float = 1
    figures: bool = False


class Heading(Value, frozen=True, tag="heading"):
    """A heading of a chapter (`level` 1) or a part of it. `number` is empty where the document counts none."""

    level: int
    text: Line
    number: str = ""
    key: str = ""
    new_page: bool = False


class Paragraph(Value, frozen=True, tag="paragraph"):
    """A line of its own. One that `leads` is kept on the page of what follows it."""

    line: Line
    leads: bool = False


class Bullets(Value, frozen=True, tag="bullets"):
    items: tuple[Line, ...]


class Table(Value, frozen=True, tag="table"):
    """Rows under a head that is repeated on every page. The first cell of a row says what the row is about.

    `captioned` is false where the heading above says the same as the caption, which then is for those alone who
    cannot see that.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    captioned: bool = True


class Picture(Value, frozen=True, tag="picture"):
    """A drawing. `says` is what it shows, in words; the table with its figures follows it."""

    svg: str
    says: str
    caption: str
    width: int
    height: int


Block: TypeAlias = Heading | Paragraph | Bullets | Table | Picture


class Labels(Value, frozen=True):
    """The words that a document says of itself. `page` holds `{page}` and `{pages}`."""

    contents: str
    page: str


class Document(Value, frozen=True):
    """A whole document. `facts` stand under the title: when, where, as of when."""

    language: str
    title: str
    conference: str
    facts: tuple[Line, ...]
    labels: Labels
    blocks: tuple[Block, ...]
    contents: bool = False

    @property
    def full_title(self) -> str:
        """What it is called where it is kept."""
        return f"{self.title}{colon(self.language)}{self.conference}"

    @property
    def direction(self) -> str:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


def said(text: str, language: str | None = None) -> Line:
    """A line of one plain run."""
    return (Run(text, language=language),)


def plain(line: Line) -> str:
    """The text of `line`."""
    return "".join(run.text for run in line)
