"""Which entry of the programme an entry of a file is: by its id, else by its title, else by its room and start."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from live.programme.ids import slug
from live.programme.imports.values import Segment
from live.room.model.plan import Names
from live.room.model.texts import one_line

ANY_DAY = 4
"""Which of the marks says nothing of the day."""
AT_ITS_TIME = 5
"""Which says nothing of the title: so its title must be like it. Those who are on a list asked for that one."""
LIKE = 0.6
NUMBER = re.compile(r"\d+|[ivx]+")
ALIKE = (1,)
"""Of entries with the same of these marks as many are there as before: the first is the first."""


@dataclass
class Entry:
    """A segment as our document has it, on a day of the conference."""

    day: int
    held: dict[str, Any]


@dataclass
class Unit:
    """An entry of the file in one room, and what it is in the programme: `None` where it is new."""

    read: Segment
    day: int
    room: str
    starts: str
    ends: str
    id: str = ""
    held: dict[str, Any] | None = None
    """The whole of it, where the file is our own document."""
    known: Entry | None = None


def match(units: Sequence[Unit], entries: Sequence[Entry], days: Collection[int]) -> None:
    """Find for each of `units` the entry that it is, the surest marks first; no entry is found twice.

    By its title alone only what stands on one of `days` is found on another: lunch is not moved from yesterday.
    """
    free = {id(entry): entry for entry in entries}
    for number in range(len(_marks("", 0, {}, "", ""))):
        held = _by_mark(number, [entry for entry in free.values() if number != ANY_DAY or entry.day in days])
        wanted: dict[object, list[Unit]] = {}
        for unit in units:
            if unit.known is None:
                key = unit.held["id"] if unit.held else unit.id
                mark = _marks(key, unit.day, unit.read.names, unit.room, unit.starts)[number]
                wanted.setdefault(mark, []).append(unit)
        for mark, asking in wanted.items():
            found = held.get(mark, [])
            if len(asking) == len(found) and (len(found) == 1 or number in ALIKE):
                for unit, entry in zip(asking, found, strict=True):
                    if number != AT_ITS_TIME or _akin(unit.read.names, entry.held["names"]):
                        unit.known = entry
                        del free[id(entry)]


def _akin(names: Names, known: Names) -> bool:
    """Whether these are two ways to write one title, as far as can be said: by a language that both have."""
    shared = names.keys() & known.keys()
    return not shared or any(_alike(one_line(names[one]).casefold(), one_line(known[one]).casefold()) for one in shared)


def _alike(one: str, other: str) -> bool:
    words, theirs = (set(re.findall(r"\w+", title)) for title in (one, other))
    if {word for word in words if NUMBER.fullmatch(word)} != {word for word in theirs if NUMBER.fullmatch(word)}:
        return False  # Panel I is not Panel II.
    shared = len(words & theirs) / max(1, min(len(words), len(theirs)))
    return shared > LIKE or SequenceMatcher(None, one, other).ratio() >= LIKE


def _by_mark(number: int, entries: Sequence[Entry]) -> dict[object, list[Entry]]:
    found: dict[object, list[Entry]] = {}
    for entry in entries:
        held = entry.held
        mark = _marks(held["id"], entry.day, held["names"], held["room"], held["starts"])[number]
        found.setdefault(mark, []).append(entry)
    return found


def _marks(key: str, day: int, names: Names, room: str, starts: str) -> tuple[object, ...]:
    """By what an entry is known, the surest first: its id; its title that day in that room, that day, at all; its
    room and start that day. Of several alike none is meant, unless all are there again.
    """
    title = one_line(names.get("en") or next(iter(names.values()), "")).casefold()
    return (
        ("id", key),
        ("title", day, room, title, starts),
        ("title", day, room, title),
        ("title", day, title),
        ("title", title),
        ("start", day, room, starts),
    )


def keys_of(segments: Sequence[Segment]) -> Iterator[str]:
    """For each of `segments` the id that its file gives it; empty where it gives none, or the same to several."""
    slugs = [slug(segment.key) for segment in segments]
    counted = Counter(slugs)
    for key in slugs:
        yield key if counted[key] == 1 else ""
