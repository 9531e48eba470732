"""A programme is put in force in all rooms or in none; where the store ends half-way, it is said how far it came."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec.structs import replace

from live.live_room import LiveRoom
from live.room.authority import Actor
from live.room.commands import AddSpeaker, AnyCommand, CarryOver, EndSegment, OpenList, StartSegment
from live.room.refusals import Reason, Refused
from live.room.transitions import replay
from live.rooms import NotPublished, Rooms
from live.store.redis_log import RedisStore
from live.store.room_log import Unavailable
from live.web.cli.publishing import _what_was_done
from tests.awaited import PATIENCE, becomes
from tests.given import DESK, LUNCH, PANEL, WELCOME, programme
from tests.valkey import server

ROOMS = ("plenary", "breakout-1", "breakout-2")


@pytest.fixture
def prefix() -> str:
    return f"test-{secrets.token_hex(6)}:"


@pytest.fixture
async def rooms(prefix: str) -> AsyncIterator[Rooms]:
    """Three rooms with the first version."""
    here = Rooms(RedisStore(server().url, prefix))
    await here.publish({room: programme(room=room) for room in ROOMS})
    yield here
    await here.close()


async def versions(rooms: Rooms) -> list[str | None]:
    return [room.state.version for room in await rooms.all()]


async def does(rooms: Rooms, room: str, *commands: AnyCommand) -> None:
    for command in commands:
        await (await rooms.room(room)).handle(command, DESK, secrets.token_hex(4))


async def test_a_room_that_the_programme_leaves_out_goes_on_and_is_looked_after_seldom_until_it_is_brought_back(
    rooms: Rooms, prefix: str
) -> None:
    elsewhere = Rooms(RedisStore(server().url, prefix))
    await elsewhere.all()
    fewer = {room: programme(room=room, version="second") for room in ROOMS[:2]}
    await rooms.publish(fewer)
    await elsewhere.ids()
    for process in (rooms, elsewhere):
        assert {live.id for live in process.started() if not live.is_listed} == {"breakout-2"}
    await does(rooms, "breakout-2", StartSegment("panel"))
    here, there = await rooms.room("breakout-2"), await elsewhere.room("breakout-2")
    await becomes(lambda: there.state.position == here.state.position)
    await does(rooms, "breakout-2", EndSegment("panel"))
    await rooms.publish({room: programme(room=room, version="third") for room in ROOMS})
    await elsewhere.ids()
    for process in (rooms, elsewhere):
        assert all(live.is_listed for live in process.started())
    await elsewhere.close()


async def test_a_room_that_refuses_leaves_every_room_as_it_was(rooms: Rooms) -> None:
    await does(rooms, "breakout-1", StartSegment("panel"))
    without = {room: programme(room=room, version="second", segments=(WELCOME, LUNCH)) for room in ("annex", *ROOMS)}
    with pytest.raises(NotPublished) as stopped:
        await rooms.publish(without)
    assert {room: str(no) for room, no in stopped.value.refused.items()} == {
        "breakout-1": "segment_already_running(segment=panel)"
    }
    assert stopped.value.done == ()
    assert (await rooms.ids(), await versions(rooms)) == (list(ROOMS), ["first"] * 3)


async def test_every_room_that_refuses_is_named_at_once(rooms: Rooms) -> None:
    for room in ("plenary", "breakout-2"):
        await does(rooms, room, StartSegment("panel"))
    with pytest.raises(NotPublished) as stopped:
        await rooms.publish({room: programme(room=room, version="second", segments=(WELCOME,)) for room in ROOMS})
    assert list(stopped.value.refused) == ["plenary", "breakout-2"]


async def test_a_room_in_which_something_runs_is_not_taken_away(rooms: Rooms) -> None:
    await does(rooms, "breakout-2", StartSegment("panel"))
    with pytest.raises(NotPublished) as stopped:
        await rooms.publish({room: programme(room=room, version="second") for room in ROOMS[:2]})
    assert list(stopped.value.refused) == ["breakout-2"]
    assert (await rooms.ids(), await versions(rooms)) == (list(ROOMS), ["first"] * 3)


async def test_a_room_that_comes_and_one_that_goes(rooms: Rooms) -> None:
    now = ["annex", "plenary", "breakout-1"]
    await rooms.publish({room: programme(room=room, version="second") for room in now})
    assert (await rooms.ids(), await versions(rooms)) == (now, ["second"] * 3)


async def test_a_room_that_is_left_out_while_all_are_asked_for_is_not_among_them(rooms: Rooms, prefix: str) -> None:
    fewer = {room: programme(room=room, version="second") for room in ROOMS[:2]}

    async def leaves_one_out(room: str) -> None:
        if room == ROOMS[0]:
            await rooms.publish(fewer)

    elsewhere = Rooms(RedisStore(server().url, prefix), recorded=leaves_one_out)
    try:
        assert [room.id for room in await elsewhere.all()] == list(fewer)
    finally:
        await elsewhere.close()


async def test_a_store_that_ends_half_way_is_told_of_and_publishing_again_does_the_rest(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = LiveRoom.handle

    async def dies(room: LiveRoom, command: AnyCommand, actor: Actor, command_id: str) -> int:
        if room.id == "plenary":
            raise Refused(Reason.UNAVAILABLE)
        return await handle(room, command, actor, command_id)

    now = ("annex", *ROOMS)
    second = {room: programme(room=room, version="second") for room in now}
    with monkeypatch.context() as broken:
        broken.setattr(LiveRoom, "handle", dies)
        with pytest.raises(NotPublished) as stopped:
            await rooms.publish(second)
    assert (stopped.value.done, stopped.value.left) == (["annex"], list(ROOMS))
    assert _what_was_done(stopped.value) == (
        "The store stopped answering. In force in annex. Not known to be in force in plenary, breakout-1, breakout-2. "
        "The list of rooms is as it was. To publish again does what is left."
    )
    assert await rooms.ids() == list(ROOMS)
    await rooms.publish(second)
    assert (await rooms.ids(), await versions(rooms)) == (list(now), ["second"] * 4)
    assert (await rooms.room("annex")).state.position == 1  # Not told a second time.


async def test_a_store_that_ends_before_the_list_of_rooms_is_changed(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(_rooms: object) -> None:
        raise Unavailable("gone")

    second = {room: programme(room=room, version="second") for room in ("annex", *ROOMS)}
    with monkeypatch.context() as broken:
        broken.setattr(rooms.store, "set_rooms", dies)
        with pytest.raises(NotPublished) as stopped:
            await rooms.publish(second)
    assert (list(stopped.value.done), stopped.value.left) == (["annex", *ROOMS], ())
    await rooms.publish(second)
    assert await rooms.ids() == ["annex", *ROOMS]


async def test_two_who_publish_the_same_at_once_do_it_once(rooms: Rooms, prefix: str) -> None:
    elsewhere = Rooms(RedisStore(server().url, prefix))
    second = {room: programme(room=room, version="second") for room in ROOMS}
    await asyncio.gather(rooms.publish(second), elsewhere.publish(second))
    assert await versions(rooms) == ["second"] * 3
    await elsewhere.close()


async def test_of_two_programmes_that_are_published_at_once_one_is_in_force_everywhere(
    rooms: Rooms, prefix: str
) -> None:
    elsewhere = Rooms(RedisStore(server().url, prefix))
    await elsewhere.all()
    for number in range(8):
        asked = [{room: programme(room=room, version=f"{name}-{number}") for room in ROOMS} for name in ("one", "two")]
        await asyncio.gather(rooms.publish(asked[0]), elsewhere.publish(asked[1]), return_exceptions=True)
        # By the logs: what another process stored last is not yet known to this one.
        in_force = {replay(await rooms.store.log(room).read(0)).version for room in ROOMS}
        assert len(in_force) == 1
        assert in_force < {"one-" + str(number), "two-" + str(number)}
    await elsewhere.close()


@pytest.mark.parametrize("store_answers", [True, False])
async def test_who_is_overtaken_half_way_does_not_keep_a_room_from_the_programme_that_came_later(
    rooms: Rooms, prefix: str, monkeypatch: pytest.MonkeyPatch, *, store_answers: bool
) -> None:
    """One has told the first room; another tells it too; the one tells the next room; the other comes there after.
    Where the store does not answer just then, whose comes first is not known: to publish again finds it out.
    """
    there = Rooms(RedisStore(server().url, prefix))
    (ours, our_next, _), (theirs, their_next, _) = await rooms.all(), await there.all()
    later_begun, earlier_there = asyncio.Event(), asyncio.Event()
    tell_ours, tell_theirs = our_next.handle, their_next.handle

    async def earlier(*asked: Any) -> int:
        await later_begun.wait()
        position = await tell_ours(*asked)
        earlier_there.set()
        return position

    async def later(*asked: Any) -> int:
        later_begun.set()
        await earlier_there.wait()
        return await tell_theirs(*asked)

    async def silent() -> None:
        raise Unavailable("gone")

    monkeypatch.setattr(our_next, "handle", earlier)
    monkeypatch.setattr(their_next, "handle", later)
    second, third = ({room: programme(room=room, version=name) for room in ROOMS} for name in ("second", "third"))
    overtaken = asyncio.create_task(rooms.publish(second))
    async with asyncio.timeout(PATIENCE):
        for first in (ours, theirs):
            await known(first, "second")
        if not store_answers:
            with monkeypatch.context() as broken:
                broken.setattr(theirs, "catch_up", silent)
                with pytest.raises(NotPublished) as stopped:
                    await there.publish(third)
            assert (stopped.value.done, stopped.value.refused, stopped.value.left) == (["plenary"], {}, list(ROOMS[1:]))
        await there.publish(third)
        await asyncio.wait([overtaken])
        for room in await there.all():
            await known(room, "third")
    assert overtaken.exception() is None or isinstance(overtaken.exception(), NotPublished)
    await there.close()


async def known(room: LiveRoom, version: str) -> None:
    """Wait until `room` has this version."""
    changed = asyncio.Event()
    room.watch(changed.set)
    while room.state.version != version:
        changed.clear()
        await changed.wait()
    room.unwatch(changed.set)


async def test_the_lists_of_segments_that_are_left_out_are_told(rooms: Rooms) -> None:
    await does(
        rooms, "plenary", OpenList("panel"), AddSpeaker("kenya", segment="panel"), AddSpeaker("fiji", segment="panel")
    )
    segments = (WELCOME, replace(PANEL, id="panel-one"))
    left_out = await rooms.publish({room: programme(room, "second", segments) for room in ROOMS})
    assert list(left_out) == ["plenary"]
    assert {segment: len(listed.waiting) for segment, listed in left_out["plenary"].items()} == {"panel": 2}
    await does(rooms, "plenary", CarryOver("panel", "panel-one"))
    assert await rooms.publish({room: programme(room, "third", segments) for room in ROOMS}) == {}


async def test_what_is_planned_for_now_is_done_though_nobody_asks_and_by_one_process_of_two(
    rooms: Rooms, prefix: str
) -> None:
    begins = rooms.now()
    timed = replace(PANEL, list_opens_at=begins, questions_at=begins, questions=({"en": "Why?"},))
    elsewhere = Rooms(RedisStore(server().url, prefix))
    theirs = await elsewhere.room("plenary")
    planned = {room: programme(room=room, version="timed", segments=(WELCOME, timed)) for room in ROOMS}
    changed = asyncio.Event()
    theirs.watch(changed.set)
    await rooms.publish(planned)
    while "panel" not in theirs.state.questions_out:
        changed.clear()
        await asyncio.wait_for(changed.wait(), 30)
    entries = await rooms.store.log("plenary").read(0)
    assert [type(event).__name__ for entry in entries[2:] for event in entry.events] == [
        "ListOpened",
        "QuestionsPublished",
    ]
    assert entries[-1].actor == "programme"
    await elsewhere.close()
