"""What is told of a file while it is read: faults, notes, and rows that were left out."""

from collections.abc import Iterable, Iterator

import msgspec

from live.programme.imports.faults import Code, Place, Remark, quoted
from live.programme.imports.values import Skipped

DEEPEST = 3
"""How many steps of a path there may be from an entry to a fault in it."""


class Remarks:
    """The remarks on one file, in the order in which they were made."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.skipped: list[Skipped] = []
        self.errors: list[Remark] = []
        self.notes: list[Remark] = []

    def error(self, place: Place, code: Code, /, **values: object) -> None:
        """A fault, which keeps what stands at `place` out until it is mended."""
        self.errors.append(_remark(place, code, values))

    def note(self, place: Place, code: Code, /, **values: object) -> None:
        """Something that is told and hinders nothing."""
        self.notes.append(_remark(place, code, values))

    def skip(self, place: Place, code: Code | None = None, /, **values: object) -> None:
        """A row that becomes nothing; with `code` it is told why."""
        self.skipped.append(Skipped(place=place))
        if code is not None:
            self.note(place, code, **values)


def row_of(place: Place) -> Place:
    """`place` without what is inside its row."""
    return msgspec.structs.replace(place, column="", field="") if place.row is not None else place


def at_fault(errors: Iterable[Remark]) -> frozenset[Place]:
    """Where there is a fault: rows, and what is around it on its path."""
    return frozenset(place for error in errors for place in _around(error.place))


def _around(place: Place) -> Iterator[Place]:
    yield row_of(place)
    path = place.path
    for _ in range(DEEPEST):
        if not (path := path.rpartition(".")[0]):
            return
        yield msgspec.structs.replace(place, path=path)


def row_key(place: Place) -> str:
    """By what a row is named in an answer."""
    return f"{place.file}!{place.sheet}!{place.path if place.row is None else place.row}"


def once(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """`remarks` without those that were made before."""
    seen: dict[bytes, Remark] = {}
    for remark in remarks:
        seen.setdefault(msgspec.json.encode(remark), remark)
    return tuple(seen.values())


def _remark(place: Place, code: Code, values: dict[str, object]) -> Remark:
    return Remark(place, code, {name: quoted(value) for name, value in values.items()})
