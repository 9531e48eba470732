"""Everybody whom the programme names, with where; and a name mended in all places at once."""

from collections.abc import Iterator
from typing import Any, Literal

from django.db import transaction

from live.programme.appointing import Duty, appointees, duty_of, shown_name
from live.programme.desk.edits import rename
from live.programme.desk.parts import Held, PartKind, Parts
from live.room.model.plan import Names, Value

LONGEST_NAME = 150


MentionRole = Literal["moderator", "rapporteur", "speaker"]


class Mention(Value, frozen=True):
    """Where somebody is named: in which segment, as what, and by which office."""

    segment: str
    names: Names
    room: str
    day: int
    starts: str
    role: MentionRole
    office: Names


class Person(Value, frozen=True):
    """Somebody by name. Two of one name are taken for one: a programme tells them apart by their names alone."""

    name: str
    places: tuple[Mention, ...] = ()
    duties: tuple[Duty, ...] = ()


class NobodyOfThatName(Exception):
    """Raised for a name that is nobody's."""


def people(parts: Parts) -> list[Person]:
    """All of them, by name."""
    places: dict[str, list[Mention]] = {}
    for segment in parts.of(PartKind.SEGMENT):
        for person, place in _named(segment):
            places.setdefault(person, []).append(place)
    duties: dict[str, list[Duty]] = {}
    for user in appointees().prefetch_related("appointments"):
        duties.setdefault(shown_name(user), []).extend(map(duty_of, user.appointments.all()))
    found = sorted({*places, *duties}, key=str.casefold)
    return [Person(name, tuple(places.get(name, ())), tuple(duties.get(name, ()))) for name in found]


def mend_name(before: str, after: str, user: Any) -> None:
    """Let whoever is called `before` be called `after`, in the draft and on their cards. Raises `NobodyOfThatName`."""
    with transaction.atomic():
        appointed = [one for one in appointees() if shown_name(one) == before]
        for one in appointed:
            one.first_name, one.last_name = after, ""
            one.save(update_fields=["first_name", "last_name"])
        if not rename(before, after, user) and not appointed:
            raise NobodyOfThatName


def _named(segment: Held) -> Iterator[tuple[str, Mention]]:
    lineups = [slot for phase in segment.get("phases", ()) for slot in phase.get("lineup", ())]
    named: tuple[tuple[MentionRole, Any], ...] = (
        ("moderator", segment.get("moderators", ())),
        ("rapporteur", segment.get("rapporteurs", ())),
        ("speaker", lineups),
    )
    for role, slots in named:
        for slot in slots:
            if person := slot.get("person"):
                place = Mention(
                    segment=segment["id"],
                    names=segment["names"],
                    room=segment["room"],
                    day=segment["day"],
                    starts=segment["starts"],
                    role=role,
                    office=slot["names"],
                )
                yield person, place
