"""`rostrum demo`: a conference that comes with Rostrum, live, in one command."""

import asyncio
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from live.programme.credentials import derive_code, secret
from live.programme.desk.edits import is_made_by_hand
from live.programme.examples import EXAMPLES, FIRST, install_example
from live.programme.importing import import_programme
from live.programme.models import Conference
from live.store.embedded import StoreUnavailable
from live.store.room_log import Unavailable
from live.web.cli.base import whole_number
from live.web.cli.publishing import CannotPublish, publish
from live.web.cli.welcome import welcome
from live.web.serving.listening import CannotListen, Listening, allow, listen
from live.web.serving.server import Server
from live.web.serving.store_process import POLL_SECONDS, StoreProcess

ORGANISER = "organiser"


class Command(BaseCommand):
    """Starts everything, says where it is, and ends it all on Ctrl-C. Started again, it goes on where it was."""

    help = "Run a conference that comes with Rostrum: store, server, screens."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--host", default="127.0.0.1", help="address or name to listen on, or unix:/path/to/socket (127.0.0.1)"
        )
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
        parser.add_argument("--data", metavar="DIR", help="folder for everything that is kept (.data)")
        parser.add_argument("--day", type=int, choices=(1, 2, 3), help="which day of the programme is today")
        parser.add_argument(
            "--example",
            choices=tuple(EXAMPLES),
            default=FIRST,
            metavar="NAME",
            help=f"which of {', '.join(EXAMPLES)} ({FIRST}); each other is kept in a folder of its own, .data-NAME",
        )
        parser.add_argument("--bots", type=whole_number(0), default=0, metavar="N", help="simulated delegates")

    def handle(
        self, *_args: Any, host: str, port: int, day: int | None, bots: int, example: str, **_options: Any
    ) -> None:
        try:
            listening = listen(host, port)
            try:
                with StoreProcess(self.stderr.write) as store_process:
                    self._set_up(day, example)
                    self._serve(listening, store_process, bots)
            finally:
                listening.close()
        except (CannotListen, CannotPublish, StoreUnavailable, Unavailable) as error:
            raise CommandError(str(error)) from None

    def _set_up(self, day: int | None, example: str) -> None:
        """Database, programme, organiser; nothing is touched that is as it should be."""
        call_command("migrate", verbosity=0)
        self.set_up_programme(day, example)
        users = get_user_model().objects
        if not users.filter(username=ORGANISER).exists():
            users.create_superuser(username=ORGANISER, password=organiser_password())
        asyncio.run(publish())

    def set_up_programme(self, day: int | None, example: str = FIRST) -> None:
        """The programme of the example, unless it was changed by hand."""
        if is_made_by_hand():
            self.stderr.write("The programme was changed on the set-up pages: it stays as it is.")
        else:
            install_example(example, _first_day(day, example))

    def _serve(self, listening: Listening, store_process: StoreProcess, bots: int) -> None:
        allow(listening)
        server, address = Server(listening.opened), listening.url
        server.every(POLL_SECONDS, store_process.look_after)
        welcome(address, ORGANISER, organiser_password(), Path(settings.DATA))
        delegates = _start_delegates(address, bots) if bots else None
        try:
            server.run()
        finally:
            if delegates is not None:
                delegates.terminate()
                delegates.wait()


def organiser_password() -> str:
    """The demo organiser's password: made from the secret key, so that a restarted demo prints the same."""
    return derive_code(secret(), ORGANISER, 0)


def _first_day(day: int | None, example: str) -> date:
    """The first day of the programme: so that `day` is today; else as it was; else today."""
    current = Conference.objects.filter(is_current=True).first()
    zone = current.zone if current is not None else import_programme(EXAMPLES[example].path).zone
    today = datetime.now(ZoneInfo(zone)).date()
    if day is not None:
        return today - timedelta(days=day - 1)
    return current.first_day if current else today


def _start_delegates(address: str, count: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "live", "bots", "--url", address, "--count", str(count), "--data", str(settings.DATA)]
    )
