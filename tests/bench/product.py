"""The product under test: set up as an operator does it, served by `rostrum serve` on its own Valkey; and its doors."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings

from live.store.embedded import EmbeddedValkey
from tests.bench.cores import SERVER
from tests.bench.crowd import Crowd, Json
from tests.bench.desk import Desk, desk
from tests.bench.figures import Wrong
from tests.bench.processes import command_of, connections, cpu_seconds, descendants, memory_kib, reads_a_pipe, serving
from tests.daphne import Answer, Daphne, Visitor, badge_code
from tests.set_up import OPERATOR, PASSWORD

ROOM = "plenary"
SEGMENT = "d1-panel-1"
SET_UP_WITHIN_SECONDS = 60.0
STARTS_WITHIN_SECONDS = 60.0
LAST_WORDS = 2000
WIDE = 20
"""What is measured is how much a server can do, not how much it allows one organiser and one address."""


def address(view: str) -> str:
    """The path of the sockets that look at `view` of the room."""
    return f"/ws/rooms/{ROOM}/{view}/?heartbeat"


def set_up(folder: Path) -> None:
    """Put into `folder` all that a server needs: database, programme, people, badges, rooms."""
    with EmbeddedValkey(folder) as valkey:
        subprocess.run(
            [sys.executable, "-m", "tests.set_up"],
            env=environment_in(folder) | {"REDIS_URL": valkey.url},
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=SET_UP_WITHIN_SECONDS,
        )


def environment_in(folder: Path) -> dict[str, str]:
    """The environment of a product that keeps all it keeps in `folder`, its own Valkey included."""
    inherited = {name: text for name, text in os.environ.items() if name not in ("REDIS_URL", "ROSTRUM_PREFIX")}
    # Badge codes hang on the key: so they are known here, too.
    known = {"DJANGO_SETTINGS_MODULE": "live.web.settings", "SECRET_KEY": settings.SECRET_KEY}
    return inherited | known | {"ROSTRUM_DATA": str(folder)}


@dataclass(frozen=True, slots=True)
class Behind:
    """A proxy before a Unix socket, and the port at which it lets in those who do not speak TLS."""

    unix: Path
    port: int


@dataclass
class Product:
    """A server that runs, and whoever comes to it."""

    daphne: Daphne
    visitor: Visitor
    cookies: str
    processes: int

    @property
    def port(self) -> int:
        return self.daphne.port

    def servers(self) -> list[int]:
        """The processes that serve, without the one that stands by."""
        if self.processes == 1:
            return [self.daphne.process.pid]
        family = [pid for pid in descendants(self.daphne.process.pid) if "serve" in command_of(pid)]
        return [pid for pid in family if not reads_a_pipe(pid)]

    def stores(self) -> list[int]:
        """The process of the Valkey that came with it."""
        return [pid for pid in descendants(self.daphne.process.pid) if "valkey-server" in command_of(pid)[0]]

    def memory_kib(self) -> tuple[int, int]:
        """RSS and USS of all that serve."""
        sizes = [memory_kib(pid) for pid in self.servers()]
        return sum(rss for rss, _ in sizes), sum(uss for _, uss in sizes)

    def cpu_seconds(self) -> float:
        return sum(cpu_seconds(pid) for pid in self.servers())

    def connections(self) -> list[int]:
        """How many connections each server process has."""
        return [connections(pid, self.port) for pid in self.servers()]

    def desk(self, pages: int = 1) -> AbstractAsyncContextManager[Desk]:
        """An organiser with so many control pages open."""
        return desk(self.port, address("control"), self.cookies, pages)

    async def open_floor(self, desk: Desk) -> int:
        """Start the first panel, go to its questions from the floor, open its list; the position after that."""
        await desk.command({"type": "start_segment", "segment": SEGMENT})
        rundown = (await self.view("control"))["view"]["rundown"]
        phase = next(phase["id"] for phase in rundown["segments"][SEGMENT]["phases"] if phase.get("serves_list"))
        await desk.command({"type": "start_phase", "phase": phase, "expecting": rundown["phase"]})
        return await desk.command({"type": "open_list"})

    async def view(self, view: str) -> Any:
        """The frame that somebody who comes to look at `view` now is shown, over HTTP."""
        return (await self._get(f"/api/rooms/{ROOM}/{view}")).json

    async def delegations(self, count: int) -> list[str]:
        """So many of those who may be put on a list. Raises `Wrong` if there are fewer."""
        known = [delegation["id"] for delegation in (await self._get("/api/delegations/")).json]
        if len(known) < count:
            raise Wrong(f"there are only {len(known)} delegations")
        return known[:count]

    async def phone(self, delegation: str) -> str:
        """The cookies of a phone that has read a badge of `delegation`."""
        async with self.daphne.visitor() as phone:
            answer = await phone.post("/api/badge", {"code": badge_code(delegation)})
            if answer.status != 200:
                raise Wrong(f"the badge of {delegation} was not read: {answer.status} {answer.text}")
            return phone.cookies()

    async def all_show_the_same(self, crowd: Crowd) -> None:
        """Raise `Wrong` if any screen of `crowd` shows another thing than the server says."""
        await self.hold(await crowd.views())

    async def hold(self, views: dict[str, Json]) -> None:
        """Hold what is shown at each path against what the server says. Raises `Wrong`."""
        for path, shown in views.items():
            place, _, language = path.partition("?")
            told = await self.view(place.rstrip("/").rpartition("/")[2] + (f"?{language}" if language else ""))
            for fact in ("epoch", "position", "view"):
                if shown[fact] != told[fact]:
                    raise Wrong(f"screens at {path} ended on another {fact} than the server's")

    async def _get(self, path: str) -> Answer:
        answer = await self.visitor.get(path)
        if answer.status != 200:
            raise Wrong(f"GET {path} was answered with {answer.status}")
        return answer


@asynccontextmanager
async def product(
    folder: Path,
    *,
    processes: int = 1,
    cores: frozenset[int] = SERVER,
    bounds: int = WIDE,
    behind: Behind | None = None,
) -> AsyncIterator[Product]:
    """What was set up in `folder`, served by so many processes on `cores`; ready. It may be asked for `bounds` times as
    much as usual. One `behind` a proxy listens on a Unix socket alone, and is asked through the proxy.
    """
    environment = environment_in(folder) | {"ROSTRUM_BOUNDS": str(bounds)}
    if behind is not None:
        environment |= {"ROSTRUM_HOSTS": "127.0.0.1"}
    log = folder / "server.log"
    command = ["live", "serve", "--fd", "{fd}", "--processes", str(processes)]
    with serving(command, environment, log, cores, behind.unix if behind else None) as (process, port):
        daphne = Daphne(process, behind.port if behind else port, environment, {}, log)
        async with daphne.visitor() as visitor:
            if not await _answers(visitor):
                raise Wrong(f"the server did not start: {daphne.log.read_text()[-LAST_WORDS:]}")
            signed_in = await visitor.post("/api/sign-in", {"username": OPERATOR, "password": PASSWORD})
            if signed_in.status != 200:
                raise Wrong(f"the organiser was not let in: {signed_in.text}")
            yield Product(daphne, visitor, visitor.cookies(), processes)
    if "Traceback" in (said := log.read_text(errors="replace")):
        raise Wrong(f"the server complained of a fault of its own:\n{said[-LAST_WORDS:]}")


async def _answers(visitor: Visitor) -> bool:
    """Whether the server answers, after as much time as it may need to start."""
    until = monotonic() + STARTS_WITHIN_SECONDS
    while monotonic() < until:
        # Whoever knocks before it listens waits, but for no longer than a visitor does.
        with suppress(TimeoutError):
            await visitor.get("/api/rooms/")
            return True
    return False
