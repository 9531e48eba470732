"""Notes down who came in by which door, and from where, for the audit trail. Whom to let in is decided elsewhere."""

import logging
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import DatabaseError, transaction
from django.http import HttpRequest

from live.access.bounds import FAILURES_NOTED
from live.access.cards import BACKEND, card_refused, card_used
from live.access.codes import code_refused
from live.access.requests import address_behind, throttles_of
from live.record.models import Door, Entrance

logger = logging.getLogger(__name__)

LONGEST_NAME = 150
FAILED = frozenset({Door.SIGN_IN_FAILED, Door.BADGE_UNKNOWN, Door.CARD_REFUSED})


def note(request: HttpRequest | None, door: Door, actor: str = "") -> None:
    """Remember it, unless too much failed lately from where `request` came. A database that cannot take it keeps nobody
    out: the log says what is missing.
    """
    if request is not None and door in FAILED and _too_many(request, door):
        return
    address = request.META.get("REMOTE_ADDR", "") if request is not None else ""
    try:
        with transaction.atomic():
            Entrance.objects.create(door=door, actor=actor, address=address)
    except DatabaseError as error:
        logger.error("not noted: %s of %s from %s: %s", door, actor, address, error)


def _too_many(request: HttpRequest, door: Door) -> bool:
    return throttles_of(request).take(FAILURES_NOTED, f"{door}@{address_behind(request)}") > 0


def listen() -> None:
    """From now on sign-ins, sign-outs and unknown codes are noted, whichever way they come."""
    user_logged_in.connect(_signed_in, dispatch_uid="access_log")
    user_logged_out.connect(_signed_out, dispatch_uid="access_log")
    user_login_failed.connect(_failed, dispatch_uid="access_log")
    code_refused.connect(_code_refused, dispatch_uid="access_log")
    card_used.connect(_card_used, dispatch_uid="access_log")
    card_refused.connect(_card_refused, dispatch_uid="access_log")


def _signed_in(request: HttpRequest, user: Any, **_: Any) -> None:
    if request.session.get(BACKEND_SESSION_KEY) == BACKEND:
        return  # By a card, which is noted as such.
    note(request, Door.SIGN_IN, f"user:{user.get_username()}")


def _signed_out(request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        note(request, Door.SIGN_OUT, f"user:{user.get_username()}")


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    note(request, Door.SIGN_IN_FAILED, f"user:{str(credentials.get('username', ''))[:LONGEST_NAME]}")


def _code_refused(request: HttpRequest, **_: Any) -> None:
    note(request, Door.BADGE_UNKNOWN)


def _card_used(request: HttpRequest, user: Any, **_: Any) -> None:
    note(request, Door.CARD, f"user:{user.get_username()}")


def _card_refused(request: HttpRequest, **_: Any) -> None:
    note(request, Door.CARD_REFUSED)
