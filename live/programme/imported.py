"""What the conference already has, as files are read against it; and what was read, told by the shell."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import DatabaseError

from live.programme.imports.columns import normalised
from live.programme.imports.faults import Remark
from live.programme.imports.values import Known, Programme, Register, Setting
from live.programme.publishing import NotInstalled, current_programme, headless
from live.programme.register import builtin, directory


def setting(zone: str | None = None) -> Setting:
    """The conference that is set up, its register and its rooms; before anything is, the list that comes with
    Rostrum.
    """
    known = _registered()
    try:
        programme = current_programme()
    except (NotInstalled, DatabaseError):
        return Setting(zone=zone or "UTC", known=known)
    settings = programme.settings
    called = {
        normalised(name): category.id
        for category in settings.categories
        for name in (category.id, *category.names.values())
    }
    rooms = tuple(room.profile.names["en"] for room in programme.rooms)
    return Setting(
        zone=zone or programme.zone,
        first_day=programme.first_day,
        rooms=rooms,
        known=known,
        categories=called,
        headless=headless(settings),
    )


def _registered() -> tuple[Known, ...]:
    try:
        listed = directory()
    except DatabaseError:
        listed = ()
    found = [
        Known(id=one.id, names=one.names, category=one.category, iso3=one.iso3 or "", aliases=one.aliases)
        for one in listed
    ]
    return tuple(found) or builtin_known()


@cache
def builtin_known() -> tuple[Known, ...]:
    """The delegations that come with Rostrum."""
    return tuple(
        Known(
            id=one.delegation.id,
            names=one.delegation.names,
            category=one.delegation.category,
            iso3=one.delegation.iso3 or "",
            aliases=one.aliases,
        )
        for one in builtin()
    )


def as_report(read: Programme | Register) -> dict[str, Any]:
    """What was read as one JSON object: the format, the counts, and what is remarked."""
    return {"format": read.format, **read.counts(), "errors": _remarks(read.errors), "notes": _remarks(read.notes)}


def _remarks(remarks: Iterable[Remark]) -> list[dict[str, str]]:
    return [{"place": str(remark.place), "code": remark.code.value, "text": remark.text} for remark in remarks]
