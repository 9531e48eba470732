"""What holds of a room whatever people ask, in whatever order: for the tests that visit many rooms."""

from collections.abc import Set

from live.room.model.plan import Capacity, OrderPolicy
from live.room.model.state import RoomState, SittingStatus, SpeakersList
from live.room.model.turns import FloorRequest, Handling, Intervention
from live.room.rules import precedence, speakers


def check(state: RoomState, amended: Set[str] = frozenset()) -> None:
    """All of it. `amended` are requests of which more was said since they were placed."""
    for listed in state.lists.values():
        nobody_stands_twice_in_a_place(listed)
        only_the_register_waits(state, listed)
    nobody_is_in_two_places(state)
    no_claim_is_taken_for_verified(state)
    every_reason_agrees_with_the_order(state, amended)
    what_runs_is_in_the_programme(state)
    no_clock_runs_while_the_meeting_does_not_sit(state)


def nobody_stands_twice_in_a_place(listed: SpeakersList) -> None:
    for requests in (listed.points, listed.waiting, listed.replies):
        places = [place(request) for request in requests]
        assert len(places) == len(set(places)), places


def place(request: FloorRequest) -> tuple[object, ...]:
    return request.speaker.delegation, request.capacity, (request.on_behalf_of or "").casefold()


def only_the_register_waits(state: RoomState, listed: SpeakersList) -> None:
    for request in speakers.everyone_on(listed):
        assert request.speaker.delegation in state.register
    for gone in listed.aside:
        assert gone.request.speaker.delegation not in state.register


def on_lists(state: RoomState) -> list[FloorRequest]:
    """Every request in every lane, and those that are set aside."""
    return [
        request
        for listed in state.lists.values()
        for request in (*speakers.everyone_on(listed), *(gone.request for gone in listed.aside))
    ]


def on_the_floor(state: RoomState) -> tuple[Intervention, ...]:
    """Whoever has the floor, and whoever waits to have it again."""
    return (*state.interrupted, *((state.floor,) if state.floor else ()))


def nobody_is_in_two_places(state: RoomState) -> None:
    waiting = [request.id for request in on_lists(state)]
    assert len(waiting) == len(set(waiting))
    here = [turn.id for turn in on_the_floor(state)]
    assert not set(here) & set(waiting)
    assert len(here) == len(set(here))


def no_claim_is_taken_for_verified(state: RoomState) -> None:
    for turn in (*on_the_floor(state), *state.turns):
        if turn.request is not None and not turn.request.verified:
            assert (turn.capacity, turn.on_behalf_of) == (Capacity.NATIONAL, None)


def every_reason_agrees_with_the_order(state: RoomState, amended: Set[str]) -> None:
    """A place does not change because more was said of a request."""
    for segment in state.rundown.segments:
        listed = speakers.list_of(state, segment.id)
        policy, classes = speakers.policy_of(state, segment), state.settings.classes
        drawn = [request for request in listed.waiting if request.handling is Handling.DRAWN]
        assert not drawn or (policy is OrderPolicy.LOTS and listed.seed is not None)
        by_order = [known for known in listed.waiting if known.handling is None and known.id not in amended]
        placed = [(precedence.key(request, policy, classes), precedence.inscribed(request)) for request in by_order]
        assert placed == sorted(placed), (policy, placed)


def what_runs_is_in_the_programme(state: RoomState) -> None:
    if state.rundown.current is not None:
        assert state.rundown.current in {segment.id for segment in state.rundown.segments}


def nobody_gets_the_floor_while_the_meeting_does_not_sit(before: RoomState, state: RoomState) -> None:
    if SittingStatus.SITTING not in (before.sitting.status, state.sitting.status):
        assert state.floor is None or (before.floor is not None and state.floor.id == before.floor.id)


def no_clock_runs_while_the_meeting_does_not_sit(state: RoomState) -> None:
    if state.sitting.status is not SittingStatus.SITTING:
        for turn in on_the_floor(state):
            assert turn.runs_from is None or turn.paused_at is not None
