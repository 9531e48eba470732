"""`rostrum restore`: rooms whose logs are lost, from the record or from a backup."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from live.record import backup, reading
from live.record.models import RecordedLog
from live.record.restoring import CannotRestore, KeptLog, Restored, add_rooms, from_record, restore, up_to
from live.store.embedded import EmbeddedValkey, StoreUnavailable
from live.store.room_log import Unavailable
from live.store.stored_logs import StoredLogs
from live.web.cli.base import whole_number
from live.web.database import sqlite_file
from live.web.serving.store_process import StoreProcess, answers


class Command(BaseCommand):
    """Servers that run take up what is restored by themselves. What was in its place is kept, under another name."""

    help = "Bring rooms back whose logs are lost. Without ROOM, all of them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("rooms", nargs="*", metavar="ROOM", help="which rooms (all)")
        parser.add_argument("--from", dest="file", type=Path, metavar="FILE", help="a backup; else the record is used")
        parser.add_argument("--replace", action="store_true", help="put aside another log that is in its place")
        parser.add_argument("--up-to", type=whole_number(1), metavar="N", help="only the first N entries, of one ROOM")
        parser.add_argument("--epoch", help="not the newest log of the record, but this one")
        parser.add_argument("--list", action="store_true", help="show the logs of the record, and restore nothing")
        parser.add_argument(
            "--set-up", action="store_true", help="with --from: put aside the database that is here, and use the file's"
        )
        parser.add_argument("--data", metavar="DIR", help="folder for everything that is kept (.data)")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            saved = backup.read(options["file"]) if options["file"] else None
            if saved is not None:
                self._put_set_up(saved, replace=options["set_up"])
            call_command("migrate", verbosity=0)
            if options["list"]:
                self._list()
                return
            with StoreProcess(self.stderr.write, shared=True):
                logs = StoredLogs(settings.REDIS_URL, settings.REDIS_PREFIX)
                order = saved.contents.rooms if saved else reading.rooms()
                rooms = options["rooms"] or [log.room for log in saved.logs] if saved else options["rooms"] or order
                kept = [_kept(room, saved, options["epoch"]) for room in rooms]
                if options["up_to"]:
                    kept = [up_to(log, options["up_to"]) for log in _only_one(kept)]
                self._restore(logs, order, kept, replace=options["replace"], exactly=bool(options["up_to"]))
                logs.close()
        except (CannotRestore, StoreUnavailable, Unavailable) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"The set-up cannot be put in place: {error.strerror}.") from None

    def _put_set_up(self, saved: backup.Backup, *, replace: bool) -> None:
        database = sqlite_file(settings.DATABASES["default"])
        if database is None:
            return
        if replace and not settings.REDIS_URL and answers(EmbeddedValkey(settings.DATA).url):
            raise CommandError("Rostrum runs on this data: stop it before its set-up is replaced.")
        secret = settings.DATA / "secret-key"
        for path in backup.put_set_up(saved, database, secret, replace=replace):
            self.stdout.write(f"put aside: {path}")

    def _restore(self, logs: StoredLogs, order: Sequence[str], kept: Sequence[KeptLog], **how: bool) -> None:
        if not kept:
            raise CannotRestore("There is nothing to restore: nothing was recorded.")
        refused: list[str] = []
        for log in kept:
            try:
                self.stdout.write(_said(restore(logs, log, **how)))
                add_rooms(logs, order, [log.room])
            except CannotRestore as error:
                refused.append(str(error))
        if refused:
            raise CannotRestore("\n".join(refused))

    def _list(self) -> None:
        for log in RecordedLog.objects.order_by("room", "pk"):
            self.stdout.write(f"{log.room} {log.epoch} {reading.end(log).position} entries, found {log.found_at:%F %T}")


def _kept(room: str, saved: backup.Backup | None, epoch: str | None) -> KeptLog:
    if saved is None:
        return from_record(room, epoch)
    log = next((log for log in saved.logs if log.room == room), None)
    if log is None:
        raise CannotRestore(f"The file has no log of {room}.")
    return log


def _only_one(kept: list[KeptLog]) -> list[KeptLog]:
    if len(kept) != 1:
        raise CannotRestore("--up-to N is for one room: name it.")
    return kept


def _said(restored: Restored) -> str:
    if restored.was_whole:
        return f"{restored.room}: nothing was missing ({restored.now.position} entries)"
    before = f"; {restored.before.position} were in its place" if restored.before.position else ""
    return f"{restored.room}: {restored.now.position} entries restored{before}"
