"""What may be added to the record of a turn afterwards. What was recorded stays beside it."""

from typing import Annotated, TypeAlias

from msgspec import Meta

from live.room.commands.base import LONGEST_TEXT, Command, Id, Instant, Text
from live.room.model.record import Gender


class AddNote(Command, frozen=True, tag="add_note"):
    """Write `text` beside the turn of `intervention` that was called at `called_at`, for the secretariat alone."""

    intervention: Id
    called_at: Instant
    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT)]


class CorrectPerson(Command, frozen=True, tag="correct_person"):
    """Say who spoke in the turn of `intervention` that was called at `called_at`: all that is known of them.

    What is left out is not known. `gender` is for statistics alone. The last correction holds; every one is kept.
    """

    intervention: Id
    called_at: Instant
    person: Text | None = None
    title: Text | None = None
    gender: Gender | None = None


RecordCommand: TypeAlias = AddNote | CorrectPerson
