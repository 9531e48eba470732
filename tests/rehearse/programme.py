"""When the conference sits, by its published programme; and which room a delegation sits in."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from live.programme.importing import import_programme
from live.programme.publishing import BUILTIN
from live.room.model.plan import Format
from tests.rehearse.lapse import Sitting, sittings_of

FIRST_DAY = date(2017, 12, 4)
BEFORE, AFTER = timedelta(minutes=4), timedelta(minutes=6)
NOT_SAT = (Format.BREAK, Format.REGISTRATION)


def sittings(days: Sequence[int]) -> tuple[Sitting, ...]:
    """Of these days, counted from 1: from a little before what is printed to a little after, without breaks."""
    programme = import_programme(BUILTIN, FIRST_DAY)
    times = [
        (segment.starts_at, segment.ends_at)
        for room in programme.rooms
        for segment in room.segments
        if segment.format not in NOT_SAT and (segment.starts_at.date() - FIRST_DAY).days + 1 in days
    ]
    return sittings_of(times, BEFORE, AFTER)


def breakouts() -> tuple[tuple[Sitting, ...], tuple[str, ...]]:
    """When action groups meet, and their rooms."""
    programme = import_programme(BUILTIN, FIRST_DAY)
    groups = [
        (room.profile.id, segment.starts_at, segment.ends_at)
        for room in programme.rooms
        for segment in room.segments
        if segment.format is Format.BREAKOUT
    ]
    times = sorted({(starts - timedelta(minutes=3), ends) for _, starts, ends in groups})
    return tuple(times), tuple(sorted({room for room, *_ in groups}))


def noon(days: Sequence[int]) -> datetime:
    """When the programme is published anew: at noon of the first day that is played, at the venue."""
    return datetime(2017, 12, 4, 18, tzinfo=UTC) + timedelta(days=min(days) - 1)
