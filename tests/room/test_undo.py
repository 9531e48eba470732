"""Undo: the latest act of those who conduct the room, taken back by a new entry."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from live.room.authority import View
from live.room.commands import AmendRequest, CedePlace, DeclineFloor, OpenList, SetOrder, Undo
from live.room.model.plan import OrderPolicy
from live.room.model.state import RoomState
from live.room.model.turns import InterventionKind
from live.room.refusals import Reason
from live.room.rules.clock import ran_for
from live.room.rules.undo import UNDO_ACTS
from live.room.transitions import carried_out, replay
from tests.given import (
    AT,
    CHAIR,
    DESK,
    GROUP_WORK,
    KENYA_SPEAKS,
    NOTHING,
    OPEN,
    PANEL_RUNS,
    PUBLISHED,
    Step,
    adds,
    after,
    asks,
    badge,
    by,
    calls_next,
    closes_list,
    ends,
    entries,
    extends,
    following,
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
    register,
    request_of,
    resumes,
    secretariat,
    speaking,
    starts,
    starts_clock,
    strikes,
    undoes,
    withdraws,
)
from tests.room.test_views import shown

POINT = InterventionKind.POINT_OF_ORDER
WAITING = after(OPEN, asks("kenya"), asks("fiji"), asks("peru"))


def ran(state: RoomState) -> float:
    assert state.floor is not None
    assert state.at is not None
    return ran_for(state.floor, state.at).total_seconds()


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (PUBLISHED, starts("panel")),
        (KENYA_SPEAKS, ends("panel")),
        (KENYA_SPEAKS, starts("lunch")),
        (KENYA_SPEAKS, goes_to("discussion")),
        (PANEL_RUNS, opens_list()),
        (OPEN, closes_list()),
        (OPEN, adds("fiji")),
        (WAITING, strikes("fiji")),
        (WAITING, calls_next()),
        (KENYA_SPEAKS, pauses()),
        (after(KENYA_SPEAKS, pauses()), resumes()),
        (KENYA_SPEAKS, extends(60)),
        (KENYA_SPEAKS, gives_back()),
        (after(PANEL_RUNS, goes_to("openings")), calls_next()),
    ],
)
def test_every_act_can_be_taken_back_and_the_screens_are_as_before(state: RoomState, act: Step) -> None:
    back = after(state, act, undoes())
    for view in View:
        assert shown(view, back) == shown(view, state)


def test_an_act_is_taken_back_by_an_entry_and_the_log_keeps_both() -> None:
    log = entries(NOTHING, secretariat(programme()), starts("panel"), undoes())
    assert [entry.position for entry in log] == [1, 2, 3]
    assert replay(log).rundown.current is None


def test_acts_are_taken_back_one_by_one_the_latest_first() -> None:
    state = after(WAITING, calls_next(), starts_clock(), calls_next())
    state = after(state, undoes())
    assert (speaking(state), order(state)) == ("kenya", ["fiji", "peru"])
    state = after(state, undoes(), undoes())
    assert (speaking(state), order(state)) == (None, ["kenya", "fiji", "peru"])


# What others did meanwhile stays done


def test_whoever_asked_meanwhile_is_not_lost() -> None:
    state = after(WAITING, calls_next(), asks("nepal"), undoes())
    assert order(state) == ["kenya", "fiji", "peru", "nepal"]


def test_whoever_withdrew_meanwhile_stays_withdrawn() -> None:
    assert order(after(WAITING, calls_next(), withdraws("peru"), undoes())) == ["kenya", "fiji"]


def test_requests_made_while_a_list_was_open_by_mistake_are_kept() -> None:
    state = after(PANEL_RUNS, goes_to("floor"), opens_list(), asks("kenya"), undoes())
    assert order(state) == ["kenya"]
    assert refusal(state, asks("fiji")) == Reason.LIST_NOT_OPEN


def test_whoever_was_struck_off_and_asked_again_has_the_old_place_and_only_that() -> None:
    state = after(WAITING, strikes("kenya"), asks("kenya"), undoes())
    assert order(state) == ["kenya", "fiji", "peru"]


def test_whoever_asked_after_somebody_who_has_their_old_place_again_is_kept() -> None:
    state = after(WAITING, strikes("kenya"), asks("kenya"), asks("nepal"), undoes())
    assert order(state) == ["kenya", "fiji", "peru", "nepal"]


def test_whoever_asked_again_and_withdrew_meanwhile_does_not_wait_after_all() -> None:
    state = after(OPEN, asks("kenya"), asks("fiji"), strikes("fiji"), asks("fiji"), withdraws("fiji"), undoes())
    assert order(state) == ["kenya"]


def test_whoever_asked_meanwhile_is_placed_by_the_order_that_holds_again() -> None:
    by_time, by_protocol = (secretariat(SetOrder(policy)) for policy in (OrderPolicy.INSCRIPTION, OrderPolicy.PROTOCOL))
    asked = asks("iom"), asks("kenya"), asks("fiji", kind=POINT), asks("peru", kind=POINT)
    time = after(OPEN, by_protocol, *asked, undoes())
    assert order(time) == ["iom", "kenya"]
    protocol = after(OPEN, by_protocol, by_time, *asked, undoes())
    assert order(protocol) == ["kenya", "iom"]
    for state in (time, protocol):
        assert [point.speaker.delegation for point in state.lists["panel"].points] == ["fiji", "peru"]


def test_what_is_done_with_a_place_that_was_asked_for_anew_is_done_with_the_old_one() -> None:
    anew = after(WAITING, strikes("fiji"), asks("fiji"))
    amended = after(anew, of("fiji", lambda request: AmendRequest(request, person="A. Other"), badge("fiji")), undoes())
    (fiji,) = (request for request in amended.lists["panel"].waiting if request.speaker.delegation == "fiji")
    assert (fiji.id, fiji.announced) == (request_of(WAITING, "fiji"), "A. Other")
    declined = after(anew, picks("fiji"), on_floor(DeclineFloor, badge("fiji")), undoes(), undoes())
    assert order(declined) == ["kenya", "peru"]


def test_what_others_did_is_of_the_time_at_which_they_did_it() -> None:
    state = after(OPEN, asks("kenya"), calls_next(), later(7), asks("fiji"), later(5), withdraws("fiji"), undoes())
    assert state.withdrawals == {"fiji": (AT + timedelta(seconds=12),)}


def test_what_others_did_is_kept_however_many_acts_are_taken_back() -> None:
    state = after(WAITING, calls_next(), asks("nepal"), starts_clock(), asks("mexico"), undoes(), undoes())
    assert order(state) == ["kenya", "fiji", "peru", "nepal", "mexico"]


def test_a_new_programme_stays_in_force() -> None:
    states = register("malta")
    state = after(KENYA_SPEAKS, gives_back(), secretariat(programme(version="second", delegations=states)), undoes())
    assert (state.version, "malta" in state.register, speaking(state)) == ("second", True, "kenya")


# Clocks are true


def test_a_speaker_given_the_floor_back_goes_on_with_the_time_that_was_spent() -> None:
    state = after(KENYA_SPEAKS, later(40), gives_back(), later(15), undoes())
    assert ran(state) == 40
    assert ran(after(state, later(5), pauses())) == 45


def test_whoever_was_called_by_mistake_stands_where_they_stood_and_the_last_speaker_goes_on() -> None:
    state = after(KENYA_SPEAKS, asks("fiji"), asks("peru"), later(30), calls_next(), later(9), undoes())
    assert (speaking(state), order(state), ran(state)) == ("kenya", ["fiji", "peru"], 30)


def test_a_pause_that_is_taken_back_was_none() -> None:
    assert ran(after(KENYA_SPEAKS, later(30), pauses(), later(20), undoes())) == 50


def test_a_clock_started_too_early_has_not_started() -> None:
    state = after(OPEN, asks("kenya"), calls_next(), later(3), starts_clock(), later(5), undoes())
    assert ran(state) == 0
    assert ran(after(state, starts_clock(), later(7), pauses())) == 7


def test_a_clock_that_stood_still_stands_still_when_the_floor_is_given_back() -> None:
    state = after(KENYA_SPEAKS, later(30), pauses(), later(5), gives_back(), later(60), undoes())
    assert ran(state) == 30
    assert ran(after(state, resumes(), later(10), pauses())) == 40


def test_a_podium_speaker_called_by_mistake_was_not_heard() -> None:
    state = after(PANEL_RUNS, goes_to("openings"), calls_next(), undoes())
    assert following(state) == ["academia", "civil-society"]


# What cannot be taken back


def test_the_second_of_two_presses_takes_nothing_more_back() -> None:
    state = after(WAITING, calls_next(), starts_clock())
    once = secretariat(Undo(state.position))
    no = refused(state, once, once)
    assert (no.reason, no.detail) == (Reason.UNDO_MOVED_ON, {"position": state.position - 1})


def test_a_request_from_a_phone_is_no_act_and_leaves_the_latest_as_it_is() -> None:
    state = after(OPEN, asks("kenya"))
    assert state.acts[-1].position == OPEN.position


def test_an_act_can_be_taken_back_for_ten_minutes() -> None:
    ended = after(KENYA_SPEAKS, gives_back())
    assert speaking(after(ended, later(600), undoes())) == "kenya"
    # A programme comes in: time has passed, and nothing was done.
    late = after(ended, later(600.5), secretariat(programme(version="second")))
    assert refusal(late, undoes()) == Reason.NOTHING_TO_UNDO


def test_an_act_of_ten_minutes_ago_can_be_taken_back_after_another() -> None:
    state = after(KENYA_SPEAKS, gives_back(), later(600), secretariat(OpenList("group-work")))
    assert speaking(after(state, undoes(), undoes())) == "kenya"


def test_a_room_whose_log_is_another_meanwhile_stays_in_that_log() -> None:
    assert after(replace(after(WAITING, calls_next()), epoch="another"), undoes()).epoch == "another"


@pytest.mark.parametrize("asked", [("kenya", "fiji"), ("fiji", "kenya")])
def test_a_place_that_was_ceded_meanwhile_is_not_held_twice(asked: tuple[str, str]) -> None:
    waiting = after(OPEN, *map(asks, asked))
    cedes = of("kenya", lambda request: CedePlace(request, "fiji"), badge("kenya"))
    state = after(waiting, strikes("fiji"), cedes)
    no = refused(state, undoes())
    assert (no.reason, no.detail) == (Reason.UNDO_CONFLICTS, {"request": request_of(state, "fiji")})


def test_what_ran_before_is_not_brought_back_if_the_programme_has_it_no_more() -> None:
    state = after(OPEN, starts("group-work"), secretariat(programme(version="second", segments=(GROUP_WORK,))))
    no = refused(state, undoes())
    assert (no.reason, no.detail) == (Reason.UNDO_CONFLICTS, {"segment": "panel"})


def test_there_is_nothing_to_take_back_at_first() -> None:
    assert refusal(PUBLISHED, secretariat(Undo(1))) == Reason.NOTHING_TO_UNDO


def test_only_the_last_acts_are_remembered_and_none_remembers_another() -> None:
    state = OPEN
    for _ in range(UNDO_ACTS):
        state = after(state, closes_list(), opens_list())
    assert len(state.acts) == UNDO_ACTS
    assert {act.before.acts for act in state.acts} == {()}
    for _ in range(UNDO_ACTS):
        state = after(state, undoes())
    assert refusal(state, undoes()) == Reason.NOTHING_TO_UNDO


def test_what_others_did_before_the_first_of_them_is_not_remembered() -> None:
    asked = after(WAITING, calls_next(), asks("nepal"))
    assert asked.since[-1].position == asked.position
    assert {act.before.since for act in asked.acts} == {()}
    assert len(after(asked, later(600), closes_list()).since) == len(asked.since) == 4
    forgotten = after(asked, later(601), closes_list())
    assert (len(forgotten.acts), forgotten.since) == (1, ())


# Two operators on one room


def test_any_of_those_who_conduct_the_room_takes_back_what_another_did() -> None:
    state = after(KENYA_SPEAKS, gives_back())
    assert speaking(after(state, by(CHAIR, Undo(state.position)))) == "kenya"


def test_control_is_told_what_can_be_taken_back_and_who_did_it() -> None:
    state = after(WAITING, calls_next())
    acts = shown(View.CONTROL, state)["acts"]
    assert acts[str(state.position)] == {
        "did": "speaker_called",
        "at": "2017-12-04T17:00:00.000Z",
        "by": "user:unsaid-desk",
        "about": {"en": "Kenya"},
    }
    assert acts[str(OPEN.position)]["did"] == "list_opened"


def test_a_command_that_was_taken_back_is_still_remembered_as_carried_out() -> None:
    *_, last = entries(WAITING, calls_next())
    state = after(WAITING, calls_next(), undoes())
    assert carried_out(state, DESK, last.command) == last.position


def test_replay_gives_the_same_acts() -> None:
    log = entries(NOTHING, secretariat(programme()), starts("panel"), goes_to("floor"), opens_list(), undoes())
    assert replay(log).acts == after(NOTHING, secretariat(programme()), starts("panel"), goes_to("floor")).acts


def test_nothing_is_charged_for_the_time_between_an_end_and_its_undoing_however_many_acts_lie_between() -> None:
    state = after(KENYA_SPEAKS, asks("fiji"), later(30), gives_back(), later(5), calls_next(), later(5), starts_clock())
    state = after(state, later(5), undoes(), undoes(), later(1), undoes())
    assert (speaking(state), ran(state)) == ("kenya", 30)
