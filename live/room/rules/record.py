"""What is added to the record of a turn afterwards: notes, and who it really was. The turn itself stays as it was."""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import assert_never

from msgspec.structs import replace

from live.room.authority import Actor
from live.room.commands import AddNote, CorrectPerson, RecordCommand
from live.room.model.events import NoteAdded, PersonCorrected, RecordEvent
from live.room.model.record import Identity, RecordNote
from live.room.model.state import RoomState
from live.room.model.texts import cleaned
from live.room.model.turns import Intervention
from live.room.refusals import Reason, Refused

MAX_NOTE = 1000
MOST_ADDED = 2000
"""How many notes, and how many corrections, a room keeps: every later entry carries them along."""


def decide(state: RoomState, command: RecordCommand, actor: Actor, at: datetime) -> tuple[RecordEvent, ...]:
    turn = _turn(state, command)
    match command:
        case AddNote(text=text):
            note = cleaned(text, MAX_NOTE)
            if note is None or len(state.notes) >= MOST_ADDED:
                raise Refused(Reason.OUT_OF_RANGE, field="text")
            return (NoteAdded(RecordNote(turn.id, turn.called_at, at, actor.id, note)),)
        case CorrectPerson():
            person, title = cleaned(command.person), cleaned(command.title)
            if _known(state, turn) == (person, title, command.gender):
                return ()
            if len(state.identities) >= MOST_ADDED:
                raise Refused(Reason.OUT_OF_RANGE, field="person")
            identity = Identity(turn.id, turn.called_at, at, actor.id, person, title, command.gender)
            return (PersonCorrected(identity),)
        case _:
            assert_never(command)


def _turn(state: RoomState, command: RecordCommand) -> Intervention:
    """The turn that is meant: an absent speaker is called again under the same id, at another instant."""
    here: Iterable[Intervention] = chain(state.turns, state.interrupted, (state.floor,) if state.floor else ())
    found = (turn for turn in here if (turn.id, turn.called_at) == (command.intervention, command.called_at))
    if (turn := next(found, None)) is None:
        raise Refused(Reason.UNKNOWN_INTERVENTION, intervention=command.intervention)
    return turn


def _known(state: RoomState, turn: Intervention) -> tuple[str | None, str | None, str | None]:
    """Who spoke in `turn`, as far as it is known."""
    for identity in reversed(state.identities):
        if (identity.intervention, identity.called_at) == (turn.id, turn.called_at):
            return identity.person, identity.title, identity.gender
    return turn.speaker.person, turn.speaker.title, None


def apply(state: RoomState, event: RecordEvent) -> RoomState:
    match event:
        case NoteAdded(note):
            return replace(state, notes=(*state.notes, note))
        case PersonCorrected(identity):
            return replace(state, identities=(*state.identities, identity))
        case _:
            assert_never(event)
