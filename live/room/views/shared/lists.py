"""The list of speakers as screens show it: which one matters now, whether it is open, and how many will be heard."""

from live.room.model.plan import Seconds, Segment
from live.room.model.state import ListStatus, RoomState, SpeakersList
from live.room.outlook import forecast
from live.room.rules import rundown, speakers
from live.room.views.shared import Shown, Stamp, stamp


class ForecastShown(Shown, frozen=True):
    """Of the `of` who wait, `fit` will be heard before `until`; all of them at `all_fit_at` seconds each.

    Without `all_fit_at` they fit as it is, or never would. As of the last entry: what is later follows from `pace`,
    `begins_at` and `until`. The list should be closed by `close_by` if those on it are to be heard.
    """

    pace: Seconds
    begins_at: Stamp
    until: Stamp
    fit: int
    of: int
    close_by: Stamp
    all_fit_at: Seconds | None = None


def listed_segment(state: RoomState) -> Segment | None:
    """The segment whose list matters now: the running one's, else the first that was opened ahead of its start."""
    here = rundown.current(state)
    ahead = [segment for segment in state.rundown.segments if not rundown.has_ended(state, segment.id)]
    known = [segment for segment in ([here[0]] if here else []) + ahead if segment.takes_list]
    for segment in known:
        if segment.id == state.rundown.current or (segment.id in state.lists and not _is_only_planned(state, segment)):
            return segment
    return next((segment for segment in known if segment.list_opens_at and segment.id in state.lists), None)


def _is_only_planned(state: RoomState, segment: Segment) -> bool:
    """Whether nothing was done with the list of `segment` yet but by the programme, and it is not open."""
    listed = speakers.list_of(state, segment.id)
    by_plan = listed.status is ListStatus.NOT_OPEN or listed.opens_at == segment.list_opens_at
    timed = segment.list_opens_at is not None or segment.list_closes_at is not None
    not_open = status_shown(state, listed) is ListStatus.NOT_OPEN
    return timed and by_plan and not_open and not speakers.everyone_on(listed)


def status_shown(state: RoomState, listed: SpeakersList) -> ListStatus:
    """Whether a list takes requests, as of the last entry; its announced instants tell what follows."""
    return listed.status if state.at is None else speakers.status_at(listed, state.at)


def floor_limit(state: RoomState, segment: Segment | None) -> Seconds | None:
    """What the next on the list of `segment` is given who has no limit of their own."""
    phase = rundown.list_phase(state, segment) if segment else None
    return speakers.limit(state, phase) if phase else None


def forecast_shown(state: RoomState) -> ForecastShown | None:
    segment = listed_segment(state)
    seen = forecast.forecast(state, segment) if segment else None
    if seen is None:
        return None
    return ForecastShown(
        pace=seen.pace,
        begins_at=stamp(seen.begins_at),
        until=stamp(seen.until),
        fit=seen.fit,
        of=seen.of,
        close_by=stamp(seen.close_by),
        all_fit_at=seen.all_fit_at,
    )
