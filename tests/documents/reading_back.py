"""Papers read back: headings, tables and lists of a PDF by its tags, of a document of Word, and of a page of HTML."""

import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import docx
import pypdfium2
from docx.oxml.ns import qn
from pypdfium2 import raw

DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u00ad]")
Box = tuple[float, float, float, float]


@dataclass
class Table:
    """Its head, and its rows of texts. Cells in which nothing stands are left out: a PDF has no tag for them."""

    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


@dataclass
class Read:
    """What a paper says, in its order."""

    headings: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    bullets: list[str] = field(default_factory=list)
    text: str = ""


def clean(text: str) -> str:
    return " ".join(DIRECTIONS.sub("", text).split())


# HTML


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.read = Read()
        self._held: list[str] = []
        self._nav = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        match tag:
            case "nav":
                self._nav += 1
            case "table":
                self.read.tables.append(Table())
            case "tr":
                self.read.tables[-1].rows.append([])
            case "br":
                self._held.append("\n")
            case "td" | "th" | "li" | "h2" | "h3" | "h4" | "h5":
                self._held = []
            case _:
                pass

    def handle_endtag(self, tag: str) -> None:
        said = clean("".join(self._held))
        match tag:
            case "nav":
                self._nav -= 1
            case "thead":
                self.read.tables[-1].head = self.read.tables[-1].rows.pop()
            case "td" | "th":
                self.read.tables[-1].rows[-1] += [said] if said else []
            case "li" if not self._nav:
                self.read.bullets.append(said)
            case "h2" | "h3" | "h4" | "h5" if not self._nav:
                self.read.headings.append(said)
            case _:
                pass

    def handle_data(self, data: str) -> None:
        self._held.append(data)
        self.read.text += data


def of_html(made: bytes) -> Read:
    page = _Page()
    page.feed(made.decode())
    page.read.text = clean(page.read.text)
    return page.read


# Word


def of_word(made: bytes) -> Read:
    document = docx.Document(BytesIO(made))
    read = Read()
    for paragraph in document.paragraphs:
        style = str(paragraph.style.name) if paragraph.style else ""
        if style.startswith("Heading"):
            read.headings.append(clean(paragraph.text))
        elif style == "List Bullet":
            read.bullets.append(clean(paragraph.text))
    for table in document.tables:
        rows = [[said for cell in row.cells if (said := clean(cell.text))] for row in table.rows]
        read.tables.append(Table(rows[0], rows[1:]))
    body: Any = document.element.body
    read.text = clean(" ".join(node.text or "" for node in body.iter(qn("w:t"))))
    return read


# PDF


@dataclass
class Tag:
    """An element of the tree by which readers for people who cannot see the page go through it."""

    kind: str
    parts: list["Tag | tuple[str, Box]"]

    @property
    def text(self) -> str:
        return clean("".join(part.text if isinstance(part, Tag) else part[0] for part in self.parts))

    @property
    def boxes(self) -> list[Box]:
        """Where its texts stand: left, bottom, right, top."""
        found: list[Box] = []
        for part in self.parts:
            found += part.boxes if isinstance(part, Tag) else [part[1]] if part[0].strip() else []
        return found

    def all(self, *kinds: str) -> Iterator["Tag"]:
        if self.kind in kinds:
            yield self
        for part in self.parts:
            if isinstance(part, Tag):
                yield from part.all(*kinds)


def tags_of(made: bytes) -> list[list[Tag]]:
    """The tags of each page that have anything on it, in the order in which they are read."""
    document = pypdfium2.PdfDocument(made)
    pages = []
    for page in document:
        texts = _texts_of(page)
        tree = raw.FPDF_StructTree_GetForPage(page.raw)
        roots = [raw.FPDF_StructTree_GetChildAtIndex(tree, n) for n in range(raw.FPDF_StructTree_CountChildren(tree))]
        pages.append([_tag(root, texts) for root in roots if root])
        raw.FPDF_StructTree_Close(tree)
    return pages


def _texts_of(page: Any) -> dict[int, list[tuple[str, Box]]]:
    """The texts of a page with their boxes, by the mark of the content they are of."""
    found: dict[int, list[tuple[str, Box]]] = {}
    text_page = page.get_textpage()
    for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        mark = raw.FPDFPageObj_GetMarkedContentID(one.raw)
        said = _string(lambda buffer, size, one=one: raw.FPDFTextObj_GetText(one.raw, text_page.raw, buffer, size))  # type: ignore[misc]
        found.setdefault(mark, []).append((said, one.get_bounds()))
    return found


def _string(get: Callable[[Any, int], int]) -> str:
    size = get(None, 0)
    buffer = ctypes.create_string_buffer(size)
    get(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def _tag(element: Any, texts: dict[int, list[tuple[str, Box]]]) -> Tag:
    kind = ctypes.create_string_buffer(200)
    size = raw.FPDF_StructElement_GetType(element, kind, len(kind))
    tag = Tag(kind.raw[: size - 2].decode("utf-16-le"), [])
    for n in range(raw.FPDF_StructElement_CountChildren(element)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, n)
        if child:
            tag.parts.append(_tag(child, texts))
        else:
            mark = raw.FPDF_StructElement_GetChildMarkedContentID(element, n)
            tag.parts += texts.get(mark, [])
    return tag


def of_pdf(made: bytes) -> Read:
    read = Read()
    for page in tags_of(made):
        for root in page:
            for tag in root.all("H1", "H2", "H3", "H4", "TR", "LI"):
                if tag.kind == "LI":
                    read.bullets.append(" ".join(one.text for one in tag.all("LBody")))
                elif tag.kind == "TR":
                    _add_row(read, tag)
                else:
                    read.headings.append(tag.text)
            read.text += " " + root.text
    return read


def _add_row(read: Read, tag: Tag) -> None:
    cells = [said for cell in tag.all("TH", "TD") if (said := cell.text)]
    if any(tag.all("TH")) and not any(tag.all("TD")):
        read.tables.append(Table(cells))
    else:
        read.tables[-1].rows.append(cells)


READERS: dict[str, Callable[[bytes], Read]] = {"docx": of_word, "html": of_html, "pdf": of_pdf}
