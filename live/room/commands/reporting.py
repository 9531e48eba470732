"""What may be asked of what is written: bullets of a rapporteur, questions, messages to screens."""

from typing import Annotated, TypeAlias

import msgspec

from live.room.commands.base import Command
from live.room.notes import MAX_BULLET, MAX_BULLETS, MAX_MESSAGE, MAX_QUESTIONS, Heading, Prepared, Report, Target

Bullet: TypeAlias = Annotated[str, msgspec.Meta(max_length=MAX_BULLET)]
Bullets: TypeAlias = Annotated[tuple[Bullet, ...], msgspec.Meta(max_length=MAX_BULLETS)]
Questions: TypeAlias = Annotated[tuple[Bullet, ...], msgspec.Meta(max_length=MAX_QUESTIONS)]


class SaveBullets(Command, frozen=True, tag="save_bullets"):
    """Write the bullets under one heading of the report on `segment`; `version` is what the writer started from."""

    segment: str
    heading: Heading
    bullets: Bullets
    version: int = 0


class SubmitReport(Command, frozen=True, tag="submit_report"):
    """Hand the report on `segment` in. It is not changed any more."""

    segment: str


class ReopenReport(Command, frozen=True, tag="reopen_report"):
    """Let the report on `segment` be changed again."""

    segment: str


class ReceiveReport(Command, frozen=True, tag="receive_report"):
    """Take a submitted report over from `room`, to be shown beside the rapporteur who reports it here."""

    room: str
    segment: str
    report: Report


class ShowReport(Command, frozen=True, tag="show_report"):
    """Show the report on `segment` to the room; without one, show none any more."""

    segment: str | None = None


class SetQuestions(Command, frozen=True, tag="set_questions"):
    """Publish these questions for `segment`, in place of those it had."""

    segment: str
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
