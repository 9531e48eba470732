"""Present names until somebody has spoken; in the record the name that was shown."""

import pytest
from msgspec.structs import replace

from live.room.authority import View
from live.room.commands import CallSecretariat, CallSpeaker, DeclineFloor, MarkAbsent, PublishProgramme, ResolveSlot
from live.room.model.events import SpeakerCalled
from live.room.model.plan import Category
from live.room.model.state import RoomState
from live.room.transitions import replay
from tests.given import (
    NOTHING,
    OPEN,
    PANEL,
    PANEL_RUNS,
    adds,
    after,
    asks,
    calls_next,
    entries,
    gives_back,
    goes_to,
    on_floor,
    programme,
    register,
    secretariat,
    slot,
    starts_clock,
    strikes,
    undoes,
)
from tests.room.test_views import DISPLAYS, shown


def renamed(delegation: str, name: str) -> PublishProgramme:
    known = tuple(replace(one, names={"en": name}) if one.id == delegation else one for one in register())
    return programme(version=f"with {name}", delegations=known)


RENAMED = secretariat(renamed("kenya", "Republic of Kenya"))
WAITING = after(OPEN, asks("kenya"), asks("fiji"))


def names_on(view: View, state: RoomState) -> list[str]:
    waiting = shown(view, state)["list"]["waiting"].values()
    return [row.get("speaker", row)["names"]["en"] for row in waiting]


def test_whoever_waits_is_shown_under_the_present_name() -> None:
    state = after(WAITING, RENAMED)
    for view in (*DISPLAYS, View.PHONE, View.CONTROL):
        assert names_on(view, state) == ["Republic of Kenya", "Fiji"]
    assert shown(View.CONTROL, state)["next"]["speaker"]["names"] == {"en": "Republic of Kenya"}


@pytest.mark.parametrize("lane", ["points", "replies"])
def test_points_of_order_and_replies_too(lane: str) -> None:
    point = after(OPEN, asks("kenya", kind="point_of_order"))
    listed = point.lists["panel"]
    waits = replace(point, lists={"panel": replace(listed, **{"points": (), lane: listed.points})})
    (row,) = shown(View.CONTROL, after(waits, RENAMED))["list"][lane].values()
    assert row["speaker"]["names"] == {"en": "Republic of Kenya"}


def test_whoever_was_called_is_shown_under_the_present_name_and_so_is_who_was_interrupted() -> None:
    called = after(WAITING, calls_next(), RENAMED)
    assert shown(View.HALL, called)["floor"]["speaker"]["names"] == {"en": "Republic of Kenya"}
    interrupted = after(WAITING, calls_next(), on_floor(CallSecretariat), RENAMED)
    (waits,) = shown(View.HALL, interrupted)["floor"]["interrupted"]
    assert waits["speaker"]["names"] == {"en": "Republic of Kenya"}
    assert shown(View.HALL, interrupted)["floor"]["speaker"]["names"]["en"] == "Secretariat"


def test_whoever_is_called_after_a_rename_is_recorded_under_the_new_name() -> None:
    (*_, entry) = entries(WAITING, RENAMED, calls_next())
    (event,) = entry.events
    assert isinstance(event, SpeakerCalled)
    assert event.intervention.speaker.names == {"en": "Republic of Kenya"}


def test_who_has_spoken_keeps_the_name_that_was_shown() -> None:
    state = after(WAITING, calls_next(), starts_clock(), gives_back(), RENAMED)
    assert state.turns[0].speaker.names == {"en": "Kenya"}
    spoke_meanwhile = after(WAITING, calls_next(), starts_clock(), RENAMED, gives_back())
    assert spoke_meanwhile.turns[0].speaker.names == {"en": "Republic of Kenya"}


def test_whoever_was_absent_waits_again_under_the_present_name() -> None:
    state = after(WAITING, calls_next(), RENAMED, on_floor(MarkAbsent))
    assert set(names_on(View.HALL, state)) == {"Fiji", "Republic of Kenya"}
    passed = after(WAITING, calls_next(), RENAMED, on_floor(DeclineFloor))
    assert passed.turns[0].speaker.names == {"en": "Republic of Kenya"}


def test_an_undo_does_not_bring_an_old_name_back() -> None:
    assert names_on(View.HALL, after(WAITING, strikes("kenya"), RENAMED, undoes())) == ["Republic of Kenya", "Fiji"]
    called = after(WAITING, calls_next(), RENAMED, undoes())
    assert names_on(View.HALL, called) == ["Republic of Kenya", "Fiji"]


def test_a_category_is_the_present_one_and_a_person_stays_who_they_are() -> None:
    known = tuple(replace(one, category=Category.OBSERVER_STATE) if one.id == "kenya" else one for one in register())
    state = after(OPEN, adds("kenya", person="A. Delegate"), secretariat(programme(version="b", delegations=known)))
    (row,) = shown(View.HALL, state)["list"]["waiting"].values()
    assert (row["category"], row["person"]) == ("observer_state", "A. Delegate")


def test_a_delegation_that_left_the_register_is_called_as_before() -> None:
    rest = tuple(one for one in register() if one.id != "kenya")
    state = after(WAITING, secretariat(programme(version="without", delegations=rest)))
    assert set(names_on(View.CONTROL, state)) <= {"Kenya", "Fiji"}


def test_whoever_speaks_from_the_podium_is_named_as_soon_as_they_are_settled() -> None:
    openings = after(PANEL_RUNS, goes_to("openings"), calls_next(), calls_next())
    settled = after(openings, secretariat(ResolveSlot("civil-society", person="G. Speaker", name="Network")))
    assert shown(View.HALL, settled)["floor"]["speaker"] == {"names": {"en": "Network"}, "person": "G. Speaker"}


def test_a_panellist_who_is_asked_again_is_named_anew_and_a_delegation_is_no_panellist() -> None:
    asked = after(PANEL_RUNS, goes_to("openings"), calls_next(), gives_back(), secretariat(CallSpeaker("academia")))
    renamed_slot = after(asked, secretariat(ResolveSlot("academia", name="Universities")))
    assert shown(View.HALL, renamed_slot)["floor"]["speaker"]["names"] == {"en": "Universities"}
    called = after(WAITING, calls_next())
    assert called.floor is not None
    clash = replace(PANEL, moderators=(slot(called.floor.id),))
    state = after(called, secretariat(programme(version="clash", segments=(clash,))))
    assert shown(View.HALL, state)["floor"]["speaker"]["names"] == {"en": "Kenya"}


def test_replay_gives_the_same_names() -> None:
    day = [*entries(NOTHING, secretariat(programme())), *entries(after(NOTHING, secretariat(programme())), RENAMED)]
    assert replay(day).register["kenya"].names == {"en": "Republic of Kenya"}
