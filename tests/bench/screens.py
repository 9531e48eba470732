"""Many screens at one address: each holds its place, and all together check every frame that comes.

Everyone who looks at one view is sent the same bytes. So each distinct frame is read once, and the view it leads to is
kept by position; a screen that is sent a frame only has to look whether it starts from what it holds.
"""

import asyncio
import json
from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.bench.hearing import CLOSE, PING, PONG, TEXT, Ear, Ears, opcode, payload
from tests.room.test_views import merged, untabled

Json = dict[str, Any]

NOTHING = -1
"""The position of a screen that was shown nothing yet, or whose connection is gone."""
FAULTS_KEPT = 5


@dataclass(slots=True)
class Shown:
    """One distinct frame that takes screens from `held` (`None`: from anywhere) to `position`; `size` as on the wire.

    `now` is the server's own stamp on it.
    `receipts` are the instants, in seconds of the machine's monotonic clock, at which screens were shown it.
    """

    held: int | None
    position: int
    size: int
    now: str
    receipts: "array[float]" = field(default_factory=lambda: array("d"))


class Gallery:
    """Everyone looking at one view. `faults` says what was not as promised, the first few.

    `newest` is the highest position that any screen holds, `behind` how many do not hold it yet, and `agreed_at` when
    the last of them came to hold a position that was the newest. `stirred` is set then, and with every fault.
    `whole_size` is that of the last whole view, as on the wire.
    """

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.frames: list[Shown] = []
        self.known: dict[bytes, Shown] = {}
        self.newest = NOTHING
        self.behind = 0
        self.size = 0
        self.epoch = ""
        self.whole_size = 0
        self.agreed_at: dict[int, float] = {}
        self.stirred = asyncio.Event()
        self.told = Counter[str]()
        self.told_bytes = 0
        self._views: dict[int, Json] = {}

    def read(self, frame: Json, received: bytes) -> Shown | None:
        """What `frame` shows everyone; `None` if it is for one screen alone."""
        size = len(received)
        match frame["kind"]:
            case "view":
                shown = Shown(None, frame["position"], size, frame["now"])
                self.whole_size = size
                view = untabled(frame["view"], frame.get("tables", []))
                if self.epoch not in ("", frame["epoch"]):
                    self.complain(f"the epoch went from {self.epoch} to {frame['epoch']}")
                self.epoch = frame["epoch"]
            case "change":
                shown = Shown(frame["from"], frame["position"], size, frame["now"])
                if shown.held not in self._views:
                    self.complain(f"a change starts from {shown.held}, which nobody was shown")
                view = merged(self._views.get(frame["from"], {}), frame["patch"])
            case other:
                self.told[other] += 1
                self.told_bytes += size
                return None
        if self._views.setdefault(shown.position, view) != view:
            self.complain(f"two screens were shown different views at {shown.position}")
        self.known[received] = shown
        self.frames.append(shown)
        return shown

    def advanced(self, before: int, position: int, at: float) -> None:
        """A screen went from `before` to `position`."""
        if position > self.newest:
            self.newest = position
            self.behind = self.size
        elif position < self.newest or before >= position:
            return
        self.behind -= 1
        if not self.behind:
            self.agreed_at[position] = at
            self.stirred.set()

    def left(self, held: int) -> None:
        """A screen that held this position holds nothing now."""
        if held == self.newest and held != NOTHING:
            self.behind += 1

    def complain(self, fault: str) -> None:
        """Remember what was not as promised."""
        if len(self.faults) < FAULTS_KEPT:
            self.faults.append(fault)
        self.stirred.set()

    def view(self) -> Json:
        """The newest view."""
        return self._views[self.newest]

    def forget(self) -> None:
        """Count anew what comes in."""
        for shown in self.frames:
            shown.receipts = array("d")
        self.frames.clear()
        self.agreed_at.clear()
        self.told.clear()
        self.told_bytes = 0


class Screen:
    """One page. `held` is the position it shows, if it `arrived`; `answers` are what it was answered, and when."""

    def __init__(self, gallery: Gallery, ears: Ears) -> None:
        self.held = NOTHING
        self.shown_at = 0.0
        self.longest_gap = 0.0
        self.answers: list[tuple[float, Json]] = []
        self.arrived = asyncio.Event()
        self.answered = asyncio.Event()
        self.told_time = asyncio.Event()
        self._gallery = gallery
        self._ears = ears
        self._ear: Ear | None = None
        gallery.size += 1
        gallery.behind += 1

    async def enter(self, port: int, path: str, cookie: str) -> None:
        """Connect. Raises `OSError` or `HandshakeFailed`."""
        self._ear = await self._ears.open(port, path, cookie, self)

    def say(self, frame: Json) -> None:
        """Send `frame`, if connected."""
        if self._ear is not None:
            self._ear.say(TEXT, json.dumps(frame).encode())

    def cut(self) -> None:
        """Lose the connection as a network does that goes away."""
        if self._ear is not None:
            self._ears.drop(self._ear)
            self._lost()

    def heard(self, frame: bytes, at: float) -> None:
        """Take a frame in."""
        if (shown := self._gallery.known.get(frame)) is not None:
            self._show(shown, at)
        elif opcode(frame) == TEXT:
            said: Json = json.loads(payload(frame))
            if (shown := self._gallery.read(said, frame)) is not None:
                self._show(shown, at)
            elif said["kind"] == "answer":
                self.answers.append((at, said))
                self.answered.set()
            elif said["kind"] == "heartbeat":
                self.told_time.set()
        else:
            self._control(frame)

    def ended(self) -> None:
        """The server has cut us off."""
        self._lost()
        self._gallery.complain("a screen's connection was cut by the server")

    def _show(self, shown: Shown, at: float) -> None:
        before = self.held
        if shown.held is not None:
            if shown.held != before:
                self._gallery.complain(f"a screen that held {before} was sent a change from {shown.held}")
            if (gap := at - self.shown_at) > self.longest_gap:
                self.longest_gap = gap
        else:
            if shown.position < before:
                self._gallery.complain(f"a screen that held {before} was taken back to {shown.position}")
            self.arrived.set()
        shown.receipts.append(at)
        self.shown_at = at
        self.held = shown.position
        self._gallery.advanced(before, shown.position, at)

    def _control(self, frame: bytes) -> None:
        match opcode(frame):
            case code if code == PING and self._ear is not None:
                self._gallery.told["ping"] += 1
                self._gallery.told_bytes += len(frame)
                self._ear.say(PONG, payload(frame))
            case code if code == CLOSE:
                self._gallery.complain(f"a screen was sent away with {int.from_bytes(payload(frame)[:2], 'big')}")
            case other:
                self._gallery.complain(f"a screen was sent a frame with the opcode {other}")

    def _lost(self) -> None:
        self._ear = None
        self._gallery.left(self.held)
        self.held = NOTHING
        self.arrived.clear()
