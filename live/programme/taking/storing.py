"""Taking in: what was drafted becomes the imported programme, whole or not at all; and who did it."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from live.programme.models import Conference
from live.programme.programme import Programme
from live.programme.publishing import NotInstalled, current_programme, install
from live.programme.taking.drafting import Drafted
from live.room.model.plan import Value

IMPORTED, PUBLISHED = "imported", "published"


class MovedOn(Exception):
    """The programme was changed since it was shown to whoever asks for this."""


class Noted(Value, frozen=True):
    """Who did something to a version of the programme, and when."""

    version: str
    by: str
    at: datetime


def imported() -> Programme | None:
    """The programme that was imported last; `None` before any was."""
    try:
        return current_programme()
    except NotInstalled:
        return None


def take_in(drafted: Drafted, base: str, user: Any) -> None:
    """Make what was drafted the imported programme. Raises `MovedOn` if it was drafted on another than is there now."""
    assert drafted.programme is not None
    with transaction.atomic(), TemporaryDirectory() as folder:
        held = Conference.objects.select_for_update().filter(is_current=True).first()
        if (held.version if held else "") != base:
            raise MovedOn
        if drafted.changes:
            drafted.write(Path(folder))
            install(Path(folder))
            note(IMPORTED, user, drafted.programme.version)


def note(what: str, user: Any, version: str) -> None:
    """Write where what is done on the set-up pages is written that `user` did it to this version."""
    conference = Conference.objects.get(is_current=True)
    LogEntry.objects.log_actions(user.pk, [conference], CHANGE, change_message=f"{what} {version}", single_object=True)


def noted(what: str) -> Noted | None:
    """Who did that last, of those that did it on a page."""
    kind = ContentType.objects.get_for_model(Conference)
    entries = LogEntry.objects.filter(content_type=kind, change_message__startswith=f"{what} ")
    entry = entries.select_related("user").order_by("-action_time", "-pk").first()
    if entry is None:
        return None
    name = entry.user.get_full_name() or entry.user.get_username()
    return Noted(entry.change_message.partition(" ")[2], name, entry.action_time)
