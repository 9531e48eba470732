"""When a process looks for garbage that refers to itself, and what is left of those who came and went."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from live.web.serving.collecting import FEW, FULL_EVERY_SECONDS, HARDLY_ANY, MOST_LEFT, Collector


class Gone:
    """What a connection leaves behind: only a full look finds it, once it is no longer young."""

    def __init__(self) -> None:
        self.itself = self


class Hall:
    """A process with so many connected, at a time that the test sets."""

    def __init__(self) -> None:
        self.connected = 0
        self.time = 0.0
        self.collector = Collector(lambda: self.connected, lambda: self.time)

    def one_leaves(self) -> "weakref.ref[Gone]":
        gone = Gone()
        left = weakref.ref(gone)
        gc.collect(1)
        del gone
        self.collector.left()
        return left


@pytest.fixture
def hall() -> Iterator[Hall]:
    before = gc.get_threshold()
    hall = Hall()
    hall.collector.start()
    yield hall
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.parametrize(
    "connected, seconds, looks",
    [
        (FEW, FULL_EVERY_SECONDS, True),
        (FEW, FULL_EVERY_SECONDS - 1, False),
        (FEW + 1, FULL_EVERY_SECONDS * 100, False),
    ],
    ids=["few are connected", "few, and one was made lately", "many are connected"],
)
def test_a_full_look_is_made_while_few_would_wait_for_it(
    hall: Hall, connected: int, seconds: float, looks: bool
) -> None:
    left = hall.one_leaves()
    hall.connected, hall.time = connected, seconds
    hall.collector.turn()
    assert (left() is None) is looks


def test_so_many_who_left_are_looked_for_whoever_waits(hall: Hall) -> None:
    hall.connected = 100_000
    left = hall.one_leaves()
    for _ in range(MOST_LEFT - 2):
        hall.collector.left()
    hall.collector.turn()
    assert left() is not None
    hall.collector.left()
    hall.collector.turn()
    assert left() is None


def test_python_makes_no_full_look_by_itself(hall: Hall) -> None:
    looks = gc.get_stats()[2]["collections"]
    kept = [[] for _ in range(500_000)]  # type: ignore[var-annotated]  # Python's own rule would look several times.
    assert gc.get_stats()[2]["collections"] == looks
    assert kept


@pytest.mark.parametrize(("connected", "aside"), [(HARDLY_ANY, True), (HARDLY_ANY + 1, False)])
def test_what_the_rooms_have_read_is_set_aside_once_while_hardly_any_are_connected(
    hall: Hall, connected: int, aside: bool
) -> None:
    hall.connected = connected
    kept = [Gone() for _ in range(1000)]
    counts = [gc.get_freeze_count()]
    for look in (1, 2):
        hall.one_leaves()
        kept += [Gone() for _ in range(1000)]
        hall.time = look * FULL_EVERY_SECONDS
        hall.collector.turn()
        counts.append(gc.get_freeze_count())
    first, second = counts[1] - counts[0], counts[2] - counts[1]
    assert (first >= 1000) == aside
    assert second <= 0, "what came later is not set aside"
