"""Who was heard, and who was not: turns and time by delegation, category and region. Hints for the chair, never acts.

Regions are those of the register (the geographical regions of the United Nations' statisticians), not the regional
groups of its elections, which the register does not hold.
"""

from collections.abc import Iterable

from live.room.model.plan import Seconds, Value
from live.room.model.state import RoomState
from live.room.model.turns import FloorRequest, Intervention
from live.room.rules.clock import ran_for
from live.room.rules.speakers import counts


class Share(Value, frozen=True):
    """How many turns, and how much time on the clock."""

    turns: int = 0
    seconds: Seconds = 0


class Fairness(Value, frozen=True):
    """The shares of one segment, and whom the chair might think of: requests, by id."""

    delegations: dict[str, Share] = {}
    categories: dict[str, Share] = {}
    regions: dict[str, Share] = {}
    first_time: str | None = None
    other_region: str | None = None


def heard(state: RoomState) -> frozenset[str]:
    """The delegations that were heard in this room, on whatever segment."""
    turns = (*state.turns, state.floor) if state.floor else state.turns
    return frozenset(turn.speaker.delegation for turn in turns if turn.speaker.delegation and counts(turn))


def fairness(state: RoomState, segment: str, waiting: tuple[FloorRequest, ...]) -> Fairness:
    """The shares of `segment`, and two hints on those who wait.

    `first_time` is the first who was never heard, if the next speaker was; `other_region` the first from another region
    than the last speaker, if the next speaker is from the same.
    """
    turns = [turn for turn in state.turns if turn.segment == segment and counts(turn) and turn.speaker.delegation]
    known = heard(state)
    return Fairness(
        delegations=_shares((turn.speaker.delegation, turn) for turn in turns),
        categories=_shares((turn.speaker.category, turn) for turn in turns),
        regions=_shares((_region(state, turn.speaker.delegation), turn) for turn in turns),
        first_time=_other(waiting, [request.speaker.delegation not in known for request in waiting]),
        other_region=_other(waiting, _elsewhere(state, waiting, turns)),
    )


def _shares(turns: Iterable[tuple[str | None, Intervention]]) -> dict[str, Share]:
    shares: dict[str, Share] = {}
    for name, turn in turns:
        if name is not None and turn.ended_at is not None:
            share = shares.get(name, Share())
            seconds = share.seconds + int(ran_for(turn, turn.ended_at).total_seconds())
            shares[name] = Share(share.turns + 1, seconds)
    return shares


def _region(state: RoomState, delegation: str | None) -> str | None:
    known = state.register.get(delegation or "")
    return known.region if known else None


def _elsewhere(state: RoomState, waiting: tuple[FloorRequest, ...], turns: list[Intervention]) -> list[bool]:
    last = state.floor if state.floor and state.floor.speaker.delegation else turns[-1] if turns else None
    region = _region(state, last.speaker.delegation) if last else None
    regions = [_region(state, request.speaker.delegation) for request in waiting]
    return [region is not None and other not in (None, region) for other in regions]


def _other(waiting: tuple[FloorRequest, ...], fits: list[bool]) -> str | None:
    """The first of `waiting` that `fits`, if it is not the very first."""
    if not waiting or fits[0]:
        return None
    return next((request.id for request, does in zip(waiting, fits, strict=True) if does), None)
