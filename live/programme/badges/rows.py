"""A badge as the desk sees it: its state, by which two desks at once are told apart, and the row that is shown."""

from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone

from live.programme.credentials import take_generation
from live.programme.models import Badge, Participant
from live.programme.programme import fingerprint

State = dict[str, Any]
"""What acts of the desk change of a badge, as JSON; `participant` is the number of who wears it."""
PERSON = ("title", "given", "family", "function")
INSTANTS = ("revoked_at", "printed_at", "handed_over_at")
LONGEST_HOLDER = 120


def state_of(badge: Badge) -> State:
    """The state of `badge`."""
    wearer = wearer_of(badge)
    return {
        "generation": badge.generation,
        "holder": badge.holder,
        "ticket_hash": badge.ticket_hash,
        "participant": wearer.pk if wearer else None,
        "person": {field: getattr(wearer, field) for field in PERSON} if wearer else None,
        "head": wearer.is_head if wearer else False,
        **{field: written(getattr(badge, field)) for field in INSTANTS},
    }


def seen(state: State) -> str:
    """The mark of a state: what is asked of a badge names the one that was seen."""
    return fingerprint(state)


def put(badge: Badge, state: State) -> None:
    """Make `badge` and its wearer as they were in `state`."""
    wearer = wearer_of(badge)
    if wearer is not None and wearer.pk != state["participant"]:
        Participant.objects.filter(pk=wearer.pk).update(badge=None, is_head=False, left_at=timezone.now())
    if state["participant"] is not None:
        Participant.objects.filter(pk=state["participant"]).update(
            badge=badge, is_head=state["head"], left_at=None, **state["person"]
        )
    if badge.generation != state["generation"]:
        take_generation(badge, state["generation"])
    badge.holder, badge.ticket_hash = state["holder"], state["ticket_hash"]
    for field in INSTANTS:
        setattr(badge, field, instant(state[field]))
    badge.save()


def wearer_of(badge: Badge) -> Participant | None:
    """The participant who wears `badge`."""
    return getattr(badge, "participant", None)


def name_of(badge: Badge) -> str:
    """Whose badge it is, as acts are told: by the wearer's name, else by the delegation's and the number."""
    return badge.holder or f"{badge.delegation} {badge.number}"


def shown(badges: QuerySet[Badge]) -> list[dict[str, Any]]:
    """These badges as the page has them. No code is in it."""
    dated = badges.annotate(replaced_at=Max("former_codes__replaced_at"))
    return [_row(badge) for badge in dated.select_related("participant").order_by("delegation", "number")]


def _row(badge: Any) -> dict[str, Any]:
    state = state_of(badge)
    return {
        "id": badge.pk,
        "delegation": badge.delegation_id,
        "number": badge.number,
        "head": badge.is_head,
        "holder": badge.holder,
        "person": state["person"],
        "linked": badge.ticket_hash is not None,
        "replaced_at": written(badge.replaced_at),
        **{field: state[field] for field in INSTANTS},
        "seen": seen(state),
    }


def written(at: datetime | None) -> str | None:
    """An instant as states and rows have it."""
    return None if at is None else at.isoformat()


def instant(at: str | None) -> datetime | None:
    """The instant that `written` wrote."""
    return None if at is None else datetime.fromisoformat(at)
