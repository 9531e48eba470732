"""The list as a whole: opened and closed, arranged, moved by hand, drawn by lots, carried over, split and merged.

Every order is a suggestion that the chair may overrule, and a move by hand sticks.

Each decision stands in one file with what follows from it: hence the length.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import assert_never

from msgspec.structs import replace

from live.room.authority import Actor
from live.room.commands import (
    AcceptRequests,
    CarryOver,
    ClearList,
    CloseList,
    DrawLots,
    ListCommand,
    MoveRequest,
    OpenList,
    ReleaseRequests,
    SetOrder,
    SwapRequests,
)
from live.room.model.events import (
    AnyEvent,
    ListArranged,
    ListCarriedOver,
    ListCleared,
    ListClosed,
    ListEvent,
    ListOpened,
    RequestMoved,
    RequestsAccepted,
    RequestsReleased,
    RequestsSwapped,
)
from live.room.model.plan import Capacity, OrderPolicy, Seconds, Segment
from live.room.model.state import ListStatus, RoomState, SpeakersList
from live.room.model.texts import cleaned
from live.room.model.turns import FloorRequest, Handling, InterventionKind, Release
from live.room.refusals import Reason, Refused
from live.room.rules import precedence, rundown
from live.room.rules.groups import named
from live.room.rules.inscription import may_reply, speaker_of, taking_requests
from live.room.rules.procedures import rules_of
from live.room.rules.speakers import (
    Requests,
    changed,
    everyone_on,
    list_of,
    place_of,
    policy_of,
    put,
    status_at,
    with_list,
    without,
)

LONGEST_NOTICE: Seconds = 24 * 3600


def decide(state: RoomState, command: ListCommand, actor: Actor, at: datetime) -> tuple[AnyEvent, ...]:
    match command:
        case OpenList():
            return _open(state, command, at)
        case CloseList():
            return _close(state, command, at)
        case SetOrder():
            return _arrange(state, command)
        case DrawLots():
            return _draw(state, command)
        case MoveRequest():
            return _move(state, command)
        case SwapRequests():
            return _swap(state, command)
        case CarryOver():
            return _carry_over(state, command)
        case ReleaseRequests():
            return _release(state, command)
        case AcceptRequests():
            return _accept(state, command, actor)
        case ClearList():
            return _clear(state, command)
        case _:
            assert_never(command)


# Open and close


def _open(state: RoomState, command: OpenList, at: datetime) -> tuple[ListOpened]:
    """Rule 73 / 115. A list may be opened before its segment starts, not after it ended; an announced closing ends."""
    segment = taking_requests(state, command.segment)
    listed = list_of(state, segment.id)
    opens_at = _notice(command.in_seconds, at)
    status = status_at(listed, at)
    if status is ListStatus.OPEN and (listed.closes_at is None or opens_at is not None):
        raise Refused(Reason.LIST_ALREADY_OPEN)
    # One that opens for the first time closes as the programme has it.
    planned = listed.closes_at if status is ListStatus.NOT_OPEN else None
    return (ListOpened(segment.id, opens_at, planned if planned and planned > (opens_at or at) else None),)


def _close(state: RoomState, command: CloseList, at: datetime) -> tuple[ListClosed]:
    """Rule 73 / 115. Those on the list keep their place. What was only announced can be called off."""
    segment = taking_requests(state, command.segment)
    listed = list_of(state, segment.id)
    closes_at = _notice(command.in_seconds, at)
    announced = listed.status is ListStatus.OPEN and status_at(listed, at) is ListStatus.NOT_OPEN
    if status_at(listed, at) is not ListStatus.OPEN and not (announced and closes_at is None):
        raise Refused(Reason.LIST_NOT_OPEN)
    return (ListClosed(segment.id, closes_at),)


def _notice(seconds: Seconds, at: datetime) -> datetime | None:
    if not 0 <= seconds <= LONGEST_NOTICE:
        raise Refused(Reason.OUT_OF_RANGE, field="in_seconds")
    return at + timedelta(seconds=seconds) if seconds else None


# Order


def _arrange(state: RoomState, command: SetOrder) -> tuple[ListArranged, ...]:
    """Lots are not an order to choose: they are drawn, by a seed that was said aloud."""
    segment = taking_requests(state, command.segment)
    if command.policy is OrderPolicy.LOTS:
        raise Refused(Reason.LOTS_NOT_DRAWN)
    waiting = list_of(state, segment.id).waiting
    arranged = precedence.arranged(waiting, command.policy, state.settings.classes)
    order = tuple(request.id for request in arranged)
    by_order = all(request.handling in {None, *precedence.BY_HAND} for request in waiting)
    if by_order and command.policy is policy_of(state, segment) and order == tuple(request.id for request in waiting):
        return ()
    return (ListArranged(segment.id, command.policy, order),)


def _draw(state: RoomState, command: DrawLots) -> tuple[ListArranged]:
    """Those with precedence keep it; within a tier, by the hash of the seed and who asks, as anyone can check.

    Of each request `seed:delegation:capacity` is hashed, and `:name` after it where it speaks for a group or process.
    """
    segment = taking_requests(state, command.segment)
    waiting = list_of(state, segment.id).waiting
    if not waiting:
        raise Refused(Reason.NOBODY_WAITING)

    def lot(request: FloorRequest) -> tuple[int, bytes]:
        whose = (command.seed, request.speaker.delegation, request.capacity, request.on_behalf_of)
        drawn = ":".join(fact for fact in whose if fact)
        return precedence.tier(request), sha256(drawn.encode()).digest()

    order = tuple(request.id for request in sorted(waiting, key=lot))
    return (ListArranged(segment.id, OrderPolicy.LOTS, order, command.seed),)


def _waiting(state: RoomState, request: str) -> tuple[str, SpeakersList]:
    """The segment on whose list `request` waits for a turn, and that list; or `Refused(unknown_request)`."""
    for segment, listed in state.lists.items():
        if any(other.id == request for other in listed.waiting):
            return segment, listed
    raise Refused(Reason.UNKNOWN_REQUEST, request=request)


def _move(state: RoomState, command: MoveRequest) -> tuple[RequestMoved, ...]:
    """A move is "X before Y" and names all the asker saw: it is refused if anyone it names was moved meanwhile.

    That others joined or left meanwhile does not matter, for nobody is placed by a number (edge case 5).
    """
    segment, listed = _waiting(state, command.request)
    here = [request.id for request in listed.waiting]
    waiting = set(here)
    seen = [known for known in dict.fromkeys(command.seen) if known in waiting]
    named_all = {command.request, command.ahead_of} - {None} <= set(command.seen)
    there = set(seen)
    still = command.ahead_of is None or command.ahead_of in there
    if not named_all or not still or seen != [known for known in here if known in there]:
        raise Refused(Reason.LIST_MOVED_ON, segment=segment)
    if command.ahead_of == command.request:
        raise Refused(Reason.OUT_OF_RANGE, field="ahead_of")
    if (here.index(command.request) + 1, command.ahead_of) in (*enumerate(here), (len(here), None)):
        return ()  # It stands there.
    return (RequestMoved(segment, command.request, command.ahead_of),)


def _swap(state: RoomState, command: SwapRequests) -> tuple[RequestsSwapped]:
    segment, listed = _waiting(state, command.first)
    if command.second == command.first or command.second not in {request.id for request in listed.waiting}:
        raise Refused(Reason.UNKNOWN_REQUEST, request=command.second)
    return (RequestsSwapped(segment, command.first, command.second),)


# Carry over, split, merge


def _some_of(requests: Requests, wanted: tuple[str, ...]) -> Requests:
    """Those of `requests` that are `wanted`, in the order of the list; or `Refused` if one is not among them."""
    here = {request.id for request in requests}
    for request in wanted:
        if request not in here:
            raise Refused(Reason.UNKNOWN_REQUEST, request=request)
    return tuple(request for request in requests if request.id in wanted)


def _source(state: RoomState, segment: str) -> str:
    """`segment`, if the programme has it or had it while somebody was on its list. Raises `Refused`."""
    if segment not in rundown.orphaned(state, state.rundown.segments):
        rundown.segment_named(state, segment)
    return segment


def _all_of(state: RoomState, segment: str) -> Requests:
    """Whom an act on the whole list of `segment` is about.

    Points of order and replies are of the matter before the meeting, and stay with it. If the programme has no such
    segment any more, they are of nothing that will be heard, and go where the list goes.
    """
    listed = list_of(state, segment)
    return listed.waiting if rundown.planned(state, segment) is not None else everyone_on(listed)


def _carry_over(state: RoomState, command: CarryOver) -> tuple[ListCarriedOver]:
    """In order, and explicit: nothing moves from one meeting to the next by itself. A place held there stays there.

    What cannot be heard there stays: a point of order or reply where none are taken. Named, it is refused.
    """
    source = _source(state, command.from_segment)
    target = taking_requests(state, command.to_segment)
    everyone = everyone_on(list_of(state, source))
    chosen = _some_of(everyone, command.requests) if command.requests else _all_of(state, source)
    there = list_of(state, target.id)
    stay: Refused | None = None
    moving: list[str] = []
    for request in chosen if source != target.id else ():
        if command.leave_absent and request.absences:
            continue
        if (other := place_of(there, request)) is not None:
            stay = stay or Refused(Reason.ALREADY_ON_LIST, request=other.id)
            continue
        try:
            _hears(state, target, request)
        except Refused as no:
            if command.requests:
                raise
            stay = stay or no
        else:
            moving.append(request.id)
    if not moving:
        raise stay or Refused(Reason.NOBODY_WAITING)
    return (ListCarriedOver(source, target.id, tuple(moving)),)


def _hears(state: RoomState, segment: Segment, request: FloorRequest) -> None:
    """Pass if what `request` asks for is heard in `segment`, or raise `Refused`."""
    if request.kind is InterventionKind.POINT_OF_ORDER and not rules_of(state, segment).points_of_order:
        raise Refused(Reason.POINTS_NOT_TAKEN)
    if request.kind is InterventionKind.RIGHT_OF_REPLY:
        may_reply(state, segment, request.speaker.delegation)


def _release(state: RoomState, command: ReleaseRequests) -> tuple[RequestsReleased]:
    segment = _source(state, command.segment)
    chosen = _some_of(list_of(state, segment).waiting, command.requests)
    if not chosen:
        raise Refused(Reason.NOBODY_WAITING)
    return (RequestsReleased(segment, Release(command.room, chosen)),)


def _accept(state: RoomState, command: AcceptRequests, actor: Actor) -> tuple[RequestsAccepted]:
    """A delegation with a place here already keeps that one. A claim that nobody looked into there is one here too."""
    segment = taking_requests(state, command.segment)
    listed = list_of(state, segment.id)
    accepted: list[FloorRequest] = []
    for number, carried in enumerate(command.requests, 1):
        request = FloorRequest(
            id=f"r{state.position + 1}.{number:04}",
            speaker=speaker_of(state, carried.delegation, carried.person, carried.title),
            requested_at=carried.requested_at,
            requested_by=actor.id,
            capacity=carried.capacity,
            on_behalf_of=named(state, carried.capacity, carried.on_behalf_of),
            from_desk=True,
            verified=carried.verified or carried.capacity is Capacity.NATIONAL,
            handling=None if command.by_inscription else Handling.CARRIED_OVER,
        )
        if place_of(replace(listed, waiting=(*listed.waiting, *accepted)), request) is None:
            accepted.append(request)
    if not accepted:
        raise Refused(Reason.NOBODY_WAITING)
    merged = listed.waiting
    for request in sorted(accepted, key=precedence.inscribed) if command.by_inscription else accepted:
        policy, classes = policy_of(state, segment), state.settings.classes
        ahead_of = precedence.placed_ahead_of(request, merged, policy, classes) if command.by_inscription else None
        merged = put(merged, request, ahead_of)
    order = tuple(request.id for request in merged)
    return (RequestsAccepted(segment.id, cleaned(command.room) or "", tuple(accepted), order),)


def _clear(state: RoomState, command: ClearList) -> tuple[ListCleared]:
    """All at once, and one undo brings them back. That some left the list meanwhile does not matter."""
    segment = _source(state, command.segment) if command.segment else rundown.running(state).id
    everyone = _all_of(state, segment)
    going = tuple(request.id for request in everyone if not command.requests or request.id in command.requests)
    if not going:
        raise Refused(Reason.NOBODY_WAITING)
    return (ListCleared(segment, going),)


# What follows


def apply(state: RoomState, event: ListEvent) -> RoomState:
    match event:
        case ListOpened(segment, opens_at, closes_at):
            opened = replace(list_of(state, segment), status=ListStatus.OPEN, opens_at=opens_at, closes_at=closes_at)
            return with_list(state, segment, opened)
        case ListClosed():
            return _closed(state, event)
        case ListArranged():
            return _arranged(state, event)
        case RequestMoved(segment, request, ahead_of):
            return _moved(state, segment, request, ahead_of)
        case RequestsSwapped(segment, first, second):
            return _swapped(state, segment, first, second)
        case ListCarriedOver():
            return _carried_over(state, event)
        case RequestsReleased(segment, release):
            listed = _taken_off(list_of(state, segment), {request.id for request in release.requests})
            return with_list(state, segment, replace(listed, released=(*listed.released, release)))
        case ListCleared(segment, requests):
            return with_list(state, segment, _taken_off(list_of(state, segment), set(requests)))
        case RequestsAccepted(segment, _, requests, order):
            listed = list_of(state, segment)
            return with_list(state, segment, replace(listed, waiting=_in_order((*listed.waiting, *requests), order)))
        case _:
            assert_never(event)


def _taken_off(listed: SpeakersList, gone: set[str]) -> SpeakersList:
    def stay(requests: Requests) -> Requests:
        return tuple(request for request in requests if request.id not in gone)

    return replace(listed, waiting=stay(listed.waiting), points=stay(listed.points), replies=stay(listed.replies))


def _closed(state: RoomState, event: ListClosed) -> RoomState:
    listed = list_of(state, event.segment)
    if event.closes_at is not None:
        return with_list(state, event.segment, replace(listed, closes_at=event.closes_at))
    closed = replace(listed, status=ListStatus.CLOSED, opens_at=None, closes_at=None)
    return with_list(state, event.segment, closed)


def _in_order(requests: Requests, order: Iterable[str]) -> Requests:
    places = {request: place for place, request in enumerate(order)}
    return tuple(sorted(requests, key=lambda request: places.get(request.id, len(places))))


def _arranged(state: RoomState, event: ListArranged) -> RoomState:
    listed = list_of(state, event.segment)
    waiting = _in_order(listed.waiting, event.order)
    if event.seed is not None:
        waiting = tuple(replace(request, handling=Handling.DRAWN) for request in waiting)
    else:
        waiting = tuple(
            request if request.handling in precedence.BY_HAND else replace(request, handling=None)
            for request in waiting
        )
    return with_list(state, event.segment, replace(listed, policy=event.policy, seed=event.seed, waiting=waiting))


def _moved(state: RoomState, segment: str, request: str, ahead_of: str | None) -> RoomState:
    state = changed(state, segment, request, lambda moved: replace(moved, handling=Handling.MOVED))
    listed = list_of(state, segment)
    moved = next((other for other in listed.waiting if other.id == request), None)
    if moved is None:
        return state  # Of a delegation that has left the register meanwhile.
    return with_list(state, segment, replace(listed, waiting=put(without(listed, request).waiting, moved, ahead_of)))


def _swapped(state: RoomState, segment: str, first: str, second: str) -> RoomState:
    """Each stands where the other stood, with the other's time of inscription (edge case 26)."""
    listed = list_of(state, segment)
    by_id = {request.id: request for request in listed.waiting}
    if not {first, second} <= by_id.keys():
        return state  # One is of a delegation that has left the register meanwhile.
    one, other = by_id[first], by_id[second]
    places = {
        first: replace(other, requested_at=one.requested_at, handling=Handling.SWAPPED),
        second: replace(one, requested_at=other.requested_at, handling=Handling.SWAPPED),
    }
    waiting = tuple(places.get(request.id, request) for request in listed.waiting)
    return with_list(state, segment, replace(listed, waiting=waiting))


def _carried_over(state: RoomState, event: ListCarriedOver) -> RoomState:
    listed = list_of(state, event.from_segment)
    here = {request.id: request for request in everyone_on(listed)}
    state = with_list(state, event.from_segment, _taken_off(listed, set(event.requests)))
    there = list_of(state, event.to_segment)
    for request in (here[known] for known in event.requests if known in here):
        carried = replace(request, handling=Handling.CARRIED_OVER)
        there = there.with_lane(request.kind, put(there.lane(request.kind), carried, None))
    return with_list(state, event.to_segment, there)
