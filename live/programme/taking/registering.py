"""Taking in a register: people are written down, each with a badge of their delegation, whole or not at all.

A badge whose wearer is another than before gets a new code. Whoever leaves has none from then on; their row stays.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.utils import timezone

from live.programme.credentials import RENEWED, renew_code
from live.programme.ids import free_id, slug
from live.programme.models import MOST_BADGES, Allowance, Badge, Conference, Delegation, Participant
from live.programme.programme import fingerprint
from live.programme.publishing import allowances, current_settings, headless, issue_badges, members_allowed
from live.programme.register import builtin
from live.programme.registration import take_list
from live.programme.taking.register import FIELDS, Held, RegisterDraft, Registrant
from live.programme.taking.storing import MovedOn, note
from live.room.model.plan import CategoryId, Value

REGISTERED, LIMITED = "registered", "limited"
LONGEST_HOLDER = 120
NO_LIMIT = 1_000_000
"""Files are read without one: who is one too many is known only beside those who are there."""


class AllowanceNoted(Value, frozen=True):
    """A delegation that may have more people than others: `most` of them; why, and who allowed it when."""

    delegation: str
    most: int
    why: str
    by: str
    at: str


class RegisterTaken(Value, frozen=True):
    """Who changed the register last, and when."""

    by: str
    at: str


def held() -> Held:
    """Who is registered, and how many a delegation may have."""
    most = 1 + members_allowed()
    holders: dict[str, tuple[str, ...]] = {}
    for badge in Badge.objects.filter(participant=None, revoked_at=None).exclude(holder=""):
        holders[badge.delegation_id] = (*holders.get(badge.delegation_id, ()), badge.holder)
    return Held(tuple(map(_person, _present())), most, MOST_BADGES, allowances(most), holders)


def version_of(held: Held) -> str:
    """Changes with everything by which a register is taken in."""
    delegations = list(Delegation.objects.values_list("slug", "withdrawn_at").order_by("slug"))
    return fingerprint(held, [(slug, str(withdrawn)) for slug, withdrawn in delegations])


def new_ids(names: Mapping[str, CategoryId]) -> dict[str, str]:
    """The id that each of these would have as a new delegation."""
    taken = set(Delegation.objects.values_list("slug", flat=True))
    made: dict[str, str] = {}
    for name in names:
        made[name] = free_id(slug(name) or "delegation", taken)
        taken.add(made[name])
    return made


def take_register(draft: RegisterDraft, base: str, new: Mapping[str, CategoryId], user: Any) -> None:
    """Write down what was drafted, and who did it. Raises `MovedOn` if it was drafted on another register."""
    with transaction.atomic():
        list(Delegation.objects.select_for_update().order_by("pk"))  # One after the other.
        if version_of(held()) != base:
            raise MovedOn
        concerned = {person.delegation for person in draft.stored}
        Delegation.objects.bulk_create(
            Delegation(slug=key, names={"en": name}, category=new[name])
            for name, key in new_ids(new).items()
            if key in concerned
        )
        _bring_in(concerned)
        Allowance.objects.bulk_create(
            Allowance(delegation_id=over.delegation, most=over.most, why=over.why, by=user.get_username())
            for over in draft.over
        )
        if draft.changes:
            _write(draft, concerned)
            if Conference.objects.filter(is_current=True).exists():
                note(REGISTERED, user, f"{len(draft.stored)}, {len(draft.removed)} removed")


def _bring_in(concerned: Collection[str]) -> None:
    """Delegations that come with Rostrum and are on no register yet are put on it once somebody comes for them."""
    there = set(Delegation.objects.filter(pk__in=concerned).values_list("pk", flat=True))
    wanted = set(concerned) - there
    take_list(one for one in builtin() if one.delegation.id in wanted)


def noted() -> tuple[AllowanceNoted, ...]:
    """Who let in more than a delegation may have, when and why; the latest first."""
    return tuple(
        AllowanceNoted(one.delegation_id, one.most, one.why, one.by, one.at.isoformat())
        for one in Allowance.objects.order_by("-pk")
    )


def last_taken() -> RegisterTaken | None:
    """Who changed the register on the page last, and when."""
    entries = LogEntry.objects.filter(change_message__startswith=f"{REGISTERED} ").select_related("user")
    entry = entries.order_by("-action_time", "-pk").first()
    if entry is None:
        return None
    return RegisterTaken(entry.user.get_full_name() or entry.user.get_username(), entry.action_time.isoformat())


def _present() -> Iterable[Participant]:
    return Participant.objects.filter(left_at=None).order_by("pk")


def _person(row: Participant) -> Registrant:
    texts = {field: getattr(row, field) for field in FIELDS}
    return Registrant(delegation=row.delegation_id, head=row.is_head, id=row.pk, **texts)


def _write(draft: RegisterDraft, concerned: set[str]) -> None:
    known = {row.pk: row for row in Participant.objects.select_for_update().filter(left_at=None)}
    freed: list[Badge] = []
    for key in draft.removed:
        row = known[key]
        row.left_at, row.is_head = timezone.now(), False
        freed += _without_badge(row)
        concerned.add(row.delegation_id)
    rows: list[Participant] = [known[key] for key in draft.removed]
    new: list[Participant] = []
    for person in draft.stored:
        row = Participant() if person.id is None else known[person.id]
        if person.id is not None and row.delegation_id != person.delegation:
            concerned.add(row.delegation_id)
            freed += _without_badge(row)
        row.delegation_id, row.is_head = person.delegation, person.head
        for field in FIELDS:
            setattr(row, field, getattr(person, field))
        (new if person.id is None else rows).append(row)
    # Nobody heads a delegation while others take their place.
    Participant.objects.filter(pk__in=[row.pk for row in rows]).update(is_head=False)
    fields = ["delegation", "badge", "is_head", "left_at", *FIELDS]
    Participant.objects.bulk_update(sorted(rows, key=lambda row: row.is_head), fields, batch_size=100)
    Badge.objects.bulk_update(freed, ["holder", "revoked_at", "ticket_hash"], batch_size=200)
    Participant.objects.bulk_create(new)
    issue_badges(concerned)
    _seat(concerned)


def _without_badge(row: Participant) -> list[Badge]:
    """The badge of one who leaves lets nobody in."""
    badge, row.badge = row.badge, None
    if badge is None:
        return []
    badge.holder, badge.revoked_at, badge.ticket_hash = "", timezone.now(), None
    return [badge]


def _seat(concerned: Iterable[str]) -> None:
    """Give everybody of these delegations a badge, that of its head to whom heads it."""
    badges: dict[str, list[Badge]] = {}
    for badge in Badge.objects.select_for_update().filter(delegation__in=concerned).order_by("number"):
        badges.setdefault(badge.delegation_id, []).append(badge)
    people: dict[str, list[Participant]] = {}
    for row in Participant.objects.filter(delegation__in=concerned, left_at=None).order_by("-is_head", "pk"):
        people.setdefault(row.delegation_id, []).append(row)
    seated: list[Participant] = []
    for delegation, present in people.items():
        seated += _seat_all(present, badges.get(delegation, []))
    every = [badge for held in badges.values() for badge in held]
    heads = {
        badge.pk: next((row.is_head for row in people.get(badge.delegation_id, ()) if row.badge_id == badge.pk), None)
        for badge in every
    }
    without = set(Delegation.objects.filter(category__in=headless(current_settings())).values_list("pk", flat=True))
    for delegation, those in badges.items():
        headed = delegation in without or any(row.is_head for row in people.get(delegation, ()))
        free = [badge for badge in those if heads[badge.pk] is None]
        spare = next((badge for badge in free if badge.is_head), free[0] if free else None)
        for badge in those:
            badge.is_head = bool(heads[badge.pk]) or (not headed and badge is spare)
    Badge.objects.filter(delegation__in=concerned).update(is_head=False)
    Badge.objects.bulk_update(every, ["holder", "is_head", *RENEWED], batch_size=200)
    Participant.objects.bulk_update(seated, ["badge"], batch_size=200)


def _seat_all(people: Sequence[Participant], badges: Sequence[Badge]) -> list[Participant]:
    """Those of `people` who had no badge and have one now."""
    worn = {row.badge_id for row in people}
    seated: list[Participant] = []
    for row in people:
        name = str(row)[:LONGEST_HOLDER]
        if row.badge_id is not None:
            give_name(next(badge for badge in badges if badge.pk == row.badge_id), name)
            continue
        free = [badge for badge in badges if badge.pk not in worn]
        theirs = [badge for badge in free if badge.holder in (name, f"{row.given} {row.family}".strip())]
        unnamed = sorted((badge for badge in free if not badge.holder), key=lambda badge: badge.is_head != row.is_head)
        badge = next(iter((*theirs, *unnamed)), None)
        if badge is None:
            continue
        if badge.revoked_at is not None or (was_given_away(badge) and not theirs):
            renew_code(badge)
        give_name(badge, name)
        row.badge = badge
        worn.add(badge.pk)
        seated.append(row)
    return seated


def was_given_away(badge: Badge) -> bool:
    """Whether somebody may have the code of `badge`."""
    return badge.last_used_at is not None or badge.handed_over_at is not None


def give_name(badge: Badge, name: str) -> None:
    """Let `badge` be that of `name`. Printed with another name it has to be printed anew."""
    if badge.holder != name:
        badge.holder, badge.printed_at = name, None
