"""Requests for the floor: made, amended, verified, taken over, ceded and taken back."""

from datetime import datetime, timedelta
from typing import assert_never

from msgspec.structs import replace

from live.room import precedence, rundown
from live.room.authority import CONDUCT, Actor
from live.room.commands import (
    AddSpeaker,
    AmendRequest,
    CedePlace,
    DismissPoint,
    MarkReady,
    RequestCommand,
    RequestFloor,
    TakeOverRequest,
    VerifyCapacity,
    WithdrawRequest,
)
from live.room.events import (
    AnyEvent,
    CapacityVerified,
    FloorDeclined,
    FloorRequested,
    PlaceCeded,
    PointDismissed,
    ReadinessMarked,
    RequestAmended,
    RequestEvent,
    RequestTakenOver,
    RequestWithdrawn,
)
from live.room.plan import Capacity, Segment
from live.room.procedures import rules_of
from live.room.refusals import Reason, Refused
from live.room.speakers import (
    changed,
    find,
    lane,
    list_of,
    place_of,
    policy_of,
    put,
    replies_heard,
    status_at,
    with_list,
    without,
)
from live.room.state import ListStatus, RoomState
from live.room.turns import FloorRequest, InterventionKind, Speaker

LONGEST_NAME = 120
FLAPPING = 3
COOLS_DOWN = timedelta(minutes=5)
"""Whoever took `FLAPPING` requests back within this time waits it out before the next."""


def decide(  # noqa: PLR0911  one line for each command
    state: RoomState, command: RequestCommand, actor: Actor, at: datetime
) -> tuple[AnyEvent, ...]:
    match command:
        case RequestFloor():
            return _request_floor(state, command, actor, at)
        case AddSpeaker():
            return _add_speaker(state, command, actor, at)
        case AmendRequest():
            return _amend(state, command, actor)
        case WithdrawRequest():
            return _withdraw(state, command, actor)
        case TakeOverRequest():
            segment, request = _own(state, command.request, actor)
            return (RequestTakenOver(segment, request.id, actor.id),)
        case VerifyCapacity():
            return _verify(state, command)
        case MarkReady():
            return _mark_ready(state, command, actor)
        case CedePlace():
            return _cede(state, command, actor)
        case DismissPoint():
            segment, request = find(state, command.request)
            if request.kind is not InterventionKind.POINT_OF_ORDER:
                raise Refused(Reason.UNKNOWN_REQUEST, request=request.id)
            return (PointDismissed(segment, request.id),)
        case _:
            assert_never(command)


def taking_requests(state: RoomState, wanted: str | None) -> Segment:
    """The segment `wanted`, by default the running one, if it has a list and has not ended. Raises `Refused`."""
    segment = rundown.segment_named(state, wanted) if wanted else rundown.running(state)
    if rundown.has_ended(state, segment.id):
        raise Refused(Reason.SEGMENT_MOVED_ON, segment=segment.id)
    if not any(phase.serves_list for phase in segment.phases):
        raise Refused(Reason.LIST_NOT_TAKEN, segment=segment.id)
    return segment


def speaker_of(state: RoomState, delegation: str, person: str | None = None) -> Speaker:
    """`delegation` as a speaker, or `Refused(unknown_delegation)`."""
    if (entity := state.register.get(delegation)) is None:
        raise Refused(Reason.UNKNOWN_DELEGATION, delegation=delegation)
    return Speaker(names=entity.names, delegation=entity.id, category=entity.category, person=cleaned(person))


def cleaned(text: str | None, longest: int = LONGEST_NAME) -> str | None:
    """`text` in one line without its surrounding space, cut at `longest` characters; `None` if nothing is left."""
    return " ".join((text or "").split())[:longest] or None


def named(capacity: Capacity, on_behalf_of: str | None) -> str | None:
    """What is spoken for; a group or process must be named, a nation needs none."""
    if capacity not in (Capacity.GROUP, Capacity.REGIONAL_PROCESS):
        return None
    if (name := cleaned(on_behalf_of)) is None:
        raise Refused(Reason.CAPACITY_NEEDS_NAME)
    return name


# Asking


def _request_floor(state: RoomState, command: RequestFloor, actor: Actor, at: datetime) -> tuple[FloorRequested]:
    """Rule 68 / 109: speakers are called in the order in which they signify their desire."""
    if (delegation := actor.delegation) is None:
        raise Refused(Reason.NOT_PERMITTED)
    segment = _in_order(state, command, delegation)
    if lane(command.kind) == "waiting":
        _takes_requests(state, segment, at)
    _not_flapping(state, delegation, at)
    name = named(command.capacity, command.on_behalf_of)
    request = FloorRequest(
        id=f"r{state.position + 1}",
        speaker=speaker_of(state, delegation),
        requested_at=at,
        requested_by=actor.id,
        capacity=command.capacity,
        on_behalf_of=name,
        kind=command.kind,
        verified=_settled(state, command.capacity, name, delegation),
        about=command.about,
        question=_question(segment, command.question),
        language=cleaned(command.language),
        announced=cleaned(command.person),
    )
    return _inscribe(state, segment, request)


def _add_speaker(state: RoomState, command: AddSpeaker, actor: Actor, at: datetime) -> tuple[FloorRequested]:
    """A request made at the desk, equal in rank to one from a phone. The desk may add to a list not open."""
    segment = _in_order(state, command, command.delegation)
    request = FloorRequest(
        id=f"r{state.position + 1}",
        speaker=speaker_of(state, command.delegation, command.person),
        requested_at=at,
        requested_by=actor.id,
        capacity=command.capacity,
        on_behalf_of=named(command.capacity, command.on_behalf_of),
        from_desk=True,
        kind=command.kind,
        about=command.about,
        question=_question(segment, command.question),
        language=cleaned(command.language),
        rank=command.rank,
        joint=command.joint,
        scheduled_at=command.scheduled_at,
    )
    return _inscribe(state, segment, request)


def _in_order(state: RoomState, command: RequestFloor | AddSpeaker, delegation: str) -> Segment:
    """The segment for which `command` asks, if what it asks for is in order there."""
    match command.kind:
        case InterventionKind.POINT_OF_ORDER:
            segment = rundown.running(state)
            if not rules_of(segment).points_of_order:
                raise Refused(Reason.POINTS_NOT_TAKEN)
        case InterventionKind.RIGHT_OF_REPLY:
            segment = rundown.segment_named(state, command.segment) if command.segment else rundown.running(state)
            may_reply(state, segment, delegation)
        case InterventionKind.SECRETARIAT:
            raise Refused(Reason.NOT_PERMITTED)
        case _:
            segment = taking_requests(state, command.segment)
    return segment


def may_reply(state: RoomState, segment: Segment, delegation: str) -> None:
    """Rule 73 / 115 and decision 34/401: so many replies for each delegation on one matter, if any are in order."""
    times = rules_of(segment).right_of_reply
    if not times:
        raise Refused(Reason.NO_RIGHT_OF_REPLY)
    if replies_heard(state, segment.id, delegation) >= len(times):
        raise Refused(Reason.REPLIES_EXHAUSTED, replies=len(times))


def _takes_requests(state: RoomState, segment: Segment, at: datetime) -> None:
    match status_at(list_of(state, segment.id), at):
        case ListStatus.NOT_OPEN:
            raise Refused(Reason.LIST_NOT_OPEN)
        case ListStatus.CLOSED:
            raise Refused(Reason.LIST_CLOSED)
        case ListStatus.OPEN:
            if not rules_of(segment).phones_ask:
                raise Refused(Reason.LIST_NOT_TAKEN, segment=segment.id)


def _not_flapping(state: RoomState, delegation: str, at: datetime) -> None:
    taken_back = [then for then in state.withdrawals.get(delegation, ()) if at - then < COOLS_DOWN]
    if len(taken_back) >= FLAPPING:
        raise Refused(Reason.COOLING_DOWN, seconds=int((COOLS_DOWN - (at - taken_back[0])).total_seconds()) + 1)


def _settled(state: RoomState, capacity: Capacity, name: str | None, delegation: str) -> bool:
    """Whether a capacity claimed from a phone needs nobody's word: a nation's own, and a registered chair's.

    Whoever claims another waits until it is verified, or everyone would be a chair. The podium's office is the desk's.
    """
    match capacity:
        case Capacity.NATIONAL:
            return True
        case Capacity.REGIONAL_PROCESS:
            return state.process_chairs.get(name or "") == delegation
        case Capacity.GROUP:
            return False
        case Capacity.CO_FACILITATOR:
            raise Refused(Reason.CAPACITY_NOT_VERIFIED)


def _question(segment: Segment, number: int | None) -> int | None:
    if number is not None and not 1 <= number <= len(segment.questions):
        raise Refused(Reason.UNKNOWN_QUESTION, question=number)
    return number


def _inscribe(state: RoomState, segment: Segment, request: FloorRequest) -> tuple[FloorRequested]:
    listed = list_of(state, segment.id)
    if (other := place_of(listed, request)) is not None:
        raise Refused(Reason.ALREADY_ON_LIST, request=other.id)
    if lane(request.kind) != "waiting":
        return (FloorRequested(segment.id, request),)
    ahead_of = precedence.placed_ahead_of(request, listed.waiting, policy_of(state, segment))
    return (FloorRequested(segment.id, request, ahead_of),)


# What becomes of a request


def _own(state: RoomState, request: str, actor: Actor) -> tuple[str, FloorRequest]:
    """The request, if it is the asker's delegation's."""
    segment, found = find(state, request)
    if actor.delegation is None or found.speaker.delegation != actor.delegation:
        raise Refused(Reason.NOT_PERMITTED)
    return segment, found


def _touched(state: RoomState, request: str, actor: Actor) -> tuple[str, FloorRequest]:
    """The request, if `actor` may touch it: those who conduct the room any, a delegation its own."""
    return find(state, request) if actor.role in CONDUCT else _own(state, request, actor)


def _amend(state: RoomState, command: AmendRequest, actor: Actor) -> tuple[RequestAmended]:
    """What a delegation says of its speaker is for organisers, until one of them takes it over (edge case 48)."""
    segment, request = _touched(state, command.request, actor)
    conducts = actor.role in CONDUCT
    if not conducts and (command.rank, command.joint, command.scheduled_at) != (None, None, None):
        raise Refused(Reason.NOT_PERMITTED)
    person = cleaned(command.person)
    for member in command.joint or ():
        speaker_of(state, member)
    return (
        RequestAmended(
            segment,
            replace(
                request,
                speaker=replace(request.speaker, person=person) if conducts and person else request.speaker,
                announced=request.announced if conducts or person is None else person,
                language=cleaned(command.language) or request.language,
                about=command.about or request.about,
                question=_question(rundown.segment_named(state, segment), command.question) or request.question,
                rank=command.rank or request.rank,
                joint=request.joint if command.joint is None else command.joint,
                scheduled_at=command.scheduled_at or request.scheduled_at,
            ),
        ),
    )


def _withdraw(state: RoomState, command: WithdrawRequest, actor: Actor) -> tuple[RequestWithdrawn | FloorDeclined]:
    """A delegation may take its own request back, also while it is called; those who conduct the room anyone's."""
    called = state.floor
    if (
        called is not None
        and called.id == command.request
        and called.started_at is None
        and actor.role not in CONDUCT
        and called.speaker.delegation == actor.delegation is not None
    ):
        return (FloorDeclined(called.id),)
    segment, request = _touched(state, command.request, actor)
    return (RequestWithdrawn(segment, request.id, by_delegation=actor.role not in CONDUCT),)


def _verify(state: RoomState, command: VerifyCapacity) -> tuple[CapacityVerified | RequestWithdrawn]:
    """A claim that does not hold is a national request; if the delegation waits as such already, it is none."""
    segment, request = find(state, command.request)
    if request.verified:
        raise Refused(Reason.NOTHING_CLAIMED, request=request.id)
    listed = list_of(state, segment)
    settled = replace(request, verified=True)
    if not command.holds:
        settled = replace(settled, capacity=Capacity.NATIONAL, on_behalf_of=None)
        if place_of(listed, settled) is not None:
            return (RequestWithdrawn(segment, request.id),)
        return (CapacityVerified(segment, request.id, False, _behind(listed.waiting, request)),)
    others = tuple(other for other in listed.waiting if other.id != request.id)
    policy = policy_of(state, rundown.segment_named(state, segment))
    if request.handling in precedence.BY_HAND or precedence.key(settled, policy) == precedence.key(request, policy):
        return (CapacityVerified(segment, request.id, True, _behind(listed.waiting, request)),)
    return (CapacityVerified(segment, request.id, True, precedence.placed_ahead_of(settled, others, policy)),)


def _behind(waiting: tuple[FloorRequest, ...], request: FloorRequest) -> str | None:
    """Who comes after `request`, so that it can be put where it is."""
    ids = [other.id for other in waiting]
    place = ids.index(request.id) + 1 if request.id in ids else len(ids)
    return ids[place] if place < len(ids) else None


def _mark_ready(state: RoomState, command: MarkReady, actor: Actor) -> tuple[ReadinessMarked]:
    """A delegation says that it is here; only those who conduct the room say that somebody is not."""
    segment, request = _touched(state, command.request, actor)
    if not command.ready and actor.role not in CONDUCT:
        raise Refused(Reason.NOT_PERMITTED)
    return (ReadinessMarked(segment, request.id, command.ready),)


def _cede(state: RoomState, command: CedePlace, actor: Actor) -> tuple[PlaceCeded]:
    """A place is ceded, a capacity is not: whoever gets it speaks in its own name."""
    segment, request = _touched(state, command.request, actor)
    speaker = speaker_of(state, command.delegation)
    heir = replace(request, speaker=speaker, capacity=Capacity.NATIONAL)
    if (other := place_of(list_of(state, segment), heir)) is not None:
        raise Refused(Reason.ALREADY_ON_LIST, request=other.id)
    if request.kind is InterventionKind.RIGHT_OF_REPLY:
        may_reply(state, rundown.segment_named(state, segment), command.delegation)
    return (PlaceCeded(segment, request.id, speaker),)


# What follows


def apply(state: RoomState, event: RequestEvent, at: datetime) -> RoomState:  # noqa: PLR0911
    match event:
        case FloorRequested(segment, request, ahead_of):
            listed = list_of(state, segment)
            onto = lane(request.kind)
            return with_list(state, segment, replace(listed, **{onto: put(getattr(listed, onto), request, ahead_of)}))
        case RequestAmended(segment, amended):
            return changed(state, segment, amended.id, lambda _: amended)
        case RequestWithdrawn():
            return _withdrawn(state, event, at)
        case RequestTakenOver(segment, request_id, by):
            return changed(state, segment, request_id, lambda request: replace(request, requested_by=by))
        case CapacityVerified():
            return _verified(state, event)
        case ReadinessMarked(segment, request_id, ready):
            return changed(state, segment, request_id, lambda request: replace(request, ready=ready))
        case PlaceCeded(segment, request_id, speaker):
            return changed(state, segment, request_id, lambda request: _ceded(request, speaker))
        case PointDismissed(segment, request_id):
            return with_list(state, segment, without(list_of(state, segment), request_id))
        case _:
            assert_never(event)


def _withdrawn(state: RoomState, event: RequestWithdrawn, at: datetime) -> RoomState:
    listed = list_of(state, event.segment)
    state = with_list(state, event.segment, without(listed, event.request))
    if not event.by_delegation:
        return state
    for request in (*listed.waiting, *listed.points, *listed.replies):
        if request.id == event.request and request.speaker.delegation is not None:
            delegation = request.speaker.delegation
            times = (*state.withdrawals.get(delegation, ()), at)[-FLAPPING:]
            return replace(state, withdrawals={**state.withdrawals, delegation: times})
    return state


def _verified(state: RoomState, event: CapacityVerified) -> RoomState:
    listed = list_of(state, event.segment)
    for request in listed.waiting:
        if request.id == event.request:
            settled = replace(request, verified=True)
            if not event.holds:
                settled = replace(settled, capacity=Capacity.NATIONAL, on_behalf_of=None)
            rest = tuple(other for other in listed.waiting if other.id != request.id)
            return with_list(state, event.segment, replace(listed, waiting=put(rest, settled, event.ahead_of)))
    return changed(state, event.segment, event.request, lambda request: replace(request, verified=True))


def _ceded(request: FloorRequest, speaker: Speaker) -> FloorRequest:
    return replace(
        request,
        speaker=speaker,
        capacity=Capacity.NATIONAL,
        on_behalf_of=None,
        verified=True,
        joint=(),
        rank=None,
        announced=None,
        ready=None,
        absences=0,
    )
