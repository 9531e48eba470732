"""What is written beside the list: reports, questions shown, messages to screens. Frozen values."""

from datetime import datetime
from enum import StrEnum

from live.room.model.plan import Value

MAX_BULLETS = 12
MAX_BULLET = 400
MAX_QUESTIONS = 6
MAX_MESSAGE = 200


class Heading(StrEnum):
    """The fixed form of a report (seed day 2: "a pre-established format ... in the form of bullet points")."""

    COMMITMENTS = "commitments"
    MEANS_OF_IMPLEMENTATION = "means_of_implementation"
    FOLLOW_UP_AND_REVIEW = "follow_up_and_review"


class Noted(Value, frozen=True):
    """The bullets under one heading, as somebody last saved them. `version` counts the times they were."""

    bullets: tuple[str, ...] = ()
    version: int = 0
    by: str | None = None
    at: datetime | None = None


class Report(Value, frozen=True):
    """What a rapporteur brings from a segment. `room` is where it was written, if that was another."""

    noted: dict[Heading, Noted] = {}
    submitted_at: datetime | None = None
    submitted_by: str | None = None
    room: str | None = None


class Target(StrEnum):
    """The screens a message can be laid over."""

    HALL = "hall"
    PODIUM = "podium"


class Prepared(StrEnum):
    """Messages that every screen says in its own language."""

    ONE_MINUTE = "one_minute"
    PLEASE_CONCLUDE = "please_conclude"
    SPEAK_SLOWLY = "speak_slowly"
    CLOSER_TO_MICROPHONE = "closer_to_microphone"
    TAKE_SEATS = "take_seats"
    STARTING_SOON = "starting_soon"
    LIST_CLOSES_SOON = "list_closes_soon"
    RUNNING_LATE = "running_late"


class Message(Value, frozen=True):
    """What is laid over a screen."""

    at: datetime
    by: str
    prepared: Prepared | None = None
    text: str | None = None
