"""A real server: `rostrum serve` in a process of its own, on the tests' Valkey; and people who come to it."""

import asyncio
import itertools
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any, Self
from urllib.request import urlopen

import aiohttp
from django.conf import settings
from redis import Redis
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from live.live_room import LiveRoom
from live.programme.credentials import derive_code, secret
from live.rooms import Rooms
from live.store.redis_log import RedisStore
from tests import forked
from tests.awaited import PATIENCE, becomes
from tests.given import DESK, programme, register
from tests.migrated import copy_migrated
from tests.postgresql import running
from tests.room.test_views import merged, untabled
from tests.set_up import NOTHING
from tests.valkey import server

Json = dict[str, Any]

QUICK_PASSWORDS, SLOW_PASSWORDS = "tests.settings", "live.web.settings"
"""Settings in which a password is checked quickly, and the product's own."""
ASKS_EVERY_SECONDS = 0.4
"""How often a visitor asks again: a badge may ask three times a second for long."""
MOST_ADDED = 12
"""Rooms of tests that are in the conference at once."""
LARGE = 1 << 20
"""A longer body is sent in parts."""
MOST_SHOWN = 4000
"""Of what a server said, the last characters, when it should have said nothing."""


_numbers_apart = itertools.count(2)


def address_apart() -> str:
    """An address from which nobody has asked for anything: no other test has used up what it may ask."""
    number = next(_numbers_apart)
    return f"127.1.{number >> 8}.{number & 255}"


def badge_code(delegation: str, number: int = 1) -> str:
    return derive_code(secret(), delegation, number)


@dataclass(frozen=True)
class Answer:
    """What HTTP said."""

    status: int
    headers: Any
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Visitor:
    """A browser, or a program, at one address; keeps its cookies."""

    def __init__(self, address: str, http: aiohttp.ClientSession, begin: str = "") -> None:
        self._address = address
        self._http = http
        self._begin = begin

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        sent = BytesIO(data) if data is not None and len(data) > LARGE else data
        async with self._http.request(
            method, self._address + path, data=sent, headers=headers, allow_redirects=False
        ) as response:
            return Answer(response.status, response.headers, await response.text())

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.ask("GET", path, **headers)

    async def get_until(self, path: str, says: Callable[[Answer], object], **headers: str) -> Answer:
        """The answer at `path`, once `says` is true of it. Raises `TimeoutError`."""
        got: list[Answer] = []

        async def is_said() -> object:
            got.append(await self.get(path, **headers))
            return says(got[-1])

        await becomes(is_said, ASKS_EVERY_SECONDS)
        return got[-1]

    async def post(self, path: str, body: object, **headers: str) -> Answer:
        """As a page does it: with the CSRF token of its cookie."""
        return await self.ask("POST", path, body, **{"X-CSRFToken": await self._csrf(), **headers})

    async def delete(self, path: str) -> Answer:
        return await self.ask("DELETE", path, **{"X-CSRFToken": await self._csrf()})

    async def with_token(self, token: str, path: str, body: object) -> Answer:
        """As a program does it: with a bearer token and no cookie."""
        return await self.ask("POST", path, body, Authorization=f"Bearer {token}")

    def cookies(self) -> str:
        return "; ".join(f"{cookie.key}={cookie.value}" for cookie in self._http.cookie_jar)

    async def _csrf(self) -> str:
        if not self.cookie("csrf"):
            await self.get("/admin/login/")
        return self.cookie("csrf")

    def cookie(self, what: str) -> str:
        """The cookie for `what` (`session`, `csrf`, `badge`...), whatever its name begins with; else nothing."""
        held = [cookie for cookie in self._http.cookie_jar if cookie.key.endswith(f"_{what}")]
        own = [cookie for cookie in held if cookie.key.startswith(self._begin)] if self._begin else held
        return next((cookie.value for cookie in own), "")


class Screen:
    """A page looking at a view: holds it, and checks that every change starts from what it holds."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.epoch = ""
        self.position = -1
        self.view: Json = {}
        self.raw: list[str] = []

    async def frame(self) -> Json:
        """The next frame, taken in."""
        async with asyncio.timeout(PATIENCE):
            text = str(await self._socket.recv())
        self.raw.append(text)
        frame: Json = json.loads(text)
        match frame["kind"]:
            case "view":
                self.epoch, self.position, self.view = frame["epoch"], frame["position"], frame["view"]
                self.view = untabled(self.view, frame.get("tables", []))
            case "change":
                assert frame["from"] == self.position, "a change was missed or came twice"
                assert frame["position"] > self.position
                self.position, self.view = frame["position"], merged(self.view, frame["patch"])
            case _:
                pass
        return frame

    async def next(self, kind: str) -> Json:
        """The next frame of `kind`; others on the way are taken in."""
        while (frame := await self.frame())["kind"] != kind:
            pass
        return frame

    async def reach(self, position: int) -> Self:
        """Take in frames until this position is held."""
        while self.position < position:
            await self.frame()
        return self

    async def say(self, frame: object) -> None:
        await self._socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    async def ask(self, command: object, command_id: str | None = None) -> Json:
        """What is answered to `command`."""
        await self.say({"kind": "command", "id": command_id or secrets.token_hex(8), "command": command})
        return await self.next("answer")

    async def closed(self) -> int | None:
        """The code with which the server sends this screen away, whatever it is shown before."""
        try:
            while True:
                await self.frame()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None


@dataclass
class Daphne:
    """The server's process, and where it is."""

    process: subprocess.Popen[bytes]
    port: int
    environment: dict[str, str]
    keys: dict[str, str]
    log: Path
    _rooms: Rooms | None = field(default=None, repr=False)
    _programmes: list[str] = field(default_factory=list)
    _added: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def visitor(self, source: str = "127.0.0.1") -> AsyncIterator[Visitor]:
        connector = aiohttp.TCPConnector(local_addr=(source, 0))
        jar = aiohttp.CookieJar(unsafe=True)  # The address has no name.
        async with aiohttp.ClientSession(
            connector=connector, cookie_jar=jar, timeout=aiohttp.ClientTimeout(PATIENCE)
        ) as http:
            yield Visitor(self.address, http)

    @asynccontextmanager
    async def knock(  # noqa: PLR0913  Each says what the handshake holds, by name.
        self,
        path: str,
        *,
        cookies: str = "",
        origin: str | None = None,
        token: str = "",
        source: str = "127.0.0.1",
        headers: Mapping[str, str] | None = None,
    ) -> AsyncIterator[Screen]:
        """A socket at `path`, asked for from `source`; nothing was read from it yet."""
        headers = dict(headers or {})
        headers |= {"Cookie": cookies} if cookies else {}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        async with connect(
            f"ws://127.0.0.1:{self.port}{path}",
            additional_headers=headers,
            origin=origin,  # type: ignore[arg-type]
            proxy=None,
            compression=None,
            max_size=None,
            local_addr=(source, 0),
            # Of a process that is still starting.
            open_timeout=PATIENCE,
        ) as opened:
            yield Screen(opened)

    @asynccontextmanager
    async def screen(
        self, room: str, view: str, *, cookies: str = "", origin: str | None = None
    ) -> AsyncIterator[Screen]:
        """A page of `room` that is shown its view."""
        async with self.knock(f"/ws/rooms/{room}/{view}/", cookies=cookies, origin=origin) as screen:
            await screen.next("view")
            yield screen

    async def closes(self, path: str, *, cookies: str = "", origin: str | None = None) -> int | None:
        """The code with which whoever knocks at `path` is sent away."""
        async with self.knock(path, cookies=cookies, origin=origin) as screen:
            return await screen.closed()

    async def ready(self) -> Self:
        """It, once it serves: a process takes seconds to start where others work too."""
        with await asyncio.to_thread(urlopen, f"{self.address}/readyz", timeout=60):
            return self

    async def elsewhere(self) -> Rooms:
        """The same rooms in this process, which is another than the server's."""
        if self._rooms is None:
            self._rooms = Rooms(RedisStore(self.environment["REDIS_URL"], self.environment["ROSTRUM_PREFIX"]))
        return self._rooms

    async def new_room(self) -> LiveRoom:
        """A room of one's own, with a programme; nothing runs in it."""
        room = await self.add_room(name := f"room-{secrets.token_hex(4)}")
        await room.handle(programme(room=name, delegations=register("ken", "fji")), DESK, "publish")
        return room

    async def add_room(self, name: str) -> LiveRoom:
        """An empty room of this name beside the programme's. The conference forgets those of tests long before: pages
        that list all rooms would be longer with every test.
        """
        rooms = await self.elsewhere()
        if not self._added:
            self._programmes = await rooms.ids()
        self._added = [*self._added[1 - MOST_ADDED :], name]
        await rooms.store.set_rooms([*self._programmes, *self._added])
        return await rooms.room(name)

    async def leave(self) -> None:
        if self._rooms is not None:
            await self._rooms.close()

    def manage(self, *arguments: str) -> str:
        """What a `rostrum` command prints."""
        command = [sys.executable, "-m", "live", *arguments]
        done = forked.run(command, env=self.environment, capture_output=True, text=True, check=True, timeout=60)
        return done.stdout.strip()

    def end(self, number: int = signal.SIGTERM) -> int:
        """End the server, and its exit code."""
        self.process.send_signal(number)
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


def set_up(
    folder: Path, store: str | None = None, database: str = "", **more: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Everything a server serves, in `folder` and under a prefix of its own; its environment, and its keys.

    The rooms are kept in the tests' Valkey, or in the `store` at another address; what is set up in SQLite, or in the
    `database` at an address. `more` is what else the environment says.
    """
    if not database and (postgresql := running()) is not None:
        database = postgresql.url(postgresql.new_database())
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": QUICK_PASSWORDS,
        "REDIS_URL": store or server().url,
        "ROSTRUM_DATA": str(folder),
        "DATABASE_URL": database,
        "ROSTRUM_PREFIX": f"test-{secrets.token_hex(6)}:",
        # The badge codes hang on it: so they are known here too.
        "SECRET_KEY": settings.SECRET_KEY,
        **more,
    }
    if store and not database:
        copy_migrated(folder / "rostrum.sqlite3")
    if store or database:
        return environment, _set_up(environment)
    return environment, _copy_what_is_set_up(environment, folder)


def set_up_nothing(folder: Path) -> dict[str, str]:
    """The environment of a server that has an organiser and no programme, all in `folder`."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": QUICK_PASSWORDS,
        "REDIS_URL": server().url,
        "ROSTRUM_DATA": str(folder),
        "DATABASE_URL": "",
        "ROSTRUM_PREFIX": f"test-{secrets.token_hex(6)}:",
        "SECRET_KEY": settings.SECRET_KEY,
    }
    _copy_what_is_set_up(environment, folder, nothing=True)
    return environment


_set_up_once: dict[str, tuple[dict[str, str], dict[str, str]]] = {}


def _set_up(environment: dict[str, str]) -> dict[str, str]:
    command = [sys.executable, "-m", "tests.set_up"]
    done = forked.run(command, env=environment, stdout=subprocess.PIPE, check=True, timeout=60)
    keys: dict[str, str] = json.loads(done.stdout)
    return keys


def _copy_what_is_set_up(environment: dict[str, str], folder: Path, *, nothing: bool = False) -> dict[str, str]:
    """As `_set_up` makes it, which takes seconds: once for all tests of this process, of which each has a copy."""
    what = "nothing-set-up" if nothing else "set-up"
    if what not in _set_up_once:
        place = Path(os.environ["ROSTRUM_DATA"]) / what
        place.mkdir()
        copy_migrated(place / "rostrum.sqlite3")
        once = environment | {"REDIS_URL": server().url, "ROSTRUM_DATA": str(place), "ROSTRUM_PREFIX": f"{what}:"}
        _set_up_once[what] = once, _set_up(once | ({NOTHING: "1"} if nothing else {}))
    once, keys = _set_up_once[what]
    shutil.copytree(once["ROSTRUM_DATA"], folder, dirs_exist_ok=True)
    with Redis.from_url(once["REDIS_URL"]) as store:
        for key in store.scan_iter(match=f"{once['ROSTRUM_PREFIX']}*", count=1000):
            own = environment["ROSTRUM_PREFIX"].encode() + key.removeprefix(once["ROSTRUM_PREFIX"].encode())
            store.copy(key, own)
    return dict(keys)


class Kind(StrEnum):
    """Ours, which writes to sockets itself; and one that knows nothing of us, where frames leave through ASGI."""

    DAPHNE = "daphne"
    UVICORN = "uvicorn"

    def command(self, processes: int) -> list[str]:
        """What runs so many processes of it on the socket whose number is added."""
        match self:
            case Kind.DAPHNE:
                return ["live", "serve", "--processes", str(processes), "--fd"]
            case Kind.UVICORN:
                options = [
                    "--ws",
                    "websockets-sansio",
                    "--lifespan",
                    "off",
                    "--log-level",
                    "warning",
                    "--no-proxy-headers",
                ]
                return ["uvicorn", "live.web.asgi:application", *options, "--workers", str(processes), "--fd"]


@contextmanager
def serving(  # noqa: PLR0913  Each says what kind of server it is, by name.
    folder: Path,
    environment: dict[str, str],
    keys: dict[str, str],
    *,
    kind: Kind = Kind.DAPHNE,
    processes: int = 1,
    errors: int = subprocess.STDOUT,
    port: int = 0,
) -> Iterator[Daphne]:
    """A server on what was set up, of one process or several. `errors` is a file for its standard error."""
    with socket.create_server(("127.0.0.1", port), backlog=512) as listening, (folder / "server.log").open("wb") as log:
        listening.setblocking(False)
        port, fd = listening.getsockname()[1], listening.fileno()
        # Whoever knocks before it is ready waits in the socket's queue.
        command = [sys.executable, "-m", *kind.command(processes), str(fd)]
        process = forked.Popen(command, env=environment, pass_fds=[fd], stdout=log, stderr=errors)
    daphne = Daphne(process, port, environment, keys, folder / "server.log")
    try:
        yield daphne
    finally:
        if process.poll() is None:
            daphne.end()


@asynccontextmanager
async def serving_well(
    folder: Path, kind: Kind = Kind.DAPHNE, bounds: int = 1, settings: str = QUICK_PASSWORDS
) -> AsyncIterator[Daphne]:
    """A server that is set up, and may complain of nothing that is a fault of ours.

    `bounds` is how many times as much as usual everybody may ask for.
    """
    environment, keys = set_up(folder)
    environment |= {"ROSTRUM_BOUNDS": str(bounds), "DJANGO_SETTINGS_MODULE": settings}
    with serving(folder, environment, keys, kind=kind) as running:
        yield running
        await running.leave()
    said = running.log.read_text()
    # As the message itself: outside test files a failed comparison does not show what it compared.
    assert "Traceback" not in said and "ERROR" not in said, said[-MOST_SHOWN:]
