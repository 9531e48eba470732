"""A log put back in place: all of it or nothing, and nothing that was there is destroyed."""

import pytest

from live.record import reading, restoring
from live.record.models import RecordedLog
from live.record.restoring import CannotRestore, KeptLog, Restored
from live.store.room_log import LogEnd, LogLost
from tests.record.kept import ENTRIES, OTHER, Conference, as_long_as

KEPT = KeptLog("plenary", "e1", ENTRIES)
LAST = len(ENTRIES)


def replaced(conference: Conference) -> list[str]:
    return sorted(key for key in conference.names() if ":replaced:" in key)


def test_a_log_that_is_gone_is_put_back_under_a_new_epoch(conference: Conference) -> None:
    restored = restoring.restore(conference.logs, KEPT)
    assert conference.all("plenary") == ENTRIES
    assert restored == Restored("plenary", LogEnd("", 0), conference.end("plenary"))
    assert restored.now.epoch not in ("", "e1")
    assert (restored.now.position, replaced(conference)) == (LAST, [])


def test_a_long_log_is_put_back_whole(conference: Conference) -> None:
    long = as_long_as(1701)
    conference.logs.put("plenary", long, LogEnd("", 0))
    assert conference.logs.read_all("plenary", conference.end("plenary")) == long


@pytest.mark.parametrize("more", [0, 3])
def test_a_log_that_has_all_of_it_stays(conference: Conference, more: int) -> None:
    epoch = conference.begin("plenary", ENTRIES)
    kept = KeptLog("plenary", "e1", ENTRIES[: LAST - more])
    for replace in (False, True):
        assert restoring.restore(conference.logs, kept, replace=replace).was_whole
    assert conference.end("plenary") == LogEnd(epoch, LAST)


def test_what_was_restored_is_not_restored_again(conference: Conference) -> None:
    first = restoring.restore(conference.logs, KEPT)
    assert restoring.restore(conference.logs, KEPT) == Restored("plenary", first.now, first.now)


def test_a_part_of_it_under_its_name_is_replaced_and_kept(conference: Conference) -> None:
    epoch = conference.begin("plenary", ENTRIES[:6])
    restored = restoring.restore(conference.logs, KeptLog("plenary", epoch, ENTRIES))
    assert (restored.before, restored.now.position) == (LogEnd(epoch, 6), LAST)
    assert restored.now.epoch != epoch
    assert replaced(conference) == [f"{{plenary}}:replaced:{epoch}:{restored.now.epoch}"]


@pytest.mark.parametrize("present", [OTHER, ENTRIES[:6]])
def test_another_log_is_put_aside_only_if_that_is_asked_for(conference: Conference, present: list[bytes]) -> None:
    epoch = conference.begin("plenary", present)
    with pytest.raises(CannotRestore, match="--replace"):
        restoring.restore(conference.logs, KEPT)
    assert (conference.all("plenary"), conference.end("plenary").epoch) == (present, epoch)
    restoring.restore(conference.logs, KEPT, replace=True)
    assert conference.all("plenary") == ENTRIES
    (aside,) = replaced(conference)
    assert conference.all_of(aside) == present


def test_the_same_log_may_be_put_aside_twice(conference: Conference) -> None:
    for _ in range(2):
        conference.lose("plenary")
        conference.begin("plenary", OTHER)
        restoring.restore(conference.logs, KEPT, replace=True)
    assert [conference.all_of(aside) for aside in replaced(conference)] == [OTHER, OTHER]


def test_a_log_that_goes_on_meanwhile_is_not_replaced(conference: Conference) -> None:
    epoch = conference.begin("plenary", OTHER)
    with pytest.raises(LogLost):
        conference.logs.put("plenary", ENTRIES, LogEnd(epoch, len(OTHER) - 1))
    with pytest.raises(LogLost):
        conference.logs.put("plenary", ENTRIES, LogEnd("e9", len(OTHER)))
    assert conference.all("plenary") == OTHER
    assert conference.names() == {"rooms", "{plenary}:log", "{plenary}:epoch"}


@pytest.mark.parametrize(
    "damaged",
    [[], [b"{"], ENTRIES[1:], [*ENTRIES[:3], *ENTRIES[4:]], [*ENTRIES[:3], b'{"position":4}']],
    ids=["empty", "cut", "without its beginning", "with a gap", "unreadable"],
)
def test_of_a_damaged_log_nothing_is_restored(conference: Conference, damaged: list[bytes]) -> None:
    with pytest.raises(CannotRestore):
        restoring.restore(conference.logs, KeptLog("plenary", "e1", damaged), replace=True)
    assert conference.names() == set()


def test_rooms_get_their_place_again(conference: Conference) -> None:
    restoring.add_rooms(conference.logs, ["a", "b", "c"], ["c"])
    restoring.add_rooms(conference.logs, ["a", "b", "c"], ["a"])
    assert conference.logs.rooms() == ["a", "c"]
    restoring.add_rooms(conference.logs, ["a", "b", "c"], ["b", "new"])
    assert conference.logs.rooms() == ["a", "b", "c", "new"]


@pytest.mark.django_db(transaction=True)
def test_the_newest_log_of_the_record_is_taken_or_the_one_that_is_named() -> None:
    for epoch, stored in (("e1", ENTRIES), ("e2", OTHER)):
        reading.keep(RecordedLog.objects.create(room="plenary", epoch=epoch), 1, stored)
    assert restoring.from_record("plenary") == KeptLog("plenary", "e2", OTHER)
    assert restoring.from_record("plenary", "e1") == KeptLog("plenary", "e1", ENTRIES)
    for room, named in (("plenary", "e3"), ("dinner", None)):
        with pytest.raises(CannotRestore):
            restoring.from_record(room, named)


DAMAGED = {
    "with a hole": [*ENTRIES[:3], b"", *ENTRIES[4:9]],
    "with an entry that cannot be read": [*ENTRIES[:3], b"?", *ENTRIES[4:9]],
    "cut at the front": [b"", b"", *ENTRIES[2:9]],
}
"""What is empty is left out."""


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_log_is_put_aside_if_that_is_asked_for(conference: Conference, kind: str) -> None:
    conference.begin("plenary", [])
    for position, stored in enumerate(DAMAGED[kind], 1):
        if stored:
            conference.append("plenary", position, [stored])
    with pytest.raises(CannotRestore, match="a damaged log"):
        restoring.restore(conference.logs, KEPT)
    restored = restoring.restore(conference.logs, KEPT, replace=True)
    assert (conference.all("plenary"), restored.now.position) == (ENTRIES, LAST)
    (aside,) = replaced(conference)
    assert conference.all_of(aside) == [stored for stored in DAMAGED[kind] if stored]


def test_what_is_no_log_at_all_is_put_aside_if_that_is_asked_for(conference: Conference) -> None:
    conference.begin("plenary", ENTRIES[:6])
    conference.spoil("plenary")
    with pytest.raises(CannotRestore, match="--replace"):
        restoring.restore(conference.logs, KEPT)
    restoring.restore(conference.logs, KEPT, replace=True)
    assert conference.all("plenary") == ENTRIES
    assert len(replaced(conference)) == 1


def test_a_log_is_restored_up_to_a_position(conference: Conference) -> None:
    epoch = conference.begin("plenary", ENTRIES)
    until_then = restoring.up_to(KeptLog("plenary", epoch, ENTRIES), 6)
    with pytest.raises(CannotRestore, match="a longer log"):
        restoring.restore(conference.logs, until_then, exactly=True)
    restoring.restore(conference.logs, until_then, replace=True, exactly=True)
    assert conference.all("plenary") == ENTRIES[:6]


@pytest.mark.parametrize("position", [0, LAST + 1])
def test_there_is_nothing_before_the_first_entry_or_after_the_last(position: int) -> None:
    with pytest.raises(CannotRestore, match=f"from 1 to {LAST}"):
        restoring.up_to(KEPT, position)
