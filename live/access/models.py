"""The phones that came in with a badge, and where each wants to be told that its turn is near; appointees' cards."""

import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

PHONES_PER_BADGE = 12
"""A badge is read by one person's phone, sometimes by a second; each further device takes the place of the oldest."""
MAX_ENDPOINT = 1_000
MAX_KEY = 100
CARD_DAYS = 14
"""So long the link of a card waits for somebody to use it."""
CARD_SESSION_SECONDS = 18 * 3600
"""So long the device on which it was used is signed in: a day of meetings, and the evening sitting."""


def new_phone_key() -> str:
    """What a phone's cookie names: 128 bits that nobody can guess, and that no restored database gives out twice."""
    return secrets.token_urlsafe(16)


class Phone(models.Model):
    """A browser in which a badge was read. It is forgotten when the badge is put away there, and is worth nothing once
    the badge is revoked or has another code.
    """

    key = models.CharField(max_length=32, primary_key=True, default=new_phone_key, editable=False)
    badge = models.ForeignKey("programme.Badge", on_delete=models.CASCADE, related_name="phones")
    generation = models.PositiveIntegerField()
    came_in_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["came_in_at"]

    def __str__(self) -> str:
        return f"{self.badge}, {self.came_in_at:%d %B %H:%M}"


class PushSubscription(models.Model):
    """Where the push service of a phone's browser takes messages, and the keys that only that browser reads by."""

    phone = models.OneToOneField(Phone, on_delete=models.CASCADE, related_name="push", primary_key=True)
    endpoint = models.CharField(max_length=MAX_ENDPOINT)
    p256dh = models.CharField(max_length=MAX_KEY)
    auth = models.CharField(max_length=MAX_KEY)
    language = models.CharField(max_length=2)
    subscribed_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["subscribed_at"]

    def __str__(self) -> str:
        return str(self.phone)

    def keys(self) -> dict[str, Any]:
        """The subscription as the push libraries take it."""
        return {"endpoint": self.endpoint, "keys": {"p256dh": self.p256dh, "auth": self.auth}}


class PushKey(models.Model):
    """The key by which push services know this installation. One row, made at the first start, the same for all."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    private = models.CharField(max_length=64)
    public = models.CharField(max_length=128)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_push_key")]

    def __str__(self) -> str:
        return self.public


def card_opens_until() -> datetime:
    """Until when the link of a card that is made now can be used."""
    return timezone.now() + timedelta(days=CARD_DAYS)


class CardState(models.TextChoices):
    """What has become of a card."""

    OPEN = "open"
    EXPIRED = "expired"
    IN_USE = "in_use"
    OVER = "over"
    REVOKED = "revoked"


class Card(models.Model):
    """A link for an appointee that works once, and the sign-in of the device on which it was used. Its code is shown
    once and kept as a hash.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cards")
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    opens_until = models.DateTimeField(default=card_opens_until, editable=False)
    used_at = models.DateTimeField(null=True, editable=False)
    left_at = models.DateTimeField(null=True, editable=False)
    """When its holder signed out."""
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.user.get_username()}, {self.made_at:%d %B %H:%M}"

    @property
    def signed_in_until(self) -> datetime | None:
        """When the device on which it was used is signed out at the latest."""
        return None if self.used_at is None else self.used_at + timedelta(seconds=CARD_SESSION_SECONDS)

    def state(self, now: datetime) -> CardState:
        """What has become of it."""
        if self.revoked_at is not None:
            return CardState.REVOKED
        if self.signed_in_until is not None:
            return CardState.IN_USE if self.left_at is None and now < self.signed_in_until else CardState.OVER
        return CardState.OPEN if now < self.opens_until else CardState.EXPIRED
