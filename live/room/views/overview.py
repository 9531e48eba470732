"""All rooms side by side, for those who conduct them; and who is to be in two of them at once."""

from collections import defaultdict
from datetime import datetime
from functools import partial

from live.room import forecast, rundown, speakers
from live.room.forecast import Outlook
from live.room.state import ListStatus, RoomState
from live.room.views.organisers import forecast_shown
from live.room.views.parts import (
    floor_shown,
    here,
    listed_segment,
    maybe,
    phase_shown,
    room_shown,
    segment_shown,
    sitting_shown,
    status_shown,
    upcoming_shown,
)
from live.room.views.shown import stamp
from live.room.views.shown_to_organisers import ClashShown, OverviewRoomShown, OverviewView

SOON = 5
"""Whoever is among the next five should be on their way."""


def overview(states: list[RoomState]) -> OverviewView:
    """What the secretariat sees of `states`, in their order. Rooms that start when another ends wait for its people."""
    alone = [forecast.outlook(state) for state in states]
    ends: dict[datetime, datetime] = {}
    for state, outlook in zip(states, alone, strict=True):
        for segment in state.rundown.segments:
            if segment.id in outlook:
                printed, expected = segment.ends_at, outlook[segment.id].ends_at
                ends[printed] = max(expected, ends.get(printed, expected))
    rooms = {}
    for state in states:
        shown = _room(state, forecast.outlook(state, ends.items()))
        rooms[shown.room.id] = shown
    return OverviewView(order=tuple(rooms), rooms=rooms, clashes=clashes(states))


def _room(state: RoomState, outlook: dict[str, Outlook]) -> OverviewRoomShown:
    segment, phase = here(state)
    listed = listed_segment(state)
    upcoming = rundown.upcoming(state)
    speakers_list = speakers.list_of(state, listed.id) if listed else None
    return OverviewRoomShown(
        room=room_shown(state),
        list_status=status_shown(state, speakers_list) if speakers_list else ListStatus.NOT_OPEN,
        list_count=len(speakers_list.waiting) if speakers_list else 0,
        segment=maybe(partial(segment_shown, state), segment),
        phase=maybe(partial(phase_shown, state), phase),
        floor=floor_shown(state, None, every_clock=True),
        upcoming=upcoming_shown(state),
        sitting=sitting_shown(state),
        forecast=forecast_shown(state),
        expected_end=stamp(outlook[segment.id].ends_at) if segment and segment.id in outlook else None,
        upcoming_start=stamp(outlook[upcoming.id].starts_at) if upcoming and upcoming.id in outlook else None,
        reports={name: report.submitted_at is not None for name, report in state.reports.items()},
    )


def clashes(states: list[RoomState]) -> tuple[ClashShown, ...]:
    """Persons who have the floor or are among the next five in more than one room: warned of, never blocked."""
    wanted: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for state in states:
        segment, _ = here(state)
        if segment is None or state.profile is None:
            continue
        called = [state.floor.request] if state.floor and state.floor.request else []
        for request in (*called, *speakers.list_of(state, segment.id).waiting[:SOON]):
            if not request.from_desk and request.speaker.delegation:
                wanted[request.requested_by, request.speaker.delegation].setdefault(state.profile.id, request.id)
    return tuple(
        ClashShown(by, delegation, requests)
        for (by, delegation), requests in sorted(wanted.items())
        if len(requests) > 1
    )
