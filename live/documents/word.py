"""A program: the file for Word of a document that it reads as JSON; `bounded.word` runs it.

The secretariat may replace its template: the styles, the letterhead, header and footer.

A template is a document with places: `{{p body }}` in a paragraph of its own is needed, `{{p contents }}` and
`{{p facts }}` may be there, and `{{ title }}`, `{{ conference }}`, `{{ language }}`, `{{ page_before }}`,
`{{ page_between }}`, `{{ page_after }}` anywhere. A template may hold a stranger's program: it runs in a sandbox, in a
process with bounds.
"""

import sys
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import docx
import jinja2
import msgspec
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from live.documents import bounded, pdf
from live.documents.blocks import Document
from live.documents.bounded import TEMPLATE, DocumentFailed
from live.documents.word_xml import Body

PLACES = frozenset(
    {"body", "contents", "facts", "title", "conference", "language", "page_before", "page_between", "page_after"}
)
STYLES = ("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Caption")
LARGEST_TEMPLATE = 20_000_000
LOCALES = {"ar": "ar-SA", "en": "en-GB", "es": "es-ES", "fr": "fr-FR", "ru": "ru-RU", "zh": "zh-CN"}


def _filled(document: Document, template: Path) -> bytes:
    opened = _opened(template)
    word_document = opened.docx
    if word_document is None:
        raise DocumentFailed(f"{template} is not a document of Word")
    _bring_styles(word_document)
    body = Body(document, word_document, pdf.drawn)
    before, between, after = _around_numbers(document.labels.page)
    context = {
        "title": document.title,
        "conference": document.conference,
        "language": document.language,
        "page_before": before,
        "page_between": between,
        "page_after": after,
        "facts": Markup(body.facts()),
        "contents": Markup(body.contents()),
        "body": Markup(body.blocks()),
    }
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=jinja2.StrictUndefined)
    try:
        opened.render(context, environment)
    except jinja2.TemplateError as error:
        raise DocumentFailed(f"{template.name}: {error.message}") from error
    _set_language(word_document, document)
    filled = BytesIO()
    opened.save(filled)
    return filled.getvalue()


def _opened(template: Path) -> DocxTemplate:
    """The template, once it is known that its places are those that are filled."""
    try:
        if template.stat().st_size > LARGEST_TEMPLATE:
            raise DocumentFailed(f"{template.name} has more than {LARGEST_TEMPLATE // 1_000_000} MB")
        opened = DocxTemplate(str(template))
        opened.init_docx()
        named = opened.get_undeclared_template_variables()
    except OSError as error:
        raise DocumentFailed(f"{template} cannot be read: {error.strerror or error}") from error
    except jinja2.TemplateSyntaxError as error:
        raise DocumentFailed(f"{template.name}: a place is written wrongly: {error.message}") from error
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise DocumentFailed(f"{template.name} is not a document of Word (.docx)") from error
    if unknown := sorted(named - PLACES):
        known = ", ".join(sorted(PLACES))
        raise DocumentFailed(f"{template.name} has the place {unknown[0]!r}, which is not known; known are {known}")
    if "body" not in named:
        raise DocumentFailed(f"{template.name} has no place for the record: a paragraph with {{{{p body }}}} alone")
    return opened


def _around_numbers(page: str) -> tuple[str, str, str]:
    before, _, rest = page.partition("{page}")
    between, _, after = rest.partition("{pages}")
    return before, between, after


def _bring_styles(document: WordDocument) -> None:
    """Word stores only the styles that were used: those that are missing are ours."""
    missing = [name for name in STYLES if name not in document.styles]
    if missing:
        ours = docx.Document(str(TEMPLATE)).styles
        for name in missing:
            document.styles.element.append(deepcopy(ours[name].element))


def _set_language(document: WordDocument, made: Document) -> None:
    """What the document says of itself, and the direction of what the template wrote."""
    document.core_properties.title = made.full_title
    document.core_properties.author = made.conference[:255]
    document.core_properties.language = LOCALES[made.language]
    _set_default_language(document, made.language)
    if made.direction == "ltr":
        return
    for section in document.sections:
        properties: Any = section._sectPr
        properties.append(OxmlElement("w:bidi"))
        for part in (section.header, section.footer):
            for paragraph in part.paragraphs:
                _turn(paragraph._p)
    for paragraph in document.paragraphs:
        _turn(paragraph._p)


def _set_default_language(document: WordDocument, language: str) -> None:
    for style in document.styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH and style.name == "Normal":
            properties = style.element.get_or_add_rPr()
            for old in properties.findall(qn("w:lang")):
                properties.remove(old)
            element = OxmlElement("w:lang")
            element.set(qn("w:val"), LOCALES["en"] if language in ("ar", "zh") else LOCALES[language])
            element.set(qn("w:eastAsia"), LOCALES["zh"])
            element.set(qn("w:bidi"), LOCALES["ar"])
            if language == "zh":
                element.set(qn("w:val"), LOCALES["zh"])
            properties.append(element)


def _turn(paragraph: Any) -> None:
    """From right to left, with its text, where the template left it to the language."""
    properties = paragraph.get_or_add_pPr()
    if properties.find(qn("w:bidi")) is None:
        bidi = OxmlElement("w:bidi")
        # Its place is before these; Word refuses a file that has them out of order.
        later = [properties.find(qn(f"w:{name}")) for name in ("spacing", "ind", "jc", "outlineLvl", "rPr", "sectPr")]
        first = next((element for element in later if element is not None), None)
        if first is None:
            properties.append(bidi)
        else:
            first.addprevious(bidi)
        for run in paragraph.r_lst:
            run_properties = run.get_or_add_rPr()
            if run_properties.find(qn("w:rtl")) is None:
                run_properties.append(OxmlElement("w:rtl"))


def main() -> None:
    bounded.keep_within_bounds()
    document = msgspec.json.decode(sys.stdin.buffer.read(), type=Document)
    try:
        made = _filled(document, Path(sys.argv[1]))
    except DocumentFailed as error:
        sys.exit(str(error))
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
