"""What publishing would change, told before it is done: moved, changed, new, removed; what runs; lists that wait."""

from datetime import timedelta

from msgspec.structs import replace

from live.programme.differences import DifferenceKind, compare
from live.room.commands import PublishProgramme
from tests.given import OPEN, PUBLISHED, programme

ROOM = "plenary"


def kinds(commands: dict[str, PublishProgramme]) -> dict[str, DifferenceKind]:
    return {one.segment: one.kind for one in compare({ROOM: PUBLISHED}, commands).differences}


def test_what_is_published_is_no_difference() -> None:
    comparison = compare({ROOM: PUBLISHED}, {ROOM: programme()})
    assert (comparison.differences, comparison.labels, comparison.refusing) == ((), (), ())


def test_a_segment_moves_changes_comes_and_goes() -> None:
    planned = programme()
    first, *others = planned.segments
    later = replace(first, starts_at=first.starts_at + timedelta(minutes=5))
    assert kinds({ROOM: replace(planned, segments=(later, *others))}) == {first.id: DifferenceKind.MOVED}
    renamed = replace(first, names={"en": "Another name"})
    assert kinds({ROOM: replace(planned, segments=(renamed, *others))}) == {first.id: DifferenceKind.CHANGED}
    assert kinds({ROOM: replace(planned, segments=tuple(others))}) == {first.id: DifferenceKind.REMOVED}
    more = replace(first, id="one-more")
    assert kinds({ROOM: replace(planned, segments=(*planned.segments, more))}) == {"one-more": DifferenceKind.NEW}


def test_a_segment_in_another_room_has_moved_and_a_room_that_goes_is_told() -> None:
    planned = programme()
    comparison = compare({ROOM: PUBLISHED}, {"elsewhere": planned})
    assert {one.kind for one in comparison.differences} == {DifferenceKind.MOVED}
    assert comparison.labels == (ROOM, "elsewhere")


def test_what_runs_is_named_and_a_programme_without_it_is_refused_there() -> None:
    running = OPEN.rundown.current
    planned = programme()
    without = tuple(segment for segment in planned.segments if segment.id != running)
    assert compare({ROOM: OPEN}, {ROOM: planned}).refusing == ()
    comparison = compare({ROOM: OPEN}, {ROOM: replace(planned, segments=without)})
    assert comparison.refusing == (ROOM,)
    assert [one.segment for one in comparison.differences if one.running] == [running]
