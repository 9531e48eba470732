"""A view is drawn part by part: one that cannot be drawn is left out and named, and the rest stands."""

from collections.abc import Callable, Iterable
from typing import TypeAlias, TypeVar, overload

Part = TypeVar("Part")
FaultReport: TypeAlias = Callable[[str, Exception], None]
"""Takes the name of a part that could not be drawn, and why."""

MOST_NAMED = 50
"""A reader who has the names of this many parts needs no more."""


def unreported(_part: str, _fault: Exception) -> None:
    """For readers of the view itself, which says what is broken."""


class Drawing:
    """The drawing of one view. `broken` names what is left out so far: `list`, or `turns.3` for one entry of many."""

    def __init__(self, report: FaultReport = unreported) -> None:
        self._report = report
        self._broken: dict[str, None] = {}

    @overload
    def part(self, name: str, draw: Callable[[], Part]) -> Part | None: ...

    @overload
    def part(self, name: str, draw: Callable[[], Part], instead: Part) -> Part: ...

    def part(self, name: str, draw: Callable[[], Part], instead: Part | None = None) -> Part | None:
        """What `draw` draws; `instead` if it cannot."""
        try:
            return draw()
        except Exception as fault:  # Whatever it is: the rest of the screen does not depend on it.
            self._broken[name] = None
            self._report(name, fault)
            return instead

    def each(self, name: str, entries: Iterable[tuple[str, Callable[[], Part]]]) -> dict[str, Part]:
        """The entries that can be drawn, by id."""
        drawn: dict[str, Part] = {}
        for entry, draw in entries:
            if (shown := self.part(f"{name}.{entry}", draw)) is not None:
                drawn[entry] = shown
        return drawn

    @property
    def broken(self) -> tuple[str, ...]:
        return tuple(self._broken)[:MOST_NAMED]
