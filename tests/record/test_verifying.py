"""`rostrum verify`: whatever is changed, left out, doubled or moved is found, and named where it is."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from live import wire
from live.record.verifying import Placed, Verified, hold_against_heads, verify
from live.room.transitions import Entry
from live.store.chain import Head, beginning, chained, followed
from tests.record.kept import ENTRIES

OLDER = 9
"""So many entries are of an older release, which stored no digests, in a log that was gone on with."""


def read(stored: Sequence[bytes]) -> list[Entry]:
    return [wire.read_entry(one) for one in stored]


def log(older: int = 0) -> list[bytes]:
    """The log of a room, of which so many entries carry no digest."""
    first = ENTRIES[:older]
    return [*first, *chained(followed(beginning("plenary"), first), read(ENTRIES[older:]))[0]]


WHOLE, GONE_ON_WITH = log(), log(OLDER)


def placed(stored: Sequence[bytes]) -> list[Placed]:
    return list(enumerate(stored, 1))


def verified(stored: Sequence[bytes], room: str = "plenary") -> Verified:
    return verify(room, placed(stored), "the log")


def places(found: Verified) -> list[int | None]:
    return [one.position for one in found.faults]


def head_of(stored: Sequence[bytes]) -> Head:
    return followed(beginning("plenary"), stored)


logs = st.sampled_from([WHOLE, GONE_ON_WITH])


@pytest.mark.parametrize(("stored", "since"), [(WHOLE, 1), (GONE_ON_WITH, OLDER + 1), (ENTRIES, None)])
def test_a_log_that_is_whole_has_no_fault(stored: list[bytes], since: int | None) -> None:
    found = verified(stored)
    assert (found.faults, found.chained_from, found.entries) == ([], since, len(stored))
    assert found.head == head_of(stored)
    assert found.state is not None
    assert found.state.position == len(stored)


def test_a_log_is_of_its_room() -> None:
    assert places(verified(WHOLE, "annex")) == [1]


@given(st.data())
def test_any_byte_that_is_changed_is_found_where_it_is(data: st.DataObject) -> None:
    whole = data.draw(logs)
    n = data.draw(st.integers(0, len(whole) - 2))
    at = data.draw(st.integers(0, len(whole[n]) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[n][at]))
    changed = list(whole)
    changed[n] = whole[n][:at] + bytes([byte]) + whole[n][at + 1 :]
    found = places(verified(changed))
    if whole is GONE_ON_WITH and n < OLDER:
        # The first entry that carries a digest vouches for all of them together.
        assert {n + 1, OLDER} & set(found)
    else:
        assert n + 1 in found
        # What follows from it may be named as well, if it cannot be read as what it was; nothing before it is.
        assert min(place for place in found if place is not None) == n + 1


@given(st.data())
def test_a_byte_of_the_last_entry_is_found_by_a_head_that_was_noted(data: st.DataObject) -> None:
    whole = data.draw(logs)
    at = data.draw(st.integers(0, len(whole[-1]) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[-1][at]))
    found = verified([*whole[:-1], whole[-1][:at] + bytes([byte]) + whole[-1][at + 1 :]])
    hold_against_heads(found, [head_of(whole)], "the journal")
    assert {len(whole), len(whole) - 1} & set(places(found))


@given(logs, st.data())
def test_an_entry_that_is_left_out_is_found_where_it_was(whole: list[bytes], data: st.DataObject) -> None:
    n = data.draw(st.integers(0, len(whole) - 2))
    for left in (placed(whole[:n] + whole[n + 1 :]), placed(whole[:n]) + placed(whole)[n + 1 :]):
        found = verify("plenary", left, "the log")
        assert places(found)[0] == n + 1
        assert len(found.faults) <= 2  # Where it is missing, and the older ones that the chain begins with.


@given(logs, st.data())
def test_a_log_that_was_cut_is_found_by_a_head_that_was_noted(whole: list[bytes], data: st.DataObject) -> None:
    n = data.draw(st.integers(1, len(whole) - 1))
    found = verified(whole[:n])
    assert found.faults == []
    hold_against_heads(found, [head_of(whole[:n])], "the journal")
    assert found.faults == []
    hold_against_heads(found, [head_of(whole)], "the journal")
    (fault,) = found.faults
    assert f"the log ends at {n}, and the journal goes up to {len(whole)}" in fault.what


@given(logs, st.data())
def test_an_entry_that_is_there_twice_is_found(whole: list[bytes], data: st.DataObject) -> None:
    n = data.draw(st.integers(0, len(whole) - 1))
    assert places(verified(whole[: n + 1] + whole[n:]))[0] == n + 2


@given(logs, st.data())
def test_entries_that_change_places_are_found(whole: list[bytes], data: st.DataObject) -> None:
    one, other = sorted(data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=2, max_size=2, unique=True)))
    moved = list(whole)
    moved[one], moved[other] = whole[other], whole[one]
    found = places(verified(moved))
    assert found[0] == one + 1
    assert other + 1 in found


@given(logs, st.data())
def test_an_entry_that_was_decided_otherwise_is_found_though_it_says_its_place(
    whole: list[bytes], data: st.DataObject
) -> None:
    """Whoever makes an entry anew, with the digest of all before it, cannot make those after it fit."""
    n = data.draw(st.integers(OLDER, len(whole) - 2))
    other = whole[n].replace(b'"command":"', b'"command":"x')
    assert other != whole[n]
    assert places(verified([*whole[:n], other, *whole[n + 1 :]])) == [n + 1]


def test_a_log_whose_digests_were_all_made_anew_is_found_by_a_head_that_was_noted() -> None:
    changed = read(WHOLE)
    changed[20] = wire.read_entry(WHOLE[20].replace(b'"command":"', b'"command":"x'))
    forged = chained(beginning("plenary"), changed)[0]
    found = verified(forged)
    assert found.faults == []
    hold_against_heads(found, [head_of(WHOLE[:20]), head_of(WHOLE[:30]), head_of(WHOLE)], "the journal")
    assert places(found) == [30]


def bare(stored: Sequence[bytes]) -> list[bytes]:
    """The same as an older release stores them."""
    return [wire.write_entry(one) for one in read(stored)]


def test_entries_without_digests_at_the_end_of_a_log_are_vouched_for_by_none() -> None:
    (fault,) = verified([*WHOLE[:30], *bare(WHOLE[30:])]).faults
    assert fault.position == 31
    assert "no entry after it vouches for it" in fault.what


@given(st.sampled_from([0, OLDER]), st.data())
def test_what_an_older_release_wrote_beside_this_one_is_vouched_for_by_what_follows(
    older: int, data: st.DataObject
) -> None:
    """As while servers are replaced one after another."""
    theirs = data.draw(st.sets(st.integers(older + 1, len(ENTRIES) - 2), min_size=1))
    stored = list(ENTRIES[:older])
    for n, entry in enumerate(read(ENTRIES[older:]), older):
        stored += bare([ENTRIES[n]]) if n in theirs else chained(head_of(stored), [entry])[0]
    found = verified(stored)
    assert (found.faults, found.chained_from, found.head) == ([], older + 1, head_of(stored))
    assert str(min(theirs) + 1) in found.notes[0]
    n = data.draw(st.sampled_from(sorted(theirs)))
    stored[n] = stored[n].replace(b'"command":"', b'"command":"x')
    following = next(m for m in range(n + 1, len(stored)) if m not in theirs)
    assert places(verified(stored)) == [following]


def test_times_do_not_go_back() -> None:
    entries = read(WHOLE)
    entries[20] = msgspec.structs.replace(entries[20], at=entries[19].at - timedelta(milliseconds=1))
    found = verified(chained(beginning("plenary"), entries)[0])
    assert places(found) == [21]
    assert "before the entry before it" in found.faults[0].what
