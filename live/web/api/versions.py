"""Versions of the programme in a browser: `/api/setup/versions`. They are compared, published again, and made the draft
once more.
"""

from http import HTTPStatus
from typing import Annotated

import msgspec
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from ninja import Router

from live import wire
from live.programme import versions
from live.programme.differences import Difference, between, keeping_what_runs
from live.programme.programme import fingerprint
from live.programme.publishing import NotInstalled, commands_of
from live.programme.taking.storing import MovedOn
from live.room.authority import Act
from live.room.commands import PublishProgramme
from live.web.api.answers import json_answer, refusal_answer
from live.web.api.openapi import SIGNED_IN, Answer, responses
from live.web.api.setup import RoomNamed, SetUpStatus, publish_as, rostrum_of, status_of
from live.web.api.uploads import permitted, user_of

router = Router()
CONFLICT, NOT_FOUND, UNAVAILABLE = HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE

VersionNumber = Annotated[int, msgspec.Meta(ge=1, le=1 << 31)]


class PublishingAgain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The version that is to be in force once more, and the latest of those that were shown."""

    number: VersionNumber
    latest: Annotated[int, msgspec.Meta(ge=0, le=1 << 31)]


class Resetting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The version that the draft is to be, in the place of the draft that was shown."""

    number: VersionNumber
    base: Annotated[str, msgspec.Meta(max_length=64)]


class VersionsShown(Answer, frozen=True):
    """The versions, the last first; `kept` are segments that stay as they are because they run."""

    versions: tuple[versions.Version, ...]
    kept: tuple[str, ...]


class VersionsDiffer(Answer, frozen=True):
    """How one version differs from another; `labels` as in `Comparison`."""

    zone: str
    rooms: tuple[RoomNamed, ...]
    differences: tuple[Difference, ...]
    labels: tuple[str, ...]


BODIES = (PublishingAgain, Resetting)
ANSWERS = (VersionsShown, VersionsDiffer)


@router.get(
    "/setup/versions",
    summary="What was published of the programme, the last first, by whom, and what it changed; for the secretariat",
    openapi_extra=responses(*SIGNED_IN, answer=VersionsShown),
)
async def listed(request: HttpRequest) -> HttpResponse:
    await permitted(request, Act.EDIT)
    return await _answer()


@router.get(
    "/setup/versions/differences",
    summary="How one version of the programme differs from another; number 0 is the draft",
    openapi_extra=responses(*SIGNED_IN, NOT_FOUND, answer=VersionsDiffer),
)
async def differences(request: HttpRequest, was: int, now: int) -> HttpResponse:
    await permitted(request, Act.EDIT)

    def compared() -> VersionsDiffer:
        programmes = versions.programme_of(was), versions.programme_of(now)
        found = between(*programmes)
        rooms = {room.profile.id: room.profile.names for one in programmes for room in one.rooms}
        named = tuple(RoomNamed(room, names) for room, names in rooms.items())
        return VersionsDiffer(programmes[1].zone, named, found.differences, found.labels)

    try:
        return json_answer(await sync_to_async(compared)())
    except (versions.NoSuchVersion, NotInstalled):
        return refusal_answer("unknown_version", NOT_FOUND)


@router.post(
    "/setup/versions/publish",
    summary="Publish a version again, as a new one, if the latest is the one that was shown; the draft stays as it is",
    openapi_extra=responses(*SIGNED_IN, NOT_FOUND, CONFLICT, UNAVAILABLE, takes=PublishingAgain, answer=VersionsShown),
)
async def publish_again(request: HttpRequest) -> HttpResponse:
    actor = await permitted(request, Act.PUBLISH)
    asked = wire.read(request.body, PublishingAgain)
    if await sync_to_async(versions.latest)() != asked.latest:
        return refusal_answer("programme_moved_on", CONFLICT)
    try:
        programme = await sync_to_async(versions.programme_of)(asked.number)
    except versions.NoSuchVersion:
        return refusal_answer("unknown_version", NOT_FOUND)
    states = {room.id: room.state for room in await rostrum_of(request).rooms.all()}
    commands, kept = keeping_what_runs(states, await sync_to_async(commands_of)(programme))
    if kept:
        commands = _renamed(commands)
    refused = await publish_as(request, actor, commands, programme, asked.number)
    return refused or await _answer(kept)


@router.post(
    "/setup/versions/reset",
    summary="Let the draft be a version of the programme; the draft there was is kept; no screen changes",
    openapi_extra=responses(*SIGNED_IN, NOT_FOUND, CONFLICT, UNAVAILABLE, takes=Resetting, answer=SetUpStatus),
)
async def reset(request: HttpRequest) -> HttpResponse:
    actor = await permitted(request, Act.EDIT)
    asked = wire.read(request.body, Resetting)
    try:
        await sync_to_async(lambda: versions.reset_draft(asked.number, asked.base, user_of(actor)))()
    except versions.NoSuchVersion:
        return refusal_answer("unknown_version", NOT_FOUND)
    except NotInstalled:
        return refusal_answer("no_programme", CONFLICT)
    except MovedOn:
        return refusal_answer("programme_moved_on", CONFLICT)
    return json_answer(await status_of(request))


def _renamed(commands: dict[str, PublishProgramme]) -> dict[str, PublishProgramme]:
    """Another version than it is without what runs."""
    version = fingerprint([(room, command.version, command.segments) for room, command in commands.items()])
    return {room: msgspec.structs.replace(command, version=version) for room, command in commands.items()}


async def _answer(kept: tuple[str, ...] = ()) -> HttpResponse:
    known = await sync_to_async(lambda: tuple(versions.listed()))()
    return json_answer(VersionsShown(known, kept))
