"""Accounts of those who sign in by a password: who has which rights, and the link by which each sets a password.

Nobody types a password for somebody else. A link works once; a new one makes the password and the links before it
worthless, and whoever is signed in by that password is sent away.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from live.programme.appointing import appoint
from live.programme.models import Appointment, Room
from live.room.authority import Role
from live.room.model.plan import Value


class Rights(StrEnum):
    """What an account is for."""

    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    PRESIDING_OFFICER = "presiding_officer"


class Account(Value, frozen=True):
    """An account, as administrators see it. `rooms` are those where it presides, `None` for all."""

    id: int
    username: str
    name: str
    rights: Rights | None
    rooms: tuple[str | None, ...]
    active: bool
    last_sign_in: datetime | None
    has_password: bool


class AccountExists(Exception):
    """Raised where an account of this name is there already."""


class LastAdministrator(Exception):
    """Raised for what would leave nobody who may look after accounts."""


class LinkRefused(Exception):
    """Raised for a link that is used up, too old or wrong."""


class WeakPassword(Exception):
    """Raised for a password that is too short, or too common."""


class _Links(PasswordResetTokenGenerator):
    """Django's own tokens: worth nothing once the password is another, somebody signed in, or their time is over."""

    key_salt = "rostrum.password-link"


LINKS = _Links()
LONGEST_KEY = 12
"""Digits of a key in the database."""


def accounts() -> "QuerySet[Any]":
    """Everyone who signs in by a password, or may: moderators and others who come in by a card alone are none."""
    users: QuerySet[Any] = get_user_model().objects.all()
    # Django writes "!" before what is no password.
    by_password = Q(is_staff=True) | Q(is_superuser=True) | ~Q(password__startswith="!")
    found = users.filter(by_password | Q(appointments__role=Role.PRESIDING_OFFICER))
    return found.distinct().order_by("username").prefetch_related("appointments")


def shown(user: Any) -> Account:
    """`user` as administrators see them."""
    presides = [duty for duty in user.appointments.all() if duty.role == Role.PRESIDING_OFFICER]
    return Account(
        id=user.pk,
        username=user.get_username(),
        name=user.get_full_name(),
        rights=_rights(user, presides),
        rooms=tuple(duty.room_id for duty in presides),
        active=user.is_active,
        last_sign_in=user.last_login,
        has_password=user.has_usable_password(),
    )


def add(username: str, name: str, rights: Rights, room: Room | None) -> Any:
    """An account without a password yet. Raises `AccountExists`, and `ValidationError` for a name that cannot be."""
    users: Any = get_user_model()
    made = users(username=users.normalize_username(username), first_name=name)
    made.set_unusable_password()
    made.full_clean(exclude=["password"], validate_unique=False)
    try:
        with transaction.atomic():
            made.save()
            give(made, rights, room)
    except IntegrityError:
        raise AccountExists from None
    return made


def give(user: Any, rights: Rights, room: Room | None = None) -> None:
    """Let `user` have these rights and no other; one who presides does so in `room`, or in all. Raises
    `LastAdministrator`.
    """
    with transaction.atomic():
        _keep_one_administrator(user, stays=rights is Rights.ADMINISTRATOR)
        user.is_superuser = rights is Rights.ADMINISTRATOR
        user.is_staff = rights in (Rights.ADMINISTRATOR, Rights.OPERATOR)
        user.save(update_fields=["is_superuser", "is_staff"])
        Appointment.objects.filter(user=user, role=Role.PRESIDING_OFFICER).delete()
        if rights is Rights.PRESIDING_OFFICER:
            appoint(user, Role.PRESIDING_OFFICER, room)


def set_active(user: Any, *, active: bool) -> None:
    """Let `user` sign in, or not any more; whoever is signed in is sent away. Raises `LastAdministrator`."""
    with transaction.atomic():
        _keep_one_administrator(user, stays=active)
        user.is_active = active
        user.save(update_fields=["is_active"])


def make_link(user: Any) -> str:
    """What the link says by which `user` sets a password. The one they had, and links before it, are worth nothing."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    return f"{user.pk}-{LINKS.make_token(user)}"


def of_link(said: str) -> Any:
    """Whose link this is. Raises `LinkRefused`."""
    key, _, token = said.partition("-")
    user = get_user_model().objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < LONGEST_KEY else None
    if user is None or not user.is_active or not LINKS.check_token(user, token):
        raise LinkRefused
    return user


def set_password(user: Any, password: str) -> None:
    """Let `user` sign in by this password. Raises `WeakPassword`, and `LinkRefused` if somebody was first."""
    try:
        validate_password(password, user)
    except ValidationError:
        raise WeakPassword from None
    before = user.password
    user.set_password(password)
    changed = get_user_model().objects.filter(pk=user.pk, password=before).update(password=user.password)
    if not changed:
        raise LinkRefused


def _rights(user: Any, presides: list[Appointment]) -> Rights | None:
    if user.is_superuser:
        return Rights.ADMINISTRATOR
    if user.is_staff:
        return Rights.OPERATOR
    return Rights.PRESIDING_OFFICER if presides else None


def _keep_one_administrator(user: Any, *, stays: bool) -> None:
    others = get_user_model().objects.select_for_update().filter(is_superuser=True, is_active=True)
    if not stays and user.is_superuser and user.is_active and not others.exclude(pk=user.pk).exists():
        raise LastAdministrator
