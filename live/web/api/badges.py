"""The badge desk in a browser: `/api/setup/badges`. Whom a code is of, what is done with a badge, and badges on paper.

No code of a badge is in an answer, but on the sheets.

Requests, addresses and answers of the desk are in one file: only its own page uses them.
"""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, Literal

import msgspec
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from ninja import Router

from live import wire
from live.access.bounds import BADGE_ACTS, BADGE_SHEETS
from live.background import own_connection
from live.documents import bounded
from live.documents.labels import LabelFault, LabelFormat, faults
from live.programme.badges import acts, finding, printing
from live.programme.badges.acts import BadgeDesk
from live.programme.badges.places import HasBadge, PlacesTaken, PlaceWanted, Refused
from live.programme.badges.printing import PrintWanted
from live.programme.badges.status import BadgeFound, BadgesStatus, badge_found, badges_status
from live.programme.publishing import NotInstalled
from live.room.authority import Act, Actor
from live.room.model.texts import one_line
from live.web.api.answers import json_answer, refusal_answer
from live.web.api.openapi import SIGNED_IN, Schema, responses
from live.web.api.uploads import permitted, user_of

router = Router()
CONFLICT, NOT_FOUND, UNAVAILABLE = HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE
PDF = "application/pdf"
printing_one = asyncio.Semaphore(1)
"""One set of sheets is made at a time: the floor goes on meanwhile."""

DeskId = Annotated[str, msgspec.Meta(max_length=32, pattern="^[A-Za-z0-9-]*$")]
Seen = Annotated[str, msgspec.Meta(max_length=64)]
Text = Annotated[str, msgspec.Meta(max_length=300)]
Scan = Annotated[str, msgspec.Meta(min_length=1, max_length=finding.MOST_SCANNED)]
Number = Annotated[int, msgspec.Meta(ge=1, le=1 << 31)]


class Scanned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a scanner, a camera or a hand brought."""

    scanned: Scan


class BadgeActWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be done with the badge that was seen so; linking names the ticket that was `scanned`. `desk` is the
    browser's own mark.
    """

    act: Literal["hand_over", "replace", "revoke", "link", "unlink"]
    badge: Number
    seen: Seen
    desk: DeskId = ""
    scanned: Annotated[str, msgspec.Meta(max_length=finding.MOST_SCANNED)] = ""


class HolderWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose name is wanted on a badge, or on any free one of the delegation. `another` wearer gets another code; `why`
    lets in whom the delegation has too many.
    """

    delegation: Annotated[str, msgspec.Meta(max_length=64)]
    badge: Number | None = None
    seen: Seen = ""
    title: Text = ""
    given: Text = ""
    family: Text = ""
    function: Text = ""
    another: bool = False
    why: Annotated[str, msgspec.Meta(max_length=500)] = ""
    desk: DeskId = ""


class ActUndone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The act that is to be taken back."""

    number: Number
    desk: DeskId = ""


class SheetsWanted(PrintWanted, frozen=True, forbid_unknown_fields=True):
    """Sheets, as they are wanted at a desk."""

    desk: DeskId = ""


BODIES = (Scanned, BadgeActWanted, HolderWanted, ActUndone, SheetsWanted, LabelFormat)
ANSWERS = (BadgesStatus, BadgeFound, LabelFault)


def _pdf() -> Schema:
    documentation = responses(*SIGNED_IN, CONFLICT, UNAVAILABLE, takes=SheetsWanted)
    documentation["responses"][int(HTTPStatus.OK)]["content"] = {
        PDF: {"schema": {"type": "string", "format": "binary"}}
    }
    return documentation


@router.get(
    "/setup/badges",
    summary="Every badge with its wearer and state, and the latest acts of a desk; for the secretariat",
    openapi_extra=responses(*SIGNED_IN, answer=BadgesStatus),
)
async def badges(request: HttpRequest, version: str = "", desk: str = "") -> HttpResponse:
    await permitted(request, Act.BADGES)
    return json_answer(await sync_to_async(badges_status)(version, desk))


@router.post(
    "/setup/badges/find",
    summary="Whom a code or a ticket is of, or why it opens nothing",
    openapi_extra=responses(*SIGNED_IN, takes=Scanned, answer=BadgeFound),
)
async def find(request: HttpRequest) -> HttpResponse:
    await permitted(request, Act.BADGES, BADGE_ACTS)
    asked = wire.read(request.body, Scanned)
    return json_answer(await sync_to_async(badge_found)(asked.scanned))


@router.post(
    "/setup/badges/act",
    summary="Do something with a badge, if it is as it was seen",
    openapi_extra=responses(*SIGNED_IN, NOT_FOUND, CONFLICT, takes=BadgeActWanted, answer=BadgesStatus),
)
async def act(request: HttpRequest) -> HttpResponse:
    actor = await permitted(request, Act.BADGES, BADGE_ACTS)
    asked = wire.read(request.body, BadgeActWanted)

    def carry_out() -> int:
        desk = BadgeDesk(user_of(actor), asked.desk)
        match asked.act:
            case "hand_over":
                desk.hand_over(asked.badge, asked.seen)
            case "replace":
                desk.replace(asked.badge, asked.seen)
            case "revoke":
                desk.revoke(asked.badge, asked.seen)
            case "unlink":
                desk.unlink(asked.badge, asked.seen)
            case "link":
                ticket = finding.ticket_hash(asked.scanned)
                if ticket is None:
                    raise wire.Malformed("expected what the QR code of a ticket says", "$.scanned")
                desk.link(asked.badge, asked.seen, ticket)
        return asked.badge

    return await _carry_out(carry_out, asked.desk)


@router.post(
    "/setup/badges/holder",
    summary="Write somebody's name on a badge of their delegation; more than it may have only with a reason",
    openapi_extra=responses(*SIGNED_IN, NOT_FOUND, CONFLICT, takes=HolderWanted, answer=BadgesStatus),
)
async def holder(request: HttpRequest) -> HttpResponse:
    actor = await permitted(request, Act.BADGES, BADGE_ACTS)
    asked = wire.read(request.body, HolderWanted)
    wanted = PlaceWanted(
        delegation=asked.delegation,
        title=one_line(asked.title),
        given=one_line(asked.given),
        family=one_line(asked.family),
        function=one_line(asked.function),
        another=asked.another,
        why=one_line(asked.why),
    )
    if not wanted.given and not wanted.family:
        raise wire.Malformed("expected a name that can be seen", "$.family")

    def carry_out() -> int:
        return BadgeDesk(user_of(actor), asked.desk).give_place(wanted, asked.badge, asked.seen)

    return await _carry_out(carry_out, asked.desk)


@router.post(
    "/setup/badges/undo",
    summary="Take an act back, if its badge is as it left it",
    openapi_extra=responses(*SIGNED_IN, NOT_FOUND, CONFLICT, takes=ActUndone, answer=BadgesStatus),
)
async def undo(request: HttpRequest) -> HttpResponse:
    actor = await permitted(request, Act.BADGES, BADGE_ACTS)
    asked = wire.read(request.body, ActUndone)
    return await _carry_out(lambda: BadgeDesk(user_of(actor), asked.desk).undo(asked.number), asked.desk)


@router.post(
    "/setup/badges/sheets",
    summary="Badges on sheets of labels, as a PDF that holds their codes; they count as printed from then on",
    openapi_extra=_pdf(),
)
async def sheets(request: HttpRequest) -> HttpResponse:
    actor = await permitted(request, Act.BADGES, BADGE_SHEETS)
    asked = wire.read(request.body, SheetsWanted)
    if found := faults(asked.format):
        return refusal_answer("label_has_faults", CONFLICT, faults=wire.to_json(found))
    origin = request.build_absolute_uri("/").rstrip("/")
    try:
        async with printing_one:
            made = await asyncio.to_thread(_printed, asked, actor, origin)
    except bounded.DocumentFailed as error:
        return refusal_answer("document_failed", UNAVAILABLE, fault=str(error))
    except NotInstalled:
        return refusal_answer("no_programme", CONFLICT)
    if isinstance(made, HttpResponse):
        return made
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'inline; filename="badges.pdf"'}
    return HttpResponse(made, content_type=PDF, headers=headers)


async def _carry_out(act: Callable[[], int | None], desk: str) -> HttpResponse:
    """Do it, and tell how all badges of that delegation are now; or why not."""
    try:
        badge = await sync_to_async(act)()
    except Refused as refused:
        return _refusal(refused)
    return json_answer(await sync_to_async(badges_status)("", desk, badge))


def _refusal(refused: Refused) -> HttpResponse:
    code, status = "unknown_badge", NOT_FOUND
    detail: dict[str, Any] = {}
    match refused:
        case acts.Meanwhile(by=by, at=at):
            code, status, detail = "changed_meanwhile", CONFLICT, {"by": by, "at": at.isoformat() if at else ""}
        case acts.NoSuchAct():
            code = "unknown_change"
        case acts.NotValid():
            code, status = "badge_revoked", CONFLICT
        case acts.TicketTaken(name=name):
            code, status, detail = "ticket_taken", CONFLICT, {"name": name}
        case PlacesTaken(most=most, names=names):
            code, status, detail = "places_taken", CONFLICT, {"most": most, "names": list(names)}
        case HasBadge(number=number):
            code, status, detail = "has_badge", CONFLICT, {"number": number}
        case _:
            pass
    return refusal_answer(code, status, **detail)


def _printed(asked: SheetsWanted, actor: Actor, origin: str) -> bytes | HttpResponse:
    with own_connection():
        badges = printing.chosen(asked)
        if not badges:
            return refusal_answer("no_badges", CONFLICT)
        if len(badges) > printing.MOST_PRINTED:
            return refusal_answer("too_many_badges", CONFLICT, most=printing.MOST_PRINTED, count=len(badges))
        made = bounded.badges(printing.sheets(badges, asked, origin))
        BadgeDesk(user_of(actor), asked.desk).printed(badges)
        return made
