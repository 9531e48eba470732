"""The proceedings counted: who spoke how often and how long, who waited, and how good the forecasts were.

All sums are of the whole seconds of each statement, so that every table adds up to every other. A statement that is
still being made counts as one, and for no time.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import TypeVar

from live.proceedings.conference import Proceedings
from live.proceedings.course import ListEstimate, SegmentRun
from live.proceedings.statements import TURNS, Statement, StatementKind, Who
from live.room.model.plan import Category, CategoryId, Seconds
from live.room.model.record import Gender


class Group(StrEnum):
    """Who speaks, in the few groups that a summary has. Each statement is of exactly one."""

    STATES = "states"
    PANEL = "panel"
    UN_AND_IGO = "un_and_igo"
    NHRI = "nhri"
    STAKEHOLDERS = "stakeholders"
    SECRETARIAT = "secretariat"


GROUPS: dict[CategoryId, Group] = {
    Category.MEMBER_STATE: Group.STATES,
    Category.OBSERVER_STATE: Group.STATES,
    Category.OBSERVER_ENTITY: Group.UN_AND_IGO,
    Category.IGO: Group.UN_AND_IGO,
    Category.UN_SYSTEM: Group.UN_AND_IGO,
    Category.NHRI: Group.NHRI,
}
"""All other categories are of stakeholders. A conference with categories of its own has these as its groups."""


def group_of_category(category: CategoryId) -> str:
    """The group that is a category of the conference's own."""
    return f"category:{category}"


def group_of(statement: Statement, own: Container[CategoryId] = ()) -> str:
    """The group of the speaker of `statement`: a delegation's by its category; the podium is a group of its own.

    `own` are the categories of a conference that has its own.
    """
    if statement.kind is StatementKind.SECRETARIAT:
        return Group.SECRETARIAT
    if statement.who.delegation is None:
        return Group.PANEL
    category = statement.who.category or ""
    return group_of_category(category) if category in own else GROUPS.get(category, Group.STAKEHOLDERS)


@dataclass(frozen=True, slots=True)
class Share:
    """So many statements of every kind, of which `turns` from the list of speakers; how long, and how long too long."""

    statements: int = 0
    turns: int = 0
    seconds: Seconds = 0
    over: Seconds = 0


@dataclass(frozen=True, slots=True)
class DelegationShare:
    """The share of a delegation, as it was last shown."""

    who: Who
    share: Share


@dataclass(frozen=True, slots=True)
class Spread:
    """How `count` figures spread, in seconds: every one of these is a figure that occurred (nearest rank)."""

    count: int
    least: Seconds
    lower: Seconds
    median: Seconds
    upper: Seconds
    most: Seconds


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is counted of the proceedings.

    Of the shares those by group and by kind add up to `total`; by category to all that delegations said; by region to
    the group of States; by delegation to the same as by category. `genders` counts statements of delegations and of the
    podium by what was entered, `None` where nothing was. `first_turns` are delegations that spoke for the first time
    in the conference, `heard` those that spoke at all. `waited` is from asking to being called, for turns from the
    list; `forecast_off` by how many seconds people were called later than was forecast when they asked (negative:
    earlier). `not_reached` counts requests. Private figures are `None` or 0 in what is for the public.
    """

    total: Share
    groups: dict[str, Share]
    kinds: dict[StatementKind, Share]
    categories: dict[CategoryId | None, Share]
    regions: dict[str | None, Share]
    genders: dict[Gender | None, Share]
    delegations: tuple[DelegationShare, ...]
    heard: int
    first_turns: int
    runs: tuple[SegmentRun, ...]
    not_reached: int
    waited: Spread | None
    forecast_off: Spread | None
    list_estimates: tuple[ListEstimate, ...]


Key = TypeVar("Key", bound=Hashable)


def statistics_of(proceedings: Proceedings) -> Statistics:
    """`proceedings`, counted."""
    statements = proceedings.statements
    of_delegations = [one for one in statements if one.who.delegation is not None]
    own = [known.id for known in proceedings.settings.categories]
    of_states = [one for one in of_delegations if group_of(one) is Group.STATES]
    of_persons = [one for one in statements if one.kind is not StatementKind.SECRETARIAT]
    waited = (
        int((one.called - one.asked).total_seconds()) for one in statements if one.asked is not None and is_turn(one)
    )
    delegations = _delegations(of_delegations)
    return Statistics(
        total=share_of(statements),
        groups=_in_order(
            _shares(statements, lambda one: group_of(one, own)),
            (Group.PANEL, *map(group_of_category, own), *(group for group in Group if group is not Group.PANEL))
            if own
            else Group,
        ),
        kinds=_in_order(_shares(statements, lambda one: one.kind), StatementKind),
        categories=_in_order(
            _shares(of_delegations, lambda one: one.who.category),
            (*own, *(known for known in Category if known not in own), None),
        ),
        regions=dict(sorted(_shares(of_states, lambda one: one.who.region).items(), key=_named_last)),
        genders=_in_order(_shares(of_persons, lambda one: one.gender), (*Gender, None)),
        delegations=delegations,
        heard=len(delegations),
        first_turns=sum(one.first for one in statements),
        runs=proceedings.runs,
        not_reached=len(proceedings.not_reached),
        waited=spread(waited),
        forecast_off=spread(one.off for one in proceedings.estimates),
        list_estimates=proceedings.list_estimates,
    )


def is_turn(statement: Statement) -> bool:
    """Whether `statement` was a delegation's turn from the list, or in its place."""
    return statement.kind in TURNS and statement.who.delegation is not None


def share_of(statements: Iterable[Statement]) -> Share:
    """The share of `statements`, all together."""
    known = tuple(statements)
    return Share(
        statements=len(known),
        turns=sum(is_turn(one) for one in known),
        seconds=sum(one.used or 0 for one in known),
        over=sum(one.over or 0 for one in known),
    )


def _shares(statements: Iterable[Statement], key: Callable[[Statement], Key]) -> dict[Key, Share]:
    found: defaultdict[Key, list[Statement]] = defaultdict(list)
    for one in statements:
        found[key(one)].append(one)
    return {name: share_of(those) for name, those in found.items()}


def _in_order(shares: dict[Key, Share], order: Iterable[Key]) -> dict[Key, Share]:
    return {key: shares[key] for key in order if key in shares}


def _named_last(region: tuple[str | None, Share]) -> tuple[bool, str]:
    """Regions by name; speakers without one at the end."""
    return region[0] is None, region[0] or ""


def _delegations(statements: Iterable[Statement]) -> tuple[DelegationShare, ...]:
    """Those who spoke longest first; of the same length, by name."""
    known = tuple(statements)
    shares = _shares(known, lambda one: one.who.delegation or "")
    latest = {one.who.delegation or "": one.who for one in known}
    rows = [DelegationShare(latest[delegation], share) for delegation, share in shares.items()]
    return tuple(sorted(rows, key=lambda row: (-row.share.seconds, -row.share.statements, row.who.names.get("en", ""))))


def spread(figures: Iterable[Seconds]) -> Spread | None:
    """How `figures` spread; `None` of nothing."""
    known = sorted(figures)
    if not known:
        return None

    def rank(part: float) -> Seconds:
        return known[max(0, ceil(part * len(known)) - 1)]

    return Spread(len(known), known[0], rank(0.25), rank(0.5), rank(0.75), known[-1])
