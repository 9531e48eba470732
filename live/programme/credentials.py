"""The codes of badges and screens: made, read as people type them, kept as keyed hashes, found, replaced.

A code is made from the secret key, so that a restarted demo prints the same codes while none is ever stored. A hash is
keyed too, and always the same for the same code: the database finds it by index, and a stolen database gives no code.
"""

import hmac
import secrets
import unicodedata
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from live.programme.models import Badge, FormerCode, Room, Screen, ScreenView

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: 5 bits a symbol, and no letter that reads as a digit or as another."""
READ_AS = str.maketrans("OIL", "011")
SYMBOLS = 12
PAIRING_SYMBOLS = 8
CARD_SYMBOLS = 20
"""100 bits: a card is made once, and what nobody can guess needs no lock."""
GROUP = 4
RENEWED = ["generation", "code_hash", "printed_at", "handed_over_at", "revoked_at", "last_used_at"]
"""What of a badge changes with its code."""


class Withdrawal(StrEnum):
    """Why a code that let somebody in does so no more."""

    REPLACED = "badge_replaced"
    REVOKED = "badge_revoked"
    DELEGATION_WITHDRAWN = "delegation_withdrawn"


class Withdrawn(NamedTuple):
    """The badge that a code was of, why it lets nobody in, and since when."""

    badge: Badge
    why: Withdrawal
    at: datetime


def secret() -> bytes:
    """The key from which badge codes are made."""
    return _key(settings.SECRET_KEY, "badge codes")


def derive_code(secret: bytes, delegation: str, number: int, generation: int = 1) -> str:
    """The code of a badge, as it is printed: `XXXX-XXXX-XXXX`, 60 bits."""
    digest = hmac.digest(secret, f"{delegation}\0{number}\0{generation}".encode(), "sha256")
    bits = int.from_bytes(digest[:8], "big")
    symbols = "".join(ALPHABET[bits >> shift & 31] for shift in range(0, SYMBOLS * 5, 5))
    return "-".join(symbols[start : start + GROUP] for start in range(0, SYMBOLS, GROUP))


def read_code(typed: str) -> str | None:
    """The twelve symbols meant by what somebody typed, in any case, script of digits and spacing; else `None`."""
    return _symbols(typed, SYMBOLS)


def _symbols(typed: str, count: int) -> str | None:
    letters = unicodedata.normalize("NFKC", typed[:100]).upper().translate(READ_AS)
    digits = (str(unicodedata.decimal(letter, letter)) for letter in letters)
    symbols = "".join(symbol for symbol in digits if symbol.isalnum())
    return symbols if len(symbols) == count and set(symbols) <= set(ALPHABET) else None


def hash_key_stamp() -> str:
    """Changes with the secret key, and so tells when stored hashes have to be made anew. Reveals nothing of it."""
    return _hash("stamp", "")


def badge_code(badge: Badge) -> str:
    """The code of `badge`, for those who hand it out."""
    return derive_code(secret(), badge.delegation_id, badge.number, badge.generation)


def hash_of(badge: Badge) -> str:
    """What is stored of the code of `badge`."""
    return _hash("badge hashes", badge_code(badge).replace("-", ""))


def find_badge(code: str) -> Badge | None:
    """The badge with `code`, unless it or its delegation was withdrawn."""
    symbols = read_code(code)
    if symbols is None:
        return None
    return (
        Badge.objects.select_related("delegation")
        .filter(code_hash=_hash("badge hashes", symbols), revoked_at=None, delegation__withdrawn_at=None)
        .first()
    )


def replaced_at(code: str) -> datetime | None:
    """When `code`, which let somebody in once, was replaced by another; else `None`."""
    symbols = read_code(code)
    if symbols is None:
        return None
    former = FormerCode.objects.filter(code_hash=_hash("badge hashes", symbols))
    return former.values_list("replaced_at", flat=True).first()


def withdrawn_badge(code: str) -> Withdrawn | None:
    """Why `code` lets nobody in, if it did once; `None` for what never was a code, and for one that is good."""
    symbols = read_code(code)
    if symbols is None:
        return None
    hashed = _hash("badge hashes", symbols)
    former = FormerCode.objects.select_related("badge").filter(code_hash=hashed).first()
    if former is not None:
        return Withdrawn(former.badge, Withdrawal.REPLACED, former.replaced_at)
    badge = Badge.objects.select_related("delegation").filter(code_hash=hashed).first()
    if badge is None:
        return None
    if badge.revoked_at is not None:
        return Withdrawn(badge, Withdrawal.REVOKED, badge.revoked_at)
    gone = badge.delegation.withdrawn_at
    return None if gone is None else Withdrawn(badge, Withdrawal.DELEGATION_WITHDRAWN, gone)


def badge_used(badge: Badge, at: datetime | None = None) -> None:
    """Remember that `badge` was let in: its head of delegation sees when."""
    Badge.objects.filter(pk=badge.pk).update(last_used_at=at or timezone.now())


def replace_badge(badge: Badge) -> str:
    """Give `badge` a new code and return it; the old one is worth nothing from now on. It is valid again if revoked."""
    with transaction.atomic():
        current = Badge.objects.select_for_update().get(pk=badge.pk)
        code = renew_code(current)
        current.save(update_fields=RENEWED)
    badge.refresh_from_db()
    return code


def renew_code(badge: Badge) -> str:
    """Make `badge` one with a new code, which is returned; who keeps it saves what is `RENEWED`.

    Who shows the old code is told from now on that it was replaced.
    """
    take_generation(badge, 1 + max([badge.generation, *badge.former_codes.values_list("generation", flat=True)]))
    badge.printed_at, badge.handed_over_at, badge.revoked_at, badge.last_used_at = None, None, None, None
    return badge_code(badge)


def take_generation(badge: Badge, generation: int) -> None:
    """Let the code of `generation`, a new one or one it had before, be that of `badge`; the one it has is replaced."""
    FormerCode.objects.filter(badge=badge, generation=generation).delete()
    FormerCode.objects.create(
        badge=badge, generation=badge.generation, code_hash=badge.code_hash, replaced_at=timezone.now()
    )
    badge.generation = generation
    badge.code_hash = hash_of(badge)


def revoke_badge(badge: Badge) -> None:
    """Let nobody in with `badge` until it is replaced."""
    badge.revoked_at = timezone.now()
    badge.save(update_fields=["revoked_at"])


def pair_screen(code: str, name: str, view: ScreenView, room: Room | None = None) -> Screen:
    """The screen that shows `code`, from now on a screen of ours. Raises `ValueError` for what is no such code."""
    symbols = read_pairing_code(code)
    if symbols is None:
        raise ValueError("not a pairing code")
    return Screen.objects.create(name=name, view=view, room=room, code_hash=_hash("pairing hashes", symbols))


def paired_screen(code: str) -> Screen | None:
    """The screen that was paired by `code`, revoked or not."""
    symbols = read_pairing_code(code)
    return Screen.objects.filter(code_hash=_hash("pairing hashes", symbols)).first() if symbols else None


def new_pairing_code() -> str:
    """A code for a screen to show until somebody types it: `XXXX-XXXX`, 40 bits."""
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(PAIRING_SYMBOLS))
    return f"{symbols[:GROUP]}-{symbols[GROUP:]}"


def read_pairing_code(typed: str) -> str | None:
    """The eight symbols meant by what somebody typed; else `None`."""
    return _symbols(typed, PAIRING_SYMBOLS)


def new_card_code() -> str:
    """The code of a card, as its link carries it and as it is printed: `XXXX-XXXX-XXXX-XXXX-XXXX`."""
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(CARD_SYMBOLS))
    return "-".join(symbols[start : start + GROUP] for start in range(0, CARD_SYMBOLS, GROUP))


def is_card_code(typed: str) -> bool:
    """Whether what somebody showed can be the code of a card."""
    return _symbols(typed, CARD_SYMBOLS) is not None


def hash_of_card(code: str) -> str:
    """What is stored of the code of a card, however it is spaced. Raises `ValueError` for what is no such code."""
    symbols = _symbols(code, CARD_SYMBOLS)
    if symbols is None:
        raise ValueError("not the code of a card")
    return _hash("card hashes", symbols)


def hash_of_ticket(host: str, registration: str, accompanying: str) -> str:
    """What is stored of a ticket of another system."""
    return _hash("ticket hashes", "\0".join((host, registration, accompanying)))


def _hash(purpose: str, text: str) -> str:
    return hmac.digest(_key(settings.SECRET_KEY, purpose), text.encode(), "sha256").hex()


@lru_cache
def _key(secret_key: str, purpose: str) -> bytes:
    """A key for one purpose only, made from the installation's secret key."""
    return hmac.digest(secret_key.encode(), f"rostrum {purpose}".encode(), "sha256")
