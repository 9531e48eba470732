"""What a programme shows by itself when its entries are held against each other: overlaps, gaps, repetitions."""

from collections.abc import Iterator, Sequence
from itertools import islice

from live.programme.imports.faults import Code, Place, Remark, quoted
from live.programme.imports.times import clock
from live.programme.imports.values import MINUTES_A_DAY, Segment

SHORTEST_GAP = 15
MOST_REMARKS = 500


def find_clashes(segments: Sequence[Segment], file: str, rooms: dict[str, str]) -> list[Remark]:
    """A note for each overlap within a room, each gap that empties all rooms, each entry that is there twice."""
    timed = sorted((span for segment in segments for span in _spans(segment)), key=lambda span: (span[0], span[1]))
    return [*islice(_overlaps(timed, rooms), MOST_REMARKS), *islice(_gaps(timed, file), MOST_REMARKS)]


Span = tuple[int, int, str, Segment]


def _spans(segment: Segment) -> Iterator[Span]:
    """From and until when `segment` takes each of its rooms, in minutes that run on from day to day."""
    if segment.day is None or segment.starts is None or segment.ends is None:
        return
    days = segment.day.date.toordinal() if segment.day.date is not None else segment.day.number or 0
    for room in segment.rooms or ("",):
        yield days * MINUTES_A_DAY + segment.starts, days * MINUTES_A_DAY + segment.ends, room, segment


def _overlaps(timed: Sequence[Span], rooms: dict[str, str]) -> Iterator[Remark]:
    going_on: dict[str, list[Span]] = {}
    none_named = not any(room for _, _, room, _ in timed)
    for span in timed:
        starts, ends, room, segment = span
        if not room and not none_named:
            continue
        still = [other for other in going_on.get(room, []) if other[1] > starts]
        for other in still:
            first, second = (other[3], segment) if _order(other[3]) <= _order(segment) else (segment, other[3])
            same = first.names == second.names and (other[0], other[1]) == (starts, ends)
            code = Code.REPEATED if same else Code.OVERLAP
            values = {
                "other": quoted(_short(first)),
                "room": quoted(rooms.get(room, room) or "the same room"),
                "from": clock(max(other[0], starts) % MINUTES_A_DAY),
                "to": clock(min(other[1], ends) % MINUTES_A_DAY),
            }
            yield Remark(second.place, code, values)
        going_on[room] = [*still, span]


def _order(segment: Segment) -> tuple[int, str]:
    return segment.place.row or 0, segment.place.path


def _short(segment: Segment) -> str:
    title = next(iter(segment.names.values()), "")
    return f"row {segment.place.row}, {title}" if segment.place.row is not None else title


def _gaps(timed: Sequence[Span], file: str) -> Iterator[Remark]:
    """Where, within a day, nothing is planned anywhere."""
    until: dict[str, int] = {}
    for starts, ends, _, segment in timed:
        day = str(segment.day)
        last = until.get(day)
        if last is not None and starts - last >= SHORTEST_GAP:
            values = {"day": day, "from": clock(last % MINUTES_A_DAY), "to": clock(starts % MINUTES_A_DAY)}
            yield Remark(Place(file), Code.GAP, values)
        until[day] = max(last or 0, ends)
