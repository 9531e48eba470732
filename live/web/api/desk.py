"""The programme desk in a browser: `/api/setup/desk`. One part is changed at a time, in the draft; screens change when
it is published.
"""

from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from ninja import Router

from live import wire
from live.access.bounds import EDITS
from live.programme.desk import edits
from live.programme.desk.parts import ONLY, Held, InvalidChange, PartKind, Parts, Running, plain, seen
from live.programme.programme import Programme
from live.programme.publishing import NotInstalled, current_programme
from live.programme.reading import DayNumber
from live.programme.settings import usual_table
from live.room.authority import Act
from live.room.rules import rundown
from live.web.api.answers import json_answer, refusal_answer
from live.web.api.openapi import SIGNED_IN, responses
from live.web.api.setup import rostrum_of, status_of
from live.web.api.uploads import permitted, user_of

router = Router()
CONFLICT, NOT_FOUND, UNAVAILABLE = HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE
LAST_ROOM = 999


class PartChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a part is to be: `held` in the place of what was `seen`, nothing to take it out.

    `key` is its id, empty for a new one, for the conference and its settings. A segment has its `day`, a room its
    `order`.
    """

    part: PartKind
    key: Annotated[str, msgspec.Meta(max_length=64)] = ""
    seen: Annotated[str, msgspec.Meta(max_length=64)] = ""
    held: dict[str, Any] | None = None
    day: DayNumber = 1
    order: Annotated[int, msgspec.Meta(ge=0, le=LAST_ROOM)] = 0


class Undoing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The change that is to be taken back."""

    number: Annotated[int, msgspec.Meta(ge=1, le=1 << 31)]


BODIES = (PartChange, Undoing)
ANSWERS = ()


@router.get(
    "/setup/desk",
    summary="The parts of the imported programme, its latest changes, and what is published; for the secretariat",
    openapi_extra=responses(*SIGNED_IN, UNAVAILABLE),
)
async def desk(request: HttpRequest) -> HttpResponse:
    await permitted(request, Act.EDIT)
    return await _answer(request)


@router.post(
    "/setup/desk/change",
    summary="Change one part of the imported programme, if it is as it was seen; screens change when it is published",
    openapi_extra=responses(*SIGNED_IN, NOT_FOUND, CONFLICT, UNAVAILABLE, takes=PartChange),
)
async def change(request: HttpRequest) -> HttpResponse:
    actor = await permitted(request, Act.EDIT, EDITS)
    asked = wire.read(request.body, PartChange)
    if asked.held is None and (asked.part in ONLY or not asked.key):
        raise wire.Malformed("expected what it is to be", "$.held")

    running = await _running(request)

    def carry_out() -> str:
        return edits.change(asked.part, asked.key, asked.seen, _held(asked), user_of(actor), running)

    return await _carry_out(request, carry_out)


@router.post(
    "/setup/desk/undo",
    summary="Take a change of the programme back, if its part is as it left it",
    openapi_extra=responses(*SIGNED_IN, NOT_FOUND, CONFLICT, UNAVAILABLE, takes=Undoing),
)
async def undo(request: HttpRequest) -> HttpResponse:
    actor = await permitted(request, Act.EDIT, EDITS)
    asked = wire.read(request.body, Undoing)
    running = await _running(request)
    return await _carry_out(request, lambda: edits.undo(asked.number, user_of(actor), running))


async def _carry_out(request: HttpRequest, act: Any) -> HttpResponse:
    try:
        key = await sync_to_async(act)()
    except edits.Meanwhile as meanwhile:
        at = meanwhile.at.isoformat() if meanwhile.at else ""
        return refusal_answer("changed_meanwhile", CONFLICT, by=meanwhile.by, at=at)
    except InvalidChange as faulty:
        return refusal_answer("part_has_faults", CONFLICT, faults=wire.to_json(faulty.faults))
    except edits.Runs as runs:
        return refusal_answer(
            "segment_runs", CONFLICT, segment=runs.segment, room=runs.room, fields=" ".join(runs.fields)
        )
    except edits.NoSuchEdit:
        return refusal_answer("unknown_change", NOT_FOUND)
    except NotInstalled:
        return refusal_answer("no_programme", CONFLICT)
    return await _answer(request, key or "")


def _held(asked: PartChange) -> Held | None:
    """The part as it is kept."""
    if asked.held is None:
        return None
    held = {name: value for name, value in asked.held.items() if name not in ("day", "order")}
    match asked.part:
        case PartKind.SEGMENT:
            return {"day": asked.day, **held}
        case PartKind.ROOM:
            return {"order": asked.order, **held}
        case PartKind.CONFERENCE | PartKind.SETTINGS:
            return held


async def _running(request: HttpRequest) -> Running:
    """What runs, in which room, and in which of its phases."""
    rooms = await rostrum_of(request).rooms.all()
    here = ((room.id, rundown.current(room.state)) for room in rooms)
    return {now[0].id: (room, now[1].id) for room, now in here if now is not None}


async def _answer(request: HttpRequest, key: str = "") -> HttpResponse:
    """The programme in its parts; `key` is the id of what was changed."""
    try:
        parts = await sync_to_async(_in_parts)()
    except NotInstalled:
        parts = {}
    running = await _running(request)
    return json_answer({**parts, "key": key, "running": list(running), "status": await status_of(request)})


def _in_parts() -> dict[str, Any]:
    programme = current_programme()
    parts, times = Parts(programme), _times(programme)
    return {
        "conference": _part(parts.of(PartKind.CONFERENCE)[0]),
        "usual": usual_table(),
        "settings": _part(parts.of(PartKind.SETTINGS)[0]),
        "rooms": [_part(held) for held in parts.of(PartKind.ROOM)],
        "segments": [_part(held) | {"times": times[held["id"]]} for held in parts.of(PartKind.SEGMENT)],
        "offices": parts.offices,
        "edits": wire.to_json(tuple(edits.latest(parts))),
    }


def _part(held: Held) -> dict[str, Any]:
    return {"seen": seen(held), "held": plain(held)}


def _times(programme: Programme) -> dict[str, tuple[str, str]]:
    """When each segment starts and ends."""
    return {
        segment.id: (segment.starts_at.isoformat(), segment.ends_at.isoformat())
        for room in programme.rooms
        for segment in room.segments
    }
