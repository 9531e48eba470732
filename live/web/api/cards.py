"""Appointees and their cards: `/api/appointees/`, `/api/cards/`; and coming in by one: `/api/card`.

For the secretariat: who has which duty, a card for each, and taking both back. The code of a card is in the answer that
makes it, and nowhere else.
"""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

import msgspec
from django.conf import settings
from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from live import wire
from live.access import admission, cards
from live.access.codes import TooManyCodes
from live.access.models import Card, CardState
from live.programme.appointing import (
    Duty,
    DutyRole,
    NotAppointed,
    add_appointee,
    appoint,
    appointees,
    duty_of,
    outside_secretariat,
    shown_name,
)
from live.programme.models import Appointment, Room
from live.room.authority import PUBLIC, SECRETARIAT, Actor, Role
from live.room.model.texts import cleaned
from live.web.api.answers import json_answer, refusal_answer
from live.web.api.authentication import WrongCredential, actor_of, not_permitted, require_csrf
from live.web.api.links import LinkMade, link_to
from live.web.api.openapi import SIGNED_IN, Answer, Done, responses
from live.web.api.trail import note
from live.web.api.uploads import user_of
from live.web.landing import Me, shown
from live.web.passwords import remember_device

router = Router()
UNKNOWN = HTTPStatus.NOT_FOUND
PAGE = "/card/"
KEPT = (CardState.OPEN, CardState.IN_USE)
"""Cards that somebody comes in by, or may."""


class Appointing(msgspec.Struct, forbid_unknown_fields=True):
    """A duty for somebody who is known by `person`, or for somebody new who is called `name`."""

    role: DutyRole
    room: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    segment: Annotated[str, msgspec.Meta(max_length=64)] = ""
    person: int | None = None
    name: Annotated[str, msgspec.Meta(max_length=120)] = ""


class CardCode(msgspec.Struct, forbid_unknown_fields=True):
    """What a card says."""

    code: Annotated[str, msgspec.Meta(max_length=100)]


class AppointedDuty(Duty, frozen=True, kw_only=True):
    """A duty by the number under which it can be taken away."""

    id: int


class CardListed(Answer, frozen=True):
    """A card that somebody comes in by until `until`, or may."""

    id: int
    state: Literal["open", "in_use"]
    used_at: str | None
    until: str


class CardMade(LinkMade, frozen=True, kw_only=True):
    """A card as it is shown once: what it says, and the link to the page where that is used."""

    code: str


class Appointee(Answer, frozen=True):
    """Somebody with a duty, their cards, and the card that was made just now."""

    id: int
    name: str
    username: str
    duties: tuple[AppointedDuty, ...]
    cards: tuple[CardListed, ...]
    made: CardMade | None = None


BODIES = (Appointing, CardCode)
ANSWERS = (Appointee, Done)


@router.get(
    "/appointees/",
    summary="Who has a duty, and their cards; for the secretariat",
    openapi_extra=responses(*SIGNED_IN, answer=list[Appointee]),
)
def listed(request: HttpRequest) -> HttpResponse:
    _desk(request)
    people = appointees().prefetch_related("appointments", "cards")
    return json_answer([_person(user) for user in people])


@router.post(
    "/appointees/",
    summary="Appoint somebody to a duty",
    openapi_extra=responses(*SIGNED_IN, UNKNOWN, takes=Appointing, answer=Appointee, status=HTTPStatus.CREATED),
)
def appoint_to(request: HttpRequest) -> HttpResponse:
    desk = _desk(request)
    wanted = wire.read(request.body, Appointing)
    room = None
    if wanted.room is not None and (room := Room.objects.filter(pk=wanted.room).first()) is None:
        return refusal_answer("unknown_room", 404)
    if wanted.person is None:
        name = cleaned(wanted.name)
        if name is None:
            raise wire.Malformed("expected something that can be seen", "$.name")
        user = add_appointee(name)
    elif (user := outside_secretariat().filter(pk=wanted.person).first()) is None:
        return refusal_answer("unknown_person", 404)
    try:
        duty = appoint(user, Role(wanted.role), room, wanted.segment)
    except NotAppointed as error:
        raise wire.Malformed(str(error), "$") from None
    note(user_of(desk), ADDITION, duty)
    return json_answer(_person(user), 201)


@router.delete(
    "/appointees/{int:key}/duties/{int:duty}",
    summary="Take a duty away: its holder is sent away within seconds",
    openapi_extra=responses(*SIGNED_IN, UNKNOWN, answer=Done),
)
def dismiss(request: HttpRequest, key: int, duty: int) -> HttpResponse:
    desk = _desk(request)
    found = Appointment.objects.filter(pk=duty, user=key).first()
    if found is None:
        return refusal_answer("unknown_person", 404)
    note(user_of(desk), DELETION, found)
    found.delete()
    return json_answer(Done())


@router.post(
    "/appointees/{int:key}/card",
    summary="Make a card; one of theirs that was not used yet is worth nothing from now on",
    openapi_extra=responses(*SIGNED_IN, UNKNOWN, answer=Appointee, status=HTTPStatus.CREATED),
)
def make(request: HttpRequest, key: int) -> HttpResponse:
    desk = _desk(request)
    user = appointees().filter(pk=key).first()
    if user is None:
        return refusal_answer("unknown_person", 404)
    card, code = cards.make_card(user)
    note(user_of(desk), ADDITION, card)
    made = CardMade(code=code, **msgspec.structs.asdict(link_to(request, PAGE, code)))
    return json_answer(msgspec.structs.replace(_person(user), made=made), 201)


@router.delete(
    "/cards/{int:key}",
    summary="Revoke a card: its link opens nothing, and those who came in by it are sent away within seconds",
    openapi_extra=responses(*SIGNED_IN, UNKNOWN, answer=Appointee),
)
def revoke(request: HttpRequest, key: int) -> HttpResponse:
    desk = _desk(request)
    card = Card.objects.select_related("user").filter(pk=key).first()
    if card is None:
        return refusal_answer("unknown_card", 404)
    cards.revoke_card(card)
    note(user_of(desk), CHANGE, card)
    return json_answer(_person(card.user))


@router.post(
    "/card",
    summary="Come in by a card, which is used up by it",
    openapi_extra=responses(*SIGNED_IN, takes=CardCode, answer=Me),
)
def come_in(request: HttpRequest) -> HttpResponse:
    require_csrf(request)
    try:
        user = cards.sign_in_by_card(request, wire.read(request.body, CardCode).code)
    except TooManyCodes as refused:
        raise WrongCredential("too_many_tries", 429, refused.seconds) from None
    if user is None:
        raise WrongCredential("card_refused")
    admission.put_badge_away(request)
    response = json_answer(shown(admission.organiser(user) or PUBLIC, request))
    response.delete_cookie(settings.BADGE_COOKIE_NAME, samesite="Lax")
    remember_device(request, response, user)
    return response


def _desk(request: HttpRequest) -> Actor:
    """The asker, who is of the secretariat. Raises `WrongCredential`."""
    actor = actor_of(request)  # Raises for a change that may come from another site's page.
    if actor.role not in SECRETARIAT:
        raise not_permitted(actor)
    return actor


def _person(user: Any) -> Appointee:
    now = timezone.now()
    return Appointee(
        id=user.pk,
        name=shown_name(user),
        username=user.get_username(),
        duties=tuple(
            AppointedDuty(id=one.pk, **msgspec.structs.asdict(duty_of(one))) for one in user.appointments.all()
        ),
        cards=tuple(_card(card, now) for card in user.cards.all() if card.state(now) in KEPT),
    )


def _card(card: Card, now: datetime) -> CardListed:
    until = card.signed_in_until or card.opens_until
    return CardListed(
        id=card.pk,
        state="in_use" if card.state(now) is CardState.IN_USE else "open",
        used_at=None if card.used_at is None else card.used_at.isoformat(timespec="seconds"),
        until=until.isoformat(timespec="seconds"),
    )
