"""From the set-up to the rooms: what is installed, and what each room is to be told of it."""

from collections.abc import Collection, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

import msgspec
from django.db import transaction

from live.programme.credentials import hash_of
from live.programme.files import contents, folder_at
from live.programme.importing import import_programme
from live.programme.models import MEMBERS_PER_DELEGATION, Allowance, Badge, Conference, Delegation, Room
from live.programme.programme import Programme, fingerprint
from live.programme.register import builtin, register
from live.programme.registration import Registration, take_list
from live.room.commands import PublishProgramme
from live.room.model.conference import UNSAID, ConferenceSettings
from live.room.model.plan import CategoryId, Value

BUILTIN = Path(__file__).parent / "puerto_vallarta"


class NotInstalled(Exception):
    """Raised where the programme is asked for and none was ever imported."""


class Installed(Value, frozen=True):
    """What is set up now. `changed` says whether that took any writing, `differences` what was changed by hand."""

    conference: str
    version: str
    rooms: tuple[str, ...]
    delegations: int
    badges: int
    changed: bool
    warnings: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()


def install(path: Path, first_day: date | None = None, *, overwrite: bool = False) -> Installed:
    """Import the programme in the file or folder at `path` and make it the current one. Raises `InvalidProgramme`.

    What is in force already is not even read again. What was changed by hand stays, unless `overwrite`.
    """
    stamp = fingerprint(contents(folder_at(path, [])), first_day)
    current = _current()
    unchanged = current is not None and current.document_stamp == stamp
    programme = _programme_of(current) if current is not None and unchanged else import_programme(path, first_day)
    overwritten = tuple(_differences(programme)) if overwrite else ()
    if overwrite or not unchanged:
        put_in_force(programme, stamp, overwrite=overwrite)
    return Installed(
        conference=programme.id,
        version=programme.version,
        rooms=tuple(room.profile.id for room in programme.rooms),
        delegations=Delegation.objects.count(),
        badges=Badge.objects.count(),
        changed=not unchanged,
        warnings=programme.warnings,
        differences=overwritten if overwrite else tuple(_differences(programme)),
    )


def _differences(programme: Programme) -> Iterator[str]:
    """What was changed by hand and is not as in `programme`."""
    held = {room.slug: room for room in Room.objects.all()}
    for order, room in enumerate(programme.rooms):
        if (here := held.get(room.profile.id)) is None:
            continue
        named, last = room.profile.names, here.imported or {}
        for language in dict.fromkeys((*here.names, *named)) if here.names != last.get("names") else ():
            if (name := here.names.get(language, "")) != (planned := named.get(language, "")):
                yield f"{here.slug}: names.{language} is {name!r} here and {planned!r} in the programme"
        if here.order not in (order, last.get("order")):
            yield f"{here.slug} is room {here.order + 1} here and room {order + 1} in the programme"


def current_programme() -> Programme:
    """The programme in force. Raises `NotInstalled`."""
    if (current := _current()) is None:
        raise NotInstalled
    return _programme_of(current)


def programme_commands() -> dict[str, PublishProgramme]:
    """What each room is to be told: its part of the programme in force, and the register as it is now.

    A room whose state names the same `version` knows all of it already. Raises `NotInstalled`.
    """
    return commands_of(current_programme())


def commands_of(programme: Programme) -> dict[str, PublishProgramme]:
    """What each room of `programme` is to be told of it, and of the register as it is now."""
    present = register(programme.settings)
    held = {room.slug: room for room in Room.objects.all()}
    rooms = sorted(programme.rooms, key=lambda room: held[room.profile.id].order if room.profile.id in held else 0)
    profiles = {
        room.profile.id: msgspec.structs.replace(room.profile, names=held[room.profile.id].names)
        if room.profile.id in held
        else room.profile
        for room in rooms
    }
    version = fingerprint(programme.version, profiles, present)
    if not rooms:
        return {}
    first = PublishProgramme(
        version=version,
        profile=profiles[rooms[0].profile.id],
        segments=rooms[0].segments,
        register=present,
        process_chairs=programme.process_chairs,
        groups=programme.groups,
        settings=programme.settings,
    )
    return {room.profile.id: first.but(profile=profiles[room.profile.id], segments=room.segments) for room in rooms}


def issue_badges(delegations: Collection[str] | None = None) -> None:
    """Give every delegation, or each of `delegations`, the badges that it lacks; the first is its head's.

    Stored hashes that belong to another secret key are made anew.
    """
    concerned = Delegation.objects.all() if delegations is None else Delegation.objects.filter(slug__in=delegations)
    held = {(badge.delegation_id, badge.number): badge for badge in Badge.objects.filter(delegation__in=concerned)}
    most = 1 + members_allowed()
    allowed = allowances(most)
    without = headless(current_settings())
    headed = {badge.delegation_id for badge in held.values() if badge.is_head}
    if without:
        Badge.objects.filter(is_head=True, delegation__category__in=without).update(is_head=False)
    headed |= {delegation.pk for delegation in concerned if delegation.category in without}
    new = [
        Badge(delegation=delegation, number=number, is_head=number == 1 and delegation.pk not in headed)
        for delegation in concerned
        for number in range(1, allowed.get(delegation.pk, most) + 1)
        if (delegation.pk, number) not in held
    ]
    for badge in new:
        badge.code_hash = hash_of(badge)
    stale = [badge for badge in held.values() if badge.code_hash != hash_of(badge)]
    for badge in stale:
        badge.code_hash = hash_of(badge)
    Badge.objects.bulk_create(new)
    Badge.objects.bulk_update(stale, ["code_hash"], batch_size=200)


def members_allowed() -> int:
    """How many a delegation of this conference may have besides its head."""
    current = _current()
    return current.members if current is not None else MEMBERS_PER_DELEGATION


def current_settings() -> ConferenceSettings:
    """What the conference decided for itself; nothing before there is one."""
    current = _current()
    return _programme_of(current).settings if current is not None else UNSAID


def headless(settings: ConferenceSettings) -> tuple[CategoryId, ...]:
    """The categories whose delegations have no head."""
    return tuple(known.id for known in settings.known_categories if not known.head)


def allowances(most: int) -> dict[str, int]:
    """How many people each of those delegations may have that may have more than `most`."""
    found: dict[str, int] = {}
    for allowance in Allowance.objects.all():
        found[allowance.delegation_id] = max(most, allowance.most, found.get(allowance.delegation_id, 0))
    return found


def _current() -> Conference | None:
    return Conference.objects.filter(is_current=True).first()


def _programme_of(conference: Conference) -> Programme:
    programme = _read(conference.programme)
    badges = programme.badges or conference.members + 1  # One that was stored before says nothing of them.
    return msgspec.structs.replace(programme, badges=badges)


@lru_cache(maxsize=4)
def _read(programme: str) -> Programme:
    """What is stored, read. Most requests of the set-up pages ask for the same, several times."""
    return msgspec.json.decode(programme, type=Programme)


@transaction.atomic
def register_builtin(*, overwrite: bool = False) -> Registration:
    """Take the list that comes with Rostrum into the register, and give badges to all; see `registration`."""
    registration = take_list(builtin(), overwrite=overwrite)
    issue_badges()
    return registration


@transaction.atomic
def put_in_force(programme: Programme, stamp: str, *, overwrite: bool = False) -> None:
    """Make `programme` the current one; `stamp` says what it was made from.

    Labels and order of its rooms are taken from it unless changed by hand, or `overwrite`.
    """
    replaced = _current()
    named = {room.profile.id: room.profile.names for room in _programme_of(replaced).rooms} if replaced else {}
    for order, room in enumerate(programme.rooms):
        planned = {"names": room.profile.names, "order": order}
        known, _ = Room.objects.select_for_update().get_or_create(slug=room.profile.id, defaults=planned)
        # A release that did not keep it took the order of the programme, and its labels at every change of them.
        last = known.imported or {"names": named.get(known.slug, known.names), "order": known.order}
        for field, value in planned.items():
            if overwrite or getattr(known, field) == last[field]:
                setattr(known, field, value)
        known.imported = planned
        known.save()
    members = programme.badges - 1 if programme.badges else members_allowed()
    before = _programme_of(replaced).settings if replaced else UNSAID
    anew = members > members_allowed() or headless(programme.settings) != headless(before)
    Conference.objects.exclude(slug=programme.id).update(is_current=False)
    Conference.objects.update_or_create(
        slug=programme.id,
        defaults={
            "names": programme.names,
            "zone": programme.zone,
            "first_day": programme.first_day,
            "version": programme.version,
            "programme": msgspec.json.encode(programme).decode(),
            "document_stamp": stamp,
            "register_stamp": replaced.register_stamp if replaced else "",
            "members": members,
            "is_current": True,
        },
    )
    if anew:
        issue_badges()
