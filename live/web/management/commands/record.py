"""`rostrum record`: what the meeting said, as a document."""

import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from live.documents.asked import Asked, asked_of, in_silence
from live.documents.asked import Progress as OnProgress
from live.documents.bounded import DocumentFailed
from live.documents.formats import FORMATS, format_of
from live.documents.papers.kinds import Paper
from live.documents.words import LANGUAGES, words_of
from live.proceedings.choice import NotInRecord
from live.record.proceedings import recorded
from live.web.cli import migrating
from live.wire import UnreadableEntry

TEXTS = frozenset({"csv", "json", "html"})
"""What may be printed on a terminal."""


class Command(BaseCommand):
    """Writes the record, or a part of it. It reads what was copied to the database, with or without a server."""

    help = "Write what was said and done as a document: statements, statistics, reports, or all of it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--room", help="only this room, by its id such as plenary")
        parser.add_argument("--segment", help="only this segment, by its id")
        parser.add_argument("--day", help="only this day: its number from 1, or its date such as 2017-12-04")
        parser.add_argument("--format", choices=tuple(FORMATS), default="csv")
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="of names and labels (en)")
        parser.add_argument("--output", type=Path, metavar="FILE", help="where to write it (standard output)")
        parser.add_argument("--public", action="store_true", help="without what is not for everyone")
        _papers(parser)
        parser.add_argument("--data", metavar="DIR", help="folder for everything that is kept (.data)")

    def handle(self, *_args: Any, format: str, language: str, output: Path | None, **options: Any) -> None:
        if output is None and format not in TEXTS and sys.stdout.isatty():
            raise CommandError(f"A document in {format} is not for a terminal: say --output FILE.")
        migrating.bring_up_to_date()
        with ExitStack() as stack:
            on_progress = stack.enter_context(_Watched()) if sys.stderr.isatty() else in_silence
            asked = self._asked(language, on_progress, options)
            try:
                document = format_of(format).write(asked)
            except DocumentFailed as error:
                raise CommandError(f"The document could not be made: {error}.") from None
        if output is None:
            sys.stdout.flush()
            sys.stdout.buffer.write(document)
            sys.stdout.buffer.flush()
        else:
            write(output, document)

    def _asked(self, language: str, on_progress: OnProgress, options: dict[str, Any]) -> Asked:
        """What is asked, of what is recorded. Raises `CommandError`."""
        try:
            known = recorded()
            if not known.rooms:
                raise CommandError("Nothing was recorded yet.")
            return asked_of(
                known,
                words_of(language),
                room=options["room"],
                segment=options["segment"],
                day=options["day"],
                public=options["public"],
                paper=Paper(options["paper"]),
                progress=on_progress,
                template=options["template"],
            )
        except UnreadableEntry as error:
            raise CommandError(f"The record cannot be read: {error}.") from None
        except NotInRecord as no:
            raise CommandError(f"The record has {no}.") from None


def _papers(parser: ArgumentParser) -> None:
    """What is asked of documents to read."""
    parser.add_argument(
        "--paper", choices=tuple(Paper), default=Paper.PACK, help="what docx, pdf and html hold (the whole pack)"
    )
    parser.add_argument("--template", type=Path, metavar="FILE", help="the secretariat's own template for docx")


def write(path: Path, document: bytes) -> None:
    """Write `document` to `path`, whole or not at all. Raises `CommandError`, which names the fault."""
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(document)  # A pipe or a device.
            return
        unfinished = path.with_name(f"{path.name}.unfinished")
        unfinished.write_bytes(document)
        unfinished.replace(path)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror or error}.") from None


class _Watched:
    """Progress on the terminal, on standard error: the document may go to standard output."""

    def __enter__(self) -> OnProgress:
        columns = (TextColumn("rostrum record"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._shown = Progress(*columns, console=Console(stderr=True), transient=True)
        self._shown.start()
        task = self._shown.add_task("record", total=None)
        return lambda done, of: self._shown.update(task, completed=done, total=of)

    def __exit__(self, *_raised: object) -> None:
        self._shown.stop()
