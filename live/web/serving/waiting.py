"""A server whose conference is not set up yet: it waits, says what is missing to each who asks, and then goes on."""

import asyncio
import json
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from html import escape

from live.background import own_connection
from live.programme.models import Conference
from live.web.cli import migrating
from live.web.cli.publishing import is_published

POLL_SECONDS = 0.5
ASKED_WITHIN_SECONDS = 5.0
LAST_SECONDS = 0.05
LONGEST_REQUEST = 16_384
NO_TABLES = "The database is not set up for this release yet: rostrum migrate."
NO_PROGRAMME = "There is no programme yet: rostrum programme import FOLDER, or rostrum demo for the built-in one."


def no_tables() -> bool:
    """Whether tables are missing, or are those of an older release. Raises what the database raises."""
    with own_connection():
        return migrating.are_behind()


async def missing(programme: bool) -> str | None:
    """What has to be done before anything can be served, or a `programme`; `None` if nothing. Raises what database and
    store do.
    """
    if await asyncio.to_thread(no_tables):
        return NO_TABLES
    if programme and not await is_published() and not await asyncio.to_thread(_has_programme):
        return NO_PROGRAMME
    return None


def _has_programme() -> bool:
    with own_connection():
        return Conference.objects.filter(is_current=True).exists()


class _Asked:
    """Those who ask meanwhile: each is answered with `fault`."""

    def __init__(self) -> None:
        self.fault = ""
        self._answering: set[asyncio.Task[None]] = set()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._answering.add(task)
        try:
            async with asyncio.timeout(ASKED_WITHIN_SECONDS):
                asked = await reader.readuntil(b"\r\n\r\n")
                writer.write(_answer(asked.split(maxsplit=2)[1].decode("latin1"), self.fault or NO_TABLES))
                await writer.drain()
        except (TimeoutError, OSError, EOFError, ValueError, IndexError, asyncio.LimitOverrunError):
            pass  # It asked nothing that could be answered.
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
            self._answering.discard(task)

    async def all_answered(self) -> None:
        """Return when those that were let in are answered: the server that comes next knows nothing of them."""
        await asyncio.sleep(LAST_SECONDS)
        while self._answering:
            await asyncio.wait(self._answering)


@contextmanager
def _ended_by_signals() -> Iterator[asyncio.Event]:
    """What is set by SIGTERM or SIGINT."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    try:
        yield ended
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


async def wait_until_set_up(
    listening: socket.socket, said: Callable[[str], object], look: Callable[[], object], *, programme: bool
) -> bool:
    """Answer on `listening` until nothing is missing; `False` if SIGTERM or SIGINT came before that.

    A `programme` may be waited for too. `said` is told what is missing whenever that changes, `look` is called every
    `POLL_SECONDS`.
    """
    asked = _Asked()
    with _ended_by_signals() as ended:
        server = await asyncio.start_server(asked.answer, sock=listening.dup(), limit=LONGEST_REQUEST)
        try:
            while not ended.is_set():
                if (fault := await missing(programme)) is None:
                    return True
                if fault != asked.fault:
                    asked.fault = fault
                    said(fault)
                look()
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL_SECONDS):
                        await ended.wait()
            return False
        finally:
            server.close()
            await asked.all_answered()


def _answer(path: str, fault: str) -> bytes:
    """The process is alive, and nothing else can be asked of it: a page asks again by itself."""
    match path.partition("?")[0]:
        case "/healthz":
            status, kind, body = "200 OK", "text/plain", "alive\n"
        case "/readyz":
            status, kind = "503 Service Unavailable", "application/json"
            body = json.dumps({"ready": False, "fault": fault})
        case api if api.startswith("/api/"):
            status, kind, body = "503 Service Unavailable", "application/json", '{"refused":"unavailable"}'
        case _:
            status, kind = "503 Service Unavailable", "text/html; charset=utf-8"
            body = f'<!doctype html><meta http-equiv="refresh" content="5"><title>Rostrum</title><p>{escape(fault)}</p>'
    content = body.encode()
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n"
        "Cache-Control: no-store\r\nRetry-After: 5\r\nServer: Rostrum\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + content
