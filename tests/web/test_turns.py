"""A crowd has its turns, and everybody else has theirs between."""

import asyncio
import time

import pytest

from live.web.serving.turns import REST_SECONDS, Turns


async def is_served_one_by_one(turns: Turns) -> None:
    """Of a crowd of five one is served in each turn of the loop, in order."""
    served, seen = list[int](), list[int]()
    for number in range(5):
        turns.add(lambda number=number: served.append(number))  # type: ignore[misc]
    while len(served) < 5:
        seen.append(len(served))
        await asyncio.sleep(0)
    assert seen == [0, 1, 2, 3, 4]
    assert served == [0, 1, 2, 3, 4]


async def test_of_a_crowd_only_as_many_are_served_as_there_is_time_for_before_others_have_their_turn() -> None:
    await is_served_one_by_one(Turns(seconds=0))


async def test_who_comes_while_a_crowd_is_served_is_served_after_it_without_being_asked_for() -> None:
    turns, served, done = Turns(seconds=0), list[str](), asyncio.Event()

    def first() -> None:
        served.append("first")
        turns.add(lambda: served.append("late"))
        turns.add(done.set)

    turns.add(first)
    turns.add(lambda: served.append("second"))
    await done.wait()
    assert served == ["first", "second", "late"]


async def test_one_that_fails_is_logged_and_holds_up_nobody(caplog: pytest.LogCaptureFixture) -> None:
    turns, done = Turns(seconds=0), asyncio.Event()
    turns.add(lambda: 1 / 0)
    turns.add(done.set)
    await done.wait()
    assert "what was due could not be done" in caplog.text


async def test_a_crowd_gives_way_to_those_who_are_waited_for_and_is_served_all_the_same() -> None:
    turns, done = Turns(seconds=0, gives_way=lambda: True), asyncio.Event()
    began = time.monotonic()
    for _ in range(10):
        turns.add(lambda: None)
    turns.add(done.set)
    await done.wait()
    assert time.monotonic() - began >= 10 * REST_SECONDS


async def test_a_crowd_that_gave_way_for_long_does_so_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("live.web.serving.turns.GIVES_WAY_SECONDS", 0.0)
    await is_served_one_by_one(Turns(seconds=0, gives_way=lambda: True))
