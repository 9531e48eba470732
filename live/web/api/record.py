"""The record over HTTP: `/api/rooms/<room>/record`, of all rooms `/api/record`, and the schema of its JSON."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus

import ninja
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse

from live.access.viewing import record_read_by
from live.background import own_connection
from live.documents import data
from live.documents.asked import asked_of
from live.documents.bounded import DocumentFailed
from live.documents.formats import FORMATS, NoSuchFormat, file_name, format_of
from live.documents.papers.kinds import Paper
from live.documents.words import LANGUAGES, NoSuchLanguage, words_of
from live.proceedings.choice import NotInRecord
from live.record.proceedings import recorded
from live.web.api.answers import json_answer, refusal_answer, unchanged
from live.web.api.authentication import actor_of, not_permitted
from live.web.api.openapi import SIGNED_IN, Schema, responses

router = ninja.Router()
BODIES = (data.Record,)
"""It is answered, not taken; it has a schema of its own, and stands only in the document of the API."""
ANSWERS = ()

READ_IN_PLACE = frozenset({"json", "html", "pdf"})
"""What browsers show; the rest is a file to keep."""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-modals allow-popups"
"""A document brings its looks with it, and asks nothing of any server."""
HEAD_HEADER = "Rostrum-Head"
"""`<room>=<position>:<digest>` of each room, with commas between: what of each log the document is made from."""
TRUE = ("1", "true", "yes")
KEPT = 12
"""Documents that are kept ready: a public record is asked for by many, and seldom changes."""


class Wanted(ninja.Schema):
    """What is asked for, as it came in the address."""

    format: str = "json"
    language: str = "en"
    segment: str | None = None
    day: str | None = None
    paper: str = Paper.PACK
    public: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A document, as it is sent."""

    document: bytes
    content_type: str
    name: str
    etag: str
    heads: str


_ready: OrderedDict[str, Made] = OrderedDict()
_making = asyncio.Semaphore(1)
"""One document is made at a time: the floor goes on meanwhile."""


def documented() -> Schema:
    """What an operation says of itself: documents come in six types, and name the heads that they are made from."""
    documentation = responses(
        *SIGNED_IN, HTTPStatus.NOT_FOUND, HTTPStatus.NOT_MODIFIED, HTTPStatus.SERVICE_UNAVAILABLE, answer=data.Record
    )
    served = {form.content_type.partition(";")[0] for form in FORMATS.values()} - {"application/json"}
    binary = {"schema": {"type": "string", "format": "binary"}}
    documentation["responses"][int(HTTPStatus.OK)]["content"] |= {
        content_type: binary for content_type in sorted(served)
    }
    heads = {
        "description": "What of each log it is made from, with commas between: <room>=<position>:<SHA-256>",
        "schema": {"type": "string"},
        "example": f"plenary=412:{'7d' * 32}",
    }
    for status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
        documentation["responses"][int(status)]["headers"] = {HEAD_HEADER: heads}
    return documentation


@router.get("/record.schema.json", summary="The JSON Schema of the record as JSON", openapi_extra=responses())
async def schema(request: HttpRequest) -> HttpResponse:
    return json_answer(data.schema())


@router.get(
    "/record",
    summary="What was said in all rooms, as a document; in public without what is not for everyone",
    openapi_extra=documented(),
)
async def whole_record(request: HttpRequest, wanted: ninja.Query[Wanted]) -> HttpResponse:
    return await _answer(request, None, wanted)


async def room_record(request: HttpRequest, room: str, wanted: ninja.Query[Wanted]) -> HttpResponse:
    """The operation `/rooms/{room}/record`, which stands before the views of a room."""
    return await _answer(request, room, wanted)


async def _answer(request: HttpRequest, room: str | None, wanted: Wanted) -> HttpResponse:
    actor = await sync_to_async(actor_of)(request, room)
    reads = record_read_by(actor, room)
    if reads is None:
        raise not_permitted(actor)
    public = wanted.public in TRUE or reads == "public"
    try:
        async with _making:
            made = await asyncio.to_thread(_made, room, wanted, public)
    except NotInRecord as no:
        return refusal_answer(f"unknown_{no.what}", HTTPStatus.NOT_FOUND, **{no.what: no.asked})
    except NoSuchFormat as no:
        return refusal_answer("unknown_format", HTTPStatus.NOT_FOUND, format=no.name, known=", ".join(FORMATS))
    except NoSuchLanguage as no:
        return refusal_answer(
            "unknown_language", HTTPStatus.NOT_FOUND, language=no.language, known=", ".join(LANGUAGES)
        )
    except DocumentFailed as error:
        return refusal_answer("document_failed", HTTPStatus.SERVICE_UNAVAILABLE, fault=str(error))
    headers = {"ETag": made.etag, "Cache-Control": "private, no-cache", "Vary": "Cookie, Authorization"}
    headers[HEAD_HEADER] = made.heads
    if (answer := unchanged(request, headers)) is not None:
        return answer
    placed = "inline" if wanted.format in READ_IN_PLACE else "attachment"
    headers |= {"Content-Disposition": f'{placed}; filename="{made.name}"', "Content-Security-Policy": POLICY}
    return HttpResponse(made.document, content_type=made.content_type, headers=headers)


def _made(room: str | None, wanted: Wanted, public: bool) -> Made:
    """The document that is `wanted`, from those kept ready where nothing was added since."""
    with own_connection():
        return _from_record(room, wanted, public)


def _from_record(room: str | None, wanted: Wanted, public: bool) -> Made:
    form, words = format_of(wanted.format), words_of(wanted.language)
    if wanted.paper not in tuple(Paper):
        raise NotInRecord("paper", wanted.paper, Paper)
    known = recorded()
    # Of all rooms: what is new in another may change who spoke first in this one.
    state = [(one.room, one.upto, one.as_of, one.digest) for one in known.rooms]
    etag = f'"{sha256(repr((room, wanted, public, state)).encode()).hexdigest()[:24]}"'
    if (ready := _ready.get(etag)) is not None:
        _ready.move_to_end(etag)
        return ready
    asked = asked_of(
        known, words, room=room, segment=wanted.segment, day=wanted.day, public=public, paper=Paper(wanted.paper)
    )
    heads = ", ".join(f"{one.room}={one.head}" for one in asked.proceedings.rooms if one.head)
    made = Made(form.write(asked), form.content_type, file_name(asked, wanted.format), etag, heads)
    _ready[etag] = made
    while len(_ready) > KEPT:
        _ready.popitem(last=False)
    return made
