"""What was changed at the programme desk, one change after another: by whom, when, and how it was before.

A change is of one part, and says which state of it was seen. So two who change different parts never meet; of two who
change the same part the later is told who was before, and nothing is lost. Every change can be undone as long as its
part is as it left it; undoing is a change itself.
"""

import copy
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from live.programme.desk.parts import (
    NOTHING,
    ONLY,
    Held,
    InvalidChange,
    PartFault,
    PartKind,
    Parts,
    Running,
    begun,
    locked,
    plain,
    seen,
)
from live.programme.ids import slots_of
from live.programme.models import Conference, Delegation, ProgrammeEdit
from live.programme.programme import fingerprint
from live.programme.publishing import NotInstalled, current_programme, put_in_force
from live.programme.taking.registering import LIMITED
from live.programme.taking.storing import IMPORTED, note, noted
from live.room.model.conference import UNSAID
from live.room.model.plan import Value

SHOWN = 50
"""So many of the latest changes are shown."""


class EditListed(Value, frozen=True):
    """A change as it is listed. `before` and `after` are what the part was and became, `None` where it was not there.

    `undoes` is the number of the change that it takes back; `stands` whether the part is still as it left it.
    """

    number: int
    part: PartKind
    key: str
    by: str
    at: datetime
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    undoes: int | None
    undone: bool
    stands: bool


class Meanwhile(Exception):
    """Raised where somebody changed the part meanwhile. `by` and `at` say who and when, if known."""

    def __init__(self, by: str = "", at: datetime | None = None) -> None:
        super().__init__(by)
        self.by, self.at = by, at


class Runs(Exception):
    """Raised for a change that a meeting which goes on cannot take: its `fields` are changed in the `room` instead."""

    def __init__(self, segment: str, room: str, fields: tuple[str, ...]) -> None:
        super().__init__(f"{segment} runs in {room}")
        self.segment, self.room, self.fields = segment, room, fields


class NoSuchEdit(Exception):
    """Raised for the number of a change that is not there."""


def change(part: PartKind, key: str, before: str, held: Held | None, user: Any, running: Running = NOTHING) -> str:  # noqa: PLR0913  What is changed, and by whom.
    """Put `held` in the place of a part that was seen as `before`, take it out if it is `None`; its id.

    An empty `key` is a new part, which is given one. Raises `Meanwhile`, `Runs`, `parts.InvalidChange`, `NotInstalled`.
    """
    with transaction.atomic():
        return _Desk(user, running).change(part, key, before, held)


def undo(number: int, user: Any, running: Running = NOTHING) -> None:
    """Take a change back. Raises `NoSuchEdit`, `Meanwhile`, `Runs`, `parts.InvalidChange`, `NotInstalled`."""
    with transaction.atomic():
        _Desk(user, running).undo(number)


def allow_badges(badges: int, user: Any) -> None:
    """Let every delegation have so many badges; who is registered stays. Raises `NotInstalled`."""
    with transaction.atomic():
        _Desk(user).allow_badges(badges)
        note(LIMITED, user, str(badges - 1))


def rename(before: str, after: str, user: Any) -> int:
    """Call everybody named `before` `after` instead, wherever the programme names them; in how many segments.

    Each is a change of its own, so each can be undone. Raises `NotInstalled`.
    """
    with transaction.atomic():
        return _Desk(user).rename(before, after)


def latest(parts: Parts) -> Iterator[EditListed]:
    """The latest changes of the programme that `parts` is of, the last first."""
    edits = ProgrammeEdit.objects.filter(conference__is_current=True).select_related("undoes")
    undone = set(edits.filter(undoes__isnull=False).values_list("undoes__number", flat=True))
    for edit in edits.order_by("-number")[:SHOWN]:
        part = PartKind(edit.part)
        yield EditListed(
            number=edit.number,
            part=part,
            key=edit.key,
            by=edit.by,
            at=edit.at,
            before=edit.before,
            after=edit.after,
            undoes=edit.undoes.number if edit.undoes else None,
            undone=edit.number in undone,
            stands=seen(parts.get(part, edit.key)) == seen(edit.after),
        )


class _Desk:
    """The programme, locked until the transaction ends: nobody else changes it meanwhile."""

    def __init__(self, user: Any, running: Running = NOTHING) -> None:
        self._running = running
        conference = Conference.objects.select_for_update().filter(is_current=True).first()
        if conference is None:
            raise NotInstalled
        self._user = user
        self._conference = conference
        self._edits = ProgrammeEdit.objects.filter(conference=conference)
        self._parts = Parts(current_programme())

    def change(self, part: PartKind, key: str, before: str, held: Held | None) -> str:
        if part in ONLY:
            key = ""
        elif not key and held is not None:
            held = begun(held) if part is PartKind.SEGMENT else held
            key = self._parts.new_id(part, held)
        there = self._parts.get(part, key)
        if seen(there) != before:
            raise self._meanwhile(part, key)
        if held is not None and part is not PartKind.SETTINGS:
            held = held | {"id": there["id"] if there else key}
        self._store(part, key, held)
        return key

    def allow_badges(self, badges: int) -> None:
        self._store(PartKind.SETTINGS, "", {**(self._parts.get(PartKind.SETTINGS, "") or {}), "badges": badges})

    def rename(self, before: str, after: str) -> int:
        segments = self._parts.of(PartKind.SEGMENT)
        concerned = [held for held in segments if before in {slot.get("person") for slot in slots_of(held)}]
        for held in concerned:
            mended = copy.deepcopy(held)
            for slot in slots_of(mended):
                if slot.get("person") == before:
                    slot["person"] = after
            self._store(PartKind.SEGMENT, held["id"], mended)
        return len(concerned)

    def undo(self, number: int) -> None:
        edit = self._edits.filter(number=number).first()
        if edit is None:
            raise NoSuchEdit
        part = PartKind(edit.part)
        if seen(self._parts.get(part, edit.key)) != seen(edit.after) or self._edits.filter(undoes=edit).exists():
            raise self._meanwhile(part, edit.key)
        self._store(part, edit.key, edit.before, edit)

    def _store(self, part: PartKind, key: str, held: Held | None, undoes: ProgrammeEdit | None = None) -> None:
        before = self._parts.get(part, key)
        if seen(held) == seen(before):
            return  # Nothing is written that changes nothing.
        if (runs := locked(part, before, held, self._running)) is not None:
            raise Runs(*runs)
        self._parts.put(part, key, held)
        if part is PartKind.SETTINGS:
            self._keep_categories(held or {}, before or {})
        programme = self._parts.programme()
        # As it is read back, not as it was given: the next change is compared with this.
        after = Parts(programme).get(part, key)
        last = self._edits.order_by("-number").first()
        ProgrammeEdit.objects.create(
            conference=self._conference,
            number=last.number + 1 if last else 1,
            part=part.value,
            key=key,
            before=None if before is None else plain(before),
            after=None if after is None else plain(after),
            undoes=undoes,
            user=self._user,
            by=self._user.get_full_name() or self._user.get_username(),
            at=timezone.now(),
        )
        put_in_force(programme, fingerprint("edited", programme.version))

    def _keep_categories(self, held: Held, before: Held) -> None:
        """A category stays as long as somebody on the register is of it."""
        gone = _categories(before) - _categories(held)
        used = Delegation.objects.filter(category__in=gone, withdrawn_at=None)
        counted = used.values_list("category").annotate(models.Count("pk")).order_by("category")
        faults = tuple(
            PartFault(PartKind.SETTINGS, "", "categories", f"{count} on the register are of the category {category!r}")
            for category, count in counted
        )
        if faults:
            raise InvalidChange(faults)

    def _meanwhile(self, part: PartKind, key: str) -> Meanwhile:
        """Who changed it meanwhile, if that was done at the desk."""
        last = self._edits.filter(part=part.value, key=key).order_by("-number").first()
        return Meanwhile(last.by, last.at) if last else Meanwhile()


def _categories(held: Held) -> set[str]:
    """The categories of these settings; those of every conference where they name none."""
    own = {str(each.get("id")) for each in held.get("categories") or () if isinstance(each, dict)}
    return own or set(UNSAID.classes)


def is_made_by_hand() -> bool:
    """Whether the current programme was read from files on a page, or changed at the desk."""
    edited = ProgrammeEdit.objects.filter(conference__is_current=True).exists()
    read = noted(IMPORTED)
    current = Conference.objects.filter(is_current=True).first()
    return edited or (read is not None and current is not None and read.version == current.version)
