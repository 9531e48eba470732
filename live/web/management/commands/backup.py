"""`rostrum backup FILE`: the conference in one file, while it runs."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from live.record import backup
from live.store.embedded import StoreUnavailable
from live.store.stored_logs import StoredLogs
from live.web.cli import migrating
from live.web.database import sqlite_file
from live.web.serving.store_process import StoreProcess


class Command(BaseCommand):
    """Every room's log, the set-up if it is kept in SQLite, and the secret key. Nobody notices."""

    help = "Write every room's log and the set-up to one file, for rostrum restore --from."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the file to write; keep it safe: badge codes can be made from it")
        parser.add_argument("--data", metavar="DIR", help="folder for everything that is kept (.data)")

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        migrating.bring_up_to_date()
        try:
            with StoreProcess(self.stderr.write, shared=True):
                logs = StoredLogs(settings.REDIS_URL, settings.REDIS_PREFIX)
                rooms, kept = backup.collect(logs)
                logs.close()
        except StoreUnavailable as error:
            self.stderr.write(f"{error} The record has to do.")
            rooms, kept = backup.collect(None)
        database = sqlite_file(settings.DATABASES["default"])
        try:
            contents = backup.write(file, rooms, kept, database, settings.SECRET_KEY)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from None
        for log in contents.logs:
            self.stdout.write(f"{log.room}: {log.entries} entries")
        if database is None:
            self.stderr.write("The set-up is in PostgreSQL and not in this file: back it up with pg_dump.")
