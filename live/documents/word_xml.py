"""The parts of a document in the words of Word (WordprocessingML)."""

import re
import unicodedata
from collections.abc import Callable
from io import BytesIO
from typing import Any, assert_never
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document as WordDocument
from lxml import etree

from live.documents.blocks import (
    RIGHT_TO_LEFT,
    UNKNOWN,
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Heading,
    Line,
    Paragraph,
    Picture,
    Run,
    Table,
)

TWIPS_IN_EMU = 635
EMU_IN_PIXEL = 9525
SOFT, OVER, RULE = "3A4A61", "93102A", "B9C4D3"
LEFT_TO_RIGHT_MARK = "\N{LEFT-TO-RIGHT MARK}"
SMALL = 17
"""The type of tables, in half points."""


class Body:
    """The parts of `document`, in the styles of `word`. `draw` makes a picture of dots of a drawing."""

    def __init__(self, document: Document, word: WordDocument, draw: Callable[[str], bytes]) -> None:
        self._document = document
        self._word = word
        self._draw = draw
        self._rtl = document.direction == "rtl"
        self._ids = 0
        section = word.sections[-1]
        page = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
        self._width = max(page, 2_000_000)

    def facts(self) -> str:
        return "".join(self._paragraph(fact) for fact in self._document.facts) or self._paragraph(())

    def blocks(self) -> str:
        return "".join(map(self._block, self._document.blocks)) or self._paragraph(())

    def contents(self) -> str:
        """A field with what it will say: complete without its page numbers, which Word puts in."""
        if not self._document.contents:
            return self._paragraph(())
        title = self._paragraph((Run(self._document.labels.contents, strong=True),))
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
            '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        named = [block for block in self._document.blocks if isinstance(block, Heading) and block.level <= 2]
        entries = []
        for n, heading in enumerate(named):
            link = f'<w:hyperlink w:anchor="{_bookmark(heading)}">{self._runs(_numbered(heading))}</w:hyperlink>'
            indent = f'<w:ind w:start="{400 * (heading.level - 1)}"/>'
            entries.append(self._p(f"{begin if n == 0 else ''}{link}", after=indent))
        end = self._p('<w:r><w:fldChar w:fldCharType="end"/></w:r>')
        return title + "".join(entries) + end if entries else title

    def _block(self, block: Block) -> str:
        match block:
            case Heading():
                return self._heading(block)
            case Paragraph():
                return self._p(self._runs(block.line), before="<w:keepNext/>" if block.leads else "")
            case Bullets():
                return "".join(map(self._bullet, block.items))
            case Table():
                return self._table(block)
            case Picture():
                return self._picture(block)
            case _:
                assert_never(block)

    def _heading(self, heading: Heading) -> str:
        self._ids += 1
        name = _bookmark(heading)
        mark = f'<w:bookmarkStart w:id="{self._ids}" w:name="{name}"/>{{}}<w:bookmarkEnd w:id="{self._ids}"/>'
        before = "<w:keepNext/>" + ("<w:pageBreakBefore/>" if heading.new_page else "")
        text = self._runs(_numbered(heading))
        return self._p(mark.replace("{}", text), f"Heading {min(heading.level, 3)}", before)

    def _bullet(self, item: Line) -> str:
        if "List Bullet" in self._word.styles:
            return self._paragraph(item, "List Bullet")
        return self._paragraph((Run("\u2022 "), *item))

    def _paragraph(self, line: Line, style: str = "Normal") -> str:
        return self._p(self._runs(line), style)

    def _p(self, content: str, style: str = "Normal", before: str = "", after: str = "") -> str:
        """A paragraph; `before` and `after` are its properties in front of and behind its direction."""
        named = f'<w:pStyle w:val="{self._style(style)}"/>' if style != "Normal" else ""
        bidi = "<w:bidi/>" if self._rtl else ""
        return f"<w:p><w:pPr>{named}{before}{bidi}{after}</w:pPr>{content}</w:p>"

    def _style(self, name: str) -> str:
        return str(self._word.styles[name].style_id)

    def _runs(self, line: Line, *, small: bool = False) -> str:
        return "".join(self._run(run, small=small) for run in line)

    def _run(self, run: Run, *, small: bool) -> str:
        own = run.language or self._document.language
        if own == UNKNOWN:
            own = "ar" if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in run.text) else "en"
        rtl = own in RIGHT_TO_LEFT and not run.ltr
        text = LEFT_TO_RIGHT_MARK + run.text if run.ltr and self._rtl else run.text
        properties = [
            "<w:b/><w:bCs/>" if run.strong or run.over else "",
            "<w:strike/>" if run.struck else "",
            f'<w:color w:val="{OVER if run.over else SOFT}"/>' if run.over or run.quiet else "",
            f'<w:sz w:val="{SMALL}"/><w:szCs w:val="{SMALL + 3}"/>' if small else "",
            "<w:rtl/>" if rtl else "",
            f'<w:lang w:val="{own}"/>' if run.language and own not in ("ar", "zh") else "",
        ]
        return f'<w:r><w:rPr>{"".join(properties)}</w:rPr><w:t xml:space="preserve">{_text(text)}</w:t></w:r>'

    def _table(self, table: Table) -> str:
        widths = self._widths(table.columns)
        borders = f'<w:insideH w:val="single" w:sz="4" w:color="{RULE}"/>'
        borders = f'<w:top w:val="single" w:sz="8"/><w:bottom w:val="single" w:sz="4" w:color="{RULE}"/>{borders}'
        head = "".join(
            self._tc(((Run(column.title, strong=True),),), width, column)
            for column, width in zip(table.columns, widths, strict=True)
        )
        rows = "".join(
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + "".join(self._tc(cell, w, c) for cell, w, c in zip(row, widths, table.columns, strict=True))
            + "</w:tr>"
            for row in table.rows
        )
        return (
            (self._p(self._runs((Run(table.caption),)), "Caption", "<w:keepNext/>") if table.captioned else "")
            + f"<w:tbl><w:tblPr>{'<w:bidiVisual/>' if self._rtl else ''}"
            + f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
            + '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="40" w:type="dxa"/>'
            + '<w:left w:w="70" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
            + '</w:tblCellMar><w:tblLook w:val="0020" w:firstRow="1" w:firstColumn="0"/>'
            + f"<w:tblCaption w:val={quoteattr(_allowed(table.caption))}/></w:tblPr>"
            + "<w:tblGrid>"
            + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
            + f"</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>"
            + self._p("")
        )

    def _widths(self, columns: tuple[Column, ...]) -> list[int]:
        total = sum(column.share for column in columns)
        return [int(self._width / TWIPS_IN_EMU * column.share / total) for column in columns]

    def _tc(self, cell: Cell, width: int, column: Column) -> str:
        align = '<w:jc w:val="end"/>' if column.figures else ""
        spacing = '<w:spacing w:before="0" w:after="0"/>'
        lines = cell or ((),)
        paragraphs = "".join(self._p(self._runs(line, small=True), after=spacing + align) for line in lines)
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraphs}</w:tc>'

    def _picture(self, picture: Picture) -> str:
        width = min(self._width, picture.width * EMU_IN_PIXEL)
        height = width * picture.height // picture.width
        self._ids += 1
        drawing: Any = self._word.part.new_pic_inline(BytesIO(self._draw(picture.svg)), width, height)
        drawing.docPr.set("descr", _allowed(picture.says))
        inline = etree.tostring(drawing, encoding="unicode")
        caption = self._p(self._runs((Run(picture.caption),)), "Caption", "<w:keepNext/>")
        return caption + self._p(f"<w:r><w:drawing>{inline}</w:drawing></w:r>")


def _numbered(heading: Heading) -> Line:
    return (Run(heading.number, ltr=True), Run("\u2002"), *heading.text) if heading.number else heading.text


def _bookmark(heading: Heading) -> str:
    return "_" + re.sub(r"[^A-Za-z0-9_]", "_", heading.key)[:39]


UNALLOWED = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold."""


def _allowed(text: str) -> str:
    return UNALLOWED.sub("", text)


def _text(text: str) -> str:
    return escape(_allowed(text))
