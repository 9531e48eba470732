"""What may be asked of what is written: bullets of a rapporteur, questions, messages to screens."""

from typing import Annotated, TypeAlias

import msgspec

from live.room.commands.base import Command, Id, Instant, Name
from live.room.model.reports import MAX_BULLET, MAX_BULLETS, MAX_MESSAGE, MAX_QUESTIONS, Heading, Prepared, Target

Bullet: TypeAlias = Annotated[str, msgspec.Meta(max_length=MAX_BULLET)]
Bullets: TypeAlias = Annotated[tuple[Bullet, ...], msgspec.Meta(max_length=MAX_BULLETS)]
Questions: TypeAlias = Annotated[tuple[Bullet, ...], msgspec.Meta(max_length=MAX_QUESTIONS)]


class SaveBullets(Command, frozen=True, tag="save_bullets"):
    """Write the bullets under one heading of the report on `segment`; `version` is what the writer started from."""

    segment: Id
    heading: Heading
    bullets: Bullets
    version: int = 0


class SubmitReport(Command, frozen=True, tag="submit_report"):
    """Hand the report on `segment` in. It is not changed any more."""

    segment: Id


class ReopenReport(Command, frozen=True, tag="reopen_report"):
    """Let the report on `segment` be changed again."""

    segment: Id


class CarriedNotes(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The bullets under one heading, as another room saved them."""

    bullets: Bullets = ()
    version: int = 0
    by: Id | None = None
    at: Instant | None = None


class CarriedReport(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A report as another room holds it."""

    noted: dict[Heading, CarriedNotes] = {}
    submitted_at: Instant | None = None
    submitted_by: Id | None = None
    room: Id | None = None


class ReceiveReport(Command, frozen=True, tag="receive_report"):
    """Take a submitted report over from `room`, to be shown beside the rapporteur who reports it here.

    `rehearsed` says that `room` rehearses: only another rehearsal takes it.
    """

    room: Name
    segment: Id
    report: CarriedReport
    rehearsed: bool = False


class ShowReport(Command, frozen=True, tag="show_report"):
    """Show the report on `segment` to the room, turned to `heading`; without a segment, show none any more.

    Without a heading it is turned to the first that has bullets.
    """

    segment: Id | None = None
    heading: Heading | None = None


class SetQuestions(Command, frozen=True, tag="set_questions"):
    """Publish these questions for `segment`, in place of those it had."""

    segment: Id
    questions: Questions


class ShowQuestion(Command, frozen=True, tag="show_question"):
    """Show the room the question `number` of the running segment, from 1; without one, none any more."""

    number: int | None = None


class SendMessage(Command, frozen=True, tag="send_message"):
    """Lay a message over a screen: a `prepared` one, or `text`. It stays until it is cleared or another comes."""

    to: Target
    prepared: Prepared | None = None
    text: Annotated[str, msgspec.Meta(max_length=MAX_MESSAGE)] | None = None


class ClearMessage(Command, frozen=True, tag="clear_message"):
    """Take the message off a screen."""

    to: Target


ReportingCommand: TypeAlias = (
    SaveBullets
    | SubmitReport
    | ReopenReport
    | ReceiveReport
    | ShowReport
    | SetQuestions
    | ShowQuestion
    | SendMessage
    | ClearMessage
)
