"""Every room's log as it was copied. Rows are added and never changed; nothing here is deleted by Rostrum."""

from typing import ClassVar

from django.db import models


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
