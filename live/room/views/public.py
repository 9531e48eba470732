"""What everyone may see: hall, podium, interpreters, overlay, phones, foyer.

Public views leave out what the chair would not say aloud.
"""

from functools import partial

from live.room import speakers
from live.room.plan import Segment, SpeakerSlot
from live.room.state import ListStatus, RoomState
from live.room.turns import FloorRequest
from live.room.views.parts import (
    floor_limit,
    floor_shown,
    here,
    listed,
    maybe,
    phase_shown,
    room_shown,
    segment_shown,
    upcoming_shown,
    who_shown,
)
from live.room.views.shown import (
    FoyerRoomShown,
    FoyerView,
    HallView,
    ListShown,
    PhoneListShown,
    PhoneView,
    PlaceShown,
)

NEXT_IN_HALL = 3
NEXT_FOR_INTERPRETERS = 5
NEXT_ON_PHONE = 10


def hall(state: RoomState, *, following: int = NEXT_IN_HALL, every_clock: bool = False) -> HallView:
    """What the room sees. `every_clock` shows clocks the hall keeps silent about, for the podium alone."""
    segment, phase = here(state)
    queue = speakers.queue(state)
    return HallView(
        room=room_shown(state),
        segment=maybe(partial(segment_shown, state), segment),
        phase=maybe(partial(phase_shown, state), phase),
        floor=floor_shown(state, phase, every_clock=every_clock),
        list=ListShown(
            status=speakers.list_of(state, segment.id).status if segment else ListStatus.NOT_OPEN,
            count=len(queue),
            order=tuple(who.id for who in queue[:following]),
            waiting={who.id: who_shown(who) for who in queue[:following]},
            from_lineup=bool(queue) and isinstance(queue[0], SpeakerSlot),
        ),
        upcoming=upcoming_shown(state),
    )


def phone(state: RoomState) -> PhoneView:
    """What every phone in the room sees."""
    segment, phase = here(state)
    segment_listed = listed(state)
    return PhoneView(
        room=room_shown(state),
        segment=maybe(partial(segment_shown, state), segment),
        phase=maybe(partial(phase_shown, state), phase),
        floor=floor_shown(state, phase, every_clock=True),
        list=maybe(partial(_phone_list, state), segment_listed),
        allotted=floor_limit(segment_listed),
        upcoming=upcoming_shown(state),
    )


def foyer(states: list[RoomState]) -> FoyerView:
    """What the foyer sees of `states`, in their order."""
    shown = {}
    for state in states:
        segment, phase = here(state)
        room = room_shown(state)
        shown[room.id] = FoyerRoomShown(
            room=room,
            segment=maybe(partial(segment_shown, state), segment),
            phase=maybe(partial(phase_shown, state), phase),
            upcoming=upcoming_shown(state),
        )
    return FoyerView(order=tuple(shown), rooms=shown)


def _phone_list(state: RoomState, segment: Segment) -> PhoneListShown:
    listed = speakers.list_of(state, segment.id)
    ranks = _ranks(listed.waiting)
    return PhoneListShown(
        segment=segment.id,
        status=listed.status,
        count=len(listed.waiting),
        order=tuple(request.id for request in listed.waiting[:NEXT_ON_PHONE]),
        waiting={
            request.id: PlaceShown(who_shown(request), rank)
            for request, rank in zip(listed.waiting, ranks, strict=True)
        },
    )


def _ranks(waiting: tuple[FloorRequest, ...]) -> list[float]:
    """Ascending numbers along `waiting` that stay the same when someone joins at the end or the first leaves.

    Each is the position that made the request, or just below its follower's. So one more name, or one fewer, changes
    one entry on every phone, where an array of ids would be sent anew.
    """
    ranks: list[float] = []
    follower = float("inf")
    for request in reversed(waiting):
        follower = min(float(request.id.removeprefix("r")), round(follower - 0.001, 3))
        ranks.append(follower)
    return ranks[::-1]
