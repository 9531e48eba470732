"""The ids in our document: made of titles, and free of all that rooms, segments, phases and places on podiums have."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

LONGEST_ID = 48
"""Room is left in an id for the number of its room or its double."""

Held = Mapping[str, Any]
"""A segment as our document has it."""


def slug(text: str) -> str:
    """`text` as an id may be written; empty if nothing of it can be."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_ID].strip("-")


def numbered(name: str) -> Iterator[str]:
    """`name`, and after it the same with a number: two, three, and so on."""
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def free_id(wanted: str, taken: Collection[str]) -> str:
    """The first id like `wanted` that is not taken."""
    return next(name for name in numbered(wanted) if name not in taken)


def free_for(wanted: str, held: Held, taken: Collection[str]) -> str:
    """The first id like `wanted` with which no part of the segment `held` takes an id that is taken."""
    return next(name for name in numbered(wanted) if not any(one in taken for one in ids_of(held, name)))


def segment_id(day: object, title: str) -> str:
    """What a segment of that day is called, before it is known whether that is free."""
    return f"d{day}-{title}"[:LONGEST_ID].rstrip("-")


def ids_of(held: Held, key: str = "") -> Iterator[str]:
    """Every id that a segment takes, if it is called `key`: its own, those of its phases and of its places."""
    key = key or held["id"]
    yield key
    for inner in (*held.get("phases", ()), *slots_of(held)):
        yield f"{key}-{inner.get('id')}"


def ids_in(segments: Iterable[Held]) -> Iterator[str]:
    """Every id that these segments take."""
    for held in segments:
        yield from ids_of(held)


def slots_of(held: Held) -> Iterator[dict[str, Any]]:
    """Every place on the podium of a segment."""
    yield from held.get("moderators", ())
    yield from held.get("rapporteurs", ())
    for phase in held.get("phases", ()):
        yield from phase.get("lineup", ())
