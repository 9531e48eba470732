"""The HTTP API: the same views and the same commands as over the sockets, and signing in and out.

Every refusal is `{"refused": code, "detail": {...}}`. A program sends `Authorization: Bearer <token>`, where the token
is a badge code or what `rostrum token <user>` prints; a page sends its cookies, and with POST or DELETE the CSRF token.
"""
# The API is put together here, too: its last address would match others, so their order is in one place.

import logging
from http import HTTPStatus
from typing import TypeVar

import msgspec
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import alogin, alogout
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from ninja.errors import ValidationError

from consumers.routing import Rostrum
from live import wire
from live.access import access_log, admission
from live.access.bounds import NOTED, require_allowance
from live.access.cards import leave_card
from live.access.holders import holder_of
from live.access.names import user_name
from live.access.requests import scope_of, throttles_of
from live.access.uploads import disallow_files
from live.access.viewing import is_public, may_see
from live.programme.credentials import badge_used
from live.programme.publishing import current_settings
from live.programme.reading import LANGUAGES
from live.programme.register import DelegationListed, directory
from live.record.models import Door
from live.room.authority import PUBLIC, Actor, Role, View
from live.room.refusals import Reason, Refused
from live.room.transitions import carried_out
from live.room.views import room_shown
from live.room.views.one_language import IN_ONE_LANGUAGE
from live.room.views.shared.rooms import RoomShown
from live.room.views.timetable import TimetableShown, timetable
from live.rooms import UnknownRoom
from live.store.room_log import Unavailable
from live.web.api import (
    accounts,
    badges,
    beginning,
    calendars,
    cards,
    desk,
    displays,
    people,
    push,
    record,
    registering,
    setup,
    versions,
)
from live.web.api.answers import json_answer, refusal_answer, unchanged
from live.web.api.authentication import WrongCredential, actor_of, badge_for, not_permitted, require_csrf
from live.web.api.displays import Display, displays_of
from live.web.api.openapi import SIGNED_IN, Answer, Api, responses
from live.web.api.record import documented, room_record
from live.web.database import what_failed
from live.web.landing import Me, bearer, shown
from live.web.passwords import checked_user, remember_device

logger = logging.getLogger(__name__)

# Without the page that django-ninja makes of its document: that starts itself by a script in the page.
api = Api(title="Rostrum", version="1", docs_url=None, description=__doc__)
TOPICS = (
    displays,
    push,
    cards,
    record,
    calendars,
    setup,
    desk,
    registering,
    versions,
    badges,
    beginning,
    people,
    accounts,
)
"""The modules that the API is put together from."""
for topic in TOPICS:
    api.add_router("", topic.router)


class Code(msgspec.Struct):
    code: str


class SignIn(msgspec.Struct):
    username: str
    password: str


class Present(Answer, frozen=True):
    """Who is connected to a room: how many by view, and its paired screens."""

    looking: dict[str, int]
    displays: list[Display]


api.bodies = (*(body for topic in TOPICS for body in topic.BODIES), Code, SignIn)
api.answers = (
    *(answer for topic in TOPICS for answer in topic.ANSWERS),
    *(Me, Present, RoomShown, TimetableShown, DelegationListed),
)
UNAVAILABLE = HTTPStatus.SERVICE_UNAVAILABLE
UNKNOWN = HTTPStatus.NOT_FOUND


def _rostrum(request: HttpRequest) -> Rostrum:
    served: Rostrum = scope_of(request)["rostrum"]
    return served


@api.exception_handler(UnknownRoom)
def _unknown_room(_request: HttpRequest, error: UnknownRoom) -> HttpResponse:
    return refusal_answer("unknown_room", 404, room=str(error))


@api.exception_handler(Unavailable)
def _unavailable(_request: HttpRequest, _error: Unavailable) -> HttpResponse:
    return refusal_answer(Reason.UNAVAILABLE, 503)


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    status, reason = what_failed(error)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.exception("%s %s could not be answered", request.method, request.path)
    else:
        logger.warning("%s %s could not be answered: %s", request.method, request.path, error)
    return refusal_answer(reason, status)


@api.exception_handler(wire.Malformed)
def _malformed(_request: HttpRequest, error: wire.Malformed) -> HttpResponse:
    return json_answer(error.answer(), 400)


@api.exception_handler(ValidationError)
def _malformed_address(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What an address says is read before anything else, by the library; it is refused in our words all the same."""
    first = error.errors[0]
    path = ".".join(("$", *map(str, first["loc"])))
    return json_answer(wire.Malformed(first["msg"], path).answer(), 400)


@api.exception_handler(WrongCredential)
def _wrong_credential(_request: HttpRequest, error: WrongCredential) -> HttpResponse:
    if error.seconds is None:
        return refusal_answer(error.code, error.status, **error.detail)
    response = refusal_answer(error.code, error.status, seconds=error.seconds)
    response["Retry-After"] = str(error.seconds)
    return response


Body = TypeVar("Body")


def _body(request: HttpRequest, kind: type[Body]) -> Body:
    if len(request.body) > wire.MAX_FRAME_BYTES:
        raise wire.Malformed(f"longer than {wire.MAX_FRAME_BYTES} bytes")
    return wire.read(request.body, kind)


@api.get(
    "/rooms/",
    summary="The conference's rooms, in its order",
    openapi_extra=responses(UNAVAILABLE, answer=list[RoomShown]),
)
async def rooms(request: HttpRequest) -> HttpResponse:
    return json_answer([room_shown(room.shown.state, room.id) for room in await _rostrum(request).rooms.all()])


@api.get(
    "/programme/",
    summary="The programme of every room: printed times, and what has come of them",
    openapi_extra=responses(UNAVAILABLE, answer=list[TimetableShown]),
)
async def programme(request: HttpRequest) -> HttpResponse:
    return json_answer([timetable(room.state, room.id) for room in await _rostrum(request).rooms.all()])


@api.post(
    "/rooms/{room}/commands",
    summary="Ask something of a room: {id, command}",
    openapi_extra=responses(
        *SIGNED_IN, UNKNOWN, HTTPStatus.CONFLICT, UNAVAILABLE, takes=wire.HttpCommand, answer=wire.AnswerFrame
    ),
)
async def commands(request: HttpRequest, room: str) -> HttpResponse:
    frame = _body(request, wire.HttpCommand)
    if not 0 < len(frame.id) <= wire.MAX_ID:
        raise wire.Malformed(f"expected 1 to {wire.MAX_ID} characters", "$.id")
    live = await _rostrum(request).rooms.room(room)
    actor = await sync_to_async(actor_of)(request, room)
    command = wire.read_command(frame.command, frame.id)
    try:
        # One that was carried out already is answered as it was, however often it is repeated.
        if carried_out(live.shown.state, actor, frame.id) is None:
            await require_allowance(throttles_of(request), actor, holder_of(scope_of(request)).who, len(frame.command))
        position = await live.ask(command, actor, frame.id, frame.asked_at, frame.epoch)
    except Refused as refused:
        later = {"Retry-After": str(refused.detail["seconds"])} if refused.reason is Reason.TOO_MANY else {}
        return json_answer(wire.refusal(frame.id, refused), _status(refused, actor), **later)
    return json_answer(wire.AnswerFrame(id=frame.id, position=position))


@api.get(
    "/rooms/{room}/presence",
    summary="How many look at each view of a room, and its own screens; for those who conduct it",
    openapi_extra=responses(*SIGNED_IN, UNKNOWN, UNAVAILABLE, answer=Present),
)
async def presence(request: HttpRequest, room: str) -> HttpResponse:
    live = await _rostrum(request).rooms.room(room)
    actor = await sync_to_async(actor_of)(request, room)
    if not may_see(actor, View.CONTROL, live.id):
        raise not_permitted(actor)
    looking = await _rostrum(request).presence.of(live.id)
    return json_answer(Present(looking, await sync_to_async(displays_of)(live.id)))


api.get(
    "/rooms/{room}/record",
    summary="What was said in a room, as a document; in public without what is not for everyone",
    openapi_extra=documented(),
)(room_record)


# After the addresses above, which it would also match.
@api.get(
    "/rooms/{room}/{view}",
    summary="A view as its screens hold it; ETag is epoch-position",
    openapi_extra=responses(*SIGNED_IN, UNKNOWN, HTTPStatus.NOT_MODIFIED, UNAVAILABLE),
)
async def view(request: HttpRequest, room: str, view: str, lang: str | None = None) -> HttpResponse:
    if view not in tuple(View):
        return refusal_answer("unknown_view", 404, view=view)
    wanted = View(view)
    language = lang if wanted in IN_ONE_LANGUAGE else None
    if language is not None and language not in LANGUAGES:
        return refusal_answer("unknown_language", 404, language=language, known=", ".join(LANGUAGES))
    live = await _rostrum(request).rooms.room(room)
    actor = PUBLIC if is_public(wanted) else await sync_to_async(actor_of)(request, room)
    if not may_see(actor, wanted, live.id):
        raise not_permitted(actor)
    audience = await _rostrum(request).audiences.of(room, wanted, language)
    headers = {"ETag": '"{}-{}"'.format(*audience.version()), "Cache-Control": "no-cache"}
    if (answer := unchanged(request, headers)) is not None:
        return answer
    return HttpResponse(audience.whole(), content_type="application/json", headers=headers)


def _status(refused: Refused, actor: Actor) -> int:
    match refused.reason:
        case Reason.NOT_PERMITTED:
            return 401 if actor is PUBLIC else 403
        case Reason.UNAVAILABLE | Reason.DEGRADED:
            return 503
        case Reason.OUR_FAULT:
            return 500
        case Reason.TOO_MANY:
            return 429
        case _:
            return 409


@api.get(
    "/delegations/",
    summary="Everyone who may be put on a list; for those who are signed in",
    openapi_extra=responses(*SIGNED_IN, answer=list[DelegationListed]),
)
def delegations(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.role in (Role.PUBLIC, Role.SCREEN):
        raise not_permitted(actor)
    return json_answer(directory(current_settings()))


@api.get("/me", summary="Who you are here", openapi_extra=responses(*SIGNED_IN, answer=Me))
def me(request: HttpRequest) -> HttpResponse:
    return json_answer(shown(actor_of(request), request))


@api.post("/badge", summary="Come in with a badge code", openapi_extra=responses(*SIGNED_IN, takes=Code, answer=Me))
def enter_with_badge(request: HttpRequest) -> HttpResponse:
    require_csrf(request)
    badge = badge_for(request, _body(request, Code).code)
    actor = badge.to_actor().id
    # Coming in again and again shall not fill the disk.
    if throttles_of(request).take(NOTED, actor) <= 0:
        badge_used(badge)
        access_log.note(request, Door.BADGE, actor)
    admission.put_badge_away(request)
    response = json_answer(bearer(badge))
    _keep(request, response, settings.BADGE_COOKIE_NAME, admission.badge_cookie(admission.badge_in(badge)))
    rotate_token(request)
    return response


@api.delete("/badge", summary="Put the badge away", openapi_extra=responses(*SIGNED_IN, answer=Me))
def leave_with_badge(request: HttpRequest) -> HttpResponse:
    require_csrf(request)
    admission.put_badge_away(request)
    response = json_answer(Me(role=Role.PUBLIC))
    response.delete_cookie(settings.BADGE_COOKIE_NAME, samesite="Lax")
    rotate_token(request)
    return response


@api.post("/sign-in", summary="Sign in as an organiser", openapi_extra=responses(*SIGNED_IN, takes=SignIn, answer=Me))
async def sign_in(request: HttpRequest) -> HttpResponse:
    require_csrf(request)
    given = _body(request, SignIn)
    user = await checked_user(request, user_name(given.username), given.password, admission.organiser)
    if user is None:
        raise WrongCredential("wrong_sign_in")
    # What a card left of its own in this browser's session is not taken over.
    await request.session.aflush()
    await alogin(request, user)
    actor = await sync_to_async(admission.organiser)(user)
    response = json_answer(await sync_to_async(shown)(actor or PUBLIC, request))
    remember_device(request, response, user)
    return response


@api.delete("/sign-in", summary="Sign out", openapi_extra=responses(*SIGNED_IN, answer=Me))
async def sign_out(request: HttpRequest) -> HttpResponse:
    require_csrf(request)
    await sync_to_async(leave_card)(request.session)
    await alogout(request)
    rotate_token(request)
    response = json_answer(Me(role=Role.PUBLIC))
    disallow_files(response)
    return response


def _keep(request: HttpRequest, response: HttpResponse, name: str, text: str) -> None:
    response.set_cookie(name, text, max_age=30 * 86_400, httponly=True, samesite="Lax", secure=settings.HTTPS, path="/")
