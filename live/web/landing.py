"""Where somebody who comes in is led: everyone to the page of their own duty."""

from django.http import HttpRequest

from live.access import admission
from live.programme.appointing import Duty, duty_of
from live.programme.models import DUTIES, Appointment, Badge
from live.room.authority import DELEGATES, PUBLIC, SECRETARIAT, Actor, Role
from live.room.model.plan import Delegation
from live.web.api.openapi import Answer

PAGES = {
    Role.PRESIDING_OFFICER: "control",
    Role.MODERATOR: "moderator",
    Role.RAPPORTEUR: "rapporteur",
    Role.INTERPRETER: "interpreters",
}
CHOICE = "/duties/"
"""Where a person with several pages of their own chooses."""


class Me(Answer, frozen=True):
    """Who somebody is, for their own eyes; `home` is the page that is theirs.

    Of who wears a badge: its number, their delegation, and who wears its other badges, as far as it is known.
    """

    role: Role
    name: str | None = None
    delegation: Delegation | None = None
    badge: int | None = None
    colleagues: dict[str, str] | None = None
    duties: tuple[Duty, ...] = ()
    home: str | None = None


def shown(actor: Actor, request: HttpRequest) -> Me:
    """Who `actor` is, for their own eyes: role, name, duties, and the page that is theirs. Asks the database."""
    if actor is PUBLIC:
        return Me(role=actor.role)
    if actor.delegation is not None and (phone := admission.phone_of(request)) is not None:
        return bearer(phone.badge)
    name = admission.username_of(actor)
    duties = list(Appointment.objects.filter(user__username=name)) if actor.role in DUTIES else []
    return Me(
        role=actor.role,
        name=name,
        duties=tuple(map(duty_of, duties)),
        home=home(actor, duties),
    )


def home(actor: Actor, duties: list[Appointment]) -> str | None:
    """The address of the page that is `actor`'s, or where they choose among several; `None` if none is."""
    if actor.role in SECRETARIAT:
        return "/control/"
    if actor.role in DELEGATES:
        return "/phone/"
    if not duties:
        return None
    pages = {page_of(duty) for duty in duties}
    return pages.pop() or CHOICE if len(pages) == 1 else CHOICE


def page_of(duty: Appointment) -> str | None:
    """The page of one duty; `None` where a room has to be chosen first."""
    page = PAGES[Role(duty.role)]
    if duty.room_id is not None:
        return f"/{page}/{duty.room_id}/"
    return "/control/" if duty.role == Role.PRESIDING_OFFICER else None


def bearer(badge: Badge) -> Me:
    """Who wears `badge`."""
    of = badge.delegation
    return Me(
        role=badge.to_actor().role,
        name=badge.holder or None,
        delegation=Delegation(of.pk, of.names, of.category),
        badge=badge.number,
        colleagues={str(other.number): other.holder for other in of.badges.exclude(holder="")},
        home="/phone/",
    )
