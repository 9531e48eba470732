"""What is added to the record of a turn afterwards: notes, and who it really was. Frozen values."""

from datetime import datetime
from enum import StrEnum

from live.room.model.plan import Value


class Gender(StrEnum):
    """A speaker's, where somebody entered it: for statistics alone."""

    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"


class RecordNote(Value, frozen=True):
    """What `by` wrote down beside the turn of `intervention` that was called at `called_at`."""

    intervention: str
    called_at: datetime
    at: datetime
    by: str
    text: str


class Identity(Value, frozen=True):
    """Who spoke in the turn, as `by` corrected it: all of it, so that what is `None` is not known."""

    intervention: str
    called_at: datetime
    at: datetime
    by: str
    person: str | None = None
    title: str | None = None
    gender: Gender | None = None
