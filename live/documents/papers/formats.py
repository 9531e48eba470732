"""The papers in the formats that people read: PDF, Word, and HTML for print."""

from live.documents import bounded, html
from live.documents.asked import Asked
from live.documents.papers.making import paper_of


def as_pdf(asked: Asked) -> bytes:
    """Raises `DocumentFailed`."""
    return bounded.pdf(paper_of(asked))


def as_word(asked: Asked) -> bytes:
    """By the secretariat's own template where `asked` names one. Raises `DocumentFailed`, which names its fault."""
    return bounded.word(paper_of(asked), asked.template)


def as_html(asked: Asked) -> bytes:
    return html.html(paper_of(asked)).encode()
