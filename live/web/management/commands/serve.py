"""`rostrum serve`: the server, in one process or several on one listening socket."""

import asyncio
import logging
import sys
from argparse import SUPPRESS
from collections.abc import Callable
from contextlib import suppress
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from live.programme.publishing import NotInstalled
from live.store.embedded import StoreUnavailable
from live.store.room_log import Unavailable
from live.web.cli.base import never_failing, whole_number
from live.web.cli.publishing import CannotPublish, is_published, publish
from live.web.serving.listening import CannotListen, Listening, allow, listen, take_over
from live.web.serving.server import Server
from live.web.serving.store_process import POLL_SECONDS, StoreProcess
from live.web.serving.supervisor import Supervisor, stand_by
from live.web.serving.waiting import missing, wait_until_set_up

logger = logging.getLogger(__name__)

THREADS_YIELD_SECONDS = 0.0005
"""After so long a thread that computes lets the event loop go on; Python's own is ten times that, which the loop waits
for anew in every turn while pages are made.
"""


class Command(BaseCommand):
    """Serves what is set up and published. SIGTERM sends every screen away with 4012 and ends with exit code 0."""

    help = "Serve the conference that is set up."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--host", default="127.0.0.1", help="address or name to listen on, or unix:/path/to/socket (127.0.0.1)"
        )
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
        parser.add_argument("--fd", type=int, help="a socket that listens already, as systemd hands it over")
        parser.add_argument(
            "--processes", type=whole_number(1), default=1, metavar="N", help="processes on that socket (1)"
        )
        parser.add_argument(
            "--wait",
            action="store_true",
            help="serve nothing before another command has imported a programme",
        )
        parser.add_argument("--data", metavar="DIR", help="folder for everything that is kept (.data)")
        # Of several processes each is started with this: see `live.web.serving.supervisor`.
        parser.add_argument("--stand-by", action="store_true", help=SUPPRESS)

    def handle(self, *_args: Any, host: str, port: int, fd: int | None, **options: Any) -> None:
        try:
            listening = listen(host, port) if fd is None else take_over(fd)
            if options["stand_by"]:
                stand_by(listening)
                return
            try:
                self._serve(listening, options["processes"], wait=options["wait"])
            finally:
                listening.close()
        except (CannotListen, CannotPublish, StoreUnavailable, Unavailable) as error:
            raise CommandError(str(error)) from None

    def _serve(self, listening: Listening, processes: int, *, wait: bool) -> None:
        say = never_failing(self.stderr.write)
        sys.setswitchinterval(THREADS_YIELD_SECONDS)
        with StoreProcess(self.stderr.write) as store_process:
            if not asyncio.run(self._is_set_up(listening, store_process, wait)):
                return
            allow(listening)
            _say(say, "Rostrum serves at {url}", listening.url)
            if not asyncio.run(is_published()):
                _say(say, "There is no programme yet: it is made at {url}", f"{listening.url}/setup/")
            if processes > 1:
                with TemporaryDirectory(prefix="rostrum-counts-") as counts:
                    Supervisor(listening.opened, processes, say, counts).run(store_process)
            else:
                server = Server(listening.opened)
                server.every(POLL_SECONDS, store_process.look_after)
                server.run()

    async def _is_set_up(self, listening: Listening, store_process: StoreProcess, wait: bool) -> bool:
        """Whether there is something to serve, after a wait where there was nothing; not if it was ended meanwhile."""
        if await missing(programme=wait) is not None:
            say = never_failing(self.stderr.write)
            if not await wait_until_set_up(listening.opened, say, store_process.look_after, programme=wait):
                return False
        await self._put_in_force_what_was_imported()
        return True

    async def _put_in_force_what_was_imported(self) -> None:
        """If none ever was. Later programmes are for `rostrum publish`, or for the set-up pages, when the desk says."""
        if not await is_published():
            with suppress(NotInstalled):
                await publish()


def _say(say: Callable[[str], object], what: str, url: str) -> None:
    if settings.LOG_AS_JSON:
        logger.info(what.format(url=url), extra={"url": url})
    else:
        say(what.format(url=url))
