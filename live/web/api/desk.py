"""The programme desk in a browser: `/api/setup/desk`. One part is changed at a time, in the draft; screens change when
it is published.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

import msgspec
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from ninja import Router

from live import wire
from live.access.bounds import EDITS
from live.programme.desk import edits
from live.programme.desk.edits import EditListed
from live.programme.desk.held import ConferenceHeld, OfficeHeld, RoomHeld, SegmentHeld, SettingsHeld, UsualSettings
from live.programme.desk.parts import ONLY, Held, InvalidChange, PartFault, PartKind, Parts, Running, plain, seen
from live.programme.programme import Programme
from live.programme.publishing import NotInstalled, current_programme
from live.programme.reading import DayNumber
from live.programme.settings import usual_table
from live.room.authority import Act
from live.room.rules import rundown
from live.web.api.answers import json_answer, refusal_answer
from live.web.api.openapi import SIGNED_IN, Answer, responses
from live.web.api.setup import SetUpStatus, rostrum_of, status_of
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


class PartShown(Answer, frozen=True):
    """A part of the programme; every change of it names the state that was `seen`."""

    seen: str


class ConferencePartShown(PartShown, frozen=True):
    held: ConferenceHeld


class SettingsPartShown(PartShown, frozen=True):
    held: SettingsHeld


class RoomPartShown(PartShown, frozen=True):
    held: RoomHeld


class SegmentPartShown(PartShown, frozen=True):
    """`times` are the instants at which it starts and ends."""

    held: SegmentHeld
    times: tuple[str, str]


class ProgrammeDesk(Answer, frozen=True):
    """The programme in its parts, with its latest changes; before any programme was imported, its status alone. `key`
    is the id of what was changed by this, `running` the segments that run.
    """

    key: str
    running: tuple[str, ...]
    status: SetUpStatus
    conference: ConferencePartShown | None = None
    settings: SettingsPartShown | None = None
    usual: UsualSettings | None = None
    rooms: tuple[RoomPartShown, ...] | None = None
    segments: tuple[SegmentPartShown, ...] | None = None
    offices: dict[str, OfficeHeld] | None = None
    edits: tuple[EditListed, ...] | None = None


Shape = TypeVar("Shape", bound=PartShown)
BODIES = (PartChange, Undoing)
ANSWERS = (ProgrammeDesk, PartFault)


@router.get(
    "/setup/desk",
    summary="The parts of the imported programme, its latest changes, and what is published; for the secretariat",
    openapi_extra=responses(*SIGNED_IN, UNAVAILABLE, answer=ProgrammeDesk),
)
async def desk(request: HttpRequest) -> HttpResponse:
    await permitted(request, Act.EDIT)
    return await _answer(request)


@router.post(
    "/setup/desk/change",
    summary="Change one part of the imported programme, if it is as it was seen; screens change when it is published",
    openapi_extra=responses(*SIGNED_IN, NOT_FOUND, CONFLICT, UNAVAILABLE, takes=PartChange, answer=ProgrammeDesk),
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
    openapi_extra=responses(*SIGNED_IN, NOT_FOUND, CONFLICT, UNAVAILABLE, takes=Undoing, answer=ProgrammeDesk),
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
    running = await _running(request)
    desk = ProgrammeDesk(key=key, running=tuple(running), status=await status_of(request))
    try:
        return json_answer(await sync_to_async(_in_parts)(desk))
    except NotInstalled:
        return json_answer(desk)


def _in_parts(desk: ProgrammeDesk) -> ProgrammeDesk:
    programme = current_programme()
    parts, times = Parts(programme), _times(programme)
    return msgspec.structs.replace(
        desk,
        conference=_part(ConferencePartShown, parts.of(PartKind.CONFERENCE)[0]),
        usual=msgspec.convert(usual_table(), UsualSettings),
        settings=_part(SettingsPartShown, parts.of(PartKind.SETTINGS)[0]),
        rooms=tuple(_part(RoomPartShown, held) for held in parts.of(PartKind.ROOM)),
        segments=tuple(_part(SegmentPartShown, held, times=times[held["id"]]) for held in parts.of(PartKind.SEGMENT)),
        offices=parts.offices,
        edits=tuple(edits.latest(parts)),
    )


def _part(shape: Callable[..., Shape], held: Held, **more: tuple[str, str]) -> Shape:
    return shape(seen=seen(held), held=plain(held), **more)


def _times(programme: Programme) -> dict[str, tuple[str, str]]:
    """When each segment starts and ends."""
    return {
        segment.id: (segment.starts_at.isoformat(), segment.ends_at.isoformat())
        for room in programme.rooms
        for segment in room.segments
    }
