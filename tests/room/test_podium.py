"""The podium: who is to be confirmed, who joins, who will not come."""

import pytest
from msgspec.structs import replace

from live.room.authority import View
from live.room.commands import AddSlot, CallSpeaker, ResolveSlot
from live.room.model.plan import Certainty
from live.room.model.state import RoomState
from live.room.refusals import Reason
from tests.given import (
    NOTHING,
    PANEL,
    PANEL_RUNS,
    PUBLISHED,
    UNSAID,
    after,
    calls_next,
    following,
    goes_to,
    programme,
    refusal,
    secretariat,
    slot,
    speaking,
    starts,
    undoes,
)
from tests.room.test_views import DISPLAYS, FOR_EVERYONE, shown

CEREMONY = after(PUBLISHED, starts("welcome"))
OPENINGS = after(PANEL_RUNS, goes_to("openings"))


def next_in_hall(state: RoomState) -> object:
    listed = shown(View.HALL, state)["list"]
    return listed["waiting"][listed["order"][0]]


def test_case_30_who_is_to_be_confirmed_is_never_on_a_public_screen() -> None:
    for view in FOR_EVERYONE:
        assert UNSAID not in str(shown(view, CEREMONY))


def test_case_30_whoever_is_settled_late_is_named_from_then_on() -> None:
    state = after(CEREMONY, secretariat(ResolveSlot("president", person="E. Head")))
    for view in DISPLAYS:
        assert "E. Head" in str(shown(view, state))
    slots = shown(View.CONTROL, state)["rundown"]["segments"]["welcome"]["phases"][0]["lineup"]
    assert slots[0]["certainty"] == "confirmed"


def test_a_name_that_is_only_likely_stays_between_the_organisers() -> None:
    likely = ResolveSlot("civil-society", Certainty.TO_BE_CONFIRMED, f"{UNSAID} speaker")
    state = after(OPENINGS, secretariat(likely))
    for view in FOR_EVERYONE:
        assert UNSAID not in str(shown(view, state))
    assert f"{UNSAID} speaker" in str(shown(View.CONTROL, state))


def test_one_of_two_offices_takes_the_slot() -> None:
    state = after(PANEL_RUNS, secretariat(ResolveSlot("moderator", alternative=1, person="F. Moderator")))
    assert shown(View.HALL, state)["segment"]["moderators"] == [
        {"names": {"en": f"{UNSAID} other"}, "person": "F. Moderator"}
    ]
    assert refusal(PANEL_RUNS, secretariat(ResolveSlot("moderator", alternative=2))) == Reason.OUT_OF_RANGE


def test_the_office_that_is_chosen_of_several_takes_the_slot() -> None:
    offices = ({"en": "One"}, {"en": "Two"}, {"en": "Three"})
    either = slot("moderator", certainty=Certainty.ALTERNATIVES, alternatives=offices)
    state = after(NOTHING, secretariat(programme(segments=(replace(PANEL, moderators=(either,)),))), starts("panel"))
    chosen = after(state, secretariat(ResolveSlot("moderator", alternative=2)))
    assert shown(View.HALL, chosen)["segment"]["moderators"] == [{"names": {"en": "Two"}}]


def test_a_placeholder_is_given_a_name() -> None:
    named = ResolveSlot("civil-society", name="  Network of \n migrants ", person="G. Speaker")
    state = after(OPENINGS, secretariat(named), calls_next(), calls_next())
    assert shown(View.HALL, state)["floor"]["speaker"] == {
        "names": {"en": "Network of migrants"},
        "person": "G. Speaker",
    }


def test_one_speaker_for_several_bodies_is_told_to_organisers_in_words() -> None:
    lineup = shown(View.CONTROL, OPENINGS)["rundown"]["segments"]["panel"]["phases"][1]["lineup"]
    assert lineup[0]["represents"] == f"{UNSAID} three universities"


def test_whoever_will_not_come_is_not_called() -> None:
    state = after(OPENINGS, secretariat(ResolveSlot("academia", withdrawn=True)))
    assert following(state) == ["civil-society"]
    assert refusal(state, secretariat(CallSpeaker("academia"))) == Reason.UNKNOWN_REQUEST
    assert following(after(state, undoes())) == ["academia", "civil-society"]


def test_case_31_a_video_message_is_marked_as_one() -> None:
    state = after(OPENINGS, secretariat(ResolveSlot("academia", video=True)))
    assert next_in_hall(state) == {"names": {"en": "Academia"}, "person": "B. Scholar", "video": True}
    assert shown(View.HALL, after(state, calls_next()))["floor"]["speaker"]["video"] is True


def test_somebody_joins_the_podium_while_it_sits() -> None:
    state = after(OPENINGS, secretariat(AddSlot("openings", "President of the General Assembly")))
    assert following(state) == ["academia", "civil-society", f"s{state.position}"]
    called = after(state, calls_next(), calls_next(), calls_next())
    assert speaking(called) == f"s{state.position}"
    assert refusal(OPENINGS, secretariat(AddSlot("no such phase", "Nobody"))) == Reason.UNKNOWN_PHASE
    assert refusal(OPENINGS, secretariat(AddSlot("openings", " "))) == Reason.OUT_OF_RANGE


def test_one_after_the_other_joins() -> None:
    both = after(OPENINGS, *(secretariat(AddSlot("openings", name)) for name in ("Mayor", "Governor")))
    assert following(both) == ["academia", "civil-society", f"s{both.position - 1}", f"s{both.position}"]


def test_what_was_settled_in_the_room_holds_against_a_new_programme() -> None:
    state = after(
        OPENINGS,
        secretariat(ResolveSlot("civil-society", person="G. Speaker")),
        secretariat(AddSlot("openings", "Mayor")),
        secretariat(programme(version="second")),
    )
    assert len(following(state)) == 3
    assert "G. Speaker" in str(shown(View.HALL, state))


def test_only_a_slot_that_is_there_is_settled() -> None:
    assert refusal(OPENINGS, secretariat(ResolveSlot("nobody"))) == Reason.UNKNOWN_SLOT
    wrong = ResolveSlot("academia", Certainty.ALTERNATIVES)
    assert refusal(OPENINGS, secretariat(wrong)) == Reason.OUT_OF_RANGE


@pytest.mark.parametrize("view", FOR_EVERYONE)
def test_certainty_is_for_organisers_only(view: View) -> None:
    assert "certainty" not in str(shown(view, OPENINGS))
