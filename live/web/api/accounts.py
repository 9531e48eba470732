"""Accounts: `/api/accounts/`, for administrators; and setting a password by a link: `/api/password`.

What a link says is in the answer that makes it, and nowhere else. Each act is written in the audit trail.
"""

from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from asgiref.sync import sync_to_async
from django.contrib.admin.models import ADDITION, CHANGE
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from ninja import Router

from live import wire
from live.access import accounts
from live.access.accounts import Rights
from live.access.admission import username_of
from live.access.bounds import WRONG_CODES, seconds
from live.access.requests import address_behind, throttles_of
from live.programme.models import Room
from live.room.authority import Act, Actor
from live.room.model.texts import cleaned
from live.web.api.answers import json_answer, refusal_answer
from live.web.api.authentication import WrongCredential, require_csrf
from live.web.api.links import LinkMade, link_to
from live.web.api.openapi import SIGNED_IN, Answer, responses
from live.web.api.trail import note
from live.web.api.uploads import permitted, user_of

router = Router()
UNKNOWN, CONFLICT = HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT
PAGE = "/password/"


class NewAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An account: the name it signs in by, whose it is, and its rights. One that presides may do so in one `room`."""

    username: Annotated[str, msgspec.Meta(min_length=1, max_length=150)]
    rights: Rights
    name: Annotated[str, msgspec.Meta(max_length=150)] = ""
    room: Annotated[str, msgspec.Meta(max_length=64)] | None = None


class AccountChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an account is to be; what is left out stays."""

    rights: Rights | None = None
    room: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    active: bool | None = None


class NewPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a link says, and the password; without one it is asked whose link it is."""

    link: Annotated[str, msgspec.Meta(max_length=200)]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=4096)] | None = None


class AccountListed(accounts.Account, frozen=True, kw_only=True):
    """An account, whether it is the asker's own, and the link that was made just now."""

    you: bool
    made: LinkMade | None = None


class LinkHolder(Answer, frozen=True):
    """Whose password a link sets."""

    username: str
    name: str


BODIES = (NewAccount, AccountChange, NewPassword)
ANSWERS = (AccountListed, LinkHolder)


@router.get(
    "/accounts/",
    summary="Who signs in by a password; for administrators",
    openapi_extra=responses(*SIGNED_IN, answer=list[AccountListed]),
)
async def listed(request: HttpRequest) -> HttpResponse:
    actor = await permitted(request, Act.ACCOUNTS)
    return await _listed(actor)


@router.post(
    "/accounts/",
    summary="Make an account, and the link by which its password is set",
    openapi_extra=responses(
        *SIGNED_IN, UNKNOWN, CONFLICT, takes=NewAccount, answer=AccountListed, status=HTTPStatus.CREATED
    ),
)
async def add(request: HttpRequest) -> HttpResponse:
    actor = await permitted(request, Act.ACCOUNTS)
    asked = wire.read(request.body, NewAccount)
    return await sync_to_async(_add)(request, asked, actor)


@router.patch(
    "/accounts/{int:key}",
    summary="Give an account other rights, disable or enable it",
    openapi_extra=responses(*SIGNED_IN, UNKNOWN, CONFLICT, takes=AccountChange, answer=list[AccountListed]),
)
async def change(request: HttpRequest, key: int) -> HttpResponse:
    actor = await permitted(request, Act.ACCOUNTS)
    asked = wire.read(request.body, AccountChange)
    refused = await sync_to_async(_change)(key, asked, actor)
    return refused or await _listed(actor)


@router.post(
    "/accounts/{int:key}/link",
    summary="Make a link to set a password; the password there was is worth nothing from now on",
    openapi_extra=responses(*SIGNED_IN, UNKNOWN, answer=AccountListed, status=HTTPStatus.CREATED),
)
async def link(request: HttpRequest, key: int) -> HttpResponse:
    actor = await permitted(request, Act.ACCOUNTS)

    def make() -> HttpResponse:
        user = accounts.accounts().filter(pk=key).first()
        if user is None:
            return refusal_answer("unknown_account", UNKNOWN)
        return _with_link(request, user, actor)

    return await sync_to_async(make)()


@router.post(
    "/password",
    summary="Set a password by a link, which is used up by it; without one, whose link it is",
    openapi_extra=responses(*SIGNED_IN, CONFLICT, takes=NewPassword, answer=LinkHolder),
)
async def password(request: HttpRequest) -> HttpResponse:
    await sync_to_async(require_csrf)(request)
    asked = wire.read(request.body, NewPassword)
    try:
        user = await sync_to_async(accounts.of_link)(asked.link)
        if asked.password is not None:
            # Hashing is slow on purpose: nobody else waits for it.
            await sync_to_async(accounts.set_password, thread_sensitive=False)(user, asked.password)
            await sync_to_async(note)(user, CHANGE, user, "set the password by a link")
    except accounts.LinkRefused:
        if (wait := throttles_of(request).take(WRONG_CODES, address_behind(request))) > 0:
            raise WrongCredential("too_many_tries", 429, seconds(wait)) from None
        return refusal_answer("link_refused", HTTPStatus.FORBIDDEN)
    except accounts.WeakPassword:
        return refusal_answer("weak_password", CONFLICT)
    return json_answer(LinkHolder(user.get_username(), user.get_full_name()))


async def _listed(actor: Actor) -> HttpResponse:
    def rows() -> list[AccountListed]:
        return [_shown(user, actor) for user in accounts.accounts()]

    return json_answer(await sync_to_async(rows)())


def _shown(user: Any, actor: Actor, made: LinkMade | None = None) -> AccountListed:
    known = msgspec.structs.asdict(accounts.shown(user))
    return AccountListed(**known, you=user.get_username() == username_of(actor), made=made)


def _add(request: HttpRequest, asked: NewAccount, actor: Actor) -> HttpResponse:
    room, fault = _room(asked.room)
    if fault is not None:
        return fault
    try:
        user = accounts.add(asked.username, cleaned(asked.name) or "", asked.rights, room)
    except accounts.AccountExists:
        return refusal_answer("account_exists", CONFLICT)
    except ValidationError as wrong:
        raise wire.Malformed(" ".join(wrong.messages), f"$.{next(iter(wrong.message_dict))}") from None
    note(user_of(actor), ADDITION, user, f"account: {asked.rights}")
    return _with_link(request, user, actor)


def _change(key: int, asked: AccountChange, actor: Actor) -> HttpResponse | None:
    room, fault = _room(asked.room)
    user = accounts.accounts().filter(pk=key).first()
    if fault is not None or user is None:
        return fault or refusal_answer("unknown_account", UNKNOWN)
    try:
        if asked.rights is not None:
            accounts.give(user, asked.rights, room)
            note(user_of(actor), CHANGE, user, f"account: {asked.rights}")
        if asked.active is not None:
            accounts.set_active(user, active=asked.active)
            note(user_of(actor), CHANGE, user, "account: enabled" if asked.active else "account: disabled")
    except accounts.LastAdministrator:
        return refusal_answer("last_administrator", CONFLICT)
    return None


def _with_link(request: HttpRequest, user: Any, actor: Actor) -> HttpResponse:
    said = accounts.make_link(user)
    note(user_of(actor), CHANGE, user, "made a link to set the password")
    return json_answer(_shown(user, actor, link_to(request, PAGE, said)), 201)


def _room(room: str | None) -> tuple[Room | None, HttpResponse | None]:
    """The room of this id; none where none is named."""
    found = Room.objects.filter(pk=room).first() if room else None
    return found, refusal_answer("unknown_room", UNKNOWN) if room and found is None else None
