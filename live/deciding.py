"""What comes of commands that were asked at the same time: decided one after another, to be stored together."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from live.room.authority import PROGRAMME, Actor
from live.room.commands import AnyCommand
from live.room.model.state import RoomState
from live.room.refusals import Reason, Refused
from live.room.rules.repeated import asked_in_time
from live.room.transitions import Entry, carried_out, decide, evolve
from live.store.room_log import Asked, Clock
from live.wire import AnswerFrame, read_answer, read_entry, refusal, write, write_entry

logger = logging.getLogger(__name__)

Answer = int | Refused
"""The position at which a command stands, or why it was not carried out."""


@dataclass(slots=True)
class Question:
    """A command that waits for its `answer`. `at` is when it came, by the monotonic clock; `asked_at` is when it was
    first asked, as its sender says.
    """

    command: AnyCommand
    actor: Actor
    command_id: str
    answer: asyncio.Future[int]
    at: float
    asked_at: datetime | None = None

    @property
    def asked(self) -> Asked:
        """By whom, and under which id: the same for every copy."""
        return self.actor.id, self.command_id

    @property
    def kind(self) -> str:
        """Of the command, as the wire names it."""
        return str(type(self.command).__struct_config__.tag)

    def described(self, room: str) -> dict[str, object]:
        """What a line of the server's log says of it."""
        return {"room": room, "actor": self.actor.id, "command": self.kind, "command_id": self.command_id}


@dataclass(frozen=True, slots=True)
class Decided:
    """What comes of a batch: the answers, what is to be stored, and which answers leave no entry and are to be kept."""

    answers: list[Answer]
    entries: list[Entry]
    without_entry: dict[Asked, Answer]


class Deciding:
    """Decides on the commands of one room, at the time of its clock."""

    def __init__(self, room: str, clock: Clock) -> None:
        self._room = room
        self._clock = clock

    def decide_all(self, state: RoomState, batch: Sequence[Question], kept: Mapping[Asked, Answer]) -> Decided:
        """Decide on `batch`, each on what the one before made of `state`, but for those whose answers are `kept`."""
        decided = Decided([], [], {})
        for question in batch:
            answered = kept.get(question.asked, decided.without_entry.get(question.asked))
            if answered is not None:
                decided.answers.append(answered)
                continue
            answer, state, entry = self._decide_safely(state, question)
            decided.answers.append(answer)
            if entry is not None:
                decided.entries.append(entry)
            elif _is_kept(question, answer, state):
                decided.without_entry[question.asked] = answer
        return decided

    def _decide_safely(self, state: RoomState, question: Question) -> tuple[Answer, RoomState, Entry | None]:
        """`_decide_one`; an unexpected fault refuses this command alone, and the others go on."""
        try:
            return self._decide_one(state, question)
        except Refused as refused:
            return refused, state, None
        except Exception:
            about = question.described(self._room)
            logger.exception("room %s: deciding on a command failed", self._room, extra=about)
            return Refused(Reason.OUR_FAULT), state, None

    def _decide_one(self, state: RoomState, question: Question) -> tuple[int, RoomState, Entry | None]:
        """What is answered to one command, the state after it, and what is to be stored, if anything is.

        Raises `Refused`, and whatever deciding, writing it down, reading it back or folding it raises.
        """
        actor = question.actor
        if (position := carried_out(state, actor, question.command_id)) is not None:
            return position, state, None
        # Never before the last entry: the clocks of two processes may differ by a hair.
        at = max(self._clock.now(), state.at) if state.at else self._clock.now()
        asked_in_time(state, question.asked_at, at)
        events = decide(state, question.command, actor, at)
        if not events:
            return state.position, state, None  # It is so already.
        decided = Entry(state.position + 1, at, actor.id, actor.role, question.command_id, events)
        # An entry that cannot be read back would lose the log for everybody: so it is read back before it is stored.
        entry = read_entry(write_entry(decided))
        if entry != decided:
            raise ValueError(f"entry {decided.position} is read back as another")
        return entry.position, evolve(state, entry), entry


def _is_kept(question: Question, answer: Answer, state: RoomState) -> bool:
    """Whether this answer, which leaves no entry, is to hold for every copy of the command.

    Not if its entry was found, nor if we failed. What the programme does by itself is asked again until it is done.
    """
    found = carried_out(state, question.actor, question.command_id) is not None
    failed = isinstance(answer, Refused) and answer.reason is Reason.OUR_FAULT
    return not (found or failed or question.actor == PROGRAMME)


def written(answers: Mapping[Asked, Answer]) -> dict[Asked, bytes]:
    """The answers as they are kept beside a log."""
    return {
        (by, command_id): write(
            refusal(command_id, answer) if isinstance(answer, Refused) else AnswerFrame(command_id, answer)
        )
        for (by, command_id), answer in answers.items()
    }


def read_kept(answer: bytes) -> Answer:
    """The answers that `written` wrote."""
    found = read_answer(answer)
    if found.refused is not None:
        return Refused(found.refused, **found.detail)
    assert found.position is not None
    return found.position
