"""What was seen of one run: every command with all its answers, every view, and what was wrong at once."""

import hashlib
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from live.room.authority import Actor

Json = dict[str, Any]
UNDECIDED = ("unavailable", "degraded", "too_many")
"""What does not say whether the command was carried out."""


class End(NamedTuple):
    """Where the log in force truly ended; `era` grows whenever another takes its place."""

    era: int
    position: int


class Answer(NamedTuple):
    """What somebody was told, when, and where the log ended then."""

    at: float
    frame: Json
    end: End

    @property
    def is_refused_by_rules(self) -> bool:
        """Whether it says that the command is not in order."""
        return self.frame.get("refused") not in (None, *UNDECIDED)


@dataclass
class Ask:
    """One command, from when it was first asked, and everything that was answered to it."""

    id: str
    room: str
    actor: Actor
    command: Json
    at: float
    end: End
    sent: int = 0
    """How often: a copy may still be under way in one process when another process answers the next."""
    answers: list[Answer] = field(default_factory=list)

    @property
    def is_decided(self) -> bool:
        """Whether it is known what became of it."""
        return any(answer.frame.get("refused") not in UNDECIDED for answer in self.answers)


class Shown(NamedTuple):
    """What a page showed: a view of a log at a position."""

    room: str
    view: str
    epoch: str
    position: int
    content: Json


@dataclass
class Branch:
    """A log as it was when another took its place, or in the end."""

    room: str
    epoch: str
    stored: list[bytes]


@dataclass
class History:
    """Everything of one run. `trace` has a line for each thing that happened."""

    asks: list[Ask] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)
    """By room, in the order of time; the last of a room is what is kept in the end."""
    wrong: list[str] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    forgot_at: list[float] = field(default_factory=list)
    """When the store's time was set so far ahead that answers which leave no entry were forgotten."""

    def of(self, room: str) -> "History":
        """What was asked of `room` and seen of it, and its logs."""
        return History(
            [ask for ask in self.asks if ask.room == room],
            [shown for shown in self.shown if shown.room == room],
            [branch for branch in self.branches if branch.room == room],
            forgot_at=self.forgot_at,
        )

    @property
    def digest(self) -> str:
        """The same for the same history, byte for byte."""
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()
