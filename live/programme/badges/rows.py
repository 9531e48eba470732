"""A badge as the desk sees it: its state, by which two desks at once are told apart, and the row that is shown."""

from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone

from live.programme.credentials import take_generation
from live.programme.models import Badge, Participant
from live.programme.programme import fingerprint
from live.room.model.plan import Value

State = dict[str, Any]
"""What acts of the desk change of a badge, as JSON; `participant` is the number of who wears it."""
PERSON = ("title", "given", "family", "function")
INSTANTS = ("revoked_at", "printed_at", "handed_over_at")
LONGEST_HOLDER = 120


class Wearer(Value, frozen=True):
    """Who wears a badge, as their name is written down."""

    title: str
    given: str
    family: str
    function: str


class BadgeRow(Value, frozen=True):
    """A badge as the page has it; no code is in it. `head`: it is for the head of its delegation. `linked`: its wearer
    is found by a ticket, too. `seen` is the mark of its state: whoever asks for an act names it.
    """

    id: int
    delegation: str
    number: int
    head: bool
    holder: str
    person: Wearer | None
    linked: bool
    replaced_at: str | None
    revoked_at: str | None
    printed_at: str | None
    handed_over_at: str | None
    seen: str


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


def shown(badges: QuerySet[Badge]) -> tuple[BadgeRow, ...]:
    """These badges as the page has them."""
    dated = badges.annotate(replaced_at=Max("former_codes__replaced_at"))
    return tuple(_row(badge) for badge in dated.select_related("participant").order_by("delegation", "number"))


def _row(badge: Any) -> BadgeRow:
    state = state_of(badge)
    return BadgeRow(
        id=badge.pk,
        delegation=badge.delegation_id,
        number=badge.number,
        head=badge.is_head,
        holder=badge.holder,
        person=None if state["person"] is None else Wearer(**state["person"]),
        linked=badge.ticket_hash is not None,
        replaced_at=written(badge.replaced_at),
        **{field: state[field] for field in INSTANTS},
        seen=seen(state),
    )


def written(at: datetime | None) -> str | None:
    """An instant as states and rows have it."""
    return None if at is None else at.isoformat()


def instant(at: str | None) -> datetime | None:
    """The instant that `written` wrote."""
    return None if at is None else datetime.fromisoformat(at)
