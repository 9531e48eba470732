"""A first start in a browser: `/api/setup/begin`, with an example or with an empty conference."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Annotated

import msgspec
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from ninja import Router

from live import wire
from live.programme.examples import EXAMPLES
from live.programme.taking.beginning import AlreadyThere, begin_empty, begin_with_example
from live.programme.timing import FIRST_YEAR, LAST_YEAR
from live.room.authority import Act
from live.room.model.texts import cleaned
from live.room.model.zones import ZONES
from live.web.api.answers import json_answer, refusal_answer
from live.web.api.openapi import SIGNED_IN, responses
from live.web.api.setup import SetUpStatus, status_of
from live.web.api.uploads import permitted, user_of

router = Router()
CONFLICT = HTTPStatus.CONFLICT
Typed = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]


class WithExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the conferences that come with Rostrum, on its own day or on `first_day`."""

    example: Annotated[str, msgspec.Meta(max_length=64)]
    first_day: date | None = None


class Empty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A conference of nothing but rooms and days. With `states` all States and many organisations are registered."""

    name: Typed
    zone: Annotated[str, msgspec.Meta(max_length=64)]
    first_day: date
    days: Annotated[int, msgspec.Meta(ge=1, le=60)]
    rooms: Annotated[tuple[Typed, ...], msgspec.Meta(min_length=1, max_length=50)]
    states: bool = False


BODIES = (WithExample, Empty)
ANSWERS = ()


@router.post(
    "/setup/begin/example",
    summary="Begin with an example, where there is no programme yet",
    openapi_extra=responses(*SIGNED_IN, CONFLICT, takes=WithExample, answer=SetUpStatus),
)
async def with_example(request: HttpRequest) -> HttpResponse:
    actor = await permitted(request, Act.TAKE_IN)
    asked = wire.read(request.body, WithExample)
    if asked.example not in EXAMPLES:
        raise wire.Malformed(f"expected one of {', '.join(EXAMPLES)}", "$.example")
    if asked.first_day is not None:
        _in_range(asked.first_day)
    return await _begin(request, lambda: begin_with_example(asked.example, asked.first_day, user_of(actor)))


@router.post(
    "/setup/begin/empty",
    summary="Begin with an empty conference, where there is no programme yet",
    openapi_extra=responses(*SIGNED_IN, CONFLICT, takes=Empty, answer=SetUpStatus),
)
async def empty(request: HttpRequest) -> HttpResponse:
    actor = await permitted(request, Act.TAKE_IN)
    asked = wire.read(request.body, Empty)
    if asked.zone not in ZONES:
        raise wire.Malformed("expected an IANA time zone", "$.zone")
    _in_range(asked.first_day)
    name, rooms = _visible(asked.name, "$.name"), tuple(_visible(room, "$.rooms") for room in asked.rooms)

    def make() -> None:
        user = user_of(actor)
        begin_empty(name, asked.zone, asked.first_day, asked.days, rooms, states=asked.states, user=user)

    return await _begin(request, make)


async def _begin(request: HttpRequest, make: Callable[[], None]) -> HttpResponse:
    try:
        await sync_to_async(make)()
    except AlreadyThere:
        return refusal_answer("programme_exists", CONFLICT)
    return json_answer(await status_of(request))


def _in_range(first_day: date) -> None:
    if not FIRST_YEAR <= first_day.year <= LAST_YEAR:
        raise wire.Malformed(f"expected a day in {FIRST_YEAR} to {LAST_YEAR}", "$.first_day")


def _visible(text: str, at: str) -> str:
    """`text` in one line. Raises `Malformed` if nothing of it can be seen."""
    if (said := cleaned(text)) is None:
        raise wire.Malformed("expected something that can be seen", at)
    return said
