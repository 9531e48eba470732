"""Where somebody who comes in is led: everyone to the page of their own duty."""

from typing import Any

from django.http import HttpRequest

from live.access import admission
from live.programme.models import DUTIES, Appointment, Badge, Delegation
from live.room.authority import DELEGATES, PUBLIC, SECRETARIAT, Actor, Role

PAGES = {
    Role.PRESIDING_OFFICER: "control",
    Role.MODERATOR: "moderator",
    Role.RAPPORTEUR: "rapporteur",
    Role.INTERPRETER: "interpreters",
}
CHOICE = "/duties/"
"""Where a person with several pages of their own chooses."""


def shown(actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """Who `actor` is, for their own eyes: role, name, duties, and the page that is theirs. Asks the database."""
    if actor is PUBLIC:
        return {"role": actor.role}
    if actor.delegation is not None and (phone := admission.phone_of(request)) is not None:
        return bearer(phone.badge)
    duties = list(Appointment.objects.filter(user__username=actor.id.partition(":")[2])) if actor.role in DUTIES else []
    about: dict[str, Any] = {"role": actor.role, "name": actor.id.partition(":")[2]}
    if duties:
        about["duties"] = [{"role": duty.role, "room": duty.room_id, "segment": duty.segment} for duty in duties]
    if page := home(actor, duties):
        about["home"] = page
    return about


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


def bearer(badge: Badge) -> dict[str, Any]:
    """Who wears `badge`."""
    delegation: Delegation = badge.delegation
    worn = {
        "role": badge.to_actor().role,
        "delegation": {"id": delegation.pk, "names": delegation.names, "category": delegation.category},
        "home": "/phone/",
        "badge": badge.number,
        "colleagues": {str(other.number): other.holder for other in delegation.badges.exclude(holder="")},
    }
    return {**worn, "name": badge.holder} if badge.holder else worn
