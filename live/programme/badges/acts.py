"""What is done at the badge desk: handed over, replaced, revoked, given to somebody, linked, printed; and taken back.

Every act is of one badge, or of those that were printed together, and says which state of it was seen: of two desks
that do something with the same badge the later is told who was before. It is written down with who did it, and can be
undone as long as its badge is as it left it.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from live.programme.badges import places, rows
from live.programme.badges.places import NoSuchBadge, PlaceWanted, Refused
from live.programme.credentials import renew_code
from live.programme.models import Badge, BadgeAct
from live.room.model.plan import Value

SHELL = "rostrum"
SHOWN = 12
"""So many of the latest acts of a desk are shown."""
MOST_CHANGED = 200
"""The most acts since a page was last up to date; after more it is sent all badges anew."""


class BadgeActKind(StrEnum):
    """What is done with a badge."""

    HANDED_OVER = "handed_over"
    REPLACED = "replaced"
    REVOKED = "revoked"
    HOLDER_NOTED = "holder_noted"
    PASSED_ON = "passed_on"
    LINKED = "linked"
    UNLINKED = "unlinked"
    PRINTED = "printed"


class BadgeActListed(Value, frozen=True):
    """An act, for the list of them. `undoes` is the number of the act it takes back; `stands`: it can be undone."""

    number: int
    kind: BadgeActKind
    badge: int | None
    about: str
    by: str
    at: datetime
    undoes: int | None
    stands: bool


class Meanwhile(Refused):
    """Raised where somebody changed the badge meanwhile. `by` and `at` say who and when, if known."""

    def __init__(self, by: str = "", at: datetime | None = None) -> None:
        super().__init__(by)
        self.by, self.at = by, at


class NoSuchAct(Refused):
    """Raised for the number of an act that is not there."""


class NotValid(Refused):
    """Raised where a badge that was revoked would be handed over or printed."""


class TicketTaken(Refused):
    """Raised where a ticket is linked to another badge already: that of `name`."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class BadgeDesk:
    """A desk, and who works there; nobody with a name of their own in the shell."""

    def __init__(self, user: Any, desk: str = "") -> None:
        self._user, self._desk = user, desk
        self._by = SHELL if user is None else user.get_full_name() or user.get_username()

    def hand_over(self, badge: int, seen: str) -> None:
        """Note that its wearer has it. Raises `NotValid`, and what all acts raise: `NoSuchBadge`, `Meanwhile`."""

        def act(held: Badge) -> None:
            if held.revoked_at is not None:
                raise NotValid
            held.handed_over_at = held.handed_over_at or timezone.now()

        self._carry_out(BadgeActKind.HANDED_OVER, badge, seen, act)

    def replace(self, badge: int, seen: str) -> None:
        """Give it a new code: the old one lets nobody in from now on."""
        self._carry_out(BadgeActKind.REPLACED, badge, seen, renew_code)

    def revoke(self, badge: int, seen: str) -> None:
        """Let nobody in by it until it is replaced."""

        def act(held: Badge) -> None:
            held.revoked_at = held.revoked_at or timezone.now()

        self._carry_out(BadgeActKind.REVOKED, badge, seen, act)

    def link(self, badge: int, seen: str, ticket_hash: str) -> None:
        """Let its wearer be found by their ticket. Raises `TicketTaken`."""

        def act(held: Badge) -> None:
            if (other := _worn().filter(ticket_hash=ticket_hash).exclude(pk=held.pk).first()) is not None:
                raise TicketTaken(rows.name_of(other))
            held.ticket_hash = ticket_hash

        self._carry_out(BadgeActKind.LINKED, badge, seen, act)

    def unlink(self, badge: int, seen: str) -> None:
        """Let its wearer no longer be found by their ticket."""

        def act(held: Badge) -> None:
            held.ticket_hash = None

        self._carry_out(BadgeActKind.UNLINKED, badge, seen, act)

    def give_place(self, wanted: PlaceWanted, badge: int | None, seen: str) -> int:
        """Write somebody's name on `badge`, or on a free one of their delegation; the number of the badge.

        Raises `places.PlacesTaken`, `places.HasBadge`.
        """
        with transaction.atomic():
            places.lock(wanted.delegation)
            if badge is None:
                held = places.free_badge(wanted, self._user)
                badge, seen = held.pk, rows.seen(rows.state_of(held))
            kind = BadgeActKind.PASSED_ON if wanted.another else BadgeActKind.HOLDER_NOTED
            self._carry_out(kind, badge, seen, lambda held: places.seat(held, wanted))
            return badge

    def printed(self, badges: Sequence[Badge]) -> None:
        """Note that these are on paper, but for those that have another code or name by now."""
        now = timezone.now()
        with transaction.atomic():
            held = {
                badge.pk: badge for badge in Badge.objects.select_for_update().filter(pk__in=[b.pk for b in badges])
            }
            same = [
                badge
                for badge in badges
                if badge.pk in held
                and (held[badge.pk].generation, held[badge.pk].holder) == (badge.generation, badge.holder)
            ]
            Badge.objects.filter(pk__in=[badge.pk for badge in same]).update(printed_at=now)
            one = same[0] if len(same) == 1 else None
            self._write(
                BadgeActKind.PRINTED,
                one,
                str(len(same)) if one is None else rows.name_of(one),
                {str(badge.pk): rows.written(held[badge.pk].printed_at) for badge in same},
                {str(badge.pk): rows.written(now) for badge in same},
            )

    def undo(self, number: int) -> int | None:
        """Take an act back; the number of its badge, if it was of one. Raises `NoSuchAct`, `Meanwhile`."""
        with transaction.atomic():
            act = BadgeAct.objects.select_for_update().filter(pk=number, undoes=None).first()
            if act is None:
                raise NoSuchAct
            if act.kind == BadgeActKind.PRINTED:
                self._unprint(act)
                return act.badge_id
            if act.badge_id is None:
                raise NoSuchAct
            badge = _locked(act.badge_id)
            before = rows.state_of(badge)
            if before != act.after or BadgeAct.objects.filter(undoes=act).exists():
                raise _meanwhile(badge)
            rows.put(badge, act.before)
            after = rows.state_of(_worn().get(pk=badge.pk))
            self._write(BadgeActKind(act.kind), badge, act.about, before, after, act)
            return badge.pk

    def _carry_out(self, kind: BadgeActKind, badge: int, seen: str, act: Callable[[Badge], object]) -> None:
        with transaction.atomic():
            held = _locked(badge)
            before = rows.state_of(held)
            if rows.seen(before) != seen:
                raise _meanwhile(held)
            act(held)
            held.save()
            after = rows.state_of(_worn().get(pk=badge))
            if after != before:  # Nothing is written that changes nothing.
                self._write(kind, held, rows.name_of(held), before, after)

    def _unprint(self, act: BadgeAct) -> None:
        if BadgeAct.objects.filter(undoes=act).exists():
            raise Meanwhile(act.by, act.at)
        for badge in Badge.objects.select_for_update().filter(pk__in=act.after):
            if rows.written(badge.printed_at) == act.after[str(badge.pk)]:
                badge.printed_at = rows.instant(act.before[str(badge.pk)])
                badge.save(update_fields=["printed_at"])
        self._write(BadgeActKind.PRINTED, act.badge, act.about, act.after, act.before, act)

    def _write(  # noqa: PLR0913  an act has so many sides
        self,
        kind: BadgeActKind,
        badge: Badge | None,
        about: str,
        before: rows.State,
        after: rows.State,
        undoes: BadgeAct | None = None,
    ) -> None:
        BadgeAct.objects.create(
            kind=kind.value,
            badge=badge,
            about=about,
            before=before,
            after=after,
            undoes=undoes,
            user=self._user,
            by=self._by,
            desk=self._desk,
        )


def latest(desk: str) -> Iterator[BadgeActListed]:
    """The latest acts of a desk, the last first."""
    acts = BadgeAct.objects.filter(desk=desk).select_related("undone_by", "badge__participant")
    for act in acts.order_by("-pk")[:SHOWN]:
        yield BadgeActListed(
            number=act.pk,
            kind=BadgeActKind(act.kind),
            badge=act.badge_id,
            about=act.about,
            by=act.by,
            at=act.at,
            undoes=act.undoes_id,
            stands=act.undoes_id is None and not hasattr(act, "undone_by") and _stands(act),
        )


def version() -> str:
    """Changes with everything that is done at a badge desk or on another set-up page."""
    return f"{_last(BadgeAct)}-{_last(LogEntry)}"


def changed_since(version: str) -> set[str] | None:
    """The delegations whose badges have changed since `version`; `None` if that cannot be said."""
    act, _, entry = version.partition("-")
    if not act.isdecimal() or entry != str(_last(LogEntry)):
        return None
    since = list(
        BadgeAct.objects.filter(pk__gt=int(act)).values_list("badge__delegation", flat=True)[: MOST_CHANGED + 1]
    )
    if len(since) > MOST_CHANGED or None in since:
        return None  # Many were printed.
    return set(since)


def _last(kind: type[Model]) -> int:
    return kind._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0


def _stands(act: BadgeAct) -> bool:
    """Whether what `act` was about is as it left it; of several that were printed, any."""
    if act.kind == BadgeActKind.PRINTED:
        printed = dict(Badge.objects.filter(pk__in=act.after).values_list("pk", "printed_at"))
        return any(rows.written(printed.get(int(key))) == at for key, at in act.after.items())
    return act.badge is not None and rows.state_of(act.badge) == act.after


def _worn() -> QuerySet[Badge]:
    """Badges with who wears them."""
    return Badge.objects.select_related("delegation", "participant")


def _locked(badge: int) -> Badge:
    held = _worn().select_for_update(of=("self",)).filter(pk=badge, delegation__withdrawn_at=None).first()
    if held is None:
        raise NoSuchBadge
    return held


def _meanwhile(badge: Badge) -> Meanwhile:
    """Who changed it meanwhile, if that was done at a desk."""
    last = BadgeAct.objects.filter(badge=badge).order_by("-pk").first()
    return Meanwhile(last.by, last.at) if last else Meanwhile()
