"""What a delegate sees on a phone."""

from functools import partial

from live.room.model.plan import Names, Seconds, Segment
from live.room.model.state import ListStatus, RoomState
from live.room.model.turns import FloorRequest
from live.room.outlook import forecast
from live.room.rules import rundown, speakers
from live.room.views.drawing import Drawing
from live.room.views.outcomes import FateShown, OtherListShown, fates_shown, others_shown
from live.room.views.shared import Shown, Stamp, maybe, stamp
from live.room.views.shared.floor import SOLEMN_PHASES, FloorShown, SpeakerShown, floor_shown, who_shown
from live.room.views.shared.lists import floor_limit, listed_segment, status_shown
from live.room.views.shared.rooms import GroupShown, RoomShown, SittingShown, groups_shown, room_shown, sitting_shown
from live.room.views.shared.rundown import (
    PhaseShown,
    RulesShown,
    SegmentShown,
    here,
    phase_shown,
    rules_shown,
    segment_shown,
    upcoming_shown,
)


class PaceShown(Shown, frozen=True):
    """How the list moves. The speaker at place n has the floor about `begins_at` plus n - 1 times `pace` seconds.

    Without `begins_at` the next may be called now. After `until` nobody is heard any more.
    """

    pace: Seconds
    until: Stamp
    begins_at: Stamp | None = None


class PlaceShown(Shown, frozen=True):
    """A request on the phones' list. A lower `rank` is called earlier; ranks need not be whole or follow closely."""

    speaker: SpeakerShown
    rank: float
    pending: bool = False
    """A capacity is claimed and not verified yet; which, and for whom, only its asker and the desk know."""
    ready: bool = False


class PhoneListShown(Shown, frozen=True):
    """The list of one segment. `order` names the first ten; a place further back is the number of lower ranks."""

    segment: str
    status: ListStatus
    count: int
    order: tuple[str, ...]
    waiting: dict[str, PlaceShown]
    opens_at: Stamp | None = None
    closes_at: Stamp | None = None
    replies: dict[str, PlaceShown] = {}
    points: dict[str, str] = {}
    """Points of order that wait to be ruled on: the delegation, by request."""


class PhoneView(Shown, frozen=True):
    """The same for every phone of a room; whose place is whose the phone works out from its delegation."""

    room: RoomShown
    segment: SegmentShown | None = None
    phase: PhaseShown | None = None
    floor: FloorShown | None = None
    list: PhoneListShown | None = None
    allotted: Seconds | None = None
    upcoming: SegmentShown | None = None
    sitting: SittingShown | None = None
    rules: RulesShown | None = None
    pace: PaceShown | None = None
    questions: tuple[Names, ...] = ()
    groups: tuple[GroupShown, ...] = ()
    """In whose name a delegation may speak."""
    fates: dict[str, FateShown] = {}
    """What became of the latest requests that wait no more, by request."""
    others: dict[str, OtherListShown] = {}
    """Who waits on the lists of other segments, by segment."""
    broken: tuple[str, ...] = ()
    """What could not be drawn, by name, and is left out."""


NEXT_ON_PHONE = 10


def phone_view(state: RoomState, room: str, draw: Drawing) -> PhoneView:
    """What every phone in the room sees."""
    segment, phase = here(state)
    segment_listed = listed_segment(state)
    concerned = segment or segment_listed
    return PhoneView(
        room=room_shown(state, room),
        segment=draw.part("segment", lambda: maybe(partial(segment_shown, state), segment)),
        phase=draw.part("phase", lambda: maybe(partial(phase_shown, state), phase)),
        floor=draw.part("floor", lambda: floor_shown(state, SOLEMN_PHASES)),
        list=draw.part("list", lambda: maybe(partial(_phone_list, state), segment_listed)),
        allotted=draw.part("allotted", lambda: floor_limit(state, segment_listed)),
        upcoming=draw.part("upcoming", lambda: upcoming_shown(state)),
        sitting=draw.part("sitting", lambda: sitting_shown(state)),
        rules=draw.part("rules", lambda: maybe(partial(rules_shown, state), concerned)),
        pace=draw.part("pace", lambda: maybe(partial(_pace, state), segment_listed)),
        questions=concerned.questions if concerned and not rundown.are_withheld(state, concerned) else (),
        groups=draw.part("groups", lambda: groups_shown(state), ()),
        fates=draw.part("fates", lambda: fates_shown(state), {}),
        others=draw.part("others", lambda: others_shown(state, segment_listed), {}),
        broken=draw.broken,
    )


def _phone_list(state: RoomState, segment: Segment) -> PhoneListShown:
    listed = speakers.list_of(state, segment.id)
    return PhoneListShown(
        segment=segment.id,
        status=status_shown(state, listed),
        count=len(listed.waiting),
        order=tuple(request.id for request in listed.waiting[:NEXT_ON_PHONE]),
        waiting=_places(state, listed.waiting),
        opens_at=maybe(stamp, listed.opens_at),
        closes_at=maybe(stamp, listed.closes_at),
        replies=_places(state, listed.replies),
        points={request.id: request.speaker.delegation or "" for request in listed.points},
    )


def _pace(state: RoomState, segment: Segment) -> PaceShown | None:
    """The same for all who join: it changes with the speakers and not with those who wait."""
    pace = forecast.pace(state, segment)
    if pace is None:
        return None
    begins_at = forecast.next_begins_at(state, segment)
    return PaceShown(pace, stamp(forecast.floor_ends_at(state, segment)), maybe(stamp, begins_at))


def _places(state: RoomState, requests: tuple[FloorRequest, ...]) -> dict[str, PlaceShown]:
    return {
        request.id: PlaceShown(
            speaker=who_shown(state, request), rank=rank, pending=not request.verified, ready=request.ready is True
        )
        for request, rank in zip(requests, _ranks(requests), strict=True)
    }


def _ranks(waiting: tuple[FloorRequest, ...]) -> list[float]:
    """Ascending numbers along `waiting` that stay the same when someone joins at the end or the first leaves.

    Each is the position that made the request, or just below its follower's. So one more name, or one fewer, changes
    one entry on every phone, where an array of ids would be sent anew.
    """
    ranks: list[float] = []
    follower = float("inf")
    for request in reversed(waiting):
        # Stored ids may have more parts than the two that make a number.
        made_at = float(".".join(request.id.removeprefix("r").split(".")[:2]))
        follower = min(made_at, round(follower - 0.001, 3))
        ranks.append(follower)
    return ranks[::-1]
