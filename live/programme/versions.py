"""The versions of the programme: what was published, one after the other, and drafts that another took the place of.

Nothing is ever taken out. Any two are compared, any is published again, and the draft becomes any of them.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from live.programme.models import Conference, ProgrammeVersion
from live.programme.programme import Programme, RoomProgramme, fingerprint, version_of
from live.programme.publishing import NotInstalled, put_in_force
from live.programme.taking.storing import MovedOn, note
from live.room.model.plan import Value
from live.room.model.state import RoomState

RESET = "reset"
SHOWN = 100
"""So many of the latest are listed."""
DRAFT = 0
"""The number of the draft, where one of the versions is asked for."""


class NoSuchVersion(Exception):
    """Raised for the number of a version that is not there."""


class Version(Value, frozen=True):
    """A version as it is told. `again` is the number of the version that it is once more, `draft`: never published.

    `changes` counts what it changed of what was published before it, by kind.
    """

    number: int
    version: str
    by: str
    at: datetime
    changes: dict[str, int] = {}
    again: int | None = None
    draft: bool = False


def listed() -> Iterator[Version]:
    """The versions of the current conference, the last first."""
    for one in _versions().select_related("again").order_by("-number")[:SHOWN]:
        yield Version(
            number=one.number,
            version=one.version,
            by=one.by,
            at=one.at,
            changes=one.changes,
            again=one.again.number if one.again else None,
            draft=not one.published,
        )


def latest() -> int:
    """The number of the last one; 0 before there is any."""
    last = _versions().order_by("-number").first()
    return last.number if last else 0


def programme_of(number: int) -> Programme:
    """The programme of that version, or with `DRAFT` the draft. Raises `NoSuchVersion`, `NotInstalled`."""
    if number == DRAFT:
        return _decoded(_conference().programme)
    return _decoded(_version(number).programme)


def keep_published(
    programme: Programme, version: str, before: Mapping[str, RoomState], changes: Mapping[str, int], **by: Any
) -> None:
    """Write down that `programme` was published as `version`, where rooms were as `before`: by which `user`, and which
    version it is `again`. That it is published once more, as it is, is none.
    """
    with transaction.atomic():
        conference = Conference.objects.select_for_update().get(is_current=True)
        last = conference.versions.filter(published=True).order_by("-number").first()
        if last is None and (known := _in_force(before, programme)) is not None:
            last = _keep(conference, known, next(iter(before.values())).version or "", None)
        if last is None or last.version != version:
            again = _version(by["again"]) if by.get("again") else None
            _keep(conference, programme, version, by.get("user"), changes=dict(changes), again=again)


def _in_force(states: Mapping[str, RoomState], programme: Programme) -> Programme | None:
    """What rooms had of a programme that was published before versions were kept; `None` if they had none."""
    rooms = {room: state for room, state in states.items() if state.profile is not None}
    if not rooms:
        return None
    any_room = next(iter(rooms.values()))
    known = msgspec.structs.replace(
        programme,
        rooms=tuple(
            RoomProgramme(state.profile, state.rundown.segments)
            for state in rooms.values()
            if state.profile is not None
        ),
        process_chairs=any_room.process_chairs,
        groups=any_room.groups,
        settings=any_room.settings,
        warnings=(),
        version="",
    )
    return msgspec.structs.replace(known, version=version_of(known))


def reset_draft(number: int, base: str, user: Any) -> None:
    """Let the draft be that version. The draft there was is kept, if no version is like it.

    Raises `MovedOn` if the draft is not `base` any more, `NoSuchVersion`, `NotInstalled`.
    """
    with transaction.atomic():
        conference = Conference.objects.select_for_update().filter(is_current=True).first()
        if conference is None:
            raise NotInstalled
        if conference.version != base:
            raise MovedOn
        programme, before = programme_of(number), _decoded(conference.programme)
        if programme.version == before.version:
            return
        if not any(_decoded(one.programme).version == before.version for one in conference.versions.all()):
            _keep(conference, before, before.version, user, published=False)
        put_in_force(programme, fingerprint("edited", programme.version))
        note(RESET, user, f"{programme.version} of version {number}")


def _keep(conference: Conference, programme: Programme, version: str, user: Any, **said: Any) -> ProgrammeVersion:
    last = conference.versions.order_by("-number").first()
    made: ProgrammeVersion = ProgrammeVersion.objects.create(
        conference=conference,
        number=last.number + 1 if last else 1,
        version=version,
        programme=msgspec.json.encode(programme).decode(),
        user=user,
        by=(user.get_full_name() or user.get_username()) if user else "",
        at=timezone.now(),
        **said,
    )
    return made


def _versions() -> Any:
    return ProgrammeVersion.objects.filter(conference__is_current=True)


def _version(number: int) -> ProgrammeVersion:
    found: ProgrammeVersion | None = _versions().filter(number=number).first()
    if found is None:
        raise NoSuchVersion
    return found


def _conference() -> Conference:
    found = Conference.objects.filter(is_current=True).first()
    if found is None:
        raise NotInstalled
    return found


def _decoded(programme: str) -> Programme:
    return msgspec.json.decode(programme, type=Programme)
