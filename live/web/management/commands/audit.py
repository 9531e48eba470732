"""`rostrum audit`: who did what, when and from where."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from live.record import audit
from live.record.models import RecordedLog
from live.web.cli import migrating
from live.wire import UnreadableEntry


class Command(BaseCommand):
    """Prints the audit trail. What was decided is in it as far as the record is; see `/readyz`."""

    help = "Print who did what, when and from where, as CSV or as one JSON object a line."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--room", help="only what was decided in this room")
        parser.add_argument("--from", dest="since", metavar="TIME", help="2026-12-04, or 2026-12-04T09:00-06:00")
        parser.add_argument("--to", dest="until", metavar="TIME", help="the first instant that is not part of it")
        parser.add_argument("--format", choices=("csv", "json"), default="csv")
        parser.add_argument("--data", metavar="DIR", help="folder for everything that is kept (.data)")

    def handle(
        self, *_args: Any, room: str | None, since: str | None, until: str | None, format: str, **_options: Any
    ) -> None:
        migrating.bring_up_to_date()
        if room is not None and not RecordedLog.objects.filter(room=room).exists():
            raise CommandError(f"Nothing was recorded of a room {room}.")
        period = audit.Period(_instant("--from", since), _instant("--to", until))
        write = audit.write_csv if format == "csv" else audit.write_json
        try:
            write(audit.trail(period, room), self.stdout)
        except UnreadableEntry as error:
            raise CommandError(f"The record cannot be read: {error}.") from None


def _instant(option: str, text: str | None) -> datetime | None:
    """What `text` says, in UTC where it names no zone. Raises `CommandError`."""
    if text is None:
        return None
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(
            f"{option} takes a day or an instant, such as 2026-12-04T09:00-06:00; not {text!r}."
        ) from None
    return said if said.tzinfo else said.replace(tzinfo=UTC)
