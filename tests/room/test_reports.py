"""Bullets of a rapporteur, questions, and messages to screens."""

import json
from datetime import timedelta

import pytest
from msgspec.structs import replace

from live import wire
from live.room.authority import Actor, Role, View
from live.room.commands import (
    CarriedReport,
    ClearMessage,
    MarkAbsent,
    ReceiveReport,
    ReopenReport,
    SaveBullets,
    SendMessage,
    SetQuestions,
    ShowQuestion,
    ShowReport,
    SubmitReport,
)
from live.room.model.plan import Format, PhaseKind
from live.room.model.reports import MAX_BULLET, MAX_BULLETS, MAX_MESSAGE, Heading, Noted, Prepared, Target
from live.room.refusals import Reason
from tests.given import (
    AT,
    DESK,
    KENYA_SPEAKS,
    NOTHING,
    OPEN,
    PANEL,
    PANEL_RUNS,
    PUBLISHED,
    UNSAID,
    Step,
    adds,
    after,
    asks,
    by,
    calls_next,
    entries,
    gives_back,
    goes_to,
    later,
    on_floor,
    phase,
    programme,
    refusal,
    refused,
    secretariat,
    segment,
    slot,
    starts,
    undoes,
)
from tests.room.test_views import FOR_EVERYONE, shown

RAPPORTEUR = Actor("user:rapporteur", Role.RAPPORTEUR)
ANOTHER = Actor("user:another", Role.RAPPORTEUR)
GROUP = after(PUBLISHED, starts("group-work"))


def saves(*bullets: str, heading: Heading = Heading.COMMITMENTS, version: int = 0, actor: Actor = RAPPORTEUR) -> Step:
    return by(actor, SaveBullets("group-work", heading, bullets, version))


WRITTEN = after(GROUP, saves("Recognise skills", "Train teachers"))
SUBMITTED = after(WRITTEN, later(60), by(RAPPORTEUR, SubmitReport("group-work")))


# The report


def test_bullets_are_written_under_the_headings_of_the_fixed_form() -> None:
    state = after(WRITTEN, saves("A fund", heading=Heading.MEANS_OF_IMPLEMENTATION))
    noted = shown(View.RAPPORTEUR, state)["reports"]["group-work"]["noted"]
    assert noted["commitments"]["bullets"] == ["Recognise skills", "Train teachers"]
    assert (noted["means_of_implementation"]["version"], noted["commitments"]["version"]) == (1, 1)
    assert [heading.value for heading in Heading] == ["commitments", "means_of_implementation", "follow_up_and_review"]


def test_two_who_write_under_two_headings_do_not_disturb_each_other() -> None:
    state = after(WRITTEN, saves("Review in 2020", heading=Heading.FOLLOW_UP_AND_REVIEW, actor=ANOTHER))
    assert len(shown(View.RAPPORTEUR, state)["reports"]["group-work"]["noted"]) == 2


def test_nobody_writes_over_what_a_colleague_saved_meanwhile() -> None:
    state = after(WRITTEN, saves("Recognise all skills", version=1, actor=ANOTHER))
    no = refused(state, saves("Something else", version=1))
    assert (no.reason, no.detail) == (Reason.REPORT_MOVED_ON, {"version": 2})


def test_bullets_are_cleaned_and_empty_ones_are_none() -> None:
    state = after(GROUP, saves("  Recognise \n skills ", "", "   "))
    noted = shown(View.RAPPORTEUR, state)["reports"]["group-work"]["noted"]["commitments"]
    assert noted["bullets"] == ["Recognise skills"]


def test_a_report_has_bounds() -> None:
    many = {"type": "save_bullets", "segment": "group-work", "heading": "commitments"}
    for bullets in (["x"] * (MAX_BULLETS + 1), ["x" * (MAX_BULLET + 1)]):
        with pytest.raises(wire.Malformed):
            wire.read_command(json.dumps({**many, "bullets": bullets}).encode())


def test_a_report_says_who_wrote_and_submitted_it_and_when() -> None:
    written = after(GROUP, later(5), saves("A fund"), later(5), by(ANOTHER, SubmitReport("group-work")))
    report = written.reports["group-work"]
    assert report.noted == {Heading.COMMITMENTS: Noted(("A fund",), 1, RAPPORTEUR.id, AT + timedelta(seconds=5))}
    assert (report.submitted_at, report.submitted_by) == (AT + timedelta(seconds=10), ANOTHER.id)
    reopened = after(written, secretariat(ReopenReport("group-work"))).reports["group-work"]
    assert (reopened.noted, reopened.submitted_at, reopened.submitted_by) == (report.noted, None, None)


def test_the_longest_texts_are_kept_whole() -> None:
    bullet, message = "x" * MAX_BULLET, "x" * MAX_MESSAGE
    sent = secretariat(SendMessage(Target.HALL, text=message))
    state = after(GROUP, saves(bullet), secretariat(SetQuestions("panel", (bullet,))), sent)
    assert state.reports["group-work"].noted[Heading.COMMITMENTS].bullets == (bullet,)
    assert state.questions["panel"] == ({"en": bullet},)
    assert state.messages[Target.HALL].text == message


def test_a_submitted_report_is_not_changed_until_it_is_reopened() -> None:
    assert refusal(SUBMITTED, saves("More", version=1)) == Reason.REPORT_SUBMITTED
    assert refusal(SUBMITTED, by(RAPPORTEUR, SubmitReport("group-work"))) == Reason.REPORT_SUBMITTED
    reopened = after(SUBMITTED, secretariat(ReopenReport("group-work")), saves("More", version=1))
    assert "submitted_at" not in shown(View.RAPPORTEUR, reopened)["reports"]["group-work"]
    assert refusal(WRITTEN, secretariat(ReopenReport("group-work"))) == Reason.REPORT_NOT_SUBMITTED


def test_an_empty_report_is_not_submitted() -> None:
    assert refusal(GROUP, by(RAPPORTEUR, SubmitReport("group-work"))) == Reason.REPORT_EMPTY
    assert refusal(GROUP, by(RAPPORTEUR, SubmitReport("no such segment"))) == Reason.UNKNOWN_SEGMENT


def test_what_was_written_is_never_lost_by_an_undo() -> None:
    state = after(GROUP, calls_next(), saves("Recognise skills"), undoes())
    noted = shown(View.RAPPORTEUR, state)["reports"]["group-work"]["noted"]["commitments"]
    assert noted["bullets"] == ["Recognise skills"]
    desk = after(GROUP, saves("By the desk", actor=DESK))
    assert desk.acts[-1].position == GROUP.position


def test_a_report_is_shown_to_the_room_when_the_desk_says_so() -> None:
    assert "report" not in shown(View.HALL, SUBMITTED)
    state = after(SUBMITTED, secretariat(ShowReport("group-work")))
    assert shown(View.HALL, state)["report"] == {
        "segment": "group-work",
        "bullets": {"commitments": ["Recognise skills", "Train teachers"]},
        "names": {"en": "Group-Work"},
        "heading": "commitments",
    }
    assert "report" not in shown(View.HALL, after(state, secretariat(ShowReport())))
    assert refusal(GROUP, secretariat(ShowReport("group-work"))) == Reason.REPORT_EMPTY


def test_a_report_is_turned_to_one_of_its_headings() -> None:
    both = after(
        GROUP,
        saves("Recognise skills"),
        by(RAPPORTEUR, SaveBullets("group-work", Heading.FOLLOW_UP_AND_REVIEW, ("Meet in a year",), 0)),
        by(RAPPORTEUR, SubmitReport("group-work")),
    )
    first = after(both, secretariat(ShowReport("group-work")))
    assert shown(View.HALL, first)["report"]["heading"] == "commitments"
    turned = after(first, secretariat(ShowReport("group-work", Heading.FOLLOW_UP_AND_REVIEW)))
    assert shown(View.HALL, turned)["report"]["heading"] == "follow_up_and_review"
    empty = ShowReport("group-work", Heading.MEANS_OF_IMPLEMENTATION)
    assert refusal(turned, secretariat(empty)) == Reason.REPORT_EMPTY
    assert shown(View.HALL, after(turned, undoes()))["report"]["heading"] == "commitments"


def test_whoever_speaks_beside_a_report_is_not_taken_for_its_author() -> None:
    state = after(SUBMITTED, calls_next(), secretariat(ShowReport("group-work")))
    assert shown(View.HALL, state)["report"]["aside"] is True


def test_who_wrote_is_not_said_aloud() -> None:
    state = after(SUBMITTED, secretariat(ShowReport("group-work")))
    for view in FOR_EVERYONE:
        assert "rapporteur" not in str(shown(view, state)["report"] if view is not View.PHONE else "")


REPORTS = segment(
    "reports",
    Format.REPORTS,
    390,
    450,
    phase("reporting", PhaseKind.REPORTS, slot("rapporteur-1", reports_on="d2-group-1"), slot("rapporteur-2")),
)


def test_a_report_from_another_room_stands_beside_the_rapporteur_who_reports_it() -> None:
    written = shown(View.CONTROL, SUBMITTED)["reports"]["group-work"]
    receive = wire.read_command(
        json.dumps(
            {"type": "receive_report", "room": "breakout-1", "segment": "d2-group-1", "report": written}
        ).encode()
    )
    plenary = after(NOTHING, secretariat(programme(segments=(REPORTS,))), starts("reports"), secretariat(receive))
    assert "report" not in shown(View.HALL, plenary)
    reporting = after(plenary, calls_next())
    assert shown(View.HALL, reporting)["report"]["bullets"] == {"commitments": ["Recognise skills", "Train teachers"]}
    assert "report" not in shown(View.HALL, after(reporting, calls_next()))
    assert shown(View.CONTROL, plenary)["reports"]["d2-group-1"]["room"] == "breakout-1"


def test_a_report_that_was_not_submitted_is_not_taken_over() -> None:
    draft = ReceiveReport("breakout-1", "d2-group-1", CarriedReport())
    assert refusal(GROUP, secretariat(draft)) == Reason.REPORT_NOT_SUBMITTED


def test_a_rapporteur_sees_who_was_heard_and_when_but_not_who_was_absent_or_who_called() -> None:
    state = after(KENYA_SPEAKS, later(40), gives_back(), asks("fiji"), calls_next(), on_floor(MarkAbsent))
    view = shown(View.RAPPORTEUR, state)
    (turn,) = view["turns"].values()
    assert (turn["speaker"]["delegation"], turn["spoke"], turn["called_at"]) == (
        "kenya",
        40,
        "2017-12-04T17:00:00.000Z",
    )
    assert UNSAID not in str(view["turns"])
    assert shown(View.RAPPORTEUR, GROUP)["order"] == ["group-work"]


# Questions


def test_questions_are_on_phones_at_once_and_in_the_room_when_they_are_shown() -> None:
    asked = secretariat(SetQuestions("panel", ("What was learned?", " ", "What is missing?")))
    state = after(PANEL_RUNS, asked)
    assert shown(View.PHONE, state)["questions"] == [{"en": "What was learned?"}, {"en": "What is missing?"}]
    assert "question" not in shown(View.HALL, state)
    second = after(state, secretariat(ShowQuestion(2)))
    assert shown(View.HALL, second)["question"] == {"number": 2, "names": {"en": "What is missing?"}}
    assert "question" not in shown(View.HALL, after(second, secretariat(ShowQuestion())))
    assert "question" not in shown(View.HALL, after(second, starts("group-work")))
    assert refusal(state, secretariat(ShowQuestion(3))) == Reason.UNKNOWN_QUESTION
    tagged = after(state, goes_to("floor"), adds("kenya", question=2))
    assert [row["question"] for row in shown(View.CONTROL, tagged)["list"]["waiting"].values()] == [2]


def test_the_same_questions_again_are_nothing_new_where_everybody_has_them() -> None:
    asked = secretariat(SetQuestions("panel", ("One?",)))
    set_once = after(PANEL_RUNS, asked)
    assert entries(set_once, asked) == []
    planned = replace(PANEL, questions=({"en": "One?"},))
    assert entries(after(NOTHING, secretariat(programme(segments=(planned,)))), asked) == []
    withheld = replace(planned, questions_at=AT + timedelta(hours=1))
    published = after(NOTHING, secretariat(programme(segments=(withheld,))))
    assert len(entries(published, asked)) == 1
    assert after(published, asked, secretariat(SetQuestions("panel", ("Two?",)))).questions_out == {"panel"}


def test_a_message_stays_where_it_is_while_another_is_cleared() -> None:
    both = [SendMessage(target, Prepared.TAKE_SEATS) for target in Target]
    state = after(OPEN, *map(secretariat, both), secretariat(ClearMessage(Target.HALL)))
    assert set(state.messages) == {Target.PODIUM}


def test_questions_hold_against_a_new_programme_and_outlive_what_shows_them() -> None:
    state = after(PANEL_RUNS, secretariat(SetQuestions("panel", ("One?",))), secretariat(ShowQuestion(1)))
    assert shown(View.HALL, after(state, secretariat(programme(version="second"))))["question"]["number"] == 1
    assert "question" not in shown(View.HALL, after(state, secretariat(SetQuestions("panel", ()))))


# Messages


def test_a_message_lies_over_the_screen_it_is_for_until_it_is_cleared() -> None:
    sent = after(KENYA_SPEAKS, later(5), secretariat(SendMessage(Target.PODIUM, Prepared.ONE_MINUTE)))
    assert shown(View.PODIUM, sent)["message"] == {"at": "2017-12-04T17:00:05.000Z", "prepared": "one_minute"}
    assert "message" not in shown(View.HALL, sent)
    assert shown(View.CONTROL, sent)["messages"] == {"podium": shown(View.PODIUM, sent)["message"]}
    assert "message" not in shown(View.PODIUM, after(sent, secretariat(ClearMessage(Target.PODIUM))))


def test_a_message_in_words_replaces_the_one_before_it() -> None:
    first = SendMessage(Target.HALL, Prepared.TAKE_SEATS)
    state = after(OPEN, secretariat(first), secretariat(SendMessage(Target.HALL, text="  The lights \n come back ")))
    assert shown(View.HALL, state)["message"]["text"] == "The lights come back"
    assert shown(View.OVERLAY, state)["message"]["text"] == "The lights come back"


@pytest.mark.parametrize(
    "message",
    [
        SendMessage(Target.HALL),
        SendMessage(Target.HALL, Prepared.TAKE_SEATS, "too"),
        SendMessage(Target.HALL, text=" "),
    ],
)
def test_a_message_is_prepared_or_in_words(message: SendMessage) -> None:
    assert refusal(OPEN, secretariat(message)) == Reason.OUT_OF_RANGE


def test_only_what_is_shown_can_be_cleared() -> None:
    assert refusal(OPEN, secretariat(ClearMessage(Target.HALL))) == Reason.NOTHING_SHOWN


def test_who_sent_a_message_is_not_said_aloud() -> None:
    state = after(OPEN, secretariat(SendMessage(Target.HALL, text="Please sit down")))
    assert UNSAID not in str(shown(View.HALL, state))
