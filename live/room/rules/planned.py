"""What the programme has happen by itself: lists open and close, questions are published.

A list takes requests by its announced instants (`speakers.status_at`), those of the programme like any other. So it
opens to the second, whoever looks; that it did is written down when the time has come. What was decided in the room
holds against the programme, until the programme itself says another time.
"""

from datetime import datetime

from msgspec.structs import replace

from live.room.model.events import ListClosed, ListOpened, QuestionsPublished
from live.room.model.plan import Segment
from live.room.model.state import ListStatus, RoomState, SpeakersList
from live.room.rules import rundown
from live.room.rules.speakers import list_of, status_at, with_list

Due = tuple[ListOpened | ListClosed | QuestionsPublished, ...]


def due(state: RoomState, at: datetime) -> Due:
    """What the programme has until `at` and was not written down yet."""
    return tuple(event for segment in state.rundown.segments for event in _due_of(state, segment, at))


def _due_of(state: RoomState, segment: Segment, at: datetime) -> Due:
    events: list[ListOpened | ListClosed | QuestionsPublished] = []
    listed = list_of(state, segment.id)
    if listed.status is ListStatus.OPEN:
        if listed.opens_at is not None and listed.opens_at == segment.list_opens_at and listed.opens_at <= at:
            events.append(ListOpened(segment.id, None, listed.closes_at))
        if listed.closes_at is not None and listed.closes_at == segment.list_closes_at and listed.closes_at <= at:
            events.append(ListClosed(segment.id))
    if segment.questions_at is not None and segment.questions_at <= at and rundown.are_withheld(state, segment):
        events.append(QuestionsPublished(segment.id))
    return tuple(events)


def announced(before: RoomState, published: RoomState, at: datetime) -> RoomState:
    """`published` with the times of lists that its programme has otherwise than that of `before`.

    A list that is open is not taken back, nor one that is closed opened again: what has happened stays.
    """
    was = {segment.id: segment for segment in before.rundown.segments}
    for segment in published.rundown.segments:
        known = was.get(segment.id)
        opens = (known.list_opens_at if known else None, segment.list_opens_at)
        closes = (known.list_closes_at if known else None, segment.list_closes_at)
        if rundown.has_ended(published, segment.id):
            continue
        listed = list_of(published, segment.id)
        timed = _closing(_opening(listed, opens, at), closes, at)
        if timed != listed:
            published = with_list(published, segment.id, timed)
    return published


Times = tuple[datetime | None, datetime | None]
"""What the programme said before, and says now."""


def _opening(listed: SpeakersList, times: Times, at: datetime) -> SpeakersList:
    was, now = times
    if was == now or status_at(listed, at) is not ListStatus.NOT_OPEN:
        return listed
    if now is not None:
        return replace(listed, status=ListStatus.OPEN, opens_at=now)
    return replace(listed, status=ListStatus.NOT_OPEN, opens_at=None) if listed.opens_at == was else listed


def _closing(listed: SpeakersList, times: Times, at: datetime) -> SpeakersList:
    was, now = times
    if was == now or status_at(listed, at) is ListStatus.CLOSED:
        return listed
    return replace(listed, closes_at=now) if now is not None or listed.closes_at == was else listed
