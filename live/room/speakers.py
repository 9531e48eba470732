"""The list of speakers and the floor: what is decided, and what follows from it.

The delegation holds the place, not the person: one request per delegation and capacity on a list. Point of order,
right of reply and the rest of the procedure join here.
"""

from datetime import datetime
from typing import TypeAlias

from msgspec.structs import replace

from live.room import precedence, rundown
from live.room.commands import (
    AddSpeaker,
    CallNextSpeaker,
    CloseList,
    EndIntervention,
    OpenList,
    RequestFloor,
    WithdrawRequest,
)
from live.room.events import (
    FloorRequested,
    InterventionEnded,
    ListClosed,
    ListOpened,
    RequestWithdrawn,
    SpeakerCalled,
)
from live.room.plan import Capacity, Certainty, Phase, Seconds, Segment, SpeakerSlot, Value
from live.room.refusals import Reason, Refused
from live.room.state import ListStatus, RoomState, SpeakersList
from live.room.timekeeping import speaking
from live.room.turns import FloorRequest, Intervention, Speaker

Next: TypeAlias = FloorRequest | SpeakerSlot


def list_of(state: RoomState, segment: str) -> SpeakersList:
    """The list of speakers of `segment`: an unopened, empty one before anything was done with it."""
    return state.lists.get(segment, SpeakersList())


def queue(state: RoomState) -> tuple[Next, ...]:
    """Everyone who will be called in this phase, in order: the rest of its line-up, else the waiting list."""
    here = rundown.current(state)
    if here is None:
        return ()
    segment, phase = here
    lineup = tuple(slot for slot in phase.lineup if slot.id not in state.heard)
    return lineup or (list_of(state, segment.id).waiting if phase.serves_list else ())


def find(state: RoomState, request: str) -> tuple[str, FloorRequest]:
    """The segment on whose list `request` waits, and the request; or `Refused(unknown_request)`."""
    for segment, speakers_list in state.lists.items():
        for waiting in speakers_list.waiting:
            if waiting.id == request:
                return segment, waiting
    raise Refused(Reason.UNKNOWN_REQUEST, request=request)


# The list: open, close


def open_list(state: RoomState, command: OpenList) -> tuple[ListOpened]:
    """Rule 73 / 115. A list may be opened before its segment starts, not after it ended."""
    segment = _taking_requests(state, command.segment)
    if list_of(state, segment.id).status is ListStatus.OPEN:
        raise Refused(Reason.LIST_ALREADY_OPEN)
    return (ListOpened(segment.id),)


def close_list(state: RoomState, command: CloseList) -> tuple[ListClosed]:
    """Rule 73 / 115. Whoever is on the list keeps their place."""
    segment = _taking_requests(state, command.segment)
    if list_of(state, segment.id).status is not ListStatus.OPEN:
        raise Refused(Reason.LIST_NOT_OPEN)
    return (ListClosed(segment.id),)


def _taking_requests(state: RoomState, wanted: str | None) -> Segment:
    segment = rundown.segment_named(state, wanted) if wanted else rundown.running(state)
    if rundown.has_ended(state, segment.id):
        raise Refused(Reason.SEGMENT_MOVED_ON, segment=segment.id)
    if not any(phase.serves_list for phase in segment.phases):
        raise Refused(Reason.LIST_NOT_TAKEN, segment=segment.id)
    return segment


# Requests: ask, add on behalf, withdraw


def request_floor(
    state: RoomState, command: RequestFloor, delegation: str | None, asker: str, at: datetime
) -> tuple[FloorRequested]:
    """Rule 68 / 109: speakers are called in the order in which they signify their desire."""
    if delegation is None:
        raise Refused(Reason.NOT_PERMITTED)
    segment = _taking_requests(state, command.segment)
    match list_of(state, segment.id).status:
        case ListStatus.NOT_OPEN:
            raise Refused(Reason.LIST_NOT_OPEN)
        case ListStatus.CLOSED:
            raise Refused(Reason.LIST_CLOSED)
        case ListStatus.OPEN:
            pass
    on_behalf_of = _verified(state, command.capacity, command.on_behalf_of, delegation)
    return _inscribe(state, segment, _Wish(delegation, command.capacity, on_behalf_of, asker, at, from_desk=False))


def add_speaker(state: RoomState, command: AddSpeaker, asker: str, at: datetime) -> tuple[FloorRequested]:
    """A request made at the desk, equal in rank to one from a phone. The desk may add to a list not open."""
    segment = _taking_requests(state, command.segment)
    on_behalf_of = _named(command.capacity, command.on_behalf_of)
    wish = _Wish(command.delegation, command.capacity, on_behalf_of, asker, at, from_desk=True)
    return _inscribe(state, segment, wish)


def withdraw_request(
    state: RoomState, command: WithdrawRequest, own: str | None, *, of_anyone: bool
) -> tuple[RequestWithdrawn]:
    """A delegation may take its `own` request back; those who conduct the room that `of_anyone`."""
    segment, request = find(state, command.request)
    if not of_anyone and (own is None or request.speaker.delegation != own):
        raise Refused(Reason.NOT_PERMITTED)
    return (RequestWithdrawn(segment, request.id),)


def _named(capacity: Capacity, on_behalf_of: str | None) -> str | None:
    """What is spoken for, cleaned; a group or process must be named, a nation needs none."""
    name = " ".join((on_behalf_of or "").split())[:120] or None
    if capacity in (Capacity.GROUP, Capacity.REGIONAL_PROCESS):
        if name is None:
            raise Refused(Reason.CAPACITY_NEEDS_NAME)
        return name
    return None


def _verified(state: RoomState, capacity: Capacity, on_behalf_of: str | None, delegation: str) -> str | None:
    """Only a registered chair speaks for a regional process from a phone, or everyone would be a chair."""
    name = _named(capacity, on_behalf_of)
    if capacity is Capacity.CO_FACILITATOR:
        raise Refused(Reason.CAPACITY_NOT_VERIFIED)
    if capacity is Capacity.REGIONAL_PROCESS and state.process_chairs.get(name or "") != delegation:
        raise Refused(Reason.CAPACITY_NOT_VERIFIED)
    return name


class _Wish(Value, frozen=True):
    """What a delegation asks for, checked: in what capacity, put down by whom, when and where."""

    delegation: str
    capacity: Capacity
    on_behalf_of: str | None
    asker: str
    at: datetime
    from_desk: bool


def _inscribe(state: RoomState, segment: Segment, wish: _Wish) -> tuple[FloorRequested]:
    if (entity := state.register.get(wish.delegation)) is None:
        raise Refused(Reason.UNKNOWN_DELEGATION, delegation=wish.delegation)
    waiting = list_of(state, segment.id).waiting
    for other in waiting:
        if other.speaker.delegation == wish.delegation and other.capacity == wish.capacity:
            raise Refused(Reason.ALREADY_ON_LIST, request=other.id)
    request = FloorRequest(
        id=f"r{state.position + 1}",
        speaker=Speaker(names=entity.names, delegation=entity.id, category=entity.category),
        requested_at=wish.at,
        requested_by=wish.asker,
        capacity=wish.capacity,
        on_behalf_of=wish.on_behalf_of,
        from_desk=wish.from_desk,
    )
    return (FloorRequested(segment.id, request, precedence.placed_ahead_of(request, waiting)),)


# The floor: call, end


def call_next_speaker(
    state: RoomState, command: CallNextSpeaker, at: datetime
) -> tuple[SpeakerCalled] | tuple[InterventionEnded, SpeakerCalled]:
    """Give the floor to the one the asker saw next; of two presses the second reads `not_next`."""
    segment, phase = rundown.running_phase(state)
    following = queue(state)
    if not following:
        raise Refused(Reason.NOBODY_WAITING)
    if following[0].id != command.expecting:
        raise Refused(Reason.NOT_NEXT, next=following[0].id)
    called = SpeakerCalled(_turn(following[0], segment, phase, at))
    return (InterventionEnded(state.floor.id), called) if state.floor else (called,)


def end_intervention(state: RoomState, command: EndIntervention) -> tuple[InterventionEnded]:
    return (InterventionEnded(speaking(state, command.intervention).id),)


def allotted(who: Next, phase: Phase) -> Seconds | None:
    """The time `who` is given in `phase`; chairs of regional processes get extra (seed day 1, Panel I)."""
    if isinstance(who, SpeakerSlot):
        return who.allotted or phase.time_limit
    if phase.time_limit is None:
        return None
    return phase.time_limit + (phase.process_extra if who.capacity is Capacity.REGIONAL_PROCESS else 0)


def slot_speaker(slot: SpeakerSlot) -> Speaker:
    """How a podium slot is shown when it speaks. Who is still to be confirmed is not named to a room."""
    person = slot.person if slot.certainty is Certainty.CONFIRMED else None
    return Speaker(names=slot.names, category=slot.category, person=person, detail=slot.focus)


def _turn(who: Next, segment: Segment, phase: Phase, at: datetime) -> Intervention:
    turn = Intervention(
        id=who.id,
        segment=segment.id,
        phase=phase.id,
        speaker=slot_speaker(who) if isinstance(who, SpeakerSlot) else who.speaker,
        called_at=at,
        allotted=allotted(who, phase),
        allotted_is_guide=phase.limit_is_guide,
    )
    if isinstance(who, SpeakerSlot):
        return turn
    return replace(turn, capacity=who.capacity, on_behalf_of=who.on_behalf_of)


# What follows


def list_opened(state: RoomState, segment: str) -> RoomState:
    return _with_list(state, segment, replace(list_of(state, segment), status=ListStatus.OPEN))


def list_closed(state: RoomState, segment: str) -> RoomState:
    return _with_list(state, segment, replace(list_of(state, segment), status=ListStatus.CLOSED))


def floor_requested(state: RoomState, event: FloorRequested) -> RoomState:
    speakers_list = list_of(state, event.segment)
    waiting = speakers_list.waiting
    place = next((n for n, other in enumerate(waiting) if other.id == event.ahead_of), len(waiting))
    waiting = (*waiting[:place], event.request, *waiting[place:])
    return _with_list(state, event.segment, replace(speakers_list, waiting=waiting))


def request_withdrawn(state: RoomState, segment: str, request: str) -> RoomState:
    speakers_list = list_of(state, segment)
    waiting = tuple(other for other in speakers_list.waiting if other.id != request)
    return _with_list(state, segment, replace(speakers_list, waiting=waiting))


def speaker_called(state: RoomState, turn: Intervention) -> RoomState:
    if any(waiting.id == turn.id for waiting in list_of(state, turn.segment).waiting):
        state = request_withdrawn(state, turn.segment, turn.id)
    else:
        state = replace(state, heard=state.heard | {turn.id})
    return replace(state, floor=turn)


def intervention_ended(state: RoomState) -> RoomState:
    return replace(state, floor=None)


def _with_list(state: RoomState, segment: str, speakers_list: SpeakersList) -> RoomState:
    return replace(state, lists={**state.lists, segment: speakers_list})
