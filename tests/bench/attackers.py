"""A program: people who mean harm, in a process of its own, until it is ended. What they do is its first argument.

They are as quick as they can, come back as soon as they are sent away, and give way to everybody else on their core, as
if they were on machines of their own.
"""

import asyncio
import base64
import itertools
import json
import os
import secrets
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import aiohttp

LEAST_PRESSING = 19
OPENED_AT_ONCE = 50
MASK = b"\0\0\0\0"
"""Leaves what is masked as it is."""
PONGS = b"\x8a\x80" + MASK
EMPTY_PART = b"\x00\x80" + MASK
BEGINNING = b"\x01\x80" + MASK
BURST = 4_000
STUCK_SECONDS = 0.2
"""Whoever is not listened to for so long comes anew."""
ROOM = "plenary"


def text_frame(frame: object) -> bytes:
    payload = json.dumps(frame).encode()
    head = bytes((0x81, 0x80 | len(payload))) if len(payload) < 126 else b"\x81\xfe" + len(payload).to_bytes(2, "big")
    return head + MASK + payload


class Attack:
    """What all of them know: where the server is, and the badge they hold, if any."""

    def __init__(self, port: int, cookies: str, csrf: str) -> None:
        self.port = port
        self.cookies = cookies
        self.csrf = csrf
        self.ids = itertools.count(1)
        self._opening = asyncio.Semaphore(OPENED_AT_ONCE)

    def csrf_token(self) -> str:
        return self.csrf.partition("=")[2]

    async def connect(self, deaf: bool = False) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection; a deaf one has hardly any room for what it is sent."""
        connection = socket.socket()
        if deaf:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.setblocking(False)
        async with self._opening:
            await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", self.port))
        return await asyncio.open_connection(sock=connection, limit=1024)

    async def web_socket(
        self, view: str, cookies: str = "", deaf: bool = False
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await self.connect(deaf)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        lines = [
            f"GET /ws/rooms/{ROOM}/{view}/ HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            *([f"Cookie: {cookies}"] if cookies else []),
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        await writer.drain()
        return reader, writer

    def command(self) -> dict[str, Any]:
        """Whatever a badge may ask, again and again."""
        number = next(self.ids)
        command: dict[str, Any] = (
            {"type": "request_floor"},
            {"type": "request_floor", "about": "x" * 400},
            {"type": "withdraw_request", "request": "r1"},
        )[number % 3]
        return {"id": f"h{number}", "command": command}


async def for_ever(act: Callable[[], Awaitable[None]]) -> None:
    """`act` again and again, whatever comes of it."""
    while True:
        with suppress(OSError, EOFError, asyncio.TimeoutError, aiohttp.ClientError):
            await act()
        await asyncio.sleep(0)


async def badge(attack: Attack) -> None:
    """One badge on 300 sockets, and over HTTP: commands without a pause."""

    async def over_a_socket() -> None:
        reader, writer = await attack.web_socket("phone", attack.cookies)
        try:
            reading = asyncio.create_task(read_out(reader))
            while not reading.done():
                writer.write(text_frame({"kind": "command", **attack.command()}))
                await writer.drain()
                await asyncio.sleep(0.05)
        finally:
            writer.close()

    async with aiohttp.ClientSession() as http:
        headers = {"Cookie": attack.cookies, "X-CSRFToken": attack.csrf_token()}

        async def over_http() -> None:
            path = f"http://127.0.0.1:{attack.port}/api/rooms/{ROOM}/commands"
            async with http.post(path, data=json.dumps(attack.command()), headers=headers) as answer:
                await answer.read()

        await asyncio.gather(*(for_ever(over_a_socket) for _ in range(300)), *(for_ever(over_http) for _ in range(10)))


async def sign_ins(attack: Attack) -> None:
    """60 wrong sign-ins at once, each with a name of its own; when one is answered the next is made."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        headers = {"Cookie": attack.csrf, "X-CSRFToken": attack.csrf_token()}

        async def try_one() -> None:
            body = json.dumps({"username": f"name-{next(attack.ids)}", "password": "a guess of a password"})
            async with http.post(f"http://127.0.0.1:{attack.port}/api/sign-in", data=body, headers=headers) as answer:
                await answer.read()

        await asyncio.gather(*(for_ever(try_one) for _ in range(60)))


async def pongs(attack: Attack) -> None:
    """20 sockets: pongs on the even ones, messages in empty parts on the odd ones."""

    async def flood(first: bytes, then: bytes) -> None:
        reader, writer = await attack.web_socket("hall")
        try:
            await reader.read(1024)
            writer.write(first)
            with suppress(asyncio.TimeoutError):
                while True:
                    writer.write(then)
                    async with asyncio.timeout(STUCK_SECONDS):
                        await writer.drain()
        finally:
            writer.transport.abort()

    kinds = ((b"", PONGS * BURST), (BEGINNING, EMPTY_PART * BURST))
    await asyncio.gather(*(for_ever(lambda kind=kinds[n % 2]: flood(*kind)) for n in range(20)))  # type: ignore[misc]


async def half_open(attack: Attack) -> None:
    """500 connections that never get to the end of a request; some say nothing at all."""

    async def dawdle(says: bool) -> None:
        reader, writer = await attack.connect()
        try:
            if says:
                writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
            while not reader.at_eof():
                if says:
                    writer.write(b"x")
                    await writer.drain()
                with suppress(asyncio.TimeoutError):
                    async with asyncio.timeout(1):
                        await reader.read(64)
        finally:
            writer.close()

    await asyncio.gather(*(for_ever(lambda says=bool(n % 2): dawdle(says)) for n in range(500)))  # type: ignore[misc]


async def deaf(attack: Attack) -> None:
    """200 screens that never read, and ask for the whole view again and again."""

    async def stay() -> None:
        _reader, writer = await attack.web_socket("hall", deaf=True)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        try:
            while True:
                writer.write(text_frame({"kind": "resync"}))
                await writer.drain()
                await asyncio.sleep(0.2)
        finally:
            writer.transport.abort()

    await asyncio.gather(*(for_ever(stay) for _ in range(200)))


async def read_out(reader: asyncio.StreamReader) -> None:
    with suppress(OSError):
        while await reader.read(65_536):
            pass


ATTACKS = {attack.__name__: attack for attack in (badge, sign_ins, pongs, half_open, deaf)}


def main() -> None:
    os.nice(LEAST_PRESSING)
    kind, port, cookies, csrf = sys.argv[1:]
    print("here", flush=True)
    with suppress(KeyboardInterrupt):
        asyncio.run(begin(kind, Attack(int(port), cookies, csrf)))


async def begin(kind: str, attack: Attack) -> None:
    await ATTACKS[kind](attack)


if __name__ == "__main__":
    main()
