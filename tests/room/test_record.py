"""What is added to the record of a turn afterwards. The turn stays as the room saw it."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from live.room.commands import AddNote, CallSecretariat, CorrectPerson, MarkAbsent
from live.room.model.record import Gender
from live.room.model.state import RoomState
from live.room.refusals import Reason
from live.room.rules.record import MAX_NOTE, MOST_ADDED
from tests.given import (
    DESK,
    KENYA_SPEAKS,
    OPEN,
    Step,
    adds,
    after,
    asks,
    calls_next,
    ends,
    entries,
    gives_back,
    later,
    on_floor,
    refused,
    secretariat,
    undoes,
)

NOTE = "Statement handed in at the podium"


def notes(text: str = NOTE) -> Step:
    """The desk writes something beside the last turn."""

    def ask(state: RoomState) -> AddNote:
        turn = (*state.turns, *((state.floor,) if state.floor else ()))[-1]
        return AddNote(turn.id, turn.called_at, text)

    return Step(DESK, ask)


def names(person: str | None, title: str | None = None, gender: Gender | None = None) -> Step:
    def ask(state: RoomState) -> CorrectPerson:
        turn = (*state.turns, *((state.floor,) if state.floor else ()))[-1]
        return CorrectPerson(turn.id, turn.called_at, person, title, gender)

    return Step(DESK, ask)


def test_a_note_is_kept_with_who_wrote_it_and_when() -> None:
    state = after(KENYA_SPEAKS, gives_back(), ends("panel"), later(3600), notes("  Statement\thanded in "))
    (note,) = state.notes
    assert (note.text, note.by) == ("Statement handed in", DESK.id)
    assert note.at - note.called_at >= timedelta(hours=1)


def test_a_person_is_put_right_and_the_turn_keeps_what_was_shown() -> None:
    state = after(OPEN, adds("kenya", person="B. Wrong"), calls_next(), names("A. Right", "Ambassador", Gender.WOMAN))
    assert state.floor is not None
    assert state.floor.speaker.person == "B. Wrong"
    state = after(state, gives_back(), names("A. Right", "Minister"))
    assert [(one.person, one.title, one.gender) for one in state.identities] == [
        ("A. Right", "Ambassador", Gender.WOMAN),
        ("A. Right", "Minister", None),
    ]


def test_who_is_known_already_is_not_put_right_again() -> None:
    right = after(OPEN, adds("kenya", person="A. Right"), calls_next())
    assert entries(right, names(" A. Right ")) == []
    assert entries(right, names("C. Other"), names("C. Other"), later(5)) != []
    assert len(entries(right, names("C. Other"), names("C. Other"))) == 1


def test_of_two_calls_under_one_id_the_one_that_is_meant_is_told_by_when_it_was() -> None:
    state = after(OPEN, asks("kenya"), calls_next(), on_floor(MarkAbsent), later(60), calls_next())
    first = state.turns[0]
    state = after(state, secretariat(AddNote(first.id, first.called_at, "Seen in the corridor")))
    assert state.floor is not None
    assert state.floor.id == first.id
    assert state.notes[0].called_at == first.called_at != state.floor.called_at


@pytest.mark.parametrize("command", [AddNote, CorrectPerson])
def test_what_was_never_said_has_no_record(command: type[AddNote | CorrectPerson]) -> None:
    assert KENYA_SPEAKS.floor is not None
    turn = KENYA_SPEAKS.floor
    for id, at in (("r99", turn.called_at), (turn.id, turn.called_at + timedelta(seconds=1))):
        asked = AddNote(id, at, NOTE) if command is AddNote else CorrectPerson(id, at, "A. Right")
        no = refused(KENYA_SPEAKS, secretariat(asked))
        assert (no.reason, no.detail) == (Reason.UNKNOWN_INTERVENTION, {"intervention": id})


def test_a_note_is_kept_whole_and_may_be_about_whoever_is_interrupted() -> None:
    interrupted = after(KENYA_SPEAKS, on_floor(CallSecretariat))
    (kenya,) = interrupted.interrupted
    long = "x" * MAX_NOTE
    state = after(interrupted, secretariat(AddNote(kenya.id, kenya.called_at, long)))
    assert [(note.intervention, note.text) for note in state.notes] == [(kenya.id, long)]
    nobody = refused(OPEN, secretariat(AddNote("r99", kenya.called_at, "x")))
    assert nobody.reason == Reason.UNKNOWN_INTERVENTION


def test_a_room_keeps_so_many_notes_and_corrections_and_no_more() -> None:
    added = after(KENYA_SPEAKS, notes(), names("A. Right"))
    almost = replace(
        added,
        notes=added.notes * (MOST_ADDED - 1),
        identities=(*added.identities * (MOST_ADDED - 2), replace(added.identities[0], person="B. Else")),
    )
    full = after(almost, notes(), names("A. Right"))
    assert len(full.notes) == len(full.identities) == MOST_ADDED
    for more, field in ((notes(), "text"), (names("B. Else"), "person")):
        no = refused(full, more)
        assert (no.reason, no.detail) == (Reason.OUT_OF_RANGE, {"field": field})
    assert entries(full, names("A. Right")) == [], "who is known already is not one more"


def test_what_was_recorded_is_not_taken_back_by_an_undo_of_what_was_before() -> None:
    state = after(KENYA_SPEAKS, gives_back(), notes(), names("A. Right"), undoes())
    assert state.floor is not None
    assert [note.text for note in state.notes] == [NOTE]
    assert [one.person for one in state.identities] == ["A. Right"]
