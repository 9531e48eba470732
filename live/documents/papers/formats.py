"""The papers in the formats that people read: PDF, Word, and HTML for print.

A paper is laid out as a whole, so how far it is cannot be told: there is one report of progress, at the end.
"""

from live.documents import bounded, html
from live.documents.asked import Asked
from live.documents.papers.making import paper_of


def as_pdf(asked: Asked) -> bytes:
    """Raises `DocumentFailed`."""
    return _done(asked, bounded.pdf(paper_of(asked)))


def as_word(asked: Asked) -> bytes:
    """By the secretariat's own template where `asked` names one. Raises `DocumentFailed`, which names its fault."""
    return _done(asked, bounded.word(paper_of(asked), asked.template))


def as_html(asked: Asked) -> bytes:
    return _done(asked, html.html(paper_of(asked)).encode())


def _done(asked: Asked, made: bytes) -> bytes:
    rows = len(asked.proceedings.statements)
    asked.progress(rows, rows)
    return made
