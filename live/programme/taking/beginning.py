"""A first start: an example, or an empty conference. Only where there is no programme yet."""

from datetime import date
from typing import Any

import msgspec
from django.db import transaction

from live.programme.examples import install_example
from live.programme.ids import free_id, slug
from live.programme.models import Conference
from live.programme.programme import Programme, RoomProgramme, fingerprint, version_of
from live.programme.publishing import put_in_force, register_builtin
from live.programme.taking.storing import IMPORTED, note
from live.room.model.plan import RoomProfile


class AlreadyThere(Exception):
    """Raised where there is a programme already."""


def begin_with_example(name: str, first_day: date | None, user: Any) -> None:
    """Set an example up, with its register. Raises `AlreadyThere`."""
    with transaction.atomic():
        _require_none()
        note(IMPORTED, user, install_example(name, first_day).version)


def begin_empty(  # noqa: PLR0913  each is asked for by its name
    name: str, zone: str, first_day: date, days: int, rooms: tuple[str, ...], *, states: bool, user: Any
) -> None:
    """Set up a conference with nothing but rooms and days, with `states` also all States and organisations that come
    with Rostrum. Names are as they were typed, in every language. Raises `AlreadyThere`.
    """
    programme = empty(name, zone, first_day, days, rooms)
    with transaction.atomic():
        _require_none()
        put_in_force(programme, fingerprint("begun", programme.version))
        if states:
            register_builtin()
        note(IMPORTED, user, programme.version)


def empty(name: str, zone: str, first_day: date, days: int, rooms: tuple[str, ...]) -> Programme:
    """A programme of nothing but rooms and days."""
    names = {"en": name}
    made: list[RoomProgramme] = []
    taken: set[str] = set()
    for room in rooms:
        key = free_id(slug(room) or "room", taken)
        taken.add(key)
        made.append(RoomProgramme(RoomProfile(id=key, names={"en": room}, zone=zone, conference=names), ()))
    programme = Programme(
        id=slug(name) or "conference",
        names=names,
        zone=zone,
        first_day=first_day,
        days=days,
        rooms=tuple(made),
    )
    return msgspec.structs.replace(programme, version=version_of(programme))


def _require_none() -> None:
    if Conference.objects.select_for_update().filter(is_current=True).exists():
        raise AlreadyThere
