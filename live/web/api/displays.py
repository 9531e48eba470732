"""Screens as devices: paired by a code they show, named, sent to an address, made to flash, removed.

A screen asks every few seconds what it is to show; that it asks is how it is known to be on. Its identity is the code
it was paired by, in a signed cookie, so it comes back by itself after a power cut, to wherever it was sent last.
"""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

import msgspec
from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from live import wire
from live.access import admission
from live.programme.credentials import (
    new_pairing_code,
    pair_screen,
    paired_screen,
    read_pairing_code,
)
from live.programme.models import Room, Screen, ScreenView
from live.room.authority import SEEN_BY, View
from live.room.model.texts import cleaned
from live.web.api.answers import json_answer, refusal_answer
from live.web.api.authentication import actor_of, not_permitted
from live.web.api.openapi import SIGNED_IN, Answer, Done, any_of, responses

PAIRED_SECONDS = 400 * 86_400
ON_SECONDS = 20
"""A screen that was not heard of for so long is off."""
SEEN_EVERY_SECONDS = 8
"""That a screen asked is written down no more often."""
IDENTIFY_SECONDS = 12

router = Router()
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]


class Pairing(msgspec.Struct, forbid_unknown_fields=True):
    code: Annotated[str, msgspec.Meta(max_length=100)]
    name: Name
    view: ScreenView
    room: str | None = None


class Telling(msgspec.Struct, forbid_unknown_fields=True):
    """What a screen is told; what is left out stays."""

    name: Name | None = None
    view: ScreenView | None = None
    room: str | None = None
    identify: bool = False


class Display(Answer, frozen=True):
    """A screen that was paired; `room` is none for one that shows all rooms, `on` whether it asked just now."""

    id: int
    name: str
    view: ScreenView
    room: str | None
    on: bool
    last_seen_at: str | None
    build: str


class Pairable(Answer, frozen=True):
    """The code that a screen without a pairing shows."""

    code: str


class Instructions(Answer, frozen=True):
    """What a paired screen is to show, and whether it flashes, so that it is found among others."""

    name: str
    path: str
    identify: bool


BODIES = (Pairing, Telling)
"""What is taken here, for the OpenAPI document."""
ANSWERS = (Display, Pairable, Instructions, Done)
"""What is answered here."""
UNKNOWN = HTTPStatus.NOT_FOUND


@router.get(
    "/display",
    summary="What this screen is to show, or the code to pair it by",
    openapi_extra=responses(answer=any_of(Pairable, Instructions)),
)
def what_to_show(request: HttpRequest, build: str = "") -> HttpResponse:
    """A screen without a code is given one: it is worth nothing until somebody types it."""
    code = admission.pairing_code(request)
    screen = paired_screen(code) if code else None
    if code is None or (screen is not None and screen.revoked_at is not None):
        code = new_pairing_code()
        screen = None
    response = json_answer(Pairable(code) if screen is None else _instructions(screen))
    if screen is None or settings.PAIRING_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(
            settings.PAIRING_COOKIE_NAME,
            admission.pairing_cookie(code),
            max_age=PAIRED_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=settings.HTTPS,
        )
    if screen is not None:
        _note_contact(screen, build[:64])
    return response


@router.get(
    "/displays/",
    summary="The screens that were paired, and whether they are on",
    openapi_extra=responses(*SIGNED_IN, answer=list[Display]),
)
def displays(request: HttpRequest) -> HttpResponse:
    _require_conducting(request)
    return json_answer([_shown(screen) for screen in Screen.objects.filter(revoked_at=None)])


@router.post(
    "/displays/",
    summary="Pair the screen that shows this code",
    openapi_extra=responses(
        *SIGNED_IN, UNKNOWN, HTTPStatus.CONFLICT, takes=Pairing, answer=Display, status=HTTPStatus.CREATED
    ),
)
def pair(request: HttpRequest) -> HttpResponse:
    _require_conducting(request)
    wanted = wire.read(request.body, Pairing)
    room, fault = _room(wanted.view, wanted.room)
    if fault is not None:
        return fault
    name = _named(wanted.name)
    if read_pairing_code(wanted.code) is None:
        return refusal_answer("unknown_screen", 404)
    try:
        screen = pair_screen(wanted.code, name, wanted.view, room)
    except IntegrityError:
        return refusal_answer("unknown_screen", 409)
    return json_answer(_shown(screen), 201)


@router.patch(
    "/displays/{int:key}",
    summary="Name a screen, send it elsewhere, make it flash",
    openapi_extra=responses(*SIGNED_IN, UNKNOWN, takes=Telling, answer=Display),
)
def tell(request: HttpRequest, key: int) -> HttpResponse:
    _require_conducting(request)
    changes = wire.read(request.body, Telling)
    screen = Screen.objects.filter(pk=key, revoked_at=None).first()
    if screen is None:
        return refusal_answer("unknown_screen", 404)
    if changes.view is not None or changes.room is not None:
        view = ScreenView(changes.view or screen.view)
        room, fault = _room(view, changes.room or screen.room_id)
        if fault is not None:
            return fault
        screen.view, screen.room = view, room
    screen.name = screen.name if changes.name is None else _named(changes.name)
    if changes.identify:
        screen.identify_until = timezone.now() + timedelta(seconds=IDENTIFY_SECONDS)
    screen.save(update_fields=["name", "view", "room", "identify_until"])
    return json_answer(_shown(screen))


@router.delete(
    "/displays/{int:key}",
    summary="Remove a screen: it shows a new code from now on",
    openapi_extra=responses(*SIGNED_IN, UNKNOWN, answer=Done),
)
def remove(request: HttpRequest, key: int) -> HttpResponse:
    _require_conducting(request)
    Screen.objects.filter(pk=key, revoked_at=None).update(revoked_at=timezone.now())
    return json_answer(Done())


def displays_of(room: str) -> list[Display]:
    """The screens that were paired and belong to `room`, and whether they are on."""
    return [_shown(screen) for screen in Screen.objects.filter(revoked_at=None, room=room)]


def _require_conducting(request: HttpRequest) -> None:
    """See that the asker conducts all rooms. Raises `WrongCredential`."""
    actor = actor_of(request)  # Raises for a change that may come from another site's page.
    if actor.role not in SEEN_BY[View.CONTROL] or actor.rooms is not None:
        raise not_permitted(actor)


def _named(given: str) -> str:
    """The name as it is shown, in one line. Raises `Malformed` if nothing of it can be seen."""
    name = cleaned(given)
    if name is None:
        raise wire.Malformed("expected something that can be seen", "$.name")
    return name


def _room(view: ScreenView, room: str | None) -> tuple[Room | None, HttpResponse | None]:
    """The room a screen with this view shows; the foyer shows all, and so none."""
    if view is ScreenView.FOYER:
        return None, None
    found = Room.objects.filter(slug=room).first() if room else None
    return found, None if found else refusal_answer("unknown_room", 404)


def _note_contact(screen: Screen, build: str) -> None:
    now = timezone.now()
    if screen.last_seen_at is None or (now - screen.last_seen_at).total_seconds() > SEEN_EVERY_SECONDS:
        Screen.objects.filter(pk=screen.pk).update(last_seen_at=now, build=build)


def _path(screen: Screen) -> str:
    return "/foyer/" if screen.view == ScreenView.FOYER else f"/{screen.view}/{screen.room_id}/"


def _instructions(screen: Screen) -> Instructions:
    identify = screen.identify_until is not None and screen.identify_until > timezone.now()
    return Instructions(screen.name, _path(screen), identify)


def _shown(screen: Screen) -> Display:
    seen = screen.last_seen_at
    return Display(
        id=screen.pk,
        name=screen.name,
        view=ScreenView(screen.view),
        room=screen.room_id,
        on=seen is not None and (timezone.now() - seen).total_seconds() < ON_SECONDS,
        last_seen_at=None if seen is None else seen.isoformat(timespec="seconds"),
        build=screen.build,
    )
