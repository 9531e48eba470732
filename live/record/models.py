"""Every room's log as it was copied, and who came in. Rows are added and never changed, nor deleted by Rostrum."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class RecordedRoom(models.Model):
    """A room of the conference, and its place among them: so that both can be brought back."""

    room = models.CharField(max_length=64, primary_key=True)
    place = models.PositiveIntegerField()

    class Meta:
        ordering = ("place",)

    def __str__(self) -> str:
        return self.room


class RecordedLog(models.Model):
    """One log of a room, by its epoch. A room that was brought back has several; the newest is the one in force."""

    room = models.CharField(max_length=64)
    epoch = models.CharField(max_length=64)
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["room", "epoch"], name="one_log_of_an_epoch")]

    def __str__(self) -> str:
        return f"{self.room} {self.epoch}"


class RecordedEntry(models.Model):
    """One entry, byte for byte as it was stored in the log."""

    log = models.ForeignKey(RecordedLog, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField()
    stored = models.BinaryField()

    class Meta:
        ordering = ("position",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["log", "position"], name="one_entry_at_a_position")]

    def __str__(self) -> str:
        return f"{self.log} {self.position}"


class RecordedHead(models.Model):
    """The head of a log as it was when it was copied up to `position`: the digest of everything up to there."""

    log = models.ForeignKey(RecordedLog, on_delete=models.PROTECT, related_name="heads")
    position = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("position",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["log", "position"], name="one_head_at_a_position")]

    def __str__(self) -> str:
        return f"{self.log} {self.position}:{self.digest}"


class Door(models.TextChoices):
    """By what somebody came in, tried to, or left."""

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    BADGE = "badge"
    BADGE_UNKNOWN = "badge_unknown"
    CARD = "card"
    CARD_REFUSED = "card_refused"
    # Of releases in which screens came in by tokens: their rows stay readable.
    SCREEN = "screen"
    SCREEN_UNKNOWN = "screen_unknown"


class Entrance(models.Model):
    """Somebody came in by a door, or tried to, and from where. Never holds what they showed there."""

    at = models.DateTimeField(default=timezone.now)
    door = models.CharField(max_length=16, choices=Door.choices)
    actor = models.CharField(max_length=180)
    """As the rooms know them; of a failed sign-in the name that was tried, else empty."""
    address = models.CharField(max_length=45)

    class Meta:
        ordering = ("at", "pk")
        indexes: ClassVar = [models.Index(fields=["door", "at"], name="entrances_by_a_door")]

    def __str__(self) -> str:
        return f"{self.door} {self.actor}"
