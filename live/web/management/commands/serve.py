"""`rostrum serve`: the server, in one process or several on one listening socket."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from argparse import SUPPRESS
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from socket import socket
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import get_resolver
from prometheus_client.multiprocess import mark_process_dead

from live.programme.publishing import NotInstalled
from live.store.embedded import StoreUnavailable
from live.store.room_log import Unavailable
from live.web.cli.base import never_failing, whole_number
from live.web.cli.publishing import CannotPublish, is_published, publish
from live.web.serving.listening import CannotListen, Listening, allow, listen, take_over
from live.web.serving.server import Server
from live.web.serving.store_process import POLL_SECONDS, Backing
from live.web.serving.waiting import NO_PROGRAMME, missing, no_tables, wait_until_set_up

logger = logging.getLogger(__name__)

LONGEST_BACK_OFF_SECONDS = 2.0
LONG_LIFE_SECONDS = 5.0
"""A process that lived this long starts again at once when it dies."""


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
            "--wait", action="store_true", help="wait for a programme that is not there yet, and do not end"
        )
        parser.add_argument("--data", metavar="DIR", help="folder for everything that is kept (.data)")
        # Of several processes each is started with this: see Family.
        parser.add_argument("--stand-by", action="store_true", help=SUPPRESS)

    def handle(self, *_args: Any, host: str, port: int, fd: int | None, **options: Any) -> None:
        try:
            listening = listen(host, port) if fd is None else take_over(fd)
            if options["stand_by"]:
                _stand_by(listening)
                return
            try:
                self._serve(listening, options["processes"], wait=options["wait"])
            finally:
                listening.close()
        except NotInstalled:
            raise CommandError(NO_PROGRAMME) from None
        except (CannotListen, CannotPublish, StoreUnavailable, Unavailable) as error:
            raise CommandError(str(error)) from None

    def _serve(self, listening: Listening, processes: int, *, wait: bool) -> None:
        say = never_failing(self.stderr.write)
        with Backing(self.stderr.write) as backing:
            if not asyncio.run(self._is_set_up(listening, backing, wait)):
                return
            allow(listening)
            _say_where(listening, say)
            if processes > 1:
                with TemporaryDirectory(prefix="rostrum-counts-") as counts:
                    Family(listening.opened, processes, say, counts).run(backing)
            else:
                server = Server(listening.opened)
                server.every(POLL_SECONDS, backing.look_after)
                server.run()

    async def _is_set_up(self, listening: Listening, backing: Backing, wait: bool) -> bool:
        """Whether there is something to serve, after a wait where there was nothing; not if it was ended meanwhile."""
        wait = wait or await asyncio.to_thread(no_tables)
        if wait and await missing() is not None:
            say = never_failing(self.stderr.write)
            if not await wait_until_set_up(listening.opened, say, backing.look_after):
                return False
        await self._make_sure_of_a_programme()
        return True

    async def _make_sure_of_a_programme(self) -> None:
        """Put the imported one in force if none ever was. Later ones are for `rostrum publish`, when the desk says."""
        if not await is_published():
            await publish()


def _say_where(listening: Listening, say: Callable[[str], object]) -> None:
    if settings.LOG_AS_JSON:
        logger.info("serving", extra={"url": listening.url})
    else:
        say(f"Rostrum serves at {listening.url}")


def _stand_by(listening: Listening) -> None:
    """Get ready, and serve once a line comes in. If none can come any more, nobody needs us."""
    allow(listening)
    server = Server(listening.opened)
    # What the first page would have to load otherwise.
    get_resolver().url_patterns  # noqa: B018
    if not sys.stdin.readline():
        return
    _end_with_parent()
    server.run()


def _end_with_parent() -> None:
    """End, as on SIGTERM, when the parent is gone, however it went: it holds the other end of standard input."""
    parent = os.dup(sys.stdin.fileno())
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), sys.stdin.fileno())

    def wait() -> None:
        while os.read(parent, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()


@dataclass(slots=True)
class Child:
    """One serving process, and when it may be started again."""

    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    again_at: float = 0.0


class Family:
    """Several processes on one listening socket; each is started again, with back-off, if it dies.

    One more stands by, with everything loaded, and takes the place of one that dies: to load it takes a second, and
    several on a machine that is busy, during which whole rooms would look at screens that stand still.
    """

    def __init__(self, listening: socket, count: int, say: Any, counts: str) -> None:
        self._listening = listening
        self._children = [Child() for _ in range(count)]
        self._say = say
        self._counts = counts
        self._ending = False
        self._standing_by: subprocess.Popen[bytes] | None = None
        self._stood_by_at = 0.0

    def run(self, backing: Backing) -> None:
        """Until SIGTERM or SIGINT, which is passed on; all have ended when this returns."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        while not self._ending:
            for child in self._children:
                self._look_after(child)
            self._keep_one_by()
            backing.look_after()
            time.sleep(POLL_SECONDS)
        running = [child.process for child in self._children] + [self._standing_by]
        for process in running:
            if process is not None:
                process.terminate()
        for process in running:
            if process is not None:
                process.wait()

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._ending = True

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None and (code := child.process.poll()) is not None:
            child.failures = 0 if now - child.started_at > LONG_LIFE_SECONDS else child.failures + 1
            child.again_at = now + min(LONGEST_BACK_OFF_SECONDS, 0.1 * 2**child.failures)
            mark_process_dead(child.process.pid, self._counts)  # type: ignore[no-untyped-call]
            self._say(f"A server process ended with {code}; it starts again.")
            if child.process.stdin is not None:
                child.process.stdin.close()
            child.process = None
        if child.process is None and now >= child.again_at and not self._ending:
            child.started_at = now
            child.process = self._start()

    def _keep_one_by(self) -> None:
        """See that one stands by, once all that are to serve do."""
        if self._standing_by is not None and self._standing_by.poll() is not None:
            self._standing_by = None
        now = time.monotonic()
        whole = all(child.process is not None for child in self._children)
        if self._standing_by is None and whole and now - self._stood_by_at > LONGEST_BACK_OFF_SECONDS:
            self._stood_by_at = now
            self._standing_by = self._launch()

    def _start(self) -> subprocess.Popen[bytes]:
        """A process that serves: the one that stands by, if there is one."""
        process, self._standing_by = self._standing_by or self._launch(), None
        assert process.stdin is not None
        # One that has died just now is seen by whoever looks after it. The pipe stays open: see `_end_with_parent`.
        with suppress(OSError):
            process.stdin.write(b"\n")
            process.stdin.flush()
        return process

    def _launch(self) -> subprocess.Popen[bytes]:
        fd = self._listening.fileno()
        return subprocess.Popen(
            [sys.executable, "-m", "live", "serve", "--stand-by", "--fd", str(fd)],
            pass_fds=[fd],
            stdin=subprocess.PIPE,
            # Ctrl-C is for the parent, which passes it on once.
            process_group=0,
            # There each process leaves its counts, for whichever is asked for them.
            env=os.environ | {"PROMETHEUS_MULTIPROC_DIR": self._counts},
        )
