"""From a turn on the floor to a statement in the record: what is shown of it when it is made, and its time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import TypeAlias

from live.proceedings.places import Places
from live.proceedings.statements import Place, StatementKind, Who
from live.room.model.plan import Names, PhaseKind, Seconds
from live.room.model.state import RoomState
from live.room.model.turns import INTERRUPTING, FloorRequest, Intervention, InterventionKind, Speaker
from live.room.rules.clock import ran_for
from live.room.rules.groups import in_all_languages

TurnKey: TypeAlias = tuple[str, datetime]
Span: TypeAlias = tuple[datetime, datetime]

PANEL = frozenset({PhaseKind.OPENINGS, PhaseKind.TALK, PhaseKind.DISCUSSION, PhaseKind.REPLIES, PhaseKind.FLOOR})
"""The phases whose line-up are panellists. In a ceremony, an introduction or a summary the podium makes statements."""


def key_of(turn: Intervention) -> TurnKey:
    """What tells a turn from every other of its room: an absent speaker is called again under the same id."""
    return turn.id, turn.called_at


@dataclass(frozen=True, slots=True)
class Shown:
    """What was known of a turn while it was made, that a later programme or register may change."""

    place: Place
    who: Who
    kind: StatementKind
    joint: tuple[Names, ...]
    to: Names | None
    question_names: Names | None
    behalf: Names | None


def shown(state: RoomState, turn: Intervention, places: Places) -> Shown:
    """`turn` as it is shown in `state`."""
    request = turn.request
    return Shown(
        place=places.at(turn.segment, turn.phase),
        who=who_is(state, turn.speaker),
        kind=_kind(turn, places),
        joint=tuple(_named(state, member) for member in request.joint) if request else (),
        to=_addressed(state, request.about, turn, places) if request and request.about else None,
        question_names=_question(turn.segment, request, places),
        behalf=in_all_languages(state, turn.capacity, turn.on_behalf_of),
    )


def who_is(state: RoomState, speaker: Speaker) -> Who:
    """`speaker`, with what the register of `state` says of the delegation."""
    known = state.register.get(speaker.delegation or "")
    return Who(
        names=speaker.names,
        delegation=speaker.delegation,
        category=speaker.category,
        region=known.region if known else None,
        iso3=known.iso3 if known else None,
        person=speaker.person,
        title=speaker.title,
    )


def _named(state: RoomState, delegation: str) -> Names:
    known = state.register.get(delegation)
    return known.names if known else {"en": delegation}


def _question(segment: str, request: FloorRequest | None, places: Places) -> Names | None:
    known = places.segment(segment)
    if request is None or request.question is None or known is None:
        return None
    return dict(enumerate(known.questions, 1)).get(request.question)


def _addressed(state: RoomState, about: str, turn: Intervention, places: Places) -> Names | None:
    """Whom a reaction or question is addressed to: a turn, a slot of the podium, or a speaker who still waits."""
    here = (state.floor,) if state.floor else ()
    turns: Iterable[Intervention] = chain(state.interrupted, here, reversed(state.turns))
    if (other := next((one for one in turns if about in (one.id, one.answers)), None)) is not None:
        return other.speaker.names
    if (slot := places.slot(turn.segment, about)) is not None:
        return slot[0].names
    waiting = (one for listed in state.lists.values() for one in listed.waiting)
    return next((one.speaker.names for one in waiting if one.id == about), None)


def _kind(turn: Intervention, places: Places) -> StatementKind:
    match turn.kind:
        case InterventionKind.POINT_OF_ORDER:
            return StatementKind.POINT_OF_ORDER
        case InterventionKind.RIGHT_OF_REPLY:
            return StatementKind.REPLY
        case InterventionKind.SECRETARIAT:
            return StatementKind.SECRETARIAT
        case InterventionKind.REACTION:
            return StatementKind.REACTION
        case InterventionKind.QUESTION:
            return StatementKind.QUESTION
        case _ if turn.speaker.video:
            return StatementKind.VIDEO
        case _ if turn.speaker.delegation is None:
            return _from_podium(turn, places)
        case _:
            return StatementKind.STATEMENT


def _from_podium(turn: Intervention, places: Places) -> StatementKind:
    slot = places.slot(turn.segment, turn.id.partition(".")[0])
    phase = slot[1] if slot else places.phase(turn.segment, turn.phase)
    if (slot and slot[0].reports_on) or (phase and phase.kind is PhaseKind.REPORTS):
        return StatementKind.REPORT
    return StatementKind.PANELLIST if phase and phase.kind in PANEL else StatementKind.STATEMENT


# Time


def used(turn: Intervention, turns: Iterable[Intervention], silent: Iterable[Span]) -> Seconds | None:
    """The whole seconds that `turn` took; `None` before it ended.

    What its clock ran, or else the time from being called to the end, without what others of `turns` interrupted of it
    and without the times in which the meeting was `silent`.
    """
    if turn.ended_at is None:
        return None
    if turn.runs_from is not None:
        return max(0, int(ran_for(turn, turn.ended_at).total_seconds()))
    until = turn.ended_at
    away = [
        (max(turn.called_at, one.called_at), min(until, one.ended_at or until))
        for one in turns
        if one.kind in INTERRUPTING and one.called_at >= turn.called_at and key_of(one) != key_of(turn)
    ]
    away += [(max(turn.called_at, since), min(until, to)) for since, to in silent]
    return max(0, int((until - turn.called_at - _covered(away)).total_seconds()))


def _covered(spans: list[Span]) -> timedelta:
    """How long at least one of `spans` lasts; those that end before they begin count for nothing."""
    covered, reached = timedelta(), None
    for since, until in sorted(span for span in spans if span[0] < span[1]):
        begins = since if reached is None else max(since, reached)
        if until > begins:
            covered += until - begins
        reached = until if reached is None else max(reached, until)
    return covered


def over(turn: Intervention, seconds: Seconds | None) -> Seconds | None:
    """The seconds of `seconds` above what was allotted; `None` where there was no limit, or only a guide."""
    if seconds is None or turn.allotted is None or turn.allotted_is_guide:
        return None
    return max(0, seconds - turn.allotted)
