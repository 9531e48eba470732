"""The list of speakers as it stands: whom it holds, whether it takes requests, who comes next and for how long.

The delegation holds the place, not the person: one request for each delegation, capacity and name spoken for.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from msgspec.structs import replace

from live.room.model.events import ProgrammePublished
from live.room.model.plan import Capacity, Certainty, OrderPolicy, Phase, Seconds, Segment, SpeakerSlot, TimeLimit
from live.room.model.state import ListStatus, RoomState, SpeakersList
from live.room.model.turns import ON_THE_LIST, FloorRequest, Intervention, InterventionKind, Outcome, SetAside, Speaker
from live.room.refusals import Reason, Refused
from live.room.rules import precedence, rundown
from live.room.rules.procedures import rules_of

Next: TypeAlias = FloorRequest | SpeakerSlot
Requests: TypeAlias = tuple[FloorRequest, ...]
Place: TypeAlias = tuple[str | None, Capacity, str]


def list_of(state: RoomState, segment: str) -> SpeakersList:
    """The list of speakers of `segment`: an unopened, empty one before anything was done with it."""
    return state.lists.get(segment, SpeakersList())


def status_at(listed: SpeakersList, at: datetime) -> ListStatus:
    """Whether `listed` takes requests at `at`, by the instants announced for its opening and its closing."""
    if listed.status is ListStatus.OPEN:
        if listed.opens_at is not None and at < listed.opens_at:
            return ListStatus.NOT_OPEN
        if listed.closes_at is not None and at >= listed.closes_at:
            return ListStatus.CLOSED
    return listed.status


def policy_of(state: RoomState, segment: Segment) -> OrderPolicy:
    """The order in which the list of `segment` is kept."""
    return list_of(state, segment.id).policy or rules_of(state, segment).order


def kept_by(state: RoomState, segment: str) -> OrderPolicy:
    """The order in which the list of `segment` is kept, or was when the programme last had that segment."""
    if (known := rundown.planned(state, segment)) is not None:
        return policy_of(state, known)
    return list_of(state, segment).policy or OrderPolicy.INSCRIPTION


def queue(state: RoomState) -> tuple[Next, ...]:
    """Everyone who will be called in this phase, in order: the rest of its line-up, else the waiting list."""
    here = rundown.current(state)
    if here is None:
        return ()
    segment, phase = here
    lineup = tuple(slot for slot in phase.lineup if slot.id not in state.heard and not slot.withdrawn)
    return lineup or (list_of(state, segment.id).waiting if phase.serves_list else ())


def everyone_on(listed: SpeakersList) -> Requests:
    """All requests that `listed` holds: points of order, those who wait, replies."""
    return (*listed.points, *listed.waiting, *listed.replies)


def find(state: RoomState, request: str, *, aside: bool = False) -> tuple[str, FloorRequest]:
    """The segment on whose list `request` is, and the request; or `Refused(unknown_request)`.

    With `aside` also one of those whose delegation left the register.
    """
    for segment, listed in state.lists.items():
        for known in (*everyone_on(listed), *(gone.request for gone in listed.aside if aside)):
            if known.id == request:
                return segment, known
    raise Refused(Reason.UNKNOWN_REQUEST, request=request)


def place_of(listed: SpeakersList, request: FloorRequest) -> FloorRequest | None:
    """The request on `listed` that takes the place which `request` asks for, if its delegation has it already."""
    wanted = place(request)
    return next((other for other in listed.lane(request.kind) if place(other) == wanted), None)


def place(request: FloorRequest) -> Place:
    """What nobody has twice on a list: delegation, capacity, and the name spoken for, however it is capitalised."""
    return request.speaker.delegation, request.capacity, (request.on_behalf_of or "").casefold()


def waiting_like(state: RoomState, turn: Intervention, delegation: str) -> Requests:
    """The requests of `delegation` that wait for a turn of the same kind as `turn`, in the same segment."""
    requests = list_of(state, turn.segment).lane(turn.kind)
    return tuple(request for request in requests if request.speaker.delegation == delegation)


def replies_heard(state: RoomState, segment: str, delegation: str | None) -> int:
    """How many rights of reply `delegation` has exercised on the matter of `segment`."""
    return sum(
        turn.kind is InterventionKind.RIGHT_OF_REPLY
        and turn.outcome is Outcome.SPOKE
        and turn.segment == segment
        and turn.speaker.delegation == delegation
        for turn in state.turns
    )


def allotted(state: RoomState, who: Next, segment: Segment, phase: Phase) -> Seconds | None:
    """The time `who` is given in `phase`; `None` if there is no limit.

    A chair of a regional process gets extra (seed day 1, Panel I). A first and a second right of reply differ.
    """
    if isinstance(who, SpeakerSlot):
        return who.allotted or limit(state, phase)
    match who.kind:
        case InterventionKind.POINT_OF_ORDER | InterventionKind.SECRETARIAT:
            return None
        case InterventionKind.RIGHT_OF_REPLY:
            heard = replies_heard(state, segment.id, who.speaker.delegation)
            times = rules_of(state, segment).right_of_reply
            return times[min(heard, len(times) - 1)] if times else None
        case _:
            given = limit(state, phase, who)
            extra = phase.process_extra if who.speaks_as(Capacity.REGIONAL_PROCESS) else 0
            return given if given is None else given + extra


def limit(state: RoomState, phase: Phase, request: FloorRequest | None = None) -> Seconds | None:
    """The limit of `phase`, for `request` if it is one of those with a limit of their own.

    Of several that fit, the one that says most of whom it is for holds; of two alike, the one set last.
    """
    found, said = TimeLimit(phase.time_limit), 0
    for rule in limits(state, phase):
        says = (rule.category is not None) + 2 * (rule.capacity is not None)
        if says >= said and _fits(rule, request):
            found, said = rule, says
    return found.seconds


def limits(state: RoomState, phase: Phase) -> tuple[TimeLimit, ...]:
    """The limits for some in `phase`: of their category, by the programme, and as the meeting set them."""
    usual = (TimeLimit(known.time_limit, known.id) for known in state.settings.categories if known.time_limit)
    return (*usual, *phase.limits, *state.limits.get(phase.id, ()))


def _fits(rule: TimeLimit, request: FloorRequest | None) -> bool:
    if request is None:
        return rule.category is None and rule.capacity is None
    return rule.category in (None, request.speaker.category) and (
        rule.capacity is None or request.speaks_as(rule.capacity)
    )


def slot_speaker(slot: SpeakerSlot) -> Speaker:
    """How a podium slot is shown when it speaks. Who is still to be confirmed is not named to a room."""
    person = slot.person if slot.certainty is Certainty.CONFIRMED else None
    return Speaker(names=slot.names, category=slot.category, person=person, detail=slot.focus, video=slot.video)


def batch(state: RoomState) -> tuple[int, int] | None:
    """How many were heard from the list since the panel last replied, and after how many it replies."""
    here = rundown.current(state)
    size = state.batches.get(here[1].id, here[1].batch or 0) if here else 0
    return (heard_of(state), size) if size else None


def heard_of(state: RoomState) -> int:
    """How many were heard from the list in the running phase, since it started or the panel replied in it."""
    here = rundown.current(state)
    started_at = state.rundown.phase_started_at
    if here is None or started_at is None:
        return 0
    phase = here[1].id
    turns = (*state.turns, state.floor) if state.floor else state.turns
    replied_at = state.replied.get(phase)
    return sum(
        turn.phase == phase
        and turn.called_at >= started_at
        and (replied_at is None or turn.called_at > replied_at)
        and turn.kind in ON_THE_LIST
        and counts(turn)
        for turn in turns
    )


def counts(turn: Intervention) -> bool:
    """Whether `turn` counts as one: who was absent or passed was not heard, and points of order are no turns."""
    return turn.outcome in (None, Outcome.SPOKE) and turn.kind in ON_THE_LIST


# Changes


def programme_published(state: RoomState, event: ProgrammePublished) -> RoomState:
    """Every list stays as it is, in the order it is kept by; who left the register is set aside."""
    published = rundown.programme_published(state, event)
    policies = {segment.id: policy_of(state, segment) for segment in state.rundown.segments}
    for segment, listed in published.lists.items():
        before = policies.get(segment)
        if listed.waiting and before is not None and before is not kept_by(published, segment):
            published = with_list(published, segment, replace(listed, policy=before))
    for name, listed in published.lists.items():
        published = registered(published, name, listed)
    return published


def with_list(state: RoomState, segment: str, listed: SpeakersList) -> RoomState:
    return replace(state, lists={**state.lists, segment: listed})


def registered(state: RoomState, segment: str, listed: SpeakersList) -> RoomState:
    """`state` with `listed`, on which only delegations of the register wait.

    A delegation that left the register is set aside, and has its place again when it returns.
    """
    aside = tuple(
        SetAside(request, tuple(ahead.id for ahead in requests[:place]))
        for requests in (listed.points, listed.waiting, listed.replies)
        for place, request in enumerate(requests)
        if request.speaker.delegation not in state.register
    )
    for gone in aside:
        listed = without(listed, gone.request.id)
    stay = [known for known in listed.aside if known.request.speaker.delegation not in state.register]
    policy = kept_by(state, segment)
    for back in listed.aside:
        if back not in stay and place_of(listed, back.request) is None:
            kind = back.request.kind
            listed = listed.with_lane(kind, _back_again(listed.lane(kind), back, policy, state.settings.classes))
    return with_list(state, segment, replace(listed, aside=(*stay, *aside)))


def _back_again(requests: Requests, back: SetAside, policy: OrderPolicy, classes: precedence.Classes) -> Requests:
    """Where the order of the list has it; a place that no order gave is behind those who stood ahead of it."""
    if back.request.handling is None and back.request.kind in ON_THE_LIST:
        return put(requests, back.request, precedence.placed_ahead_of(back.request, requests, policy, classes))
    after = max((place for place, other in enumerate(requests, 1) if other.id in back.behind), default=0)
    return (*requests[:after], back.request, *requests[after:])


def put(requests: Requests, request: FloorRequest, ahead_of: str | None) -> Requests:
    """`requests` with `request` before `ahead_of`, or at the end if that is not among them."""
    place = next((n for n, other in enumerate(requests) if other.id == ahead_of), len(requests))
    return (*requests[:place], request, *requests[place:])


def without(listed: SpeakersList, request: str) -> SpeakersList:
    """`listed` without `request`, on whichever of its lists it is."""
    return replace(
        listed,
        aside=tuple(other for other in listed.aside if other.request.id != request),
        waiting=tuple(other for other in listed.waiting if other.id != request),
        points=tuple(other for other in listed.points if other.id != request),
        replies=tuple(other for other in listed.replies if other.id != request),
    )


def changed(state: RoomState, segment: str, request: str, change: Callable[[FloorRequest], FloorRequest]) -> RoomState:
    """`state` with `request` changed in its place; unchanged if it is gone."""

    def all_of(requests: Requests) -> Requests:
        return tuple(change(other) if other.id == request else other for other in requests)

    listed = list_of(state, segment)
    made = replace(listed, waiting=all_of(listed.waiting), points=all_of(listed.points), replies=all_of(listed.replies))
    return with_list(state, segment, made)
