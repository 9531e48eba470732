"""What a programme leaves open or gets wrong by its own words. Told to organisers; never a reason to refuse it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import product

import msgspec

from live.room.model.plan import BREAKS, Certainty, Names, Phase, PhaseKind, Segment, Value, reseats

UNTIMED = frozenset({PhaseKind.CEREMONY, PhaseKind.DISCUSSION, PhaseKind.BREAK})
"""Kinds of phase in which no limit per speaker is expected."""

Segments = Mapping[str, Sequence[Segment]]
"""The segments of each room, in order."""


class Meeting(msgspec.Struct, frozen=True):
    """Hours in which the conference said that it meets."""

    starts_at: datetime
    ends_at: datetime


class Check(Value, frozen=True):
    """What is worth a look: by a code, with what it is of, and as one sentence in English.

    `named` are titles by language; `values` all else.
    """

    code: str
    text: str
    values: dict[str, str] = {}
    named: dict[str, tuple[Names, ...]] = {}


class Assumption(msgspec.Struct, frozen=True):
    """A phase whose limits are ours, because the organisers stated none."""

    segment: str
    phase: Phase


def find_warnings(
    segments: Segments,
    zone: tzinfo,
    meetings: Sequence[Meeting],
    assumed: Iterable[Assumption],
    day_of: Mapping[str, int],
) -> tuple[Check, ...]:
    """One for each hole and contradiction. Times of day are those of the venue; `day_of` is the day of the
    programme under which each segment stands, which may end after midnight.
    """
    return (
        *_gaps(segments, zone, meetings, day_of),
        *_overlaps(segments, zone),
        *_changeovers(segments, zone),
        *_lengths(segments),
        *_limits(segments, {assumption.phase.id for assumption in assumed}),
        *(_assumption(assumption, _all(segments)) for assumption in assumed),
        *_speakers(segments),
        *_languages(segments),
    )


def _clock(instant: datetime, zone: tzinfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"


def _all(segments: Segments) -> list[Segment]:
    every = [segment for room in segments.values() for segment in room]
    return sorted(every, key=lambda segment: (segment.starts_at, segment.ends_at))


def _gaps(segments: Segments, zone: tzinfo, meetings: Sequence[Meeting], day_of: Mapping[str, int]) -> Iterator[Check]:
    """Times of a day at which nothing is planned in any room, between its first segment and its last."""
    until: datetime | None = None
    day: int | None = None
    for segment in _all(segments):
        if until is not None and segment.starts_at > until and day_of[segment.id] == day:
            meets = any(hours.starts_at < segment.starts_at and until < hours.ends_at for hours in meetings)
            text = (
                f"nothing is planned from {_clock(until, zone)} until {segment.id} at "
                f"{segment.starts_at.astimezone(zone):%H:%M}"
                + (", though the conference meets at that time" if meets else "")
            )
            times = {"from": _clock(until, zone), "to": f"{segment.starts_at.astimezone(zone):%H:%M}"}
            yield Check("gap_in_meeting" if meets else "gap", text, times, {"segment": (segment.names,)})
        if until is None or segment.ends_at >= until:
            until, day = segment.ends_at, day_of[segment.id]


def _overlaps(segments: Segments, zone: tzinfo) -> Iterator[Check]:
    """What starts in a room before something there has ended: the one that ends last, for it need not be the latest."""
    for room, planned in segments.items():
        last: Segment | None = None
        for later in planned:
            if last is not None and later.starts_at < last.ends_at:
                text = (
                    f"{later.id} starts in {room} at {_clock(later.starts_at, zone)}, before {last.id} ends at "
                    f"{_end(last, later, zone)}"
                )
                times = {"starts": _clock(later.starts_at, zone), "ends": _end(last, later, zone)}
                yield Check("overlap", text, times, {"segment": (later.names,), "other": (last.names,)})
            if last is None or later.ends_at > last.ends_at:
                last = later


def _end(segment: Segment, seen_from: Segment, zone: tzinfo) -> str:
    """When `segment` ends: with its day, where that is not the day on which the other starts."""
    ends_at = segment.ends_at.astimezone(zone)
    same_day = ends_at.date() == seen_from.starts_at.astimezone(zone).date()
    return f"{ends_at:%H:%M}" if same_day else f"{ends_at:%Y-%m-%d %H:%M}"


def _changeovers(segments: Segments, zone: tzinfo) -> Iterator[Check]:
    """Instants at which people must change rooms or seats in no time."""
    room_of = {segment.id: room for room, planned in segments.items() for segment in planned}
    working = [segment for segment in _all(segments) if segment.format not in BREAKS]
    for instant in sorted({segment.starts_at for segment in working}):
        ending = [segment for segment in working if segment.ends_at == instant]
        starting = [segment for segment in working if segment.starts_at == instant]
        if not ending or not starting:
            continue
        elsewhere = {room_of[segment.id] for segment in ending} != {room_of[segment.id] for segment in starting}
        reseated = any(
            room_of[before.id] == room_of[following.id] and reseats(before.format, following.format)
            for before, following in product(ending, starting)
        )
        if elsewhere or reseated:
            text = (
                f"there is no time between {_and(s.id for s in ending)} and {_and(s.id for s in starting)} at "
                f"{_clock(instant, zone)} to change {'rooms' if elsewhere else 'seats'}"
            )
            named = {"ending": tuple(s.names for s in ending), "starting": tuple(s.names for s in starting)}
            code = "no_time_for_rooms" if elsewhere else "no_time_for_seats"
            yield Check(code, text, {"at": _clock(instant, zone)}, named)


def _lengths(segments: Segments) -> Iterator[Check]:
    """Line-ups that fill their segment, or more, before anyone else has spoken."""
    for segment in _all(segments):
        planned = sum(slot.allotted or phase.time_limit or 0 for phase in segment.phases for slot in phase.lineup)
        lasts = segment.ends_at - segment.starts_at
        if timedelta(seconds=planned) > lasts:
            minutes = lasts // timedelta(minutes=1)
            text = f"the speakers of {segment.id} are given {planned // 60} min; it lasts {minutes} min"
            values = {"given": str(planned // 60), "lasts": str(minutes)}
            yield Check("too_many_speakers", text, values, {"segment": (segment.names,)})


def _limits(segments: Segments, assumed: set[str]) -> Iterator[Check]:
    for segment in _all(segments):
        unlimited = [
            phase
            for phase in segment.phases
            if phase.time_limit is None and phase.id not in assumed and _is_timed(phase)
        ]
        if unlimited:
            text = f"no time limit is stated for {_and(phase.id for phase in unlimited)}"
            named = {"segment": (segment.names,), "phases": tuple(phase.names for phase in unlimited)}
            yield Check("no_limit", text, {}, named)


def _is_timed(phase: Phase) -> bool:
    return phase.serves_list or bool(phase.lineup and phase.kind not in UNTIMED)


def _assumption(assumption: Assumption, segments: Sequence[Segment]) -> Check:
    phase = assumption.phase
    assumed = [
        *([f"a {'guide' if phase.limit_is_guide else 'limit'} of {phase.time_limit} s"] if phase.time_limit else []),
        *([f"{phase.process_extra} s extra for chairs of regional processes"] if phase.process_extra else []),
    ]
    text = f"the organisers have not stated all limits of {phase.id}: assumed is {_and(assumed)}"
    of = tuple(segment.names for segment in segments if segment.id == assumption.segment)
    values = {"limit": _length(phase.time_limit), "extra": _length(phase.process_extra)}
    return Check("assumed", text, values, {"segment": of, "phases": (phase.names,)})


def _length(seconds: int | None) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}" if seconds else "–"


def _speakers(segments: Segments) -> Iterator[Check]:
    """Who is not certain. Of those not named yet, one sentence for each segment."""
    for segment in _all(segments):
        lineups = [slot for phase in segment.phases for slot in phase.lineup]
        slots = (*segment.moderators, *segment.rapporteurs, *lineups)
        unnamed = {slot.names["en"]: slot.names for slot in slots if slot.certainty is Certainty.PLACEHOLDER}
        for slot in slots:
            if slot.certainty is Certainty.TO_BE_CONFIRMED:
                text = f"{slot.id} ({slot.names['en']}) is to be confirmed"
                yield Check("to_be_confirmed", text, {}, _of(segment, slot.names))
            if slot.certainty is Certainty.ALTERNATIVES:
                text = f"{slot.id} is not decided: {' or '.join(names['en'] for names in slot.alternatives)}"
                yield Check("not_decided", text, {}, _of(segment, *slot.alternatives))
        if unnamed:
            yield Check(
                "not_named", f"not named yet in {segment.id}: {_and(unnamed)}", {}, _of(segment, *unnamed.values())
            )


def _of(segment: Segment, *who: Names) -> dict[str, tuple[Names, ...]]:
    return {"segment": (segment.names,), "who": who}


def _languages(segments: Segments) -> Iterator[Check]:
    """Of a conference that is interpreted at all."""
    interpreted = any(segment.interpretation for segment in _all(segments))
    for room, planned in segments.items() if interpreted else ():
        if any(segment.format not in BREAKS and not segment.interpretation for segment in planned):
            yield Check("no_interpretation", f"no interpretation is stated for {room}", {"room": room})


def _and(words: Iterable[str]) -> str:
    listed = list(words)
    return " and ".join(filter(None, (", ".join(listed[:-1]), listed[-1]))) if listed else ""
