"""Setting the conference up in a browser: `/api/setup/`. Files are read, taken into the programme, and published.

Each is done by itself. Reading stores nothing; taking in changes the imported programme, whole or not at all; what the
screens show changes when it is published. What was shown is named with what is asked, so that of two at once one is
told that it moved on.
"""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, TypeVar

import msgspec
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from ninja import Router

from consumers.routing import Rostrum
from live import wire
from live.access.bounds import FILES_READ
from live.access.requests import scope_of
from live.access.uploads import allow_files
from live.background import own_connection
from live.programme.differences import Difference, Registration, WaitingList, compare, counted
from live.programme.imported import setting
from live.programme.imports.brought import PROGRAMME_FORMATS, Brought, Wanted
from live.programme.imports.process import read_programmes
from live.programme.programme import Programme
from live.programme.publishing import NotInstalled, programme_commands
from live.programme.taking import storing
from live.programme.taking.answers import Answers
from live.programme.taking.drafting import Drafted, draft
from live.programme.taking.preview import ProgrammeRead, preview
from live.programme.versions import keep_published
from live.programme.warnings import Check
from live.room.authority import Act, Actor
from live.room.commands import PublishProgramme
from live.room.model.conference import UNSAID
from live.room.model.plan import Names
from live.room.model.zones import ZONES
from live.room.refusals import Reason
from live.rooms import NotPublished
from live.web.api.answers import json_answer, refusal_answer
from live.web.api.openapi import SIGNED_IN, Answer, responses
from live.web.api.uploads import MOST_FILES, FileSent, body_of, file_name, permitted, reading, user_of

router = Router()
CONFLICT, UNAVAILABLE = HTTPStatus.CONFLICT, HTTPStatus.SERVICE_UNAVAILABLE


class FilesToRead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Files, and what was answered of what they leave open."""

    files: Annotated[tuple[FileSent, ...], msgspec.Meta(min_length=1, max_length=MOST_FILES)]
    answers: Answers = Answers()


class FilesToTakeIn(FilesToRead, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The same, to be taken into the programme of version `base`: the one for which they were shown."""

    base: Annotated[str, msgspec.Meta(max_length=64)]


class Publishing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The version that was shown as what is to be published."""

    version: Annotated[str, msgspec.Meta(max_length=64)]


class RoomNamed(Answer, frozen=True):
    id: str
    names: Names


class Called(Answer, frozen=True):
    """What the members of the conference are called, as rooms tell it, and in which languages its screens speak."""

    member: Names | None = None
    members: Names | None = None
    languages: tuple[str, ...] = ()


class SetUpStatus(Answer, frozen=True):
    """The draft of the programme, what is in force, and what is between them; `base` is the version of the draft."""

    base: str
    version: str
    published: bool
    imported_by: storing.Noted | None
    published_by: storing.Noted | None
    names: Names
    zone: str
    first_day: str | None
    called: Called
    rooms: tuple[RoomNamed, ...]
    warnings: tuple[str, ...]
    checks: tuple[Check, ...]
    differences: tuple[Difference, ...]
    lists: tuple[WaitingList, ...]
    labels: tuple[str, ...]
    refusing: tuple[str, ...]
    delegations: tuple[Registration, ...]


class FilesRead(Answer, frozen=True):
    """What files hold, read for the draft of the version `base`, and the `zones` in which they may be read."""

    base: str
    zones: tuple[str, ...]
    programmes: tuple[ProgrammeRead, ...]


Asked = TypeVar("Asked", bound=FilesToRead)
BODIES = (FilesToRead, FilesToTakeIn, FileSent, Answers, Publishing)
ANSWERS = (SetUpStatus, FilesRead)


@router.get(
    "/setup/programme",
    summary="The imported programme, and how it differs from what is published; for the secretariat",
    openapi_extra=responses(*SIGNED_IN, UNAVAILABLE, answer=SetUpStatus),
)
async def programme(request: HttpRequest) -> HttpResponse:
    actor = await permitted(request, Act.READ_FILES)
    response = json_answer(await status_of(request))
    allow_files(request, response, actor.id)
    return response


@router.post(
    "/setup/read",
    summary="What files hold and what would become of it; nothing is stored",
    openapi_extra=responses(*SIGNED_IN, takes=FilesToRead, answer=FilesRead),
)
async def read(request: HttpRequest) -> HttpResponse:
    await permitted(request, Act.READ_FILES, FILES_READ)
    async with reading:  # Nor are the files of several kept in memory at once.
        asked = await asyncio.to_thread(_asked, request, FilesToRead)
        return json_answer(await asyncio.to_thread(_shown, asked))


@router.post(
    "/setup/take-in",
    summary="Take files into the programme, whole or not at all; screens change when it is published",
    openapi_extra=responses(*SIGNED_IN, CONFLICT, UNAVAILABLE, takes=FilesToTakeIn, answer=SetUpStatus),
)
async def take_in(request: HttpRequest) -> HttpResponse:
    actor = await permitted(request, Act.TAKE_IN, FILES_READ)
    async with reading:
        asked = await asyncio.to_thread(_asked, request, FilesToTakeIn)
        refused = await asyncio.to_thread(_taken, asked, actor)
    return refused or json_answer(await status_of(request))


@router.post(
    "/setup/publish",
    summary="Put the imported programme in force in its rooms, if it is the version that was shown",
    openapi_extra=responses(*SIGNED_IN, CONFLICT, UNAVAILABLE, takes=Publishing, answer=SetUpStatus),
)
async def publish(request: HttpRequest) -> HttpResponse:
    actor = await permitted(request, Act.PUBLISH)
    asked = wire.read(request.body, Publishing)
    commands = await _commands()
    programme = await sync_to_async(storing.imported)()
    if programme is None or asked.version != version_in(commands):  # No programme at all would leave no room.
        return refusal_answer("programme_moved_on", CONFLICT)
    refused = await publish_as(request, actor, commands, programme)
    return refused or json_answer(await status_of(request))


async def publish_as(
    request: HttpRequest,
    actor: Actor,
    commands: dict[str, PublishProgramme],
    programme: Programme,
    again: int | None = None,
) -> HttpResponse | None:
    """Put `programme` in force and keep it as a version, `again` if it was one before; or why not."""
    rooms = rostrum_of(request).rooms
    before = {room.id: room.state for room in await rooms.all()}
    try:
        await rooms.publish(commands)
    except NotPublished as stopped:
        if any(no.reason is Reason.PROGRAMME_MOVED_ON for no in stopped.refused.values()):
            return refusal_answer("programme_moved_on", CONFLICT)
        detail = {"refused": " ".join(stopped.refused), "done": " ".join(stopped.done), "left": " ".join(stopped.left)}
        return refusal_answer("not_published", CONFLICT, **detail)

    def keep() -> None:
        user, version = user_of(actor), version_in(commands)
        storing.note(storing.PUBLISHED, user, version)
        keep_published(programme, version, before, counted(compare(before, commands)), user=user, again=again)

    await sync_to_async(keep)()
    return None


def _asked(request: HttpRequest, kind: type[Asked]) -> Asked:
    asked = body_of(request, kind)
    if asked.answers.zone and asked.answers.zone not in ZONES:
        raise wire.Malformed("expected an IANA time zone", "$.answers.zone")
    if asked.answers.format and asked.answers.format not in PROGRAMME_FORMATS:
        raise wire.Malformed(f"expected one of {', '.join(PROGRAMME_FORMATS)}", "$.answers.format")
    return asked


def _drafts(asked: FilesToRead) -> list[Drafted]:
    """What becomes of each file, one after the other; those that belong together are one."""
    answers = asked.answers
    files = [Brought(file_name(file.name), file.data) for file in asked.files]
    data = {file.name: file.data for file in files}
    wanted = Wanted(setting(answers.zone or None), answers.format, answers.mapping)
    current = storing.imported()
    drafts = []
    for found in read_programmes(files, wanted):
        drafted = draft(found, current, answers, data)
        current = drafted.programme or current
        drafts.append(drafted)
    return drafts


def _shown(asked: FilesToRead) -> FilesRead:
    with own_connection():
        held = storing.imported()
        drafts = _drafts(asked)
        base = held.version if held else ""
        return FilesRead(base, tuple(sorted(ZONES)), tuple(preview(one, held) for one in drafts))


def _taken(asked: FilesToTakeIn, actor: Actor) -> HttpResponse | None:
    """Take it in; or why not, and nothing was changed."""
    with own_connection():
        drafts = _drafts(asked)
        if any(one.asked for one in drafts):
            open_questions = dict.fromkeys(question for one in drafts for question in one.asked)
            return refusal_answer("import_asks", CONFLICT, asked=" ".join(open_questions))
        if any(one.programme is None for one in drafts):
            return refusal_answer("import_has_faults", CONFLICT, faults=sum(len(one.errors) for one in drafts))
        try:
            storing.take_in(_last(drafts), asked.base, user_of(actor))
        except storing.MovedOn:
            return refusal_answer("programme_moved_on", CONFLICT)
    return None


def _last(drafts: Sequence[Drafted]) -> Drafted:
    """The last of several, which has all that those before it have."""
    return msgspec.structs.replace(drafts[-1], changes=any(one.changes for one in drafts))


def rostrum_of(request: HttpRequest) -> Rostrum:
    served: Rostrum = scope_of(request)["rostrum"]
    return served


async def _commands() -> dict[str, PublishProgramme]:
    """What the rooms are to be told; nothing before any programme was imported."""
    try:
        return await sync_to_async(programme_commands)()
    except NotInstalled:
        return {}


def version_in(commands: dict[str, PublishProgramme]) -> str:
    return next((command.version for command in commands.values()), "")


async def status_of(request: HttpRequest) -> SetUpStatus:
    """Where the set-up stands now."""
    commands = await _commands()
    rooms = {room.id: room.state for room in await rostrum_of(request).rooms.all()}
    in_force = {state.version for state in rooms.values()}
    comparison = compare(rooms, commands)
    version = version_in(commands)
    by = await sync_to_async(lambda: (storing.noted(storing.IMPORTED), storing.noted(storing.PUBLISHED)))()
    held = await sync_to_async(storing.imported)()
    settings = held.settings if held else UNSAID
    return SetUpStatus(
        base=held.version if held else "",
        version=version,
        published=in_force == {version} and list(rooms) == list(commands),
        imported_by=by[0] if by[0] and held and by[0].version == held.version else None,
        published_by=by[1] if by[1] and in_force == {by[1].version} else None,
        names=held.names if held else {},
        zone=held.zone if held else "",
        first_day=held.first_day.isoformat() if held else None,
        called=Called(settings.member or None, settings.members or None, tuple(settings.languages)),
        rooms=tuple(RoomNamed(room, command.profile.names) for room, command in commands.items()),
        warnings=tuple(held.warnings) if held else (),
        checks=tuple(held.checks) if held else (),
        differences=comparison.differences,
        lists=comparison.lists,
        labels=comparison.labels,
        refusing=comparison.refusing,
        delegations=comparison.delegations,
    )
