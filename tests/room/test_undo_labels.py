"""What can be undone is named exactly, in every language: what was done, and to whom or where."""

import re
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from live.room.commands import (
    AcceptRequests,
    AddSlot,
    AddSpeaker,
    AdjournMeeting,
    AnyCommand,
    CarriedRequest,
    CarryOver,
    ClearList,
    CloseList,
    ContinueWithoutInterpretation,
    EndIntervention,
    ExtendTime,
    MarkReady,
    ReleaseRequests,
    ResolveSlot,
    SaveBullets,
    SetBatch,
    SetOrder,
    SetQuestions,
    SetTimeLimit,
    ShowQuestion,
    ShowReport,
    SuspendMeeting,
    SwapRequests,
    VerifyCapacity,
    WithdrawRequest,
)
from live.room.model.events import AnyEvent, Undone
from live.room.model.plan import OrderPolicy
from live.room.model.reports import Heading
from live.room.model.state import Figures
from live.room.rules.speakers import list_of
from live.room.rules.undo import STAYS
from tests.given import AT, after, on_floor, programme, secretariat
from tests.room.test_pairs import DONE, EVERYBODY, FORMAL, done
from tests.room.test_vanished import VANISHED

WORDS = Path(__file__).parents[2] / "frontend" / "src" / "words"
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
UNDOABLE = {str(event.__struct_config__.tag) for event in get_args(AnyEvent) if not issubclass(event, (*STAYS, Undone))}


def labels(language: str) -> dict[str, str]:
    found = re.search(r"^    did: \{\n(.*?)^    \},", (WORDS / f"{language}.ts").read_text(), re.MULTILINE | re.DOTALL)
    assert found is not None
    return dict(re.findall(r'^      (\w+): "(.+)",$', found[1], re.MULTILINE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_that_can_be_undone_has_a_label_of_its_own(language: str) -> None:
    said = labels(language)
    assert UNDOABLE - said.keys() == set()
    assert said.keys() - UNDOABLE == {"other"}
    assert len(set(said.values())) == len(said)


KENYA, FIJI = (request.id for request in list_of(EVERYBODY, "panel").waiting[:2])
NAMED: list[tuple[AnyCommand, str, str | None]] = [
    (AddSpeaker("switzerland"), "floor_requested", "Switzerland"),
    (CarryOver("panel", "group-work"), "list_carried_over", "Group-Work"),
    (ReleaseRequests("panel", (KENYA,), "breakout-1"), "requests_released", "breakout-1"),
    (AcceptRequests("breakout-1", (CarriedRequest("peru", AT),)), "requests_accepted", "breakout-1"),
    (SwapRequests(KENYA, FIJI), "requests_swapped", "Kenya"),
    (SetOrder(OrderPolicy.PROTOCOL), "list_arranged", "Panel"),
    (ClearList(), "list_cleared", "Panel"),
    (WithdrawRequest(KENYA), "request_withdrawn", "Kenya"),
    (AddSlot("replies", "Mayor"), "slot_added", "Mayor"),
    (ResolveSlot("civil-society", person="C. Activist"), "slot_resolved", "Civil-Society"),
    (SetQuestions("panel", ("What was learned?",)), "questions_set", "Panel"),
    (SetBatch(3), "batch_set", "Floor"),
    (ContinueWithoutInterpretation(), "interpretation_ended", "Panel"),
    (SuspendMeeting(60), "meeting_suspended", None),
    (AdjournMeeting(), "meeting_adjourned", None),
]


@pytest.mark.parametrize(("command", "did", "about"), NAMED, ids=[did for _, did, _ in NAMED])
def test_an_act_says_what_was_done_and_to_whom(command: AnyCommand, did: str, about: str | None) -> None:
    act = after(EVERYBODY, secretariat(command)).acts[-1]
    assert (act.did, act.about and act.about["en"]) == (did, about)


CLAIM = next(request.id for request in list_of(EVERYBODY, "panel").waiting if not request.verified)
SOON = (EVERYBODY.at or AT) + timedelta(seconds=60)
FIGURES: list[tuple[AnyCommand, Figures]] = [
    (ExtendTime(EVERYBODY.floor.id if EVERYBODY.floor else "", -30), Figures(seconds=-30)),
    (SetTimeLimit(90), Figures(seconds=90)),
    (SetBatch(3), Figures(number=3)),
    (CloseList(in_seconds=60), Figures(until=SOON)),
    (SuspendMeeting(60), Figures(until=SOON)),
    (VerifyCapacity(CLAIM, True), Figures(holds=True)),
    (MarkReady(KENYA, False), Figures(holds=False)),
    (WithdrawRequest(KENYA, declined=True), Figures(holds=False)),
    (WithdrawRequest(KENYA), Figures()),
]


@pytest.mark.parametrize(("command", "figures"), FIGURES, ids=map(str, range(len(FIGURES))))
def test_an_act_says_how_much_how_long_and_whether(command: AnyCommand, figures: Figures) -> None:
    assert after(EVERYBODY, secretariat(command)).acts[-1].figures == figures


def test_a_report_that_is_shown_is_named_and_one_that_is_taken_away_is_not() -> None:
    wrote = after(EVERYBODY, secretariat(SaveBullets("group-work", Heading.COMMITMENTS, ("A fund",))))
    shown = after(wrote, secretariat(ShowReport("group-work")))
    assert shown.acts[-1].about == {"en": "Group-Work"}
    assert after(shown, secretariat(ShowReport())).acts[-1].about is None


def test_whoever_left_the_register_and_is_struck_off_is_named() -> None:
    rest = tuple(one for one in EVERYBODY.register.values() if one.id != "fiji")
    left = after(EVERYBODY, secretariat(programme(version="rest", segments=FORMAL, delegations=rest)))
    assert after(left, secretariat(WithdrawRequest(FIJI))).acts[-1].about == {"en": "Fiji"}


def test_the_question_that_was_shown_is_told_by_its_number() -> None:
    asked = after(EVERYBODY, secretariat(SetQuestions("panel", ("One?", "Two?"))), secretariat(ShowQuestion(2)))
    assert asked.acts[-1].figures == Figures(number=2)


def test_the_end_of_a_turn_names_who_spoke() -> None:
    act = after(EVERYBODY, on_floor(EndIntervention)).acts[-1]
    assert (act.did, act.about and act.about["en"]) == ("intervention_ended", "Peru")


def test_a_list_whose_segment_is_gone_is_named_as_it_was() -> None:
    act = after(VANISHED, secretariat(ClearList("panel"))).acts[-1]
    assert (act.did, act.about and act.about["en"]) == ("list_cleared", "Panel")


def test_whatever_the_desk_does_is_known_by_an_event_that_has_a_label() -> None:
    rooms = [room for step in DONE.values() if (room := done(EVERYBODY, step)) is not None]
    assert {act.did for room in rooms for act in room.acts} <= UNDOABLE
