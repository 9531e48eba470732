"""A server whose conference is not set up yet: it waits, says what is missing to each who asks, and then goes on."""

import asyncio
import json
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from html import escape

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from live.programme.models import Conference
from live.web.cli.publishing import is_published

POLL_SECONDS = 0.5
ASKED_WITHIN_SECONDS = 5.0
LAST_SECONDS = 0.05
LONGEST_REQUEST = 16_384
NO_TABLES = "The database is not set up for this release yet: rostrum migrate."
NO_PROGRAMME = "There is no programme yet: rostrum programme import FOLDER, or rostrum demo for the built-in one."


def no_tables() -> bool:
    """Whether tables are missing, or are those of an older release. Raises what the database raises."""
    try:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    finally:
        connection.close()


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
    try:
        return Conference.objects.filter(is_current=True).exists()
    finally:
        connection.close()


async def wait_until_set_up(
    listening: socket.socket, said: Callable[[str], object], look: Callable[[], object], *, programme: bool
) -> bool:
    """Answer on `listening` until nothing is missing; `False` if SIGTERM or SIGINT came before that.

    A `programme` may be waited for too. `said` is told what is missing whenever that changes, `look` is called every
    `POLL_SECONDS`.
    """
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    fault: str | None = None
    answering: set[asyncio.Task[None] | None] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering.add(asyncio.current_task())
        try:
            async with asyncio.timeout(ASKED_WITHIN_SECONDS):
                asked = await reader.readuntil(b"\r\n\r\n")
                writer.write(_answer(asked.split(maxsplit=2)[1].decode("latin1"), fault or NO_TABLES))
                await writer.drain()
        except (TimeoutError, OSError, EOFError, ValueError, IndexError, asyncio.LimitOverrunError):
            pass  # It asked nothing that could be answered.
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
            answering.discard(asyncio.current_task())

    server = await asyncio.start_server(answer, sock=listening.dup(), limit=LONGEST_REQUEST)
    try:
        while not ended.is_set():
            if (now := await missing(programme)) is None:
                return True
            if now != fault:
                fault = now
                said(fault)
            look()
            try:
                async with asyncio.timeout(POLL_SECONDS):
                    await ended.wait()
            except TimeoutError:
                pass
        return False
    finally:
        server.close()
        # Those that were let in already are answered: the server that comes next knows nothing of them.
        await asyncio.sleep(LAST_SECONDS)
        while answering:  # noqa: ASYNC110  they say so by going
            await asyncio.sleep(LAST_SECONDS)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


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
