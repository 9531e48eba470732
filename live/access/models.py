"""The phones that came in with a badge, and where each wants to be told that its turn is near."""

import secrets
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

PHONES_PER_BADGE = 12
"""A badge is read by one person's phone, sometimes by a second; whoever goes on reading it loses the oldest."""
MAX_ENDPOINT = 1_000
MAX_KEY = 100


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
