"""What a badge desk is shown: how all badges are, what changed since it asked last, and whom a scan is of."""

from django.db.models import Count
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from live.documents.labels import PRESETS, LabelFormat
from live.programme.badges import acts, finding, rows
from live.programme.badges.acts import BadgeActListed
from live.programme.badges.finding import ScanRefusal
from live.programme.badges.rows import BadgeRow
from live.programme.models import Badge, Conference
from live.programme.publishing import allowances, current_settings, members_allowed
from live.programme.register import CategoryNamed, DelegationListed, categories, directory
from live.room.model.plan import Names, Value


class BadgeFound(Value, frozen=True):
    """The badge of what was scanned, its own code or a `ticket`; or why that opens nothing, and since when."""

    badge: BadgeRow | None
    ticket: bool
    why: ScanRefusal | None
    at: str | None


class BadgesStatus(Value, frozen=True):
    """How the badges are: all of them; or, since a `version`, all those of the delegations that are `concerned`, where
    something changed, and none of the facts that stay. `badge` is the one that was acted on. A delegation may have
    `most` badges, unless it is in `allowed`: then so many.
    """

    version: str
    acts: tuple[BadgeActListed, ...]
    count: int
    printed: int
    handed_over: int
    badges: tuple[BadgeRow, ...]
    most: int
    allowed: dict[str, int]
    badge: int | UnsetType | None = UNSET
    concerned: tuple[str, ...] | None = None
    delegations: tuple[DelegationListed, ...] | None = None
    categories: tuple[CategoryNamed, ...] | None = None
    conference: Names | None = None
    zone: str | None = None
    formats: dict[str, LabelFormat] | None = None


def badge_found(scanned: str) -> BadgeFound:
    """Whom `scanned` is of."""
    one = finding.find(scanned)
    row = rows.shown(Badge.objects.filter(pk=one.badge)) if one.badge is not None else ()
    return BadgeFound(badge=row[0] if row else None, ticket=one.ticket, why=one.why, at=rows.written(one.at))


def badges_status(version: str, desk: str, badge: int | None = None) -> BadgesStatus:
    """How the badges are: those of the delegation of `badge`, or what changed since `version`, or all."""
    present = Badge.objects.filter(delegation__withdrawn_at=None)
    most = 1 + members_allowed()
    # The version before all else: what changes meanwhile is asked for again.
    now = BadgesStatus(
        version=acts.version(),
        acts=tuple(acts.latest(desk)),
        **present.aggregate(count=Count("pk"), printed=Count("printed_at"), handed_over=Count("handed_over_at")),
        badges=(),
        most=most,
        allowed=allowances(most),
    )
    concerned = acts.changed_since(version) if badge is None else {Badge.objects.get(pk=badge).delegation_id}
    if concerned is not None:
        badges = rows.shown(present.filter(delegation__in=concerned))
        return replace(now, badge=badge, concerned=tuple(sorted(concerned)), badges=badges)
    settings, conference = current_settings(), Conference.objects.filter(is_current=True).first()
    return replace(
        now,
        badges=rows.shown(present),
        delegations=directory(settings),
        categories=categories(settings),
        conference=conference.names if conference else {},
        zone=conference.zone if conference else "UTC",
        formats=dict(PRESETS),
    )
