"""The servers that `fanout` compares: each in a process of its own on the server's core, with screens and a desk."""

import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Protocol

from live.store.embedded import EmbeddedValkey
from tests.bench.cores import SERVER, pinned
from tests.bench.crowd import Crowd, Json, crowd
from tests.bench.desk import Line, Place, line
from tests.bench.hearing import on_the_wire
from tests.bench.processes import serving
from tests.bench.product import Product, address, product

PAGES = 20
"""Control pages of the desk: what one page may send is bounded, and a server is to be kept busy."""
PLACES = 4
"""How many changes may be asked for at the same time."""
HALF_A_STAMP = 0.0005
"""A stamp counts whole milliseconds: what it stands for is half of one later, on average."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change that was asked for, and accepted. `began` is when a rival began to hand it out."""

    asked: float
    position: int
    began: float | None = None


class Contestant(Protocol):
    """A server, and the screens that look at it."""

    crowd: Crowd
    port: int
    path: str
    pid: int

    async def change(self, size: int, place: int) -> Change:
        """Cause a change; rivals make its frame `size` bytes long. Changes of one place come one after another."""
        ...

    def handed_out(self, change: Change, frame: Json) -> float:
        """When the server began to hand `change` out, on the machine's monotonic clock."""
        ...

    async def final(self) -> tuple[int, Json]:
        """The position and the view that every screen must end on."""
        ...


class Rostrum:
    """The product. A change is a delegation put on the list of speakers, or taken off it, from a control page."""

    def __init__(self, served: Product, crowd: Crowd, places: list[Place]) -> None:
        self.crowd = crowd
        self.port = served.port
        self.path = address("hall")
        self.pid = served.daphne.process.pid
        self._product = served
        self._places = places
        self._since_boot = time.time() - monotonic()

    async def change(self, size: int, place: int) -> Change:
        return Change(*await self._places[place].change())

    def handed_out(self, change: Change, frame: Json) -> float:
        stamped = datetime.fromisoformat(frame["now"]).timestamp() - self._since_boot + HALF_A_STAMP
        return min(max(stamped, change.asked), float(frame["first"]))

    async def final(self) -> tuple[int, Json]:
        shown = await self._product.view("hall")
        return shown["position"], shown["view"]


class Rival:
    """A server that sends to everyone what its desk says."""

    def __init__(self, crowd: Crowd, pid: int, port: int, desk: Line) -> None:
        self.crowd = crowd
        self.port = port
        self.path = "/hall/"
        self.pid = pid
        self._desk = desk
        self._position = 0
        self._view: Json = {}

    async def change(self, size: int, place: int) -> Change:
        self._position = position = self._position + 1
        self._view = {"padding": ""}
        known = {"from": position - 1, "position": position, "now": "", "patch": self._view}
        frame = {"kind": "change", "id": str(position), **known}
        head = on_the_wire(size) - size
        self._view["padding"] = "x" * max(0, size - head - len(json.dumps(frame)))
        asked = monotonic()
        answer = await self._desk.ask(str(position), json.dumps(frame))
        return Change(asked, position, answer["at"])

    def handed_out(self, change: Change, frame: Json) -> float:
        assert change.began is not None, "a rival says when it began"
        return change.began

    async def final(self) -> tuple[int, Json]:
        return self._position, self._view


@asynccontextmanager
async def rostrum(folder: Path) -> AsyncIterator[Contestant]:
    async with product(folder) as served, crowd() as screens, playing(served, screens) as contestant:
        yield contestant


@asynccontextmanager
async def playing(served: Product, screens: Crowd) -> AsyncIterator[Rostrum]:
    """The product with a desk at work, ready for its first change."""
    async with served.desk(PAGES) as desk:
        await served.open_floor(desk)
        delegations = await served.delegations(PLACES)
        yield Rostrum(served, screens, [Place(desk, delegation) for delegation in delegations])


@asynccontextmanager
async def websockets_broadcast(folder: Path) -> AsyncIterator[Contestant]:
    async with _rival(["tests.bench.rivals.websockets_broadcast", "{fd}"], dict(os.environ), folder) as rival:
        yield rival


@asynccontextmanager
async def picows(folder: Path) -> AsyncIterator[Contestant]:
    async with _rival(["tests.bench.rivals.picows_server", "{fd}"], dict(os.environ), folder) as rival:
        yield rival


@asynccontextmanager
async def channels_redis_pubsub(folder: Path) -> AsyncIterator[Contestant]:
    application = "tests.bench.rivals.channels_pubsub:application"
    with pinned(SERVER):
        valkey = EmbeddedValkey(folder / "rival")
        valkey.start()
    try:
        environment = os.environ | {"REDIS_URL": valkey.url}
        async with _rival(["daphne", "-e", "fd:fileno={fd}", application], environment, folder) as rival:
            yield rival
    finally:
        valkey.stop()


@asynccontextmanager
async def _rival(arguments: list[str], environment: dict[str, str], folder: Path) -> AsyncIterator[Contestant]:
    with serving(arguments, environment, folder / "rival.log", SERVER) as (process, port):
        async with line(port, "/desk/") as desk, crowd() as screens:
            yield Rival(screens, process.pid, port, desk)


CONTESTANTS = {
    "rostrum": rostrum,
    "websockets_broadcast": websockets_broadcast,
    "channels_redis_pubsub": channels_redis_pubsub,
    "picows": picows,
}
"""Ours first: the rivals send frames of the same size as ours in the same turn."""
