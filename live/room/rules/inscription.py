"""Asking for the floor, from a phone and at the desk: for whom, in what capacity, and whether it is in order."""

from datetime import datetime, timedelta

from live.room.authority import Actor
from live.room.commands import (
    AddSpeaker,
    RequestFloor,
)
from live.room.model.events import (
    FloorRequested,
)
from live.room.model.plan import Capacity, Names, Segment
from live.room.model.state import ListStatus, RoomState
from live.room.model.texts import cleaned
from live.room.model.turns import ON_THE_LIST, FloorRequest, InterventionKind, Speaker
from live.room.refusals import Reason, Refused
from live.room.rules import precedence, rundown
from live.room.rules.groups import is_chair, named
from live.room.rules.procedures import rules_of
from live.room.rules.speakers import (
    list_of,
    place_of,
    policy_of,
    replies_heard,
    status_at,
)

FLAPPING = 3
COOLS_DOWN = timedelta(minutes=5)
"""A delegation that took `FLAPPING` requests back within this time waits it out before the next."""


def taking_requests(state: RoomState, wanted: str | None) -> Segment:
    """The segment `wanted`, by default the running one, if it has a list and has not ended. Raises `Refused`."""
    segment = rundown.segment_named(state, wanted) if wanted else rundown.running(state)
    if rundown.has_ended(state, segment.id):
        raise Refused(Reason.SEGMENT_MOVED_ON, segment=segment.id)
    if not segment.takes_list:
        raise Refused(Reason.LIST_NOT_TAKEN, segment=segment.id)
    return segment


def speaker_of(state: RoomState, delegation: str, person: str | None = None, title: str | None = None) -> Speaker:
    """`delegation` as a speaker, or `Refused(unknown_delegation)`."""
    if (entity := state.register.get(delegation)) is None:
        raise Refused(Reason.UNKNOWN_DELEGATION, delegation=delegation)
    return Speaker(
        names=entity.names,
        delegation=entity.id,
        category=entity.category,
        person=cleaned(person),
        title=cleaned(title),
    )


# Asking


def request_floor(state: RoomState, command: RequestFloor, actor: Actor, at: datetime) -> tuple[FloorRequested]:
    """Rule 68 / 109: speakers are called in the order in which they signify their desire."""
    if (delegation := actor.delegation) is None:
        raise Refused(Reason.NOT_PERMITTED)
    segment = _in_order(state, command, delegation)
    if command.kind is InterventionKind.POINT_OF_ORDER and not may_raise(state, delegation):
        raise Refused(Reason.POINTS_NOT_TAKEN)
    if command.kind in ON_THE_LIST:
        _takes_requests(state, segment, at)
    _not_flapping(state, delegation, at)
    name = named(state, command.capacity, command.on_behalf_of)
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
        question=question_of(segment.questions, command.question),
        language=cleaned(command.language),
        announced=cleaned(command.person),
        announced_title=cleaned(command.title),
    )
    return _inscribe(state, segment, request)


def add_speaker(state: RoomState, command: AddSpeaker, actor: Actor, at: datetime) -> tuple[FloorRequested]:
    """A request made at the desk, equal in rank to one from a phone. The desk may add to a list not open."""
    segment = _in_order(state, command, command.delegation)
    request = FloorRequest(
        id=f"r{state.position + 1}",
        speaker=speaker_of(state, command.delegation, command.person, command.title),
        requested_at=at,
        requested_by=actor.id,
        capacity=command.capacity,
        on_behalf_of=named(state, command.capacity, command.on_behalf_of),
        from_desk=True,
        kind=command.kind,
        about=command.about,
        question=question_of(segment.questions, command.question),
        language=cleaned(command.language),
        rank=command.rank,
        joint=members(state, command.joint),
        scheduled_at=command.scheduled_at,
    )
    return _inscribe(state, segment, request)


def members(state: RoomState, joint: tuple[str, ...]) -> tuple[str, ...]:
    """The delegations of a joint statement, each once; or `Refused(unknown_delegation)`."""
    for member in joint:
        speaker_of(state, member)
    return tuple(dict.fromkeys(joint))


def _in_order(state: RoomState, command: RequestFloor | AddSpeaker, delegation: str) -> Segment:
    """The segment for which `command` asks, if what it asks for is in order there."""
    match command.kind:
        case InterventionKind.POINT_OF_ORDER:
            segment = rundown.running(state)
            if not rules_of(state, segment).points_of_order:
                raise Refused(Reason.POINTS_NOT_TAKEN)
        case InterventionKind.RIGHT_OF_REPLY:
            segment = rundown.segment_named(state, command.segment) if command.segment else rundown.running(state)
            may_reply(state, segment, delegation)
        case InterventionKind.SECRETARIAT:
            raise Refused(Reason.NOT_PERMITTED)
        case _:
            segment = taking_requests(state, command.segment)
    return segment


def may_raise(state: RoomState, delegation: str) -> bool:
    """Whether the conference lets the category of `delegation` raise points of order. The desk may let anyone.

    Where it has no categories of its own nobody is refused: only phones of States offer it (rule 71 / 113).
    """
    entity = state.register.get(delegation)
    category = state.settings.category(entity.category) if entity and state.settings.categories else None
    return category is None or category.points_of_order


def may_reply(state: RoomState, segment: Segment, delegation: str | None) -> None:
    """Rule 73 / 115 and decision 34/401: so many replies for each delegation on one matter, if any are in order."""
    times = rules_of(state, segment).right_of_reply
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
            if not rules_of(state, segment).phones_ask:
                raise Refused(Reason.LIST_NOT_TAKEN, segment=segment.id)


def _not_flapping(state: RoomState, delegation: str, at: datetime) -> None:
    taken_back = [then for then in state.withdrawals.get(delegation, ()) if at - then < COOLS_DOWN]
    if len(taken_back) >= FLAPPING:
        raise Refused(Reason.COOLING_DOWN, seconds=int((COOLS_DOWN - (at - taken_back[0])).total_seconds()) + 1)


def _settled(state: RoomState, capacity: Capacity, name: str | None, delegation: str) -> bool:
    """Whether a capacity claimed from a phone needs nobody's word: a nation's own, and a registered chair's.

    A delegation that claims another waits until it is verified, or everyone would be a chair. The podium's office is
    the desk's.
    """
    match capacity:
        case Capacity.NATIONAL:
            return True
        case Capacity.REGIONAL_PROCESS | Capacity.GROUP:
            return is_chair(state, capacity, name, delegation)
        case Capacity.CO_FACILITATOR:
            raise Refused(Reason.CAPACITY_NOT_VERIFIED)


def question_of(questions: tuple[Names, ...], number: int | None) -> int | None:
    """`number`, if one of `questions` has it; or `Refused(unknown_question)`."""
    if number is not None and not 1 <= number <= len(questions):
        raise Refused(Reason.UNKNOWN_QUESTION, question=number)
    return number


def _inscribe(state: RoomState, segment: Segment, request: FloorRequest) -> tuple[FloorRequested]:
    listed = list_of(state, segment.id)
    if (other := place_of(listed, request)) is not None:
        raise Refused(Reason.ALREADY_ON_LIST, request=other.id)
    if request.kind not in ON_THE_LIST:
        return (FloorRequested(segment.id, request),)
    ahead_of = precedence.placed_ahead_of(request, listed.waiting, policy_of(state, segment), state.settings.classes)
    return (FloorRequested(segment.id, request, ahead_of),)
