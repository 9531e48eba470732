"""The copier: everything, once, byte for byte; whoever dies, and whatever the log has become."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.db import OperationalError

from live.record import reading, recorder
from live.record.models import RecordedEntry, RecordedLog
from live.record.recorder import Copied, Recorder
from live.store.embedded import EmbeddedValkey
from live.store.room_log import LogEnd
from tests.awaited import until
from tests.record.kept import ENTRIES, OTHER, Conference, as_long_as

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(recorder, "LEASE_SECONDS", 0.4)
    monkeypatch.setattr(recorder, "LONGEST_BACK_OFF_SECONDS", 0.1)


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[EmbeddedValkey]:
    """A server of one's own, to be killed."""
    with EmbeddedValkey(tmp_path) as started:
        yield started


def recorded(room: str) -> list[bytes]:
    log = reading.newest(room)
    return reading.entries(log) if log else []


def is_copied(room: str, stored: Sequence[bytes]) -> None:
    until(lambda: len(recorded(room)) >= len(stored))
    assert recorded(room) == stored


def fault(copier: Recorder, room: str = "plenary") -> str:
    until(lambda: room in copier.health().rooms and copier.health().rooms[room].fault)
    return str(copier.health().rooms[room].fault)


def test_every_entry_is_copied_as_it_is_stored(conference: Conference) -> None:
    epoch = conference.begin("plenary", ENTRIES[:5])
    conference.begin("breakout-1", OTHER)
    with conference.recorder():
        is_copied("plenary", ENTRIES[:5])
        conference.append("plenary", 6, ENTRIES[5:])
        is_copied("plenary", ENTRIES)
        is_copied("breakout-1", OTHER)
    assert reading.last_end("plenary") == LogEnd(epoch, len(ENTRIES))
    assert reading.rooms() == ["plenary", "breakout-1"]


def is_level(room: Copied | None) -> bool:
    """Whether nothing of the room is still to be copied, as far as is known yet."""
    return room is not None and room.behind == 0


def test_a_long_log_is_copied_page_by_page(conference: Conference) -> None:
    long = as_long_as(1700)
    conference.begin("plenary", long)
    with conference.recorder():
        is_copied("plenary", long)


def test_what_is_copied_twice_is_there_once(conference: Conference) -> None:
    epoch = conference.begin("plenary", ENTRIES)
    log = RecordedLog.objects.create(room="plenary", epoch=epoch)
    reading.keep(log, 1, ENTRIES[:9])
    reading.keep(log, 1, ENTRIES[:9])
    with conference.recorder():
        is_copied("plenary", ENTRIES)
    assert RecordedEntry.objects.count() == len(ENTRIES)


def test_one_copies_and_another_goes_on_when_it_ends(conference: Conference) -> None:
    conference.begin("plenary", ENTRIES[:5])
    with conference.recorder() as second, conference.recorder() as first:
        is_copied("plenary", ENTRIES[:5])
        until(lambda: first.health().copying != second.health().copying)
        copies, waits = sorted((first, second), key=lambda one: not one.health().copying)
        # Both know how far the other is.
        until(lambda: waits.health().rooms.get("plenary") == Copied(5, 0, 0.0, None))
        copies.stop()
        until(lambda: waits.health().copying)
        conference.append("plenary", 6, ENTRIES[5:])
        is_copied("plenary", ENTRIES)


def test_one_that_waits_for_more_ends_at_once(valkey: EmbeddedValkey, monkeypatch: pytest.MonkeyPatch) -> None:
    conference = Conference(valkey.url)
    monkeypatch.setattr(recorder, "POLL_SECONDS", 2 * recorder.LAST_ROUND_SECONDS)
    monkeypatch.setattr(recorder, "LEASE_SECONDS", 60)
    conference.begin("plenary", ENTRIES)
    with conference.recorder() as copier:
        is_copied("plenary", ENTRIES)
        until(conference.is_waited_for)
        copier.stop()
        assert conference.logs.hold("another", 1), "the lease was not let go"
    conference.close()


def test_whoever_holds_the_lease_and_does_nothing_is_followed_by_another(conference: Conference) -> None:
    conference.begin("plenary", ENTRIES)
    assert conference.logs.hold("frozen", 0.4)
    with conference.recorder():
        is_copied("plenary", ENTRIES)


def test_it_catches_up_after_the_store_was_away(valkey: EmbeddedValkey) -> None:
    conference = Conference(valkey.url)
    conference.begin("plenary", ENTRIES[:5])
    with conference.recorder() as copier:
        is_copied("plenary", ENTRIES[:5])
        valkey.kill()
        until(lambda: copier.health().fault)
        valkey.start()
        conference.append("plenary", 6, ENTRIES[5:])
        is_copied("plenary", ENTRIES)
        until(lambda: copier.health().fault is None)
    conference.close()


def test_while_the_database_is_away_it_is_known_what_is_missing(
    conference: Conference, monkeypatch: pytest.MonkeyPatch
) -> None:
    conference.begin("plenary", ENTRIES[:5])
    with conference.recorder() as copier, conference.recorder() as other:
        is_copied("plenary", ENTRIES[:5])
        with monkeypatch.context() as down:

            def refuse(*_: object) -> None:
                raise OperationalError("the disk is full")

            down.setattr(reading, "keep", refuse)
            conference.append("plenary", 6, ENTRIES[5:])
            until(lambda: "the disk is full" in str([one.health().fault for one in (copier, other)]))
        is_copied("plenary", ENTRIES)
        until(lambda: copier.health().fault is None and is_level(copier.health().rooms.get("plenary")))


def test_a_process_that_does_not_copy_knows_how_far_the_record_is(conference: Conference) -> None:
    conference.begin("plenary", ENTRIES)
    assert conference.logs.hold("another process", 60)
    conference.logs.tell_copied({"plenary": LogEnd(conference.end("plenary").epoch, 5)})
    with conference.recorder() as copier:
        until(lambda: "plenary" in copier.health().rooms)
        room = copier.health().rooms["plenary"]
        assert (room.position, room.behind) == (5, len(ENTRIES) - 5)
        # The entries are of 2017.
        assert room.seconds > 100_000_000
    conference.logs.let_go("another process")


@pytest.mark.parametrize("befall", ["gone", "shorter", "other"])
def test_a_log_that_is_not_what_was_copied_is_a_fault_and_changes_nothing(conference: Conference, befall: str) -> None:
    conference.begin("plenary", ENTRIES[:6])
    with conference.recorder() as copier:
        is_copied("plenary", ENTRIES[:6])
        match befall:
            case "gone":
                conference.lose("plenary")
                assert "is gone" in fault(copier)
            case "shorter":
                conference.cut("plenary", 4)
                assert "up to 4" in fault(copier)
            case _:
                conference.cut("plenary", 4)
                conference.append("plenary", 5, [*OTHER[4:], b"{}"])
                assert "another entry 6" in fault(copier)
        assert recorded("plenary") == ENTRIES[:6]


def test_a_log_of_a_new_epoch_is_recorded_beside_the_old_one(conference: Conference) -> None:
    conference.begin("plenary", ENTRIES)
    with conference.recorder():
        is_copied("plenary", ENTRIES)
        conference.lose("plenary")
        conference.begin("plenary", OTHER)
        until(lambda: RecordedLog.objects.count() == 2)
        is_copied("plenary", OTHER)
    first = RecordedLog.objects.first()
    assert first is not None
    assert reading.entries(first) == ENTRIES


def test_a_store_that_lost_its_list_of_rooms_is_still_looked_at(conference: Conference) -> None:
    conference.begin("plenary", ENTRIES)
    with conference.recorder() as copier:
        is_copied("plenary", ENTRIES)
        conference.forget()
        assert "is gone" in fault(copier)
    assert reading.rooms() == ["plenary"]


@pytest.mark.parametrize(
    "strange", [b"?", b'{"v":99}', ENTRIES[2]], ids=["not JSON", "of a later release", "elsewhere"]
)
def test_what_cannot_be_read_is_not_copied_and_is_a_fault(conference: Conference, strange: bytes) -> None:
    conference.begin("plenary", ENTRIES[:6])
    conference.append("plenary", 7, [strange, *ENTRIES[7:9]])
    with conference.recorder() as copier:
        assert "cannot be read at 7" in fault(copier)
        assert recorded("plenary") == ENTRIES[:6]


def test_nothing_is_copied_past_a_hole(conference: Conference) -> None:
    conference.begin("plenary", ENTRIES[:6])
    conference.append("plenary", 8, ENTRIES[7:9])
    with conference.recorder() as copier:
        assert "has no entry 7" in fault(copier)
        assert recorded("plenary") == ENTRIES[:6]


def test_what_is_no_log_keeps_no_other_from_being_copied(conference: Conference) -> None:
    conference.begin("plenary", ENTRIES)
    conference.begin("breakout-1", OTHER)
    conference.spoil("breakout-1")
    with conference.recorder():
        is_copied("plenary", ENTRIES)
