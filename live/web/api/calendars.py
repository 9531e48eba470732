"""The published programme as a calendar to subscribe to: `/api/programme.ics`, of one room with `?room=`."""

import asyncio
from http import HTTPStatus

import ninja
from django.http import HttpRequest, HttpResponse

from consumers.routing import Rostrum
from live.access.requests import scope_of
from live.programme.exports.calendar import calendar
from live.programme.reading import LANGUAGES
from live.rooms import UnknownRoom
from live.web.api.openapi import Schema, responses
from live.web.published import programme_in

router = ninja.Router()
BODIES = ANSWERS = ()
CONTENT_TYPE = "text/calendar"
FRESH_SECONDS = 60
"""How long a calendar may be kept by whoever asked: programs ask for it by themselves, again and again."""


def documented() -> Schema:
    """What the operation says of itself."""
    documentation = responses(HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE)
    documentation["responses"][int(HTTPStatus.OK)]["content"] = {CONTENT_TYPE: {"schema": {"type": "string"}}}
    return documentation


@router.get(
    "/programme.ics",
    summary="The programme as a calendar, of all rooms or of one; as it is published now",
    openapi_extra=documented(),
)
async def programme_calendar(request: HttpRequest, room: str = "", language: str = "en") -> HttpResponse:
    rostrum: Rostrum = scope_of(request)["rostrum"]
    published = programme_in(await rostrum.rooms.all())
    if room and room not in {planned.profile.id for planned in published.rooms}:
        raise UnknownRoom(room)
    data = await asyncio.to_thread(calendar, published, room or None, language if language in LANGUAGES else "en")
    answer = HttpResponse(data, content_type=f"{CONTENT_TYPE}; charset=utf-8")
    answer["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    answer["Content-Disposition"] = f'inline; filename="{room or "programme"}.ics"'
    return answer
