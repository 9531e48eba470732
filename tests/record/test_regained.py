"""A log that is lost, seen from the rooms: nothing is written over, screens are told, and all is well by itself
once the log is there again.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from live import live_room, rooms, wire
from live.room.commands import CloseList, OpenList, StartPhase, StartSegment
from live.room.refusals import Reason, Refused
from live.rooms import Rooms
from live.store import redis_log
from live.store.redis_log import RedisStore
from live.store.room_log import LogEnd, Unavailable
from tests.awaited import becomes
from tests.daphne import serving, set_up
from tests.given import DESK, programme
from tests.record.kept import ENTRIES, OTHER, Conference, copied


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_log, "BLOCK_SECONDS", 0.1)
    monkeypatch.setattr(rooms, "REGAIN_SECONDS", 0.05)
    monkeypatch.setattr(rooms, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(rooms, "PROBE_SECONDS", 0.1)
    monkeypatch.setattr(rooms, "TOLD_AFTER_SECONDS", 0.2)
    monkeypatch.setattr(live_room, "PATIENCE_SECONDS", 0.3)


@pytest.fixture
async def known(conference: Conference) -> AsyncIterator[Rooms]:
    """The rooms as a process knows them that has no record to ask."""
    process = Rooms(RedisStore(conference.url, conference.prefix))
    yield process
    await process.close()


async def asks(process: Rooms, command: OpenList | CloseList, command_id: str) -> int | Reason:
    try:
        return await (await process.room("plenary")).handle(command, DESK, command_id)
    except Refused as refused:
        return refused.reason


async def test_a_lost_room_is_shown_as_it_was_and_takes_nothing(conference: Conference, known: Rooms) -> None:
    conference.begin("plenary", ENTRIES)
    room = await known.room("plenary")
    before = room.state
    conference.lose("plenary")
    await becomes(lambda: room.degraded)
    assert room.state == before
    assert await asks(known, CloseList("panel"), "then") == Reason.DEGRADED
    assert known.health()["plenary"].fault is not None
    assert conference.all("plenary") == []


async def test_a_log_that_is_brought_back_under_another_name_is_taken_up(conference: Conference, known: Rooms) -> None:
    conference.begin("plenary", ENTRIES)
    room = await known.room("plenary")
    before = room.state
    conference.lose("plenary")
    await becomes(lambda: room.degraded)
    epoch = conference.begin("plenary", ENTRIES)
    await becomes(lambda: not room.degraded)
    assert room.state.epoch == epoch != before.epoch
    assert room.state.position == before.position
    assert await asks(known, CloseList("panel"), "then") == len(ENTRIES) + 1


async def test_a_log_that_comes_back_shorter_is_what_is_true_then(conference: Conference, known: Rooms) -> None:
    """As when the last entries were not recorded any more before the store was lost."""
    conference.begin("plenary", ENTRIES)
    room = await known.room("plenary")
    conference.lose("plenary")
    await becomes(lambda: room.degraded)
    conference.begin("plenary", ENTRIES[:6])
    await becomes(lambda: not room.degraded)
    assert room.state.position == 6


async def test_a_log_with_older_entries_is_neither_followed_nor_written_to(
    conference: Conference, known: Rooms
) -> None:
    """As when a replica takes over that had not received everything."""
    conference.begin("plenary", ENTRIES[:9])
    room = await known.room("plenary")
    conference.cut("plenary", 6)
    await becomes(lambda: room.degraded)
    assert await asks(known, CloseList("panel"), "then") == Reason.DEGRADED
    assert conference.all("plenary") == ENTRIES[:6]
    # Nor if it has grown as long again by other means.
    conference.append("plenary", 7, OTHER[3:6])
    assert not await room.regain()
    assert (room.degraded, room.state.position) == (True, 9)


async def test_a_log_that_is_whole_again_is_taken_up_under_its_name(conference: Conference, known: Rooms) -> None:
    epoch = conference.begin("plenary", ENTRIES[:9])
    room = await known.room("plenary")
    conference.cut("plenary", 6)
    await becomes(lambda: room.degraded)
    conference.append("plenary", 7, ENTRIES[6:])
    await becomes(lambda: not room.degraded)
    assert (room.state.epoch, room.state.position) == (epoch, len(ENTRIES))


async def recorded_up_to(conference: Conference, end: LogEnd) -> Rooms:
    async def recorded(_room: str) -> LogEnd:
        return end

    return Rooms(RedisStore(conference.url, conference.prefix), recorded)


async def test_a_process_that_starts_without_the_log_does_not_begin_another(conference: Conference) -> None:
    conference.logs.set_rooms(["plenary"])
    process = await recorded_up_to(conference, LogEnd("e1", 9))
    with pytest.raises(Unavailable, match="recorded up to 9"):
        await process.publish({"plenary": programme()})
    assert await asks(process, OpenList("panel"), "then") == Reason.DEGRADED
    assert conference.all("plenary") == []
    room = await process.room("plenary")
    conference.begin("plenary", ENTRIES)
    await becomes(lambda: room.lost is None)
    assert room.state.position == len(ENTRIES)
    await process.close()


async def test_a_process_that_starts_with_less_than_was_recorded_waits_for_the_rest(conference: Conference) -> None:
    epoch = conference.begin("plenary", ENTRIES[:6])
    process = await recorded_up_to(conference, LogEnd(epoch, 9))
    assert await asks(process, CloseList("panel"), "then") == Reason.DEGRADED
    room = await process.room("plenary")
    conference.append("plenary", 7, ENTRIES[6:8])
    assert not await room.regain()
    assert room.lost is not None
    conference.append("plenary", 9, ENTRIES[8:])
    await becomes(lambda: room.lost is None)
    assert conference.all("plenary") == ENTRIES
    await process.close()


async def test_a_store_without_any_room_is_not_believed(conference: Conference, known: Rooms) -> None:
    with pytest.raises(Unavailable):
        await known.room("plenary")
    conference.begin("plenary", ENTRIES)
    assert await known.ids() == ["plenary"]
    conference.forget()
    assert await known.ids() == ["plenary"]


async def test_a_store_that_takes_nothing_is_noticed_before_anyone_asks(
    conference: Conference, known: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    conference.begin("plenary", ENTRIES)
    room = await known.room("plenary")

    async def refuse(_: object) -> None:
        raise Unavailable("OOM command not allowed")

    with monkeypatch.context() as full:
        full.setattr(RedisStore, "probe", refuse)
        await becomes(lambda: room.degraded)
        assert known.health()["plenary"].fault == "OOM command not allowed"
    await becomes(lambda: not room.degraded)
    assert known.health()["plenary"].fault is None


async def test_screens_are_told_and_shown_the_log_that_took_the_place_of_theirs(tmp_path: Path) -> None:
    with serving(tmp_path, *set_up(tmp_path)) as daphne:
        room = await daphne.new_room()
        before = [wire.write_entry(entry) for entry in await (await daphne.elsewhere()).store.log(room.id).read(0)]
        conference = Conference(daphne.environment["REDIS_URL"], daphne.environment["ROSTRUM_PREFIX"])
        async with daphne.screen(room.id, "hall") as hall:
            conference.lose(room.id)
            assert (await hall.next("notice"))["code"] == "degraded"
            async with daphne.knock(f"/ws/rooms/{room.id}/hall/") as late:
                assert (await late.next("view"))["position"] == 1
                assert (await late.next("notice"))["code"] == "degraded"
            async with daphne.visitor() as visitor:
                ready = await visitor.get("/readyz")
                assert (ready.status, ready.json["rooms"][room.id]["degraded"]) == (503, True)
            epoch = conference.begin(room.id, before)
            # As many entries as before, and yet another log.
            shown = await hall.next("view")
            assert (shown["epoch"], shown["position"]) == (epoch, 1)
            assert (await hall.next("notice"))["code"] == "restored"
        conference.close()
        await daphne.leave()


async def test_a_hole_is_said_at_readyz_also_after_a_restart_and_restored_from_the_record(tmp_path: Path) -> None:
    environment, keys = set_up(tmp_path)
    with serving(tmp_path, environment, keys) as daphne:
        room = await daphne.new_room()
        await room.handle(StartSegment("panel"), DESK, "start")
        await room.handle(StartPhase("floor"), DESK, "floor")
        await room.handle(OpenList(), DESK, "open")
        conference = Conference(environment["REDIS_URL"], environment["ROSTRUM_PREFIX"])
        async with daphne.screen(room.id, "hall") as hall, daphne.visitor() as visitor:
            await visitor.get_until("/readyz", lambda told: copied(told, room.id) == 4)
            conference.forget_entry(room.id, 3)
            assert (await hall.next("notice"))["code"] == "degraded"
            assert (await visitor.get("/readyz")).status == 503
        await daphne.leave()
    with serving(tmp_path, environment, keys) as again:
        async with again.visitor() as visitor, again.screen(room.id, "hall") as hall:
            assert (await hall.next("notice"))["code"] == "degraded"
            ready = await visitor.get("/readyz")
            assert (ready.status, ready.json["rooms"][room.id]["degraded"]) == (503, True)
            again.manage("restore", room.id, "--replace")
            assert (await hall.next("notice"))["code"] == "restored"
            assert (hall.position, (await visitor.get("/readyz")).status) == (4, 200)
            again.manage("restore", room.id, "--replace", "--up-to", "2")
            assert (await hall.next("view"))["position"] == 2
    conference.close()
