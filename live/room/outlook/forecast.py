"""Who will be heard in time: pace, places in time, the day as it will run. Estimates for people, never acts.

The pace is what was observed, with the limit counted as two turns so that the first speaker does not decide it. All is
as of the last entry; a screen that has a clock works out the rest from pace and instants.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice, pairwise

from live.room.model.plan import BREAKS, PhaseKind, Seconds, Segment, Value, reseats
from live.room.model.state import RoomState, SegmentStatus
from live.room.model.turns import Intervention
from live.room.rules import rundown
from live.room.rules.procedures import rules_of
from live.room.rules.speakers import counts, limit, list_of

CHANGEOVER: Seconds = 20
"""To walk, switch on and be greeted, where nothing was observed."""
LIMIT_COUNTS_AS = 2
OBSERVED_TURNS = 10
LONGEST_GAP = timedelta(minutes=2)
"""A longer pause between two speakers is not the time it takes to change over."""
STEP: Seconds = 5
SHORTEST: Seconds = 30
"""Nobody is proposed less time than this."""
FAR_AHEAD = timedelta(hours=5)


class Forecast(Value, frozen=True):
    """Of the `of` who wait `fit` will be heard before `until`, one every `pace` seconds from `begins_at` on.

    All of them fit if each is given `all_fit_at` seconds; `None` if they fit as it is, or never would. The list should
    be closed by `close_by` if those on it are to be heard.
    """

    pace: Seconds
    begins_at: datetime
    until: datetime
    fit: int
    of: int
    all_fit_at: Seconds | None
    close_by: datetime


class Outlook(Value, frozen=True):
    """When a segment will run, as it looks now. `squeezed` is what a fixed end takes from its printed length."""

    starts_at: datetime
    ends_at: datetime
    squeezed: Seconds = 0


# The list


def pace(state: RoomState, segment: Segment) -> Seconds | None:
    """Seconds from one speaker to the next on the list of `segment`; `None` if there is nothing to go by."""
    phase = rundown.list_phase(state, segment)
    if phase is None:
        return None
    given = limit(state, phase)
    # From the last back: a long meeting has thousands, and this is asked for again and again.
    here = (turn for turn in reversed(state.turns) if turn.segment == segment.id and turn.phase == phase.id)
    took = _took([*islice(filter(counts, here), OBSERVED_TURNS)][::-1])
    expected = [given + CHANGEOVER] * LIMIT_COUNTS_AS if given is not None else []
    known = (*expected, *took)
    # Never zero: after the last of those observed comes a changeover.
    return round(sum(known) / len(known)) if known else None


def _took(turns: list[Intervention]) -> list[float]:
    """How long each of `turns` took, until the next was called."""
    seconds = []
    for n, turn in enumerate(turns):
        assert turn.ended_at is not None
        following = turns[n + 1].called_at if n + 1 < len(turns) else None
        if following is None or not timedelta() <= following - turn.ended_at <= LONGEST_GAP:
            following = turn.ended_at + timedelta(seconds=CHANGEOVER)
        seconds.append((following - turn.called_at).total_seconds())
    return seconds


def reserved(state: RoomState, segment: Segment) -> Seconds:
    """What is kept at the end of `segment` for its summary (seed day 2: the moderator's summary at the end)."""
    after = False
    kept = 0
    for phase in segment.phases:
        if after:
            kept += phase.reserved or (rules_of(state, segment).summary if phase.kind is PhaseKind.SUMMARY else 0)
        after = after or phase.serves_list
    return kept


def floor_ends_at(state: RoomState, segment: Segment) -> datetime:
    """Until when the list of `segment` can be heard."""
    return segment.ends_at - timedelta(seconds=reserved(state, segment))


def next_begins_at(state: RoomState, segment: Segment) -> datetime | None:
    """When the speaker will be done, and a suspended meeting resumes; `None` if the next may be called at once."""
    turn = (state.interrupted or (state.floor,))[0]
    each = pace(state, segment)
    resumes_at = state.sitting.resumes_at
    if turn is None or each is None or turn.segment != segment.id:
        return resumes_at
    done_at = turn.called_at + timedelta(seconds=max(each, (turn.allotted or 0) + CHANGEOVER))
    if resumes_at is None or state.sitting.since is None:
        return done_at
    return max(resumes_at, resumes_at + (done_at - state.sitting.since))


def forecast(state: RoomState, segment: Segment) -> Forecast | None:
    """How the list of `segment` will fare; `None` if there is no list or no pace to go by."""
    each = pace(state, segment)
    if each is None or state.at is None:
        return None
    waiting = len(list_of(state, segment.id).waiting)
    begins_at = _begins_at(state, segment, state.at)
    until = floor_ends_at(state, segment)
    left = max(0.0, (until - begins_at).total_seconds())
    return Forecast(
        pace=each,
        begins_at=begins_at,
        until=until,
        fit=min(waiting, int(left // each)),
        of=waiting,
        all_fit_at=_all_fit_at(left, waiting, each),
        close_by=until - timedelta(seconds=waiting * each),
    )


def _begins_at(state: RoomState, segment: Segment, now: datetime) -> datetime:
    """When the next of the list can begin: after the speaker, and after the podium that comes before the floor."""
    here = rundown.current(state)
    serves = rundown.list_phase(state, segment)
    assert serves is not None, "there is no pace to go by without a list"
    places = {phase.id: place for place, phase in enumerate(segment.phases)}
    begins_at, first = max(now, segment.starts_at), 0
    if here is not None and here[0].id == segment.id:
        begins_at, first = max(now, next_begins_at(state, segment) or now), places[here[1].id]
    for phase in segment.phases[first : places[serves.id] + 1]:
        for slot in phase.lineup:
            if slot.id not in state.heard and not slot.withdrawn:
                begins_at += timedelta(seconds=(slot.allotted or limit(state, phase) or 0) + CHANGEOVER)
    return begins_at


def _all_fit_at(left: float, waiting: int, each: Seconds) -> Seconds | None:
    if not waiting or waiting * each <= left:
        return None
    given = int((left / waiting - CHANGEOVER) // STEP) * STEP
    return given if given >= SHORTEST else None


def expected_at(state: RoomState, segment: Segment, place: int) -> datetime | None:
    """When the speaker at `place` on the list of `segment`, from 1, will have the floor."""
    seen = forecast(state, segment)
    return None if seen is None else seen.begins_at + timedelta(seconds=(place - 1) * seen.pace)


# The day


def outlook(state: RoomState, elsewhere: Iterable[tuple[datetime, datetime]] = ()) -> dict[str, Outlook]:
    """When each segment that has not ended will run, in order.

    A late start moves what follows, breaks shrink, and a fixed end cuts. `elsewhere` are the printed and the expected
    ends of what people come from in other rooms: where a segment starts the minute that one ends, it waits for them.
    """
    now = state.at
    coming = dict(elsewhere)
    seen: dict[str, Outlook] = {}
    free: datetime | None = None
    for segment in state.rundown.segments:
        progress = rundown.progress(state, segment.id)
        if progress.status is SegmentStatus.ENDED:
            free = progress.ended_at
            continue
        starts_at = max(segment.starts_at, coming.get(segment.starts_at, segment.starts_at))
        if progress.started_at is not None:
            starts_at = progress.started_at
        elif free is not None and free - segment.starts_at < FAR_AHEAD:
            starts_at = max(starts_at, free)
        seen[segment.id] = _run(segment, starts_at, fixed=segment.hard_end and progress.uninterpreted_since is None)
        free = seen[segment.id].ends_at
        if progress.status is SegmentStatus.RUNNING and now is not None:
            free = max(free, now)
    return seen


def _run(segment: Segment, starts_at: datetime, *, fixed: bool) -> Outlook:
    length = segment.ends_at - segment.starts_at
    if segment.format in BREAKS:
        return Outlook(starts_at, max(starts_at, segment.ends_at))
    ends_at = max(starts_at, min(starts_at + length, segment.ends_at)) if fixed else starts_at + length
    return Outlook(starts_at, ends_at, squeezed=max(0, int((length - (ends_at - starts_at)).total_seconds())))


def hard_end(state: RoomState) -> datetime | None:
    """The next fixed end: of the running segment, or of one that comes after it in the same meeting."""
    here = rundown.current(state)
    if here is None:
        return None
    ahead = False
    for segment in state.rundown.segments:
        ahead = ahead or segment.id == here[0].id
        if ahead and segment.format in BREAKS:
            return None
        if ahead and segment.hard_end:
            return segment.ends_at
    return None


def zero_changeovers(state: RoomState) -> frozenset[str]:
    """Segments that start the minute another ends, with the room to be seated anew (seed day 1, 16:30)."""
    segments = state.rundown.segments
    return frozenset(
        following.id
        for before, following in pairwise(segments)
        if before.ends_at == following.starts_at and reseats(before.format, following.format)
    )
