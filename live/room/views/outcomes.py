"""What phones are told of requests that are not on the list before them: nothing ends in silence.

All phones are sent the same; each finds its delegation. Absences stay between the organisers.
"""

from datetime import timedelta

from msgspec.structs import replace

from live.room.authority import badge_number
from live.room.model.plan import Names, Segment
from live.room.model.state import RoomState
from live.room.model.turns import Became, Fate, Intervention, InterventionKind, Outcome
from live.room.rules import fates, rundown
from live.room.rules.speakers import everyone_on
from live.room.views.shared import Shown, Stamp, maybe, stamp


class FateShown(Shown, frozen=True):
    """What became of a delegation's request. `to` is the segment or delegation it went to, `room` the other room; `by`
    the number of the badge with which its delegation gave it up.
    """

    delegation: str
    became: Became
    at: Stamp
    kind: InterventionKind = InterventionKind.STATEMENT
    to: Names | None = None
    room: str | None = None
    by: int | None = None


class OtherListShown(Shown, frozen=True):
    """Who waits on another list than the one shown: `requests` are the delegations, by request.

    With `ended_at` the segment is over, and they were not reached. Without `names` the programme has it no more.
    """

    requests: dict[str, str]
    names: Names | None = None
    ended_at: Stamp | None = None


RECENT = timedelta(hours=4)
"""What is longer ago is told no more."""


LATEST_TURNS = 20


LATEST_FATES = 60
"""How many of each a phone is sent at most."""


LATEST_LISTS = 6


ON_OTHER_LISTS = 300


SAID = {Outcome.SPOKE: Became.SPOKE, Outcome.DECLINED: Became.PASSED}


def fates_shown(state: RoomState) -> dict[str, FateShown]:
    """What became of the latest requests, by request; where one was of two delegations, by both."""
    shown: dict[str, FateShown] = {}
    waits = set(fates.held(state))
    for fate in reversed(state.fates[-LATEST_FATES:]):
        gone = (fate.request, fate.delegation) not in waits
        if _recent(state, fate) and (gone or fate.became is Became.CARRIED_OVER):
            _tell(shown, fate.request, _fate_shown(state, fate))
    here = (*state.interrupted, *([state.floor] if state.floor else []))
    for turn in (*state.turns[-LATEST_TURNS:], *here):
        became = Became.CALLED if turn.outcome is None else SAID.get(turn.outcome)
        delegation = turn.speaker.delegation
        if became is not None and delegation is not None and (turn.answers, delegation) not in waits - _called(here):
            at = turn.ended_at or turn.called_at
            if state.at is None or state.at - at < RECENT:
                _tell(shown, turn.answers, FateShown(delegation, became, stamp(at), turn.kind))
    return shown


def _tell(shown: dict[str, FateShown], request: str, fate: FateShown) -> None:
    """Add `fate` unless its delegation is told something later of the same request."""
    known = shown.get(request)
    key = request if known is None or known.delegation == fate.delegation else f"{request}:{fate.delegation}"
    if key not in shown or shown[key].at < fate.at:
        shown[key] = fate


def _called(turns: tuple[Intervention, ...]) -> set[tuple[str, str]]:
    return {(turn.answers, turn.speaker.delegation) for turn in turns if turn.speaker.delegation}


def _recent(state: RoomState, fate: Fate) -> bool:
    return state.at is None or state.at - fate.at < RECENT


def _fate_shown(state: RoomState, fate: Fate) -> FateShown:
    shown = FateShown(fate.delegation, fate.became, stamp(fate.at), by=badge_number(fate.by))
    match fate.became:
        case Became.CARRIED_OVER:
            return replace(shown, to=_named(state, fate.to or ""))
        case Became.CEDED:
            heir = state.register.get(fate.to or "")
            return replace(shown, to=heir.names if heir else None)
        case Became.RELEASED:
            return replace(shown, room=fate.to)
        case Became.DISMISSED:
            return replace(shown, kind=InterventionKind.POINT_OF_ORDER)
        case _:
            return shown


def _named(state: RoomState, segment: str) -> Names | None:
    known = next((known.names for known in state.rundown.segments if known.id == segment), None)
    return known or state.former.get(segment)


def others_shown(state: RoomState, listed: Segment | None) -> dict[str, OtherListShown]:
    """Who waits on other lists than that of `listed`, the latest first, as many as a phone is sent."""
    shown: dict[str, OtherListShown] = {}
    left = ON_OTHER_LISTS
    for segment, waiting in reversed(state.lists.items()):
        requests = {one.id: one.speaker.delegation for one in everyone_on(waiting) if one.speaker.delegation}
        ended_at = rundown.progress(state, segment).ended_at
        over = ended_at is not None and state.at is not None and state.at - ended_at >= RECENT
        if not requests or over or (listed is not None and segment == listed.id):
            continue
        if len(shown) == LATEST_LISTS or left <= 0:
            break
        some = dict(list(requests.items())[:left])
        left -= len(some)
        ended = maybe(stamp, ended_at) if rundown.has_ended(state, segment) else None
        shown[segment] = OtherListShown(some, _named(state, segment), ended)
    return shown
