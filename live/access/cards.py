"""Cards of appointees: a link that works once and signs one device in, so that nobody types a password at a podium.

A card signs its holder in to what they are appointed to, and to nothing else: members of the secretariat come in by
password. Wrong codes go on one account of their address, with those of badges.
"""

from datetime import timedelta
from typing import Any

from django.contrib.auth import login
from django.contrib.auth.backends import BaseBackend
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils import timezone

from live.access.bounds import WRONG_CODES
from live.access.codes import TooManyCodes
from live.access.models import CARD_SESSION_SECONDS, Card
from live.access.requests import address_behind, throttles_of
from live.programme.appointing import appointees, outside_secretariat
from live.programme.credentials import hash_of_card, is_card_code, new_card_code

IN_SESSION = "rostrum_card"
"""Under this a session keeps which card it was opened by."""
BACKEND = "live.access.cards.CardBackend"

card_used = Signal()
"""Sent with the `request` that used a card, and the `user` whose it is, for the audit trail."""
card_refused = Signal()
"""Sent with the `request` that showed a card which opens nothing, for the audit trail."""


class CardBackend(BaseBackend):
    """Who a session that a card opened belongs to, for Django: an appointee, and never one of the secretariat."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        """Nobody signs in here: the password is asked for elsewhere, and a card's code is in `sign_in_by_card`."""

    def get_user(self, user_id: int) -> Any:
        """The user of this key, while a card may stand for them."""
        return outside_secretariat().filter(pk=user_id).first()


def make_card(user: Any) -> tuple[Card, str]:
    """A card for `user`, and its code. A card of theirs that was not used yet is worth nothing from now on."""
    code = new_card_code()
    with transaction.atomic():
        user.cards.filter(used_at=None, revoked_at=None).update(revoked_at=timezone.now())
        card = Card.objects.create(user=user, code_hash=hash_of_card(code))
    return card, code


def revoke_card(card: Card) -> None:
    """Let nobody in by `card`, and those who came in by it no longer."""
    Card.objects.filter(pk=card.pk, revoked_at=None).update(revoked_at=timezone.now())
    card.refresh_from_db()


def sign_in_by_card(request: HttpRequest, code: str) -> Any:
    """Sign `request` in by the card with `code`, which is used up by it; its user, or `None` if it opens nothing.

    Whether it was wrong, used, revoked or too old is not said. Raises `TooManyCodes`.
    """
    hashed = hash_of_card(code) if is_card_code(code) else None
    card = _sign_in(request, hashed) if hashed is not None else None
    if card is not None:
        card_used.send(sender=Card, request=request, user=card.user)
        return card.user
    if hashed is not None:
        wait = throttles_of(request).take(WRONG_CODES, address_behind(request))
        if wait > 0:
            raise TooManyCodes(wait)
    card_refused.send(sender=Card, request=request)
    return None


def leave_card(session: SessionBase) -> None:
    """Its holder signs out: what is left of the time of the card that opened `session` is worth nothing."""
    if (key := session.get(IN_SESSION)) is not None:
        Card.objects.filter(pk=key, left_at=None).update(left_at=timezone.now())


def is_good(session: SessionBase) -> bool:
    """Whether the card that opened `session` still holds; also if none did. Asks the database if one did."""
    if (key := session.get(IN_SESSION)) is None:
        return True
    since = timezone.now() - timedelta(seconds=CARD_SESSION_SECONDS)
    return Card.objects.filter(pk=key, revoked_at=None, left_at=None, used_at__gt=since).exists()


def _sign_in(request: HttpRequest, hashed: str) -> Card | None:
    """Use up the card of this hash, and sign `request` in; both, or neither. `None` if it opens nothing."""
    with transaction.atomic():
        if (card := _used_up(hashed)) is None:
            return None
        request.session.flush()  # Of the person who was signed in on this device before.
        login(request, card.user, backend=BACKEND)
        request.session[IN_SESSION] = card.pk
        request.session.set_expiry(card.signed_in_until)
        request.session.save()
        return card


def _used_up(hashed: str) -> Card | None:
    """The card of this hash, which nobody has used before and nobody can use again; `None` if it opens nothing."""
    now = timezone.now()
    opens = Card.objects.filter(
        code_hash=hashed,
        used_at=None,
        revoked_at=None,
        opens_until__gt=now,
        user__in=appointees().order_by(),
    )
    found = opens.values_list("pk", flat=True).first()
    # Of two devices that show it at the same moment, the database lets one through.
    if found is None or not Card.objects.filter(pk=found, used_at=None, revoked_at=None).update(used_at=now):
        return None
    return Card.objects.select_related("user").get(pk=found)
