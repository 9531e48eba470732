"""The record of a long meeting in every format: from its entries to the document, with as many statements as asked."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from time import perf_counter

from live.documents.asked import Asked
from live.documents.formats import FORMATS
from live.documents.papers.kinds import Paper
from live.documents.words import LANGUAGES, words_of
from live.proceedings.conference import Proceedings, together
from live.proceedings.folding import proceedings_of
from live.room.model.events import InterventionEnded
from live.room.transitions import Entry
from tests.bench.figures import Figures, Wrong, rounded
from tests.bench.replay import ROOM, meeting

ABOUT = "the record of a long meeting in every format"
SET_UP = False
BEGINS = {"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "json": b"{", "docx": b"PK", "pdf": b"%PDF", "html": b"<!"}


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--statements", type=int, default=2000)
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    parser.add_argument("--format", choices=tuple(FORMATS), help="only this one")


async def run(options: Namespace, _folder: Path) -> Figures:
    """Seconds of folding, and of each format from the folded values. Raises `Wrong` for what is no such document."""
    log = entries(options.statements)
    since = perf_counter()
    known = together([proceedings_of(ROOM, log)])
    folded = perf_counter() - since
    if len(known.statements) != options.statements:
        raise Wrong(f"of {options.statements} statements {len(known.statements)} are in the record")
    names = [options.format] if options.format else list(FORMATS)
    seconds = {name: _written(known, name, options) for name in names}
    slowest = max(seconds, key=lambda name: seconds[name])
    return {
        "slowest_seconds": rounded(folded + seconds[slowest], 2),
        "slowest": slowest,
        "fold_seconds": rounded(folded, 2),
        **{f"{name}_seconds": rounded(took, 2) for name, took in seconds.items()},
        "statements": options.statements,
        "entries": len(log),
        "language": options.language,
    }


def entries(statements: int) -> list[Entry]:
    """The log of a meeting up to the end of so many statements."""
    log, ended = list[Entry](), 0
    for entry in meeting():
        log.append(entry)
        ended += sum(isinstance(event, InterventionEnded) for event in entry.events)
        if ended == statements:
            break
    return log


def _written(known: Proceedings, name: str, options: Namespace) -> float:
    """How long the list of statements takes as `name`, told of its progress."""
    told: list[int] = []
    asked = Asked(
        known,
        words_of(options.language),
        progress=lambda done, _of: told.append(done),
        paper=Paper.STATEMENTS,
    )
    since = perf_counter()
    document = FORMATS[name].write(asked)
    took = perf_counter() - since
    if not document.startswith(BEGINS[name]):
        raise Wrong(f"what was written as {name} is none")
    return took
