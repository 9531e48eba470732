"""PDF and Word, each made by a process of its own: it has so much memory and time and no more, and the server goes on.

Typst needs 3 GB for thousands of pages, and a template for Word may be anybody's. What makes them is large, and is
read in by that process alone.
"""

import subprocess
from datetime import timedelta
from pathlib import Path

import msgspec

from live import bounded_process
from live.documents.badges import Sheets
from live.documents.blocks import Document

TEMPLATE = Path(__file__).parent / "templates" / "document.docx"
MEMORY = 6 * 1024**3
PATIENCE = timedelta(seconds=120)


class DocumentFailed(Exception):
    """A document could not be made, and why, in a sentence for its asker."""


def pdf(document: Document) -> bytes:
    """`document` as a PDF. Raises `DocumentFailed`."""
    return _run("live.documents.pdf", document)


def word(document: Document, template: Path | None = None) -> bytes:
    """`document` as a file for Word, by `template` or ours. Raises `DocumentFailed`, which names a template's fault."""
    return _run("live.documents.word", document, str(template or TEMPLATE))


def badges(sheets: Sheets) -> bytes:
    """Sheets of badges as a PDF. Raises `DocumentFailed`."""
    return _run("live.documents.badges", sheets)


def _run(module: str, document: Document | Sheets, *arguments: str) -> bytes:
    """What `python -m module` makes of `document`. Raises `DocumentFailed` with the last line of its complaint."""
    try:
        done = bounded_process.run(module, msgspec.json.encode(document), *arguments, patience=PATIENCE)
    except subprocess.TimeoutExpired:
        raise DocumentFailed(f"the document was not ready after {PATIENCE.total_seconds():.0f} seconds") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise DocumentFailed(said[-1] if said else f"the process that makes it ended with {done.returncode}")
    return done.stdout


def keep_within_bounds() -> None:
    """Called first by the process that does the work."""
    bounded_process.keep_within(MEMORY, PATIENCE)
