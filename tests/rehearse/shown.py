"""What screens hold. All screens of a view hold the same, so it is read once, compared once, and kept as a digest.

Every view that any screen ever held is noted, with its epoch and position, and is held against the log later: a screen
that differed from the others is one more digest at that position.
"""

import json
from collections import OrderedDict, defaultdict
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from live.web.cli.delegates import merged
from tests.faults.people import canonical

Json = dict[str, Any]

MOST_REMEMBERED = 256
"""Frames of one view whose outcome is remembered: those that come to many screens come soon one after another."""


@dataclass(frozen=True, eq=False, slots=True)
class Held:
    """A view as a screen holds it."""

    epoch: str
    position: int
    view: Json
    digest: bytes


def digest_of(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()


class Pool:
    """All that the screens of one view of one room ever held."""

    def __init__(self) -> None:
        self.seen: defaultdict[tuple[str, int], set[bytes]] = defaultdict(set)
        """By epoch and position."""
        self.unmarked = 0
        """How many of them did not say that they are a rehearsal."""
        self._held: OrderedDict[tuple[str, int, bytes], Held] = OrderedDict()
        self._read: OrderedDict[tuple[Held | None, str], Held] = OrderedDict()

    def whole(self, text: str) -> Held:
        """What a screen holds after a frame with a whole view."""
        if (known := self._read.get((None, text))) is None:
            frame = json.loads(text)
            known = self._keep(None, text, frame["epoch"], frame["position"], frame["view"])
        return known

    def changed(self, held: Held, text: str) -> Held:
        """What a screen that held `held` holds after a frame with a change."""
        if (known := self._read.get((held, text))) is None:
            frame = json.loads(text)
            known = self._keep(held, text, held.epoch, frame["position"], merged(held.view, frame["patch"]))
        return known

    def _keep(self, before: Held | None, text: str, epoch: str, position: int, view: Json) -> Held:
        digest = digest_of(canonical(view))
        key = (epoch, position, digest)
        held = self._held.setdefault(key, Held(epoch, position, view, digest))
        if digest not in self.seen[epoch, position]:
            self.seen[epoch, position].add(digest)
            self.unmarked += "room" in view and "rehearsal" not in view["room"]
        self._read[before, text] = held
        for kept in (self._read, self._held):
            while len(kept) > MOST_REMEMBERED:
                kept.popitem(last=False)
        return held
