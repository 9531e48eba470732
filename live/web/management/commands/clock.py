"""`rostrum clock`: the conference's time, and what is added to the store's since that was set during a meeting."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from live.record import reading
from live.store.embedded import StoreUnavailable
from live.store.room_log import Unavailable
from live.store.stored_logs import StoredLogs
from live.web.serving.store_process import StoreProcess


class Command(BaseCommand):
    """If somebody sets the store's clock while a meeting runs, the conference's time goes on as if nothing happened.

    Afterwards the venue's time on the screens is wrong by as much, until it is taken back with `--reset`.
    """

    help = "Show the conference's time, and what is added to the store's."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reset", action="store_true", help="follow the store's clock again; best while no clock runs"
        )
        parser.add_argument("--data", metavar="DIR", help="folder for everything that is kept (.data)")

    def handle(self, *_args: Any, reset: bool, **_options: Any) -> None:
        try:
            with StoreProcess(self.stderr.write, shared=True):
                logs = StoredLogs(settings.REDIS_URL, settings.REDIS_PREFIX)
                if reset:
                    self._reset(logs)
                now, correction = logs.now(), logs.correction()
                logs.close()
        except (StoreUnavailable, Unavailable) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{now:%F %T} UTC by the store, {correction.total_seconds():+.3f} s")
        self.stdout.write(f"{now + correction:%F %T} UTC in the conference")

    def _reset(self, logs: StoredLogs) -> None:
        last = logs.last_decision(logs.rooms() or reading.rooms())
        if last is not None and last > logs.now():
            raise CommandError(
                f"The last decision was taken at {last:%F %T} UTC, which is still to come by the store's clock: "
                "clocks would stand still until then. Try again after that."
            )
        logs.reset_correction()
