"""Who is appointed to preside, to moderate, to report or to interpret: people who need no password, for they come in by
a card.
"""

import re
import unicodedata
from typing import Any, Literal

import msgspec
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from live.programme.models import Appointment, Room
from live.room.authority import Role
from live.room.model.plan import Value

LONGEST_USERNAME = 150
ROOM_FOR_NUMBER = 6
"""Characters of a user name that are kept free for what tells people of the same name apart."""


DutyRole = Literal["presiding_officer", "moderator", "rapporteur", "interpreter"]


class Duty(Value, frozen=True):
    """What somebody is appointed to; without a `room`, in all of them, and without a `segment`, at all times."""

    role: DutyRole
    room: str | None
    segment: str


class NotAppointed(ValueError):
    """A duty that cannot be given: who has it is of the secretariat, or it needs a room."""


def duty_of(appointment: Appointment) -> Duty:
    """The duty that is given by `appointment`."""
    return Duty(msgspec.convert(appointment.role, DutyRole), appointment.room_id, appointment.segment)


def outside_secretariat() -> "QuerySet[Any]":
    """Everyone who may come in by a card: members of the secretariat have a password."""
    found: QuerySet[Any] = get_user_model().objects.filter(is_active=True, is_staff=False, is_superuser=False)
    return found


def appointees() -> "QuerySet[Any]":
    """Those of them who have a duty, by name."""
    return outside_secretariat().filter(appointments__isnull=False).distinct().order_by("first_name", "username")


def add_appointee(name: str) -> Any:
    """A person called `name` who can sign in by a card alone."""
    begin = _username(name)
    for n in range(1, 1_000):
        try:
            with transaction.atomic():
                return get_user_model().objects.create_user(
                    begin if n == 1 else f"{begin}-{n}", password=None, first_name=name
                )
        except IntegrityError:
            continue  # Somebody else of that name.
    raise NotAppointed("there are too many people of this name")


def appoint(user: Any, role: Role, room: Room | None, segment: str = "") -> Appointment:
    """Give `user` this duty, if they have it not. Raises `NotAppointed`."""
    if user.is_staff or user.is_superuser:
        raise NotAppointed("a member of the secretariat needs no duty")
    if segment and (room is None or role is not Role.RAPPORTEUR):
        raise NotAppointed("only a rapporteur of one room has a segment")
    appointment, _ = Appointment.objects.get_or_create(user=user, role=role, room=room, segment=segment)
    return appointment


def shown_name(user: Any) -> str:
    """What `user` is called."""
    return user.get_full_name() or str(user.get_username())


def _username(name: str) -> str:
    """A user name by which people know whose it is, of the characters that Django takes in one."""
    kept = re.sub(r"[^\w@+-]+", ".", unicodedata.normalize("NFKC", name)).strip(".")
    return kept[: LONGEST_USERNAME - ROOM_FOR_NUMBER] or "appointee"
