"""The register in a browser: `/api/setup/register`. Files are read and shown, and taken in when that is asked.

Nobody is lost by it: who is not in the file stays, unless it is asked that they go. Badges open at once; delegations
that are new are known to the rooms when the programme is published.
"""

import asyncio
from http import HTTPStatus
from typing import Annotated, TypeVar

import msgspec
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from ninja import Router

from live import wire
from live.access.bounds import FILES_READ
from live.access.uploads import allow_files
from live.background import own_connection
from live.programme.desk import edits
from live.programme.imported import setting
from live.programme.imports.brought import Brought, Wanted
from live.programme.imports.process import read_registers
from live.programme.imports.values import Known
from live.programme.models import MOST_BADGES
from live.programme.publishing import NotInstalled, current_settings
from live.programme.register import CategoryNamed, categories
from live.programme.taking import registering
from live.programme.taking.register import Held, RegisterAnswers, RegisterDraft, Registrant, draft_register
from live.programme.taking.register_preview import RegisterRead, preview
from live.programme.taking.registering import AllowanceNoted, RegisterTaken
from live.programme.taking.storing import MovedOn
from live.room.authority import Act, Actor
from live.room.model.plan import CategoryId, Names
from live.room.model.texts import one_line
from live.web.api.answers import json_answer, refusal_answer
from live.web.api.openapi import SIGNED_IN, Answer, responses
from live.web.api.uploads import MOST_FILES, FileSent, body_of, file_name, permitted, reading, user_of

router = Router()
CONFLICT = HTTPStatus.CONFLICT


class RegistersToRead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Files of a register, and what was answered of what they leave open."""

    files: Annotated[tuple[FileSent, ...], msgspec.Meta(min_length=1, max_length=MOST_FILES)]
    answers: RegisterAnswers = RegisterAnswers()


class RegistersToTakeIn(RegistersToRead, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The same, to be taken into the register `base`: the one for which they were shown."""

    base: Annotated[str, msgspec.Meta(max_length=64)]


class MembersAllowed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many a delegation may have besides its head."""

    members: Annotated[int, msgspec.Meta(ge=0, le=MOST_BADGES - 1)]


class DelegationKnown(Answer, frozen=True):
    """A delegation that a row of a file may be of."""

    id: str
    names: Names
    category: CategoryId


class RegisterStatus(Answer, frozen=True):
    """Who is registered now. A delegation may have so many `members` besides its head; of `allowances` each lets one
    delegation have more. `categories` are in their order by protocol, `zone` is that of the conference.
    """

    base: str
    members: int
    zone: str
    known: tuple[DelegationKnown, ...]
    categories: tuple[CategoryNamed, ...]
    people: tuple[Registrant, ...]
    allowances: tuple[AllowanceNoted, ...]
    taken_by: RegisterTaken | None


Asked = TypeVar("Asked", bound=RegistersToRead)
BODIES = (RegistersToRead, RegistersToTakeIn, RegisterAnswers, MembersAllowed)
ANSWERS = (RegisterStatus, RegisterRead)


@router.get(
    "/setup/register",
    summary="Who is registered, by delegation; for the secretariat",
    openapi_extra=responses(*SIGNED_IN, answer=RegisterStatus),
)
async def register(request: HttpRequest) -> HttpResponse:
    actor = await permitted(request, Act.READ_FILES)
    response = json_answer(await sync_to_async(_status)())
    allow_files(request, response, actor.id)
    return response


@router.post(
    "/setup/register/read",
    summary="What files of a register hold and what would become of it; nothing is stored",
    openapi_extra=responses(*SIGNED_IN, takes=RegistersToRead, answer=RegisterRead),
)
async def read(request: HttpRequest) -> HttpResponse:
    await permitted(request, Act.READ_FILES, FILES_READ)
    async with reading:
        asked = await asyncio.to_thread(_asked, request, RegistersToRead)
        return json_answer(await asyncio.to_thread(_shown, asked))


@router.post(
    "/setup/register/take-in",
    summary="Take the good rows of files into the register; nobody goes who is not named",
    openapi_extra=responses(*SIGNED_IN, CONFLICT, takes=RegistersToTakeIn, answer=RegisterStatus),
)
async def take_in(request: HttpRequest) -> HttpResponse:
    actor = await permitted(request, Act.TAKE_IN, FILES_READ)
    async with reading:
        asked = await asyncio.to_thread(_asked, request, RegistersToTakeIn)
        refused = await asyncio.to_thread(_taken, asked, actor)
    return refused or json_answer(await sync_to_async(_status)())


@router.post(
    "/setup/register/limit",
    summary="How many people a delegation may have besides its head",
    openapi_extra=responses(*SIGNED_IN, CONFLICT, takes=MembersAllowed, answer=RegisterStatus),
)
async def limit(request: HttpRequest) -> HttpResponse:
    actor = await permitted(request, Act.TAKE_IN)
    asked = wire.read(request.body, MembersAllowed)
    return await sync_to_async(_limited)(asked.members, actor)


def _asked(request: HttpRequest, kind: type[Asked]) -> Asked:
    asked = body_of(request, kind)
    for name in asked.answers.new:
        if one_line(name) != name or not name.isprintable():
            raise wire.Malformed("expected a name that can be seen", "$.answers.new")
    for why in asked.answers.over.values():
        if not one_line(why).isprintable():
            raise wire.Malformed("expected a text that can be seen", "$.answers.over")
    return asked


def _limited(members: int, actor: Actor) -> HttpResponse:
    try:
        edits.allow_badges(members + 1, user_of(actor))
    except NotInstalled:
        return refusal_answer("programme_moved_on", CONFLICT)  # There is no conference yet.
    return json_answer(_status())


def _drafted(asked: RegistersToRead) -> tuple[RegisterDraft, Held, tuple[Known, ...]]:
    """What becomes of the files together."""
    answers = asked.answers
    settings = current_settings()
    for name, category in answers.new.items():
        if settings.category(category) is None:
            known_here = ", ".join(settings.classes)
            raise wire.Malformed(f"expected one of {known_here}", f"$.answers.new.{name}")
    known = setting()
    made = registering.new_ids(answers.new)
    new = tuple(Known(id=made[name], names={"en": name}, category=category) for name, category in answers.new.items())
    wanted = Wanted(
        msgspec.structs.replace(
            known,
            known=(*known.known, *new),
            members=registering.NO_LIMIT,
            said=answers.said | made,
            rows=answers.rows,
        ),
        mapping=answers.mapping,
    )
    read = read_registers([Brought(file_name(file.name), file.data) for file in asked.files], wanted)
    held = registering.held()
    names = {one.id: one.names["en"] for one in wanted.setting.known}
    return draft_register(read, held, answers, names), held, wanted.setting.known


def _shown(asked: RegistersToRead) -> RegisterRead:
    with own_connection():
        draft, held, known = _drafted(asked)
        return preview(draft, known, registering.version_of(held))


def _taken(asked: RegistersToTakeIn, actor: Actor) -> HttpResponse | None:
    """Take the good rows in; or why not, and nothing was changed."""
    with own_connection():
        draft, _, _ = _drafted(asked)
        try:
            registering.take_register(draft, asked.base, asked.answers.new, user_of(actor))
        except MovedOn:
            return refusal_answer("register_moved_on", CONFLICT)
    return None


def _status() -> RegisterStatus:
    held = registering.held()
    conference = setting()
    return RegisterStatus(
        base=registering.version_of(held),
        members=held.most - 1,
        zone=conference.zone,
        known=tuple(DelegationKnown(one.id, one.names, one.category) for one in conference.known),
        categories=categories(current_settings()),
        people=held.people,
        allowances=registering.noted(),
        taken_by=registering.last_taken(),
    )
