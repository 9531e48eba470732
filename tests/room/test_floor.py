"""The floor: given in any order, interrupted, not taken, and written down afterwards."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from live.room.authority import View
from live.room.commands import (
    AdjournMeeting,
    CallNextSpeaker,
    CallSecretariat,
    CallSpeaker,
    ContinueWithoutInterpretation,
    CorrectSpeaker,
    DeclineFloor,
    DismissPoint,
    LogIntervention,
    MarkAbsent,
    ResumeMeeting,
    SetBatch,
    SuspendMeeting,
    WithdrawRequest,
    YieldTime,
)
from live.room.model.plan import Capacity, Procedure
from live.room.model.state import RoomState, SittingStatus
from live.room.model.turns import InterventionKind, Outcome
from live.room.refusals import Reason
from live.room.rules.clock import ran_for
from live.room.rules.speakers import batch, list_of
from tests.given import (
    AT,
    CHAIR,
    DESK,
    GROUP,
    KENYA_SPEAKS,
    NOTHING,
    OPEN,
    PANEL,
    PUBLISHED,
    adds,
    after,
    asks,
    badge,
    by,
    calls_next,
    calls_up,
    closes_list,
    ends,
    extends,
    gives_back,
    goes_to,
    later,
    of,
    on_floor,
    opens_list,
    order,
    pauses,
    picks,
    programme,
    refusal,
    refused,
    request_of,
    resumes,
    secretariat,
    speaking,
    starts,
    starts_clock,
    undoes,
)
from tests.room.test_views import FOR_EVERYONE, shown

POINT = InterventionKind.POINT_OF_ORDER
REPLY = InterventionKind.RIGHT_OF_REPLY
WAITING = after(OPEN, asks("kenya"), asks("fiji"), asks("peru"))


def ran(state: RoomState) -> float:
    assert state.floor is not None
    assert state.at is not None
    return ran_for(state.floor, state.at).total_seconds()


def outcomes(state: RoomState) -> list[tuple[str | None, Outcome | None]]:
    return [(turn.speaker.delegation, turn.outcome) for turn in state.turns]


# Two operators


def test_case_3_of_two_operators_who_press_next_the_second_reads_who_was_first() -> None:
    press = CallNextSpeaker(request_of(WAITING, "kenya"))
    no = refused(WAITING, by(CHAIR, press), later(0.3), by(DESK, press))
    assert (no.reason, no.detail) == (Reason.NOT_NEXT, {"next": request_of(WAITING, "fiji"), "by": CHAIR.id})
    alone = after(OPEN, asks("kenya"))
    only = CallNextSpeaker(request_of(alone, "kenya"))
    no = refused(alone, by(CHAIR, only), by(DESK, only))
    assert (no.reason, no.detail) == (Reason.NOBODY_WAITING, {"by": CHAIR.id})


def test_case_4_whoever_saw_another_speaker_than_has_the_floor_is_refused() -> None:
    late = secretariat(CallSpeaker(request_of(WAITING, "peru")))
    no = refused(WAITING, calls_next(), late)
    assert (no.reason, no.detail) == (Reason.FLOOR_MOVED_ON, {"speaking": request_of(WAITING, "kenya")})


# In any order


def test_anyone_on_the_list_may_be_picked_and_the_rest_keep_their_places() -> None:
    state = after(WAITING, picks("fiji"))
    assert (speaking(state), order(state)) == ("fiji", ["kenya", "peru"])


def test_case_22_a_speaker_not_on_the_list_is_called_in_one_act_and_logged_as_such() -> None:
    state = after(WAITING, calls_up("mexico"), starts_clock(), gives_back())
    assert order(state) == ["kenya", "fiji", "peru"]
    assert [(turn.speaker.delegation, turn.unlisted) for turn in state.turns] == [("mexico", True)]


def test_whoever_is_called_by_name_and_waits_is_called_from_their_place() -> None:
    state = after(WAITING, calls_up("peru"))
    assert (speaking(state), order(state)) == ("peru", ["kenya", "fiji"])
    assert state.floor is not None
    assert not state.floor.unlisted


def test_a_panellist_is_asked_again_and_again() -> None:
    state = after(OPEN, goes_to("openings"), calls_next(), gives_back(), goes_to("discussion"))
    again = after(state, secretariat(CallSpeaker("academia")))
    assert speaking(again) == f"academia.{again.position}"
    first = after(OPEN, goes_to("discussion"), secretariat(CallSpeaker("academia")))
    assert speaking(first) == "academia"
    assert after(again, gives_back(), secretariat(CallSpeaker("academia"))).floor is not None
    assert refusal(state, secretariat(CallSpeaker("nobody"))) == Reason.UNKNOWN_REQUEST


def test_case_21_a_delegation_promised_the_floor_is_added_to_a_closed_list() -> None:
    assert order(after(WAITING, closes_list(), adds("mexico")))[-1] == "mexico"


def test_case_23_the_wrong_country_is_put_right_while_the_clock_goes_on() -> None:
    state = after(KENYA_SPEAKS, later(20), on_floor(lambda turn: CorrectSpeaker(turn, "fiji")))
    assert (speaking(state), ran(state)) == ("fiji", 20)
    wrong = on_floor(lambda turn: CorrectSpeaker(turn, "atlantis"))
    assert refusal(KENYA_SPEAKS, wrong) == Reason.UNKNOWN_DELEGATION


def test_case_23_a_wrong_call_is_undone_and_leaves_no_trace_on_the_screens() -> None:
    undone = after(WAITING, calls_next(), undoes())
    for view in (View.HALL, View.PHONE, View.OVERLAY):
        assert shown(view, undone) == shown(view, WAITING)


def test_case_17_a_minute_more_is_added_to_this_turn_only() -> None:
    state = after(KENYA_SPEAKS, asks("fiji"), extends(60))
    assert shown(View.HALL, state)["floor"]["clock"]["allotted"] == 180
    assert shown(View.HALL, after(state, calls_next()))["floor"]["clock"]["allotted"] == 120


# Not spoken


def test_case_24_whoever_is_absent_goes_to_the_end_of_their_own_category() -> None:
    state = after(OPEN, asks("kenya"), asks("fiji"), asks("iom"), calls_next(), later(20), on_floor(MarkAbsent))
    assert (speaking(state), order(state)) == (None, ["fiji", "kenya", "iom"])
    assert outcomes(state) == [("kenya", Outcome.ABSENT)]
    (turn,) = shown(View.CONTROL, state)["turns"].values()
    assert (turn["called_at"], turn["ended_at"], turn["outcome"]) == (
        "2017-12-04T17:00:00.000Z",
        "2017-12-04T17:00:20.000Z",
        "absent",
    )


def test_case_24_whoever_is_absent_twice_goes_to_the_end_of_the_list_and_is_never_dropped() -> None:
    absent = (calls_next(), on_floor(MarkAbsent))
    state = after(OPEN, asks("kenya"), asks("fiji"), asks("iom"), *absent)
    again = after(state, picks("kenya"), on_floor(MarkAbsent))
    assert order(again) == ["fiji", "iom", "kenya"]
    assert order(after(again, picks("kenya"), on_floor(MarkAbsent))) == ["fiji", "iom", "kenya"]


def test_case_24_an_absence_is_not_said_aloud() -> None:
    state = after(WAITING, calls_next(), on_floor(MarkAbsent))
    for view in FOR_EVERYONE:
        assert "absen" not in str(shown(view, state))


def test_whoever_has_begun_is_not_absent_and_a_podium_is_not_sent_to_the_end() -> None:
    assert refusal(KENYA_SPEAKS, on_floor(MarkAbsent)) == Reason.CLOCK_ALREADY_STARTED
    assert refusal(PUBLISHED, starts("panel"), calls_next(), on_floor(MarkAbsent)) == Reason.UNKNOWN_REQUEST


def test_case_25_a_pass_is_logged_and_the_next_is_offered_not_called() -> None:
    state = after(WAITING, calls_next(), on_floor(DeclineFloor))
    assert (speaking(state), order(state)) == (None, ["fiji", "peru"])
    assert outcomes(state) == [("kenya", Outcome.DECLINED)]
    assert shown(View.CONTROL, state)["next"]["id"] == request_of(state, "fiji")


def test_case_6_a_delegate_who_withdraws_while_being_called_declines() -> None:
    called = after(WAITING, calls_next())
    mine = request_of(WAITING, "kenya")
    state = after(called, by(badge("kenya"), WithdrawRequest(mine)))
    assert (speaking(state), outcomes(state)) == (None, [("kenya", Outcome.DECLINED)])


def test_only_the_delegation_itself_or_the_desk_passes() -> None:
    called = after(WAITING, calls_next())
    assert speaking(after(called, on_floor(DeclineFloor, badge("kenya", 2)))) is None
    assert refusal(called, on_floor(DeclineFloor, badge("fiji"))) == Reason.NOT_PERMITTED
    assert refusal(KENYA_SPEAKS, on_floor(DeclineFloor)) == Reason.CLOCK_ALREADY_STARTED


def test_a_delegate_who_declined_does_not_come_back_when_the_call_is_undone() -> None:
    state = after(WAITING, calls_next(), on_floor(DeclineFloor, badge("kenya")), undoes())
    assert (speaking(state), order(state)) == (None, ["fiji", "peru"])


def test_case_25_the_time_that_is_left_is_yielded_to_another() -> None:
    state = after(KENYA_SPEAKS, later(45), on_floor(lambda turn: YieldTime(turn, "fiji")))
    assert (speaking(state), state.floor.allotted if state.floor else 0) == ("fiji", 75)
    late = on_floor(lambda turn: YieldTime(turn, "fiji"))
    assert refusal(KENYA_SPEAKS, later(120), late) == Reason.OUT_OF_RANGE
    assert refusal(PUBLISHED, starts("panel"), calls_next(), late) == Reason.NO_TIME_LIMIT


# Points of order


INTERRUPTED = after(KENYA_SPEAKS, later(30), asks("fiji", kind=POINT), picks("fiji"))


def test_case_18_a_point_of_order_stops_the_clock_and_the_same_time_is_left_after_it() -> None:
    assert (speaking(INTERRUPTED), order(INTERRUPTED)) == ("fiji", [])
    back = after(INTERRUPTED, starts_clock(), later(200), gives_back())
    assert (speaking(back), ran(back)) == ("kenya", 30)
    assert ran(after(back, later(10), resumes(), later(5), pauses())) == 35


def test_case_18_points_of_order_stack() -> None:
    twice = after(INTERRUPTED, starts_clock(), later(10), calls_up("peru", kind=POINT))
    assert [turn.speaker.delegation for turn in twice.interrupted] == ["kenya", "fiji"]
    floor = shown(View.HALL, twice)["floor"]
    assert [waits["speaker"]["delegation"] for waits in floor["interrupted"]] == ["kenya", "fiji"]
    back = after(twice, later(60), gives_back())
    assert (speaking(back), ran(back)) == ("fiji", 10)
    assert speaking(after(back, gives_back())) == "kenya"


def test_a_clock_that_was_paused_before_a_point_of_order_stays_where_it_was() -> None:
    state = after(KENYA_SPEAKS, later(12), pauses(), later(5), calls_up("fiji", kind=POINT), later(60), gives_back())
    assert ran(state) == 12


def test_a_point_of_order_is_in_order_on_a_closed_list_and_does_not_count_as_a_turn() -> None:
    closed = after(WAITING, closes_list(), asks("mexico", kind=POINT))
    assert order(closed) == ["kenya", "fiji", "peru"]
    state = after(OPEN, secretariat(SetBatch(3)), asks("kenya"), picks("kenya"), calls_up("fiji", kind=POINT))
    assert batch(after(state, gives_back())) == (1, 3)


def test_a_point_of_order_waits_for_the_chair_who_may_refuse_it_and_it_is_logged() -> None:
    state = after(KENYA_SPEAKS, asks("fiji", kind=POINT))
    assert speaking(state) == "kenya"
    assert shown(View.CONTROL, state)["list"]["points_order"] == [request_of(state, "fiji")]
    assert refusal(state, asks("fiji", kind=POINT)) == Reason.ALREADY_ON_LIST
    dismissed = after(state, of("fiji", DismissPoint))
    assert list_of(dismissed, "panel").points == ()
    assert refusal(after(state, asks("peru")), of("peru", DismissPoint)) == Reason.UNKNOWN_REQUEST


def test_case_19_a_point_of_order_during_another_may_be_refused_and_in_a_ceremony_there_is_none() -> None:
    during = after(INTERRUPTED, asks("peru", kind=POINT), of("peru", DismissPoint))
    assert (speaking(during), list_of(during, "panel").points) == ("fiji", ())
    ceremony = after(PUBLISHED, starts("welcome"))
    assert refusal(ceremony, asks("kenya", kind=POINT)) == Reason.POINTS_NOT_TAKEN
    assert refusal(ceremony, calls_up("kenya", kind=POINT)) == Reason.POINTS_NOT_TAKEN


def test_nobody_else_is_called_over_a_point_of_order() -> None:
    state = after(INTERRUPTED, asks("peru"))
    assert refusal(state, calls_next()) == Reason.FLOOR_INTERRUPTED
    assert refusal(after(state, starts_clock()), on_floor(lambda turn: YieldTime(turn, "peru"))) == Reason.NO_TIME_LIMIT


def test_whoever_was_interrupted_gives_the_floor_back_with_the_phase() -> None:
    state = after(INTERRUPTED, goes_to("discussion"))
    assert (speaking(state), state.interrupted) == (None, ())
    assert [turn.speaker.delegation for turn in state.turns] == ["fiji", "kenya"]
    assert speaking(after(INTERRUPTED, ends("panel"), undoes())) == "fiji"


def test_an_interruption_that_is_undone_was_none_but_its_time_is_not_charged() -> None:
    state = after(KENYA_SPEAKS, later(30), calls_up("fiji", kind=POINT), later(40), undoes())
    assert (speaking(state), ran(state)) == ("kenya", 30)


# The Secretariat


def test_the_secretariat_speaks_at_any_time_and_the_queue_is_untouched() -> None:
    state = after(KENYA_SPEAKS, asks("fiji"))
    speaks = after(state, later(15), on_floor(lambda turn: CallSecretariat(turn, "C. Secretary")))
    speaker = shown(View.HALL, speaks)["floor"]["speaker"]
    assert (speaker["names"]["fr"], speaker["person"], speaker["kind"]) == (
        "Secrétariat",
        "C. Secretary",
        "secretariat",
    )
    assert "clock" not in shown(View.PODIUM, speaks)["floor"]
    assert "allotted" not in shown(View.CONTROL, speaks)["floor"]["clock"]
    back = after(speaks, later(90), gives_back())
    assert (speaking(back), ran(back), order(back)) == ("kenya", 15, ["fiji"])


# Right of reply


FORMAL = after(
    NOTHING,
    secretariat(programme(segments=(replace(PANEL, procedure=Procedure.FORMAL),))),
    starts("panel"),
    goes_to("floor"),
)


def test_case_20_a_right_of_reply_has_a_list_of_its_own_ten_minutes_then_five_and_no_third() -> None:
    state = after(FORMAL, asks("kenya", kind=REPLY), adds("fiji", kind=REPLY))
    assert order(state) == []
    assert shown(View.CONTROL, state)["list"]["replies_order"] == [
        request_of(state, "kenya"),
        request_of(state, "fiji"),
    ]
    assert shown(View.HALL, state)["list"]["replies"] == 2
    first = after(state, picks("kenya"))
    assert first.floor is not None
    assert first.floor.allotted == 600
    second = after(first, gives_back(), asks("kenya", kind=REPLY), picks("kenya"))
    assert second.floor is not None
    assert second.floor.allotted == 300
    no = refused(second, gives_back(), asks("kenya", kind=REPLY))
    assert (no.reason, no.detail) == (Reason.REPLIES_EXHAUSTED, {"replies": 2})


def test_replies_that_wait_already_have_the_time_of_the_last_and_no_limit_where_none_are_in_order_any_more() -> None:
    groups = ("AOSIS", "Group of 77")
    three = after(FORMAL, asks("fiji", kind=REPLY), *(asks("fiji", GROUP, name, kind=REPLY) for name in groups))
    given: list[int | None] = []
    state = three
    for _ in range(3):
        state = after(state, picks("fiji"))
        given.append(state.floor.allotted if state.floor else None)
        state = after(state, gives_back())
    assert given == [600, 300, 300]
    no = refused(state, calls_up("fiji", kind=REPLY))
    assert (no.reason, no.detail) == (Reason.REPLIES_EXHAUSTED, {"replies": 2})
    interactive = after(three, secretariat(programme(version="interactive")), picks("fiji"))
    assert interactive.floor is not None
    assert (interactive.floor.kind, interactive.floor.allotted) == (REPLY, None)


def test_a_point_of_order_has_no_guide_and_a_claim_that_nobody_looked_into_is_heard_as_what_it_was_asked_as() -> None:
    exchange = after(PUBLISHED, starts("group-work"), goes_to("exchange"), opens_list())
    point = after(exchange, asks("fiji", GROUP, "AOSIS", kind=POINT), picks("fiji")).floor
    assert point is not None
    assert point.request is not None
    assert (point.kind, point.capacity, point.allotted_is_guide) == (POINT, Capacity.NATIONAL, False)


def test_an_interactive_panel_knows_no_right_of_reply() -> None:
    assert refusal(OPEN, asks("kenya", kind=REPLY)) == Reason.NO_RIGHT_OF_REPLY
    assert refusal(OPEN, calls_up("kenya", kind=REPLY)) == Reason.NO_RIGHT_OF_REPLY


def test_case_20_replies_are_kept_past_the_end_of_their_segment() -> None:
    state = after(FORMAL, asks("kenya", kind=REPLY), ends("panel"), starts("panel"))
    assert [request.speaker.delegation for request in list_of(state, "panel").replies] == ["kenya"]


def test_phones_are_told_what_is_in_order() -> None:
    assert shown(View.PHONE, FORMAL)["rules"] == {
        "procedure": "formal",
        "order": "inscription",
        "phones_ask": True,
        "points_of_order": True,
        "right_of_reply": [600, 300],
        "raised_by": ["member_state", "observer_state"],
    }
    assert shown(View.PHONE, after(PUBLISHED, starts("welcome")))["rules"] == {
        "procedure": "ceremony",
        "order": "inscription",
    }


# Suspended, adjourned, without interpreters


def test_a_suspended_meeting_stops_the_clock_keeps_the_list_and_calls_nobody() -> None:
    state = after(KENYA_SPEAKS, asks("fiji"), later(30), secretariat(SuspendMeeting(900)))
    assert (speaking(state), order(state)) == ("kenya", ["fiji"])
    assert shown(View.HALL, state)["sitting"] == {
        "status": "suspended",
        "since": "2017-12-04T17:00:30.000Z",
        "resumes_at": "2017-12-04T17:15:30.000Z",
    }
    for act in (calls_next(), resumes(), secretariat(SuspendMeeting()), secretariat(AdjournMeeting())):
        assert refusal(state, act) == Reason.MEETING_SUSPENDED
    resumed = after(state, later(600), secretariat(ResumeMeeting()))
    assert "sitting" not in shown(View.HALL, resumed)
    assert ran(after(resumed, resumes(), later(5), pauses())) == 35


def test_an_adjourned_meeting_takes_the_floor_back_and_its_list_waits_for_the_next() -> None:
    state = after(KENYA_SPEAKS, asks("fiji"), secretariat(AdjournMeeting()))
    assert (speaking(state), order(state)) == (None, ["fiji"])
    assert shown(View.PHONE, state)["sitting"] == {"status": "adjourned", "since": "2017-12-04T17:00:00.000Z"}
    assert after(state, starts("lunch")).sitting.status is SittingStatus.SITTING
    assert speaking(after(state, secretariat(ResumeMeeting()), calls_next())) == "fiji"
    assert refusal(KENYA_SPEAKS, secretariat(ResumeMeeting())) == Reason.MEETING_NOT_SUSPENDED


@pytest.mark.parametrize("seconds", [0, -5, 100_000])
def test_a_meeting_resumes_within_a_day(seconds: int) -> None:
    assert refusal(OPEN, secretariat(SuspendMeeting(seconds))) == Reason.OUT_OF_RANGE


def test_case_38_going_on_without_interpretation_is_a_state_that_is_shown() -> None:
    before = shown(View.HALL, OPEN)["segment"]
    assert (before["interpretation"], "uninterpreted_since" in before) == (["en", "es"], False)
    state = after(OPEN, later(60), secretariat(ContinueWithoutInterpretation()))
    segment = shown(View.HALL, state)["segment"]
    assert ("interpretation" in segment, segment["uninterpreted_since"]) == (False, "2017-12-04T17:01:00.000Z")
    assert refusal(state, secretariat(ContinueWithoutInterpretation())) == Reason.NO_INTERPRETATION
    assert refusal(PUBLISHED, starts("lunch"), secretariat(ContinueWithoutInterpretation())) == Reason.NO_INTERPRETATION


# Batches, and what was not written down


def test_the_panel_replies_after_a_batch_and_the_count_begins_anew() -> None:
    state = after(WAITING, secretariat(SetBatch(2)), calls_next(), calls_next())
    assert shown(View.CONTROL, state)["batch"] == {"taken": 2, "size": 2}
    again = after(state, later(1), goes_to("replies"), goes_to("floor"))
    assert shown(View.CONTROL, again)["batch"] == {"taken": 0, "size": 2}
    assert "batch" not in shown(View.CONTROL, after(state, secretariat(SetBatch(0))))
    assert refusal(WAITING, secretariat(SetBatch(51))) == Reason.OUT_OF_RANGE


def test_the_panel_replies_early_and_as_often_as_it_is_due_in_one_phase() -> None:
    anew = secretariat(SetBatch(2, anew=True))
    early = after(WAITING, secretariat(SetBatch(2)), calls_next(), later(1), anew)
    assert batch(early) == (0, 2), "the speaker was heard before"
    again = after(early, later(1), calls_next())
    assert batch(again) == (1, 2)
    assert batch(after(again, undoes(), undoes())) == (1, 2)
    assert batch(after(again, secretariat(SetBatch(3)))) == (1, 3), "another size counts on"
    assert after(early, anew) == after(early), "nobody was heard since: nothing is written"
    assert batch(after(again, secretariat(SetBatch(0, anew=True)))) is None


def test_a_speaker_who_was_absent_is_not_counted_in_a_batch() -> None:
    state = after(WAITING, secretariat(SetBatch(2)), calls_next(), on_floor(MarkAbsent))
    assert batch(state) == (0, 2)


def test_case_55_what_nobody_entered_is_written_down_afterwards() -> None:
    log = LogIntervention("mexico", AT + timedelta(seconds=60), 90)
    state = after(WAITING, later(600), secretariat(log))
    (turn,) = shown(View.CONTROL, state)["turns"].values()
    assert (turn["speaker"]["delegation"], turn["spoke"], turn["called_at"]) == (
        "mexico",
        90,
        "2017-12-04T17:01:00.000Z",
    )
    assert (speaking(state), order(state)) == (None, ["kenya", "fiji", "peru"])


@pytest.mark.parametrize(
    "log",
    [
        LogIntervention("mexico", AT + timedelta(seconds=560), 90),
        LogIntervention("mexico", AT, 0),
        LogIntervention("mexico", AT - timedelta(days=1), 15_000),
    ],
)
def test_nothing_is_written_down_that_cannot_have_been(log: LogIntervention) -> None:
    assert refusal(WAITING, later(600), secretariat(log)) == Reason.OUT_OF_RANGE


def test_the_last_ten_turns_are_shown_to_those_who_conduct_the_room() -> None:
    state = OPEN
    for _ in range(12):
        state = after(state, calls_up("kenya"), starts_clock(), later(7), gives_back())
    turns = shown(View.CONTROL, state)["turns"]
    assert sorted(map(int, turns)) == list(range(2, 12))
    assert {turn["spoke"] for turn in turns.values()} == {7}
