"""What became of requests: no delegation finds its request gone without a word.

It is worked out from what changed, so that no way of leaving a list is without one. It is made anew by replay and never
stored.
"""

from datetime import datetime

from msgspec.structs import replace

from live.room.model.events import (
    AnyEvent,
    ClockEvent,
    FloorDeclined,
    FloorRequested,
    InterventionEnded,
    InterventionLogged,
    ListCarriedOver,
    PlaceCeded,
    PointDismissed,
    ProgrammePublished,
    ReadinessMarked,
    RecordEvent,
    ReportingEvent,
    RequestAmended,
    RequestMoved,
    RequestsReleased,
    RequestWithdrawn,
    RundownEvent,
    SpeakerCalled,
    SpeakerCorrected,
    Undone,
)
from live.room.model.state import RoomState
from live.room.model.turns import Became, Fate
from live.room.rules.speakers import everyone_on

KEPT = 200
GIVEN_UP = Became.WITHDRAWN, Became.PASSED, Became.CEDED
"""What a delegation does itself, or the desk at its word."""
QUIET = (
    ClockEvent
    | RundownEvent
    | ReportingEvent
    | RecordEvent
    | FloorRequested
    | RequestAmended
    | RequestMoved
    | ReadinessMarked
    | SpeakerCalled
    | InterventionEnded
    | InterventionLogged
    | Undone
)
"""After these every request is on a list, has the floor or had it; after an undo all is as before the act."""


def followed(before: RoomState, state: RoomState, event: AnyEvent, at: datetime) -> RoomState:
    """`state`, which `event` made of `before`, knowing what became of the requests that are gone by it."""
    if isinstance(event, QUIET):
        return state
    fates: list[Fate] = []
    if isinstance(event, ListCarriedOver):
        there = {request: delegation for request, delegation in held(state) if request in event.requests}
        carried = [request for request in event.requests if request in there]
        fates += [Fate(request, there[request], Became.CARRIED_OVER, at, event.to_segment) for request in carried]
    became, to = _how(event)
    kept = set(held(state))
    fates += [Fate(*holder, became, at, to) for holder in held(before) if holder not in kept]
    return replace(state, fates=(*state.fates, *fates)[-KEPT:]) if fates else state


def signed(before: RoomState, state: RoomState, actor: str) -> RoomState:
    """`state`, knowing that what delegations gave up since `before` was given up by `actor`."""
    if state.fates is before.fates:
        return state
    known = set(before.fates)
    own = tuple(
        replace(fate, by=actor) if fate.became in GIVEN_UP and fate not in known else fate for fate in state.fates
    )
    return replace(state, fates=own)


def held(state: RoomState) -> tuple[tuple[str, str], ...]:
    """Every request that waits, has the floor or is interrupted, with its delegation."""
    turns = (*state.interrupted, *([state.floor] if state.floor else []))
    requests = (
        *(request for listed in state.lists.values() for request in everyone_on(listed)),
        *(turn.request for turn in turns if turn.request is not None),
    )
    return tuple((request.id, request.speaker.delegation) for request in requests if request.speaker.delegation)


def _how(event: AnyEvent) -> tuple[Became, str | None]:
    match event:
        case RequestWithdrawn(by_delegation=True):
            return Became.WITHDRAWN, None
        case FloorDeclined() | RequestWithdrawn(declined=True):
            return Became.PASSED, None
        case PointDismissed():
            return Became.DISMISSED, None
        case PlaceCeded(_, _, speaker):
            return Became.CEDED, speaker.delegation
        case RequestsReleased(_, release):
            return Became.RELEASED, release.room
        case ProgrammePublished() | SpeakerCorrected():
            return Became.SET_ASIDE, None
        case _:
            return Became.REMOVED, None
