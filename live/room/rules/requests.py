"""What becomes of a request: amended, verified, taken over, ceded, taken back."""

from datetime import datetime
from typing import assert_never

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

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
from live.room.model.events import (
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
from live.room.model.plan import Names
from live.room.model.state import RoomState
from live.room.model.texts import cleaned
from live.room.model.turns import FloorRequest, Handling, InterventionKind, Speaker
from live.room.refusals import Reason, Refused
from live.room.rules import precedence, rundown
from live.room.rules.clock import gives_back
from live.room.rules.inscription import FLAPPING, add_speaker, may_reply, question_of, request_floor, speaker_of
from live.room.rules.speakers import (
    changed,
    find,
    kept_by,
    list_of,
    place_of,
    put,
    with_list,
    without,
)


def decide(state: RoomState, command: RequestCommand, actor: Actor, at: datetime) -> tuple[AnyEvent, ...]:
    match command:
        case RequestFloor():
            return request_floor(state, command, actor, at)
        case AddSpeaker():
            return add_speaker(state, command, actor, at)
        case AmendRequest():
            return _amend(state, command, actor)
        case WithdrawRequest():
            return _withdraw(state, command, actor)
        case TakeOverRequest():
            segment, request = _own_request(state, command.request, actor)
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


def _own_request(state: RoomState, request: str, actor: Actor, *, aside: bool = False) -> tuple[str, FloorRequest]:
    """The request, if it is the asker's delegation's."""
    segment, found = find(state, request, aside=aside)
    if actor.delegation is None or found.speaker.delegation != actor.delegation:
        raise Refused(Reason.NOT_PERMITTED)
    return segment, found


def _request_for(state: RoomState, request: str, actor: Actor, *, aside: bool = False) -> tuple[str, FloorRequest]:
    """The request, if `actor` may touch it: those who conduct the room any, a delegation its own."""
    return (
        find(state, request, aside=aside) if actor.role in CONDUCT else _own_request(state, request, actor, aside=aside)
    )


def _amend(state: RoomState, command: AmendRequest, actor: Actor) -> tuple[RequestAmended]:
    """What a delegation says of its speaker is for organisers, until one of them takes it over (edge case 48)."""
    segment, request = _request_for(state, command.request, actor)
    conducts = actor.role in CONDUCT
    if not conducts and any(said is not UNSET for said in (command.rank, command.joint, command.scheduled_at)):
        raise Refused(Reason.NOT_PERMITTED)
    for member in command.joint or ():
        speaker_of(state, member)
    if command.question:
        question_of(_questions(state, segment), command.question)
    said = {
        "person" if conducts else "announced": _cleaned(command.person),
        "title" if conducts else "announced_title": _cleaned(command.title),
        "language": _cleaned(command.language),
        "about": command.about,
        "question": command.question,
        "rank": command.rank,
        "joint": command.joint,
        "scheduled_at": command.scheduled_at,
    }
    cleared = tuple(name for name, fact in said.items() if fact is None)
    given = {name: fact for name, fact in said.items() if fact is not UNSET and fact is not None}
    return (RequestAmended(segment, request.id, cleared=cleared, **given),)  # type: ignore[arg-type]


def _questions(state: RoomState, segment: str) -> tuple[Names, ...]:
    """The questions of `segment`. Of one that the programme has no more, those that were set in the room."""
    planned = rundown.planned(state, segment)
    return planned.questions if planned is not None else state.questions.get(segment, ())


def _cleaned(text: str | UnsetType | None) -> str | UnsetType | None:
    return text if text is UNSET or text is None else cleaned(text)


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
        gives_back(state)
        return (FloorDeclined(called.id),)
    segment, request = _request_for(state, command.request, actor, aside=True)
    conducts = actor.role in CONDUCT
    return (RequestWithdrawn(segment, request.id, not conducts, conducts and command.declined),)


def _verify(state: RoomState, command: VerifyCapacity) -> tuple[CapacityVerified | RequestWithdrawn]:
    """A claim that does not hold is a national request; if the delegation waits as such already, it is none."""
    segment, request = find(state, command.request)
    if request.verified:
        raise Refused(Reason.NOTHING_CLAIMED, request=request.id)
    listed = list_of(state, segment)
    settled = _settled(request, holds=command.holds)
    if not command.holds:
        if place_of(listed, settled) is not None:
            return (RequestWithdrawn(segment, request.id),)
        return (CapacityVerified(segment, request.id, False, _behind(listed.waiting, request)),)
    others = tuple(other for other in listed.waiting if other.id != request.id)
    policy, classes = kept_by(state, segment), state.settings.classes
    before, after = (precedence.key(known, policy, classes) for known in (request, settled))
    if request.handling in precedence.BY_HAND or before == after:
        return (CapacityVerified(segment, request.id, True, _behind(listed.waiting, request)),)
    return (CapacityVerified(segment, request.id, True, precedence.placed_ahead_of(settled, others, policy, classes)),)


def _behind(waiting: tuple[FloorRequest, ...], request: FloorRequest) -> str | None:
    """Who comes after `request`, so that it can be put where it is."""
    ids = [other.id for other in waiting]
    place = ids.index(request.id) + 1 if request.id in ids else len(ids)
    return ids[place] if place < len(ids) else None


def _mark_ready(state: RoomState, command: MarkReady, actor: Actor) -> tuple[ReadinessMarked]:
    """A delegation says that it is here; only those who conduct the room say that somebody is not."""
    segment, request = _request_for(state, command.request, actor)
    if not command.ready and actor.role not in CONDUCT:
        raise Refused(Reason.NOT_PERMITTED)
    return (ReadinessMarked(segment, request.id, command.ready),)


def _cede(state: RoomState, command: CedePlace, actor: Actor) -> tuple[PlaceCeded]:
    """A place is ceded, a capacity is not: the delegation that gets it speaks in its own name."""
    segment, request = _request_for(state, command.request, actor)
    speaker = speaker_of(state, command.delegation)
    heir = replace(request.as_national(), speaker=speaker)
    if (other := place_of(list_of(state, segment), heir)) is not None:
        raise Refused(Reason.ALREADY_ON_LIST, request=other.id)
    planned = rundown.planned(state, segment)
    if request.kind is InterventionKind.RIGHT_OF_REPLY and planned is not None:
        may_reply(state, planned, command.delegation)
    return (PlaceCeded(segment, request.id, speaker),)


# What follows


def apply(state: RoomState, event: RequestEvent, at: datetime) -> RoomState:
    match event:
        case FloorRequested(segment, request, ahead_of):
            listed = list_of(state, segment)
            lane = put(listed.lane(request.kind), request, ahead_of)
            return with_list(state, segment, listed.with_lane(request.kind, lane))
        case RequestAmended(segment, request_id):
            return changed(state, segment, request_id, lambda request: _amended(request, event))
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
    """A claim that does not hold holds in no lane; only those who wait for a turn are placed by one that does."""
    state = changed(state, event.segment, event.request, lambda request: _settled(request, holds=event.holds))
    listed = list_of(state, event.segment)
    for request in listed.waiting:
        if request.id == event.request:
            rest = tuple(other for other in listed.waiting if other.id != request.id)
            placed = put(rest, request, event.ahead_of)
            if placed != listed.waiting and request.handling not in precedence.BY_HAND:
                placed = put(rest, replace(request, handling=None), event.ahead_of)
            return with_list(state, event.segment, replace(listed, waiting=placed))
    return state


def _settled(request: FloorRequest, *, holds: bool) -> FloorRequest:
    """`request` with its claim verified, or as a national one."""
    return replace(request if holds else request.as_national(), verified=True)


def _amended(request: FloorRequest, event: RequestAmended) -> FloorRequest:
    nothing = dict.fromkeys(event.cleared)
    person = None if "person" in nothing else event.person or request.speaker.person
    title = None if "title" in nothing else event.title or request.speaker.title
    joint = () if "joint" in nothing else event.joint
    return replace(
        request,
        speaker=replace(request.speaker, person=person, title=title),
        joint=request.joint if joint is None else joint,
        announced=nothing.get("announced", event.announced or request.announced),
        announced_title=nothing.get("announced_title", event.announced_title or request.announced_title),
        language=nothing.get("language", event.language or request.language),
        about=nothing.get("about", event.about or request.about),
        question=nothing.get("question", event.question or request.question),
        rank=nothing.get("rank", event.rank or request.rank),
        scheduled_at=nothing.get("scheduled_at", event.scheduled_at or request.scheduled_at),
    )


def _ceded(request: FloorRequest, speaker: Speaker) -> FloorRequest:
    return replace(
        request.as_national(),
        speaker=speaker,
        verified=True,
        joint=(),
        rank=None,
        announced=None,
        announced_title=None,
        ready=None,
        absences=0,
        handling=Handling.CEDED,
    )
