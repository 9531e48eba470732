"""Everybody whom the programme names or who is appointed: `/api/setup/people`."""

from http import HTTPStatus
from typing import Annotated

import msgspec
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from ninja import Router

from live import wire
from live.access.bounds import EDITS
from live.programme.desk import people
from live.programme.desk.parts import Parts
from live.programme.publishing import NotInstalled, current_programme
from live.room.authority import Act
from live.room.model.texts import cleaned
from live.web.api.answers import json_answer, refusal_answer
from live.web.api.openapi import SIGNED_IN, responses
from live.web.api.uploads import permitted, user_of

router = Router()
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=people.LONGEST_NAME)]


class MendedName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody is called, and what they are to be called, in every place."""

    before: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
    after: Name


BODIES = (MendedName,)
ANSWERS = (people.Person,)


@router.get(
    "/setup/people",
    summary="Everybody whom the programme names or who is appointed, with where; for the secretariat",
    openapi_extra=responses(*SIGNED_IN, answer=list[people.Person]),
)
async def listed(request: HttpRequest) -> HttpResponse:
    await permitted(request, Act.EDIT)
    return json_answer(await sync_to_async(_people_now)())


@router.post(
    "/setup/people/rename",
    summary="Mend a name in every place of the draft; screens change when it is published",
    openapi_extra=responses(
        *SIGNED_IN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, takes=MendedName, answer=list[people.Person]
    ),
)
async def rename(request: HttpRequest) -> HttpResponse:
    actor = await permitted(request, Act.EDIT, EDITS)
    asked = wire.read(request.body, MendedName)
    if (after := cleaned(asked.after)) is None:
        raise wire.Malformed("expected something that can be seen", "$.after")
    try:
        await sync_to_async(lambda: people.mend_name(asked.before, after, user_of(actor)))()
    except people.NobodyOfThatName:
        return refusal_answer("unknown_name", HTTPStatus.NOT_FOUND)
    except NotInstalled:
        return refusal_answer("no_programme", HTTPStatus.CONFLICT)
    return json_answer(await sync_to_async(_people_now)())


def _people_now() -> list[people.Person]:
    try:
        return people.people(Parts(current_programme()))
    except NotInstalled:
        return []
