"""The places of a delegation: who has them, and who is given one. The limit is passed only by somebody who says why."""

from typing import Any

from django.utils import timezone

from live.programme.badges.rows import wearer_of
from live.programme.credentials import renew_code
from live.programme.models import MOST_BADGES, Allowance, Badge, Delegation, Participant
from live.programme.publishing import allowances, issue_badges, members_allowed
from live.programme.taking.registering import LONGEST_HOLDER, give_name, was_given_away
from live.room.model.plan import Value


class PlaceWanted(Value, frozen=True):
    """Whose name is wanted on a badge of `delegation`. `another` wearer than before gets another code. `why` lets in
    whom the delegation has too many.
    """

    delegation: str
    title: str = ""
    given: str = ""
    family: str = ""
    function: str = ""
    another: bool = False
    why: str = ""


class Refused(Exception):
    """Why something is not done at a badge desk."""


class NoSuchBadge(Refused):
    """Raised for a badge that is not there, or whose delegation is not."""


class PlacesTaken(Refused):
    """Raised where a delegation has as many people as it may: `most`, with these `names`."""

    def __init__(self, most: int, names: tuple[str, ...]) -> None:
        super().__init__(most)
        self.most, self.names = most, names


class HasBadge(Refused):
    """Raised where somebody of this name has badge `number` of their delegation already."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def allowed(delegation: str) -> int:
    """How many people a delegation may have."""
    most = 1 + members_allowed()
    return allowances(most).get(delegation, most)


def lock(delegation: str) -> None:
    """Let nobody else give places of `delegation` until the transaction ends. Raises `NoSuchBadge`."""
    if not Delegation.objects.select_for_update().filter(pk=delegation, withdrawn_at=None):
        raise NoSuchBadge


def free_badge(wanted: PlaceWanted, user: Any) -> Badge:
    """A badge that nobody has; one more than the delegation may have where it is said why.

    Raises `PlacesTaken`, `HasBadge`.
    """
    _forbid_second(wanted)
    taken = _taken(wanted.delegation)
    most = allowed(wanted.delegation)
    if len(taken) >= most:
        if not wanted.why or len(taken) >= MOST_BADGES:
            raise PlacesTaken(most, tuple(badge.holder for badge in taken))
        Allowance.objects.create(
            delegation_id=wanted.delegation, most=len(taken) + 1, why=wanted.why, by=user.get_username()
        )
        issue_badges([wanted.delegation])
    names = {badge.pk for badge in taken}
    free = [badge for badge in _badges(wanted.delegation) if badge.pk not in names]
    if not free:
        issue_badges([wanted.delegation])
        free = [badge for badge in _badges(wanted.delegation) if badge.pk not in names]
    return min(free, key=lambda badge: (badge.is_head, badge.number))


def seat(badge: Badge, wanted: PlaceWanted) -> None:
    """Let `badge` be that of whom is `wanted`. Raises `NoSuchBadge`, `PlacesTaken`, `HasBadge`."""
    if badge.delegation_id != wanted.delegation:
        raise NoSuchBadge
    _forbid_second(wanted, badge)
    wearer = wearer_of(badge)
    person = {"title": wanted.title, "given": wanted.given, "family": wanted.family, "function": wanted.function}
    if wearer is not None and not wanted.another:
        for field, text in person.items():
            setattr(wearer, field, text)
        wearer.save()
        give_name(badge, str(wearer)[:LONGEST_HOLDER])
        return
    if wearer is None and not _has_holder(badge):
        taken, most = _taken(badge.delegation_id), allowed(badge.delegation_id)
        if len(taken) >= most:
            raise PlacesTaken(most, tuple(one.holder for one in taken))
    known = not wanted.another and _has_holder(badge)
    if wanted.another or badge.revoked_at is not None or (was_given_away(badge) and not known):
        renew_code(badge)
        badge.ticket_hash = None
    if wearer is not None:
        Participant.objects.filter(pk=wearer.pk).update(badge=None, is_head=False, left_at=timezone.now())
    present = Participant.objects.filter(delegation=badge.delegation, is_head=True, left_at=None)
    head = badge.is_head and not present.exists()
    made = Participant.objects.create(delegation=badge.delegation, badge=badge, is_head=head, **person)
    give_name(badge, str(made)[:LONGEST_HOLDER])


def _forbid_second(wanted: PlaceWanted, badge: Badge | None = None) -> None:
    same = Participant.objects.filter(
        delegation=wanted.delegation,
        left_at=None,
        badge__isnull=False,
        title=wanted.title,
        given__iexact=wanted.given,
        family__iexact=wanted.family,
    ).select_related("badge")
    for one in same:
        if one.badge is not None and one.badge != badge:
            raise HasBadge(one.badge.number)


def _taken(delegation: str) -> list[Badge]:
    """Badges that somebody has: in the register, or with a name on them that still lets somebody in."""
    return [badge for badge in _badges(delegation) if wearer_of(badge) is not None or _has_holder(badge)]


def _has_holder(badge: Badge) -> bool:
    """Whether a name was written on a badge that lets somebody in."""
    return bool(badge.holder) and badge.revoked_at is None


def _badges(delegation: str) -> list[Badge]:
    return list(
        Badge.objects.select_related("delegation", "participant").filter(delegation=delegation).order_by("number")
    )
