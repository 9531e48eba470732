"""Every format says what the document says, in six languages, and is what its readers' tools take it for."""

import re
import unicodedata
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pypdf
import pypdfium2
import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from live.documents.blocks import Heading
from live.documents.bounded import DocumentFailed, pdf, word
from live.documents.html import html
from tests.documents.sample import SENTENCES, sample

LANGUAGES = sorted(SENTENCES)
DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@cache
def made_pdf(language: str) -> bytes:
    return pdf(sample(language))


@cache
def made_word(language: str) -> WordDocument:
    return docx.Document(BytesIO(word(sample(language))))


def text_of(made: bytes) -> str:
    """The text of a PDF as Chromium's reader gives it, in one line."""
    document = pypdfium2.PdfDocument(made)
    pages = [page.get_textpage().get_text_range() for page in document]
    return " ".join(DIRECTIONS.sub("", " ".join(pages)).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_says_in_every_language_what_went_in(language: str) -> None:
    text = text_of(made_pdf(language))
    assert text.count(SENTENCES[language]) >= 60
    assert "Kenya" in text
    assert "59:31" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_is_tagged_has_a_language_and_a_title(language: str) -> None:
    root: Any = pypdf.PdfReader(BytesIO(made_pdf(language))).trailer["/Root"].get_object()
    assert root["/Lang"].split("-")[0] == language
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    tags = list(tags_of(root["/StructTreeRoot"]["/K"]))
    # The two chapters, and the contents.
    assert tags.count("/H1") == 3
    assert tags.count("/H2") == 1
    assert tags.count("/TH") == 2
    assert tags.count("/TD") == 2 * 60
    assert tags.count("/Figure") == 1
    assert "/TOC" in tags
    assert tags.count("/LI") == 2


def tags_of(node: Any) -> list[str]:
    node = node.get_object() if node is not None else None
    if isinstance(node, list):
        return [tag for one in node for tag in tags_of(one)]
    if isinstance(node, dict):
        return [*([str(node["/S"])] if "/S" in node else []), *tags_of(node.get("/K"))]
    return []


def test_a_pdf_in_arabic_runs_from_the_right_and_its_times_from_the_left() -> None:
    page = pypdfium2.PdfDocument(made_pdf("ar"))[0].get_textpage()
    letters = [(page.get_text_range(n, 1), page.get_charbox(n)) for n in range(page.count_chars())]
    line = [(letter, box) for letter, box in letters if abs(box[1] - time_box(letters)[1]) < 6]
    right_of_words = max(box[0] for letter, box in line if letter.isalpha())
    assert right_of_words > max(box[0] for letter, box in line if letter == "1")
    digits = sorted((box[0], letter) for letter, box in line if letter.isdecimal())
    assert "".join(letter for _, letter in digits) == "10001300"


def time_box(letters: list[tuple[str, tuple[float, float, float, float]]]) -> tuple[float, float, float, float]:
    return next(box for letter, box in letters if letter == "–")


def test_what_no_font_has_does_not_keep_a_meeting_from_its_record() -> None:
    text = text_of(pdf(sample("en", sentence="Ms. 김철수 \U000f0000 of Łódź 😀", rows=1)))
    assert "Ms. " in text
    assert "of Łódź" in text


@pytest.mark.parametrize("hostile", ["#panic()", '#image("/etc/passwd") *b* $x$ <a> @b \\', "{{ 7*7 }} {% x %}", "]]>"])
def test_text_stays_text(hostile: str) -> None:
    document = sample("en", rows=1, sentence=hostile)
    assert hostile in text_of(pdf(document))
    assert hostile in read_html(html(document))
    assert hostile in [paragraph.text for paragraph in docx.Document(BytesIO(word(document))).paragraphs]


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.opened: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def read_html(page: str) -> str:
    reader = Reader()
    reader.feed(page)
    return "".join(reader.said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_html_is_complete_in_itself_and_says_what_went_in(language: str) -> None:
    page = html(sample(language))
    reader = Reader()
    reader.feed(page)
    tags = [tag for tag, _ in reader.opened]
    assert reader.opened[0] == ("html", {"lang": language, "dir": "rtl" if language == "ar" else "ltr"})
    assert "".join(reader.said).count(SENTENCES[language]) >= 60
    assert tags.count("h1") == 1
    assert tags.count("tr") == 61
    assert not {"script", "link", "img", "iframe"} & set(tags)
    assert not [attributes for _, attributes in reader.opened if "src" in attributes]
    assert "url(" not in page
    targets = {attributes["href"] for tag, attributes in reader.opened if tag == "a"}
    assert targets == {f"#{block.key}" for block in sample(language).blocks if isinstance(block, Heading)}
    assert {f"#{attributes['id']}" for _, attributes in reader.opened if "id" in attributes} >= targets


def opened(made: bytes) -> WordDocument:
    return docx.Document(BytesIO(made))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_of_word_says_what_went_in(language: str) -> None:
    document = made_word(language)
    text = SENTENCES[language]
    headings = [one.text for one in document.paragraphs if one.style and str(one.style.name).startswith("Heading")]
    assert [DIRECTIONS.sub("", one) for one in headings] == [f"1\u2002{text}", f"2\u2002{text}", f"2.1\u2002{text}"]
    (table,) = document.tables
    assert len(table.rows) == 61
    head: Any = table.rows[0]._tr.trPr
    assert head.find(qn("w:tblHeader")) is not None
    assert table.cell(60, 0).text == f"{text}\nKenya"
    assert DIRECTIONS.sub("", table.cell(60, 1).text) == "59:31"
    (picture,) = document.inline_shapes
    assert picture._inline.docPr.get("descr") == text
    colon = {"fr": "\u00a0: ", "zh": "："}.get(language, ": ")
    assert document.core_properties.title == f"{text}{colon}{text}"


def test_a_document_of_word_in_arabic_runs_from_the_right() -> None:
    document = made_word("ar")
    in_cells = (one for row in document.tables[0].rows for cell in row.cells for one in cell.paragraphs)
    paragraphs = [*document.paragraphs, *in_cells]
    assert all(one._p.pPr is not None and one._p.pPr.find(qn("w:bidi")) is not None for one in paragraphs)
    assert document.tables[0]._tbl.tblPr.find(qn("w:bidiVisual")) is not None
    arabic = [run for one in paragraphs for run in one.runs if any(is_arabic(letter) for letter in run.text)]
    assert arabic
    assert all(run.font.rtl for run in arabic)


def is_arabic(letter: str) -> bool:
    return unicodedata.bidirectional(letter) == "AL"


def test_the_secretariats_own_template_keeps_its_letterhead(tmp_path: Path) -> None:
    own = docx.Document()
    own.add_paragraph("United Nations, Office of Meetings")
    own.add_paragraph("{{p body }}")
    own.save(str(tmp_path / "own.docx"))
    document = opened(word(sample("en"), tmp_path / "own.docx"))
    assert document.paragraphs[0].text == "United Nations, Office of Meetings"
    assert len(document.tables) == 1


def faulty(folder: Path, *paragraphs: str) -> Path:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    path = folder / "own.docx"
    document.save(str(path))
    return path


@pytest.mark.parametrize(
    ("paragraphs", "fault"),
    [
        (["Only a letterhead"], r"own\.docx has no place for the record"),
        (["{{p body }}", "{{ chairs }}"], r"own\.docx has the place 'chairs', which is not known"),
        (["{{p body }}", "{{ title"], r"own\.docx: a place is written wrongly"),
        (["{{p body }}", "{{ title.__class__.__mro__ }}"], r"own\.docx: .*unsafe"),
        (["{{p body }}", "{{ title.nothing }}"], r"own\.docx: .*nothing"),
        (["{{p body }}", "{{ cycler.__init__.__globals__.os.popen('id').read() }}"], r"own\.docx"),
    ],
)
def test_a_fault_of_a_template_is_named(tmp_path: Path, paragraphs: list[str], fault: str) -> None:
    with pytest.raises(DocumentFailed, match=fault):
        word(sample("en", rows=1), faulty(tmp_path, *paragraphs))


def test_what_is_no_template_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentFailed, match=r"missing\.docx cannot be read: No such file"):
        word(sample("en", rows=1), tmp_path / "missing.docx")
    (tmp_path / "text.docx").write_text("Dear colleagues")
    with pytest.raises(DocumentFailed, match=r"text\.docx is not a document of Word"):
        word(sample("en", rows=1), tmp_path / "text.docx")
