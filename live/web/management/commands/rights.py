"""`rostrum rights`: who may ask what and see what."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from live.web.cli.rights import table

COPY = Path(__file__).resolve().parents[4] / "deploy" / "rights.md"


class Command(BaseCommand):
    """Prints the table; with `--check` only looks whether the copy in `deploy/` is as it would be printed."""

    help = "Print who may ask what and see what, as a table."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="print nothing; fail if deploy/rights.md is stale")

    def handle(self, *_args: Any, check: bool, **_options: Any) -> None:
        if not check:
            self.stdout.write(table(), ending="")
        elif not COPY.exists() or COPY.read_text() != table():
            raise CommandError("deploy/rights.md is stale: ./rostrum rights > deploy/rights.md")
