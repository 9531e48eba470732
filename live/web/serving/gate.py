"""What every HTTP request passes before Django sees it: how much its holder may ask for, and how much may run at once.

A request costs milliseconds of a process that screens wait for. So few run at once, those of different holders by
turns, and the rest wait or are told at once to come back.
"""

import asyncio
import json
import random
import time
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from live.access.bounds import (
    FLOODS,
    OPENS_SLOWLY_SECONDS,
    REFUSALS,
    REFUSED_EACH_SECONDS,
    REFUSED_WITHIN_SECONDS,
    RUNNING_AT_ONCE,
    SIGN_INS_AT_ONCE,
    SIGN_INS_OF_DEVICES,
    WAITING_AT_ONCE,
    Holder,
    body_bytes,
    seconds,
)
from live.access.holders import holder_of
from live.access.requests import cookies_of
from live.access.sign_in import device_of
from live.access.throttles import Throttles
from live.access.uploads import may_send_files

PROBES = frozenset({"/healthz", "/readyz"})
"""Asked by programs that watch whether the server is alive: these requests never wait."""
SIGN_IN = frozenset({"/api/sign-in", "/admin/login/"})
FULL_SECONDS = 2.0
"""When a sender who found no place may try again."""
HOLDERS_REFUSED = 10_000
"""For how many holders it is known which refusals are due."""

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Refusing(Exception):
    """Not now, or not so much: the status and the code that is answered, and its detail."""

    def __init__(self, status: int, code: str, **detail: int) -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail


class Places:
    """So many may be in at once, and of each holder so many; the others wait, and get in by turns of holders."""

    def __init__(self, places: int, waiting: int) -> None:
        self._free = places
        self._most_waiting = waiting
        self._inside = Counter[str]()
        self._waiting: OrderedDict[str, deque[tuple[int, asyncio.Future[None]]]] = OrderedDict()
        self._count = 0

    @asynccontextmanager
    async def place(self, who: str, most: int, waiting: int) -> AsyncIterator[None]:
        """A place for `who`, who may have `most` and let `waiting` wait. Raises `Refusing`."""
        if self._free > 0 and self._inside[who] < most and who not in self._waiting:
            self._free -= 1
            self._inside[who] += 1
        else:
            await self._wait(who, most, waiting)
        try:
            yield
        finally:
            self._leave(who)

    async def _wait(self, who: str, most: int, waiting: int) -> None:
        line = self._waiting.setdefault(who, deque())
        if len(line) >= waiting or self._count >= self._most_waiting:
            if not line:
                del self._waiting[who]
            raise Refusing(429, "too_many", seconds=seconds(FULL_SECONDS))
        turn = asyncio.get_running_loop().create_future()
        line.append((most, turn))
        self._count += 1
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave(who)
            raise

    def _leave(self, who: str) -> None:
        self._free += 1
        self._inside[who] -= 1
        if not self._inside[who]:
            del self._inside[who]
        for other in list(self._waiting):
            if self._free <= 0:
                return
            self._let_in(other)

    def _let_in(self, who: str) -> None:
        """Let in the first who waits for `who`, if they may; their line goes behind all others."""
        line = self._waiting[who]
        while line and line[0][1].done():
            line.popleft()  # They left.
            self._count -= 1
        if line and self._inside[who] < line[0][0]:
            line.popleft()[1].set_result(None)
            self._count -= 1
            self._free -= 1
            self._inside[who] += 1
        if line:
            self._waiting.move_to_end(who)
        else:
            del self._waiting[who]


class SlowRefusals:
    """When each refusal of a holder is due that is not made at once: one after another, never many together.

    Those who ask again as soon as they are refused would otherwise come back in one crowd, which holds everybody up.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._due: OrderedDict[str, float] = OrderedDict()

    def wait(self, who: str) -> float:
        """In how many seconds the next refusal of `who` is due; if many are due before it, at some late moment."""
        now = self._now()
        due = max(now, self._due.get(who, 0.0)) + REFUSED_EACH_SECONDS
        if due - now > REFUSED_WITHIN_SECONDS:
            return random.uniform(REFUSED_WITHIN_SECONDS / 2, REFUSED_WITHIN_SECONDS)
        self._due[who] = due
        self._due.move_to_end(who)
        if len(self._due) > HOLDERS_REFUSED:
            self._due.popitem(last=False)
        return due - now


class Gate:
    """An ASGI application before another. It keeps to ASGI, and holds under any server."""

    def __init__(self, pages: Any, throttles: Throttles) -> None:
        self._pages = pages
        self._throttles = throttles
        self._running = Places(RUNNING_AT_ONCE, WAITING_AT_ONCE)
        self._slow_refusals = SlowRefusals()
        self._signing_in = 0
        self._devices_signing_in = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or say why not."""
        holder = holder_of(scope)
        try:
            if (wait := self._throttles.take(holder.allowed.requests, holder.who)) > 0:
                raise Refusing(429, "too_many", seconds=seconds(wait))
            bounded = _bounded(scope, receive)
            if scope["path"] in PROBES:
                await self._pages(scope, bounded, send)
            elif scope["path"] in SIGN_IN and scope["method"] == "POST":
                await self._sign_in(scope, bounded, send)
            else:
                await self._serve(holder, scope, bounded, send)
        except Refusing as refusing:
            if self._throttles.take(REFUSALS, holder.who) > 0:
                await asyncio.sleep(self._slow_refusals.wait(holder.who))
            await _refuse(scope, refusing, send)

    def handshake(self, scope: Scope) -> tuple[bool, float]:
        """Whether a sender gets the socket it asks for, or only reads there why not; and in how many seconds."""
        holder = holder_of(scope)
        if self._throttles.wait(holder.allowed.connections, holder.who) > 0:
            may_hear = self._throttles.take(REFUSALS, holder.who) <= 0
            return may_hear, 0.0 if may_hear else self._slow_refusals.wait(holder.who)
        return True, OPENS_SLOWLY_SECONDS if self._throttles.wait(FLOODS, holder.who) > 0 else 0.0

    def flooded(self, scope: Scope) -> None:
        """The opener of this socket was sent away for frames without end."""
        self._throttles.charge(FLOODS, holder_of(scope).who)

    async def _serve(self, holder: Holder, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._running.place(holder.who, holder.allowed.running, holder.allowed.waiting):
            await self._pages(scope, receive, send)

    async def _sign_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passwords are slow to check: these have places of their own, and nobody waits for one."""
        if device_of(cookies_of(scope)) is not None and self._devices_signing_in < SIGN_INS_OF_DEVICES:
            self._devices_signing_in += 1
            try:
                await self._pages(scope, receive, send)
            finally:
                self._devices_signing_in -= 1
            return
        if self._signing_in >= SIGN_INS_AT_ONCE:
            raise Refusing(429, "too_many_tries", seconds=seconds(FULL_SECONDS))
        self._signing_in += 1
        try:
            await self._pages(scope, receive, send)
        finally:
            self._signing_in -= 1


def _bounded(scope: Scope, receive: Receive) -> Receive:
    """`receive`, for a body that is no longer than its path allows. Raises `Refusing`, now or while it comes."""
    most = body_bytes(scope["path"], sends_files=may_send_files(scope))
    length = next((text for name, text in scope["headers"] if name == b"content-length"), b"")
    if length.isdigit() and int(length) > most:
        raise Refusing(413, "too_large", bytes=most)
    received = 0

    async def counted() -> dict[str, Any]:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise Refusing(413, "too_large", bytes=most)
        return message

    return counted


def refusal_text(path: str, refusing: Refusing) -> tuple[bytes, bytes]:
    """The type and the text of a refusal: as the API says it, and in words where a person may read it."""
    if path.startswith("/api/"):
        answer = {"refused": refusing.code, "detail": refusing.detail}
        return b"application/json", json.dumps(answer, separators=(",", ":")).encode()
    if refusing.status == 413:
        return b"text/plain; charset=utf-8", b"That is more than may be sent here.\n"
    return b"text/plain; charset=utf-8", b"Too many requests. Wait a moment and try again.\n"


async def _refuse(scope: Scope, refusing: Refusing, send: Send) -> None:
    kind, text = refusal_text(scope["path"], refusing)
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(text)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if "seconds" in refusing.detail:
        headers.append((b"retry-after", str(refusing.detail["seconds"]).encode()))
    await send({"type": "http.response.start", "status": refusing.status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
