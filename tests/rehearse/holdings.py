"""What every process of the product holds while it is played, and whether that stays as it is."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from tests.bench.figures import Wrong
from tests.bench.processes import memory_kib
from tests.daphne import Visitor

KINDS = ("memory_mib", "open_files", "connections", "tasks")
SETTLED_AFTER_SECONDS = 1200.0
"""Before that, what is kept for a while fills up: ten minutes of commands, pools, the interpreter's own memory."""
SHORTEST_SECONDS = 1200.0
"""What was looked at for a shorter time after that is not judged."""
MAY_GROW = {"memory_mib": 4.0, "open_files": 16.0, "connections": 16.0, "tasks": 24.0}
"""From the first third of the settled time to its last: who looks from which process changes with every return."""
BYTES_AN_ENTRY = 2_000
"""The state of a room keeps every turn for the record: memory may grow with the log by so much an entry."""
STORE = "store"


@dataclass(frozen=True)
class Holding:
    """What one process held, so many seconds after the beginning, when the logs had so many entries."""

    process: str
    seconds: float
    entries: int
    memory_mib: float
    open_files: int | None = None
    connections: int | None = None
    tasks: int | None = None

    def row(self) -> list[Any]:
        """As the report keeps it."""
        return [round(self.seconds, 1), self.entries, *(getattr(self, kind) for kind in KINDS)]


@dataclass(frozen=True)
class Growth:
    """How much of one thing a process held when it had settled, at the end, at most; and whether that is flat."""

    process: str
    kind: str
    settled: float
    last: float
    most: float
    may_grow: float
    minutes: float

    @property
    def flat(self) -> bool:
        return self.last - self.settled <= self.may_grow


@dataclass
class Holdings:
    """Everything that was looked at."""

    seen: list[Holding] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)

    async def look(self, visitor: Visitor, entries: int, store: int | None) -> None:
        """Note what `/metrics` says of every process that serves, and what the process `store` holds."""
        answer = await visitor.get("/metrics")
        if answer.status == 200:
            self.note(answer.text, entries)
        if store is not None:
            await asyncio.to_thread(self._note_store, store, entries)

    def note(self, exposition: str, entries: int) -> None:
        """Take in one answer of `/metrics`."""
        seconds = time.monotonic() - self._began
        found: defaultdict[str, dict[str, float]] = defaultdict(dict)
        for family in text_string_to_metric_families(exposition):
            if family.name.startswith("rostrum_process_"):
                for sample in family.samples:
                    found[sample.labels["process"]][family.name.removeprefix("rostrum_process_")] = sample.value
        for pid, held in found.items():
            self.seen.append(
                Holding(
                    f"server {pid}",
                    seconds,
                    entries,
                    round(held.get("memory_bytes", 0.0) / 2**20, 1),
                    int(held.get("open_files", 0)),
                    int(held.get("connections", 0)),
                    int(held.get("tasks", 0)),
                )
            )

    def _note_store(self, pid: int, entries: int) -> None:
        try:
            memory, files = memory_kib(pid)[0], sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
        except (Wrong, OSError):
            return  # It is being killed, or this is no Linux.
        seconds = time.monotonic() - self._began
        self.seen.append(Holding(STORE, seconds, entries, round(memory / 1024, 1), files))

    def by_process(self) -> dict[str, list[Holding]]:
        found: defaultdict[str, list[Holding]] = defaultdict(list)
        for one in self.seen:
            found[one.process].append(one)
        return dict(found)

    def growth(self) -> list[Growth]:
        """Of each process that was looked at for long enough once it had settled."""
        return [growth for name, seen in self.by_process().items() for growth in _growth_of(name, seen)]

    @property
    def flat(self) -> bool | None:
        """Whether nothing grew that may not; `None` if that was too short to say."""
        growth = self.growth()
        return all(one.flat for one in growth) if growth else None


def _growth_of(process: str, seen: list[Holding]) -> Iterator[Growth]:
    settled = [one for one in seen if one.seconds >= seen[0].seconds + SETTLED_AFTER_SECONDS]
    if not settled or settled[-1].seconds - settled[0].seconds < SHORTEST_SECONDS:
        return
    third = max(1, len(settled) // 3)
    first, last = settled[:third], settled[-third:]
    entries = median(one.entries for one in last) - median(one.entries for one in first)
    for kind in KINDS:
        values = [getattr(one, kind) for one in settled]
        if None in values:
            continue
        with_log = entries * BYTES_AN_ENTRY / 2**20 if kind == "memory_mib" else 0.0
        yield Growth(
            process,
            kind,
            median(values[:third]),
            median(values[-third:]),
            max(values),
            round(MAY_GROW[kind] + with_log, 1),
            round((settled[-1].seconds - settled[0].seconds) / 60, 1),
        )
