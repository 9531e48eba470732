"""`rostrum demo`: the built-in programme, live, in one command."""

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
from live.programme.models import Conference
from live.programme.publishing import install_builtin, programme_commands
from live.rooms import Rooms
from live.store.embedded import EmbeddedValkey, StoreUnavailable, check_server
from live.store.redis_log import RedisStore
from live.store.room_log import Unavailable
from live.web.server import CannotListen, Server, listen
from live.web.welcome import welcome

ORGANISER = "organiser"
ZONE = ZoneInfo("America/Mexico_City")
LOOK_AFTER_STORE_SECONDS = 0.25


class Command(BaseCommand):
    """Starts everything, says where it is, and ends it all on Ctrl-C. Started again, it goes on where it was."""

    help = "Run the built-in three-day programme: store, server, screens."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
        parser.add_argument("--data", metavar="DIR", help="folder for everything that is kept (.data)")
        parser.add_argument("--day", type=int, choices=(1, 2, 3), help="which day of the programme is today")
        parser.add_argument("--bots", type=int, default=0, metavar="N", help="simulated delegates")

    def handle(self, *_args: Any, host: str, port: int, day: int | None, bots: int, **_options: Any) -> None:
        try:
            listening = listen(host, port)
        except CannotListen as error:
            raise CommandError(str(error)) from None
        if host not in settings.ALLOWED_HOSTS:
            settings.ALLOWED_HOSTS.append(host)
        valkey = None if settings.REDIS_URL else EmbeddedValkey(settings.DATA)
        try:
            if valkey is None:
                for warning in check_server(settings.REDIS_URL).warnings:
                    self.stderr.write(f"Redis: {warning}")
            else:
                valkey.start()
                settings.REDIS_URL = valkey.url
            self._set_up(day)
            self._serve(listening, f"http://{host}:{port}", valkey, bots)
        except (StoreUnavailable, Unavailable) as error:
            raise CommandError(str(error)) from None
        finally:
            if valkey is not None:
                valkey.stop()

    def _set_up(self, day: int | None) -> None:
        """Database, programme, organiser; nothing is touched that is as it should be."""
        call_command("migrate", verbosity=0)
        install_builtin(_first_day(day))
        users = get_user_model().objects
        if not users.filter(username=ORGANISER).exists():
            users.create_superuser(username=ORGANISER, password=organiser_password())
        asyncio.run(_publish())

    def _serve(self, listening: Any, address: str, valkey: EmbeddedValkey | None, bots: int) -> None:
        from live.web.asgi import application  # noqa: PLC0415  It reads where the store is.

        server = Server(application, listening)
        if valkey is not None:
            self._look_after(server, valkey)
        welcome(address, ORGANISER, organiser_password(), Path(settings.DATA))
        delegates = _start_delegates(address, bots) if bots else None
        try:
            server.run()
        finally:
            if delegates is not None:
                delegates.terminate()
                delegates.wait()

    def _look_after(self, server: Server, valkey: EmbeddedValkey) -> None:
        """Start the store again whenever it has died; what it accepted is in its file."""

        def look() -> None:
            if valkey.pid is None:
                try:
                    valkey.start()
                except StoreUnavailable as error:
                    self.stderr.write(f"The store died and does not come back: {error}")
            server.call_later(LOOK_AFTER_STORE_SECONDS, look)

        server.call_later(LOOK_AFTER_STORE_SECONDS, look)


def organiser_password() -> str:
    """The demo organiser's password: made from the secret key, so that a restarted demo prints the same."""
    return derive_code(secret(), ORGANISER, 0)


def _first_day(day: int | None) -> date:
    """The first day of the programme: so that `day` is today; else as it was; else today."""
    today = datetime.now(ZONE).date()
    if day is not None:
        return today - timedelta(days=day - 1)
    current = Conference.objects.filter(is_current=True).first()
    return current.first_day if current else today


async def _publish() -> None:
    rooms = Rooms(RedisStore(settings.REDIS_URL, settings.REDIS_PREFIX))
    try:
        await rooms.publish(await asyncio.to_thread(programme_commands))
    finally:
        await rooms.close()


def _start_delegates(address: str, count: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "live", "bots", "--url", address, "--count", str(count), "--data", str(settings.DATA)]
    )
