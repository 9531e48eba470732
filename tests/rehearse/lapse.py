"""Time that lapses: the conference's days at N times the speed, one sitting after another, with no night between them.

The product is not told. Its clock is the store's, as ever, and is read through this in every process: whatever it
measures by that clock (limits, lists that close, forecasts, undo) lapses too; whatever it measures on the machine
(patience, heartbeats, bounds) does not, for the machine is no quicker. Before the beginning the time stands, so that
setting up takes none.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from live.store.redis_clock import RedisClock

ENVIRONMENT = "ROSTRUM_TEST_LAPSE"
"""A file that says how: see `Lapse.write`."""

Sitting = tuple[datetime, datetime]


@dataclass(frozen=True)
class Lapse:
    """What time it is in the conference at an instant of this machine, in seconds since 1970; and the reverse.

    It begins with the first of `sittings` when `place` has a file beside it that says when; after the last it goes on.
    """

    place: Path
    speed: float
    sittings: tuple[Sitting, ...]
    _began: list[float] = field(default_factory=list, compare=False)

    @cached_property
    def beginning(self) -> Path:
        return self.place.with_suffix(".begun")

    def began(self) -> float | None:
        if not self._began:
            try:
                self._began.append(float(self.beginning.read_text()))
            except (FileNotFoundError, ValueError):
                return None
        return self._began[0]

    def begin(self) -> None:
        """Let the time lapse from now on, in every process."""
        unfinished = self.beginning.with_suffix(".soon")
        unfinished.write_text(repr(time.time()))
        unfinished.rename(self.beginning)

    def at(self, real: float) -> datetime:
        """The conference's time at `real`."""
        began = self.began()
        passed = timedelta(seconds=0 if began is None else max(0.0, real - began) * self.speed)
        for starts, ends in self.sittings:
            if passed < ends - starts:
                return starts + passed
            passed -= ends - starts
        return self.sittings[-1][1] + passed

    def real(self, at: datetime) -> float:
        """When it is `at` in the conference; what lies between two sittings is at the beginning of the later."""
        began = self.began()
        assert began is not None, "time does not lapse yet"
        passed = timedelta()
        for starts, ends in self.sittings:
            if at < ends:
                return began + (passed + max(timedelta(), at - starts)).total_seconds() / self.speed
            passed += ends - starts
        return began + (passed + (at - self.sittings[-1][1])).total_seconds() / self.speed

    def now(self) -> datetime:
        """The conference's time on this machine's clock."""
        return self.at(time.time())

    def write(self) -> None:
        """For the processes whose environment names `place`."""
        told = [[starts.isoformat(), ends.isoformat()] for starts, ends in self.sittings]
        self.place.write_text(json.dumps({"speed": self.speed, "sittings": told}))

    @classmethod
    def read(cls, place: Path) -> "Lapse":
        told: dict[str, Any] = json.loads(place.read_text())
        sittings = tuple((datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in told["sittings"])
        return cls(place, float(told["speed"]), sittings)


def lapsing(lapse: Lapse) -> type[RedisClock]:
    """The product's clock, read through `lapse`."""

    class LapsingClock(RedisClock):
        """Says what time it is in the conference, by the store's time and with all that is done about it."""

        def now(self) -> datetime:
            lapsed = lapse.at(super().now().timestamp())
            return lapsed.replace(microsecond=lapsed.microsecond // 1000 * 1000)

        async def not_before(self, at: datetime) -> None:
            """Nothing of a rehearsal was written by a clock that nobody looked after."""

    return LapsingClock


def sittings_of(times: list[Sitting], before: timedelta, after: timedelta) -> tuple[Sitting, ...]:
    """When something is printed, with a little before and after; what is close together is one."""
    merged: list[Sitting] = []
    for starts, ends in sorted((starts - before, ends + after) for starts, ends in times):
        if merged and starts <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], ends))
        else:
            merged.append((starts, ends))
    return tuple(merged)


def parsed(stamp: str) -> datetime:
    """The instant in a frame."""
    return datetime.fromisoformat(stamp.replace("Z", "+00:00")).astimezone(UTC)


Now = Callable[[], datetime]
