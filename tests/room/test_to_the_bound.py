"""Each rule at its very edge: what is refused, with what is said of it, and the last that is still allowed.

Every one of these lines could be another without any other test noticing (`./rostrum test --mutants`).
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from live.room.authority import Act, Actor, Role, View, badge_number, may_read_record, may_see, may_set_up, permit
from live.room.commands import (
    AmendRequest,
    AnyCommand,
    BeginRehearsal,
    CedePlace,
    DismissPoint,
    ExtendTime,
    OpenList,
    ReceiveReport,
    ResolveSlot,
    SendMessage,
    SetBatch,
    SetQuestions,
    SetTimeLimit,
    ShowQuestion,
    StartPhase,
    StartSegment,
    SubmitReport,
    SuspendMeeting,
    TakeOverRequest,
    VerifyCapacity,
    WithdrawRequest,
)
from live.room.commands.reports import CarriedNotes, CarriedReport
from live.room.model.conference import CategoryProfile, ConferenceSettings, Rules
from live.room.model.plan import Capacity, Category, OrderPolicy, Procedure, TimeLimit
from live.room.model.reports import Heading, Prepared, Target
from live.room.model.state import CarriedOut, Rehearsal, RoomState
from live.room.model.turns import FloorRequest, Handling, Rank, Speaker
from live.room.outlook import forecast
from live.room.refusals import Reason, Refused
from live.room.rules import bounds, groups, precedence, repeated, rundown, speakers
from live.room.rules.inscription import may_raise
from live.room.rules.meeting import LARGEST_BATCH, LONGEST_LIMIT, LONGEST_PAUSE
from live.room.rules.repeated import CLOCKS_DIFFER, PAGE, PAGES, REMEMBERED_FOR, REPEATED_FOR, asked_in_time
from tests.given import (
    AT,
    DESK,
    KENYA_SPEAKS,
    NOTHING,
    OPEN,
    PANEL,
    PANEL_RUNS,
    PUBLISHED,
    SEGMENTS,
    adds,
    after,
    asks,
    badge,
    by,
    calls_next,
    closes_list,
    ends,
    entries,
    gives_back,
    goes_to,
    later,
    of,
    opens_list,
    order,
    picks,
    programme,
    refusal,
    refused,
    register,
    secretariat,
    slot,
    starts,
    strikes,
    undoes,
    withdraws,
)
from tests.room.test_pairs import POINT, REPLY


def of_categories(state: RoomState, *profiles: CategoryProfile) -> RoomState:
    return replace(state, settings=replace(state.settings, categories=profiles))


# Who may raise a point of order


def test_a_category_of_the_conference_raises_points_of_order_where_its_settings_say_so() -> None:
    states, others = Category.MEMBER_STATE, Category.UN_SYSTEM
    meeting = of_categories(OPEN, CategoryProfile(states, points_of_order=False), CategoryProfile(others))
    assert not may_raise(meeting, "kenya")
    assert may_raise(meeting, "iom")
    assert may_raise(OPEN, "kenya"), "a conference without categories of its own refuses nobody"
    assert may_raise(meeting, "atlantis"), "nor one that is not registered: the register says that"
    assert refusal(meeting, asks("kenya", kind=POINT)) == Reason.POINTS_NOT_TAKEN
    assert after(meeting, asks("iom", kind=POINT)).lists["panel"].points


# Numbers


LARGEST, WEEK = bounds.LARGEST, bounds.LONGEST_PLANNED
SLOW = replace(PANEL, phases=(replace(PANEL.phases[0], time_limit=WEEK + 1), *PANEL.phases[1:]))
BEHIND = replace(PANEL, phases=(PANEL.phases[0], replace(PANEL.phases[1], process_extra=-1)))
LONG = ConferenceSettings(procedures={Procedure.BREAKOUT: Rules(summary=WEEK + 1)})


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (ExtendTime("r5", LARGEST), None),
        (ExtendTime("r5", -LARGEST), None),
        (ExtendTime("r5", LARGEST + 1), "seconds"),
        (ExtendTime("r5", -LARGEST - 1), "seconds"),
        (ExtendTime("r5", float("nan")), "seconds"),  # type: ignore[arg-type]
        (ReceiveReport("annex", "x", CarriedReport({Heading.COMMITMENTS: CarriedNotes(("One",), 1)}, AT)), None),
        (
            ReceiveReport("annex", "x", CarriedReport({Heading.COMMITMENTS: CarriedNotes((), LARGEST + 1)})),
            "report.noted.commitments.version",
        ),
        (programme(segments=(replace(PANEL, phases=(replace(PANEL.phases[0], time_limit=WEEK),)),)), None),
        (programme(segments=(PANEL, SLOW)), "segments.1.phases.0.time_limit"),
        (programme(segments=(BEHIND,)), "segments.0.phases.1.process_extra"),
        (replace(programme(), settings=LONG), "settings.procedures.breakout.summary"),
    ],
)
def test_a_number_that_cannot_be_reckoned_with_is_named_by_its_place(command: AnyCommand, field: str | None) -> None:
    if field is None:
        bounds.within(command)
        return
    with pytest.raises(Refused) as no:
        bounds.within(command)
    assert (no.value.reason, no.value.detail) == (Reason.OUT_OF_RANGE, {"field": field})


# Limits


@pytest.mark.parametrize("seconds", [1, LONGEST_LIMIT])
def test_the_least_and_the_longest_limit_can_be_set(seconds: int) -> None:
    assert after(OPEN, secretariat(SetTimeLimit(seconds))).limits["floor"] == (TimeLimit(seconds),)


@pytest.mark.parametrize("seconds", [0, -1, LONGEST_LIMIT + 1])
def test_beyond_them_the_field_is_named(seconds: int) -> None:
    no = refused(OPEN, secretariat(SetTimeLimit(seconds)))
    assert (no.reason, no.detail) == (Reason.OUT_OF_RANGE, {"field": "seconds"})


def test_a_limit_for_a_category_that_the_conference_has_not_names_where_it_was_said() -> None:
    no = refused(OPEN, secretariat(SetTimeLimit(60, category="planets")))
    assert (no.reason, no.detail) == (Reason.MALFORMED, {"path": "category"})


@pytest.mark.parametrize("seconds", [1, LONGEST_PAUSE])
def test_a_meeting_is_suspended_for_a_second_or_for_as_long_as_the_longest_pause(seconds: int) -> None:
    assert after(OPEN, secretariat(SuspendMeeting(seconds))).sitting.resumes_at == AT + timedelta(seconds=seconds)


@pytest.mark.parametrize("seconds", [0, -1, LONGEST_PAUSE + 1])
def test_and_for_no_other_time(seconds: int) -> None:
    no = refused(OPEN, secretariat(SuspendMeeting(seconds)))
    assert (no.reason, no.detail) == (Reason.OUT_OF_RANGE, {"field": "resumes_in"})


def test_the_largest_batch_can_be_set_and_a_larger_one_names_the_field() -> None:
    assert speakers.batch(after(OPEN, secretariat(SetBatch(LARGEST_BATCH)))) == (0, LARGEST_BATCH)
    for size in (-1, LARGEST_BATCH + 1):
        no = refused(OPEN, secretariat(SetBatch(size)))
        assert (no.reason, no.detail) == (Reason.OUT_OF_RANGE, {"field": "size"})


def test_the_same_batch_again_is_nothing_new_but_where_the_panel_replies_to_somebody() -> None:
    batched = after(OPEN, secretariat(SetBatch(1)))
    assert entries(batched, secretariat(SetBatch(1))) == []
    assert entries(batched, secretariat(SetBatch(1, anew=True))) == [], "nobody was heard yet"
    heard = after(batched, asks("kenya"), calls_next(), gives_back())
    assert len(entries(heard, secretariat(SetBatch(1, anew=True)))) == 1
    assert len(entries(heard, secretariat(SetBatch(0)))) == 1
    assert entries(after(heard, secretariat(SetBatch(0))), secretariat(SetBatch(0, anew=True))) == []
    assert entries(OPEN, secretariat(SetBatch(0))) == []


def test_a_limit_for_a_phase_that_there_is_not_names_it() -> None:
    no = refused(OPEN, secretariat(SetTimeLimit(60, phase="encore")))
    assert (no.reason, no.detail) == (Reason.UNKNOWN_PHASE, {"phase": "encore"})


def test_a_limit_for_one_category_or_capacity_is_none_of_a_slot_of_the_line_up() -> None:
    state = after(
        PANEL_RUNS,
        goes_to("openings"),
        secretariat(SetTimeLimit(60, category=Category.MEMBER_STATE)),
        secretariat(SetTimeLimit(90, capacity=Capacity.GROUP)),
    )
    openings = next(phase for phase in PANEL.phases if phase.id == "openings")
    assert speakers.limit(state, openings) == 300


# Batches


def test_a_phase_has_the_batch_of_the_programme_until_the_room_sets_another() -> None:
    phases = tuple(replace(one, batch=3) if one.id == "floor" else one for one in PANEL.phases)
    planned = after(
        NOTHING,
        secretariat(programme(segments=(replace(PANEL, phases=phases),))),
        starts("panel"),
        goes_to("floor"),
    )
    assert speakers.batch(planned) == (0, 3)
    assert speakers.batch(after(planned, secretariat(SetBatch(2)))) == (0, 2)
    assert speakers.batch(after(planned, secretariat(SetBatch(0)))) is None
    assert speakers.batch(OPEN) is None
    assert speakers.batch(PUBLISHED) is None


def test_those_heard_count_from_the_start_of_the_phase_and_from_the_panels_reply() -> None:
    assert speakers.heard_of(PUBLISHED) == 0
    assert speakers.heard_of(replace(KENYA_SPEAKS, rundown=replace(KENYA_SPEAKS.rundown, phase_started_at=None))) == 0
    assert speakers.heard_of(KENYA_SPEAKS) == 1
    replied = after(KENYA_SPEAKS, secretariat(SetBatch(1, anew=True)))
    assert speakers.heard_of(replied) == 0, "one who was called at that very instant was heard before it"
    assert speakers.heard_of(after(replied, gives_back(), later(1), asks("fiji"), calls_next())) == 1


# Back in the register


def without(*gone: str) -> Any:
    left = tuple(one for one in register() if one.id not in gone)
    return secretariat(programme(version="without", delegations=left))


BACK = secretariat(programme(version="back"))


def test_whoever_comes_back_stands_where_the_order_has_them() -> None:
    waiting = after(OPEN, asks("kenya"), asks("fiji"), asks("peru"), asks("nepal"))
    assert order(after(waiting, without("kenya"), BACK)) == ["kenya", "fiji", "peru", "nepal"]
    assert order(after(waiting, without("peru"), BACK)) == ["kenya", "fiji", "peru", "nepal"]
    assert order(after(waiting, without("kenya", "peru"), BACK)) == ["kenya", "fiji", "peru", "nepal"]
    assert order(after(waiting, without("fiji"), strikes("kenya"), BACK)) == ["fiji", "peru", "nepal"]


@pytest.mark.parametrize("gone", ["kenya", "fiji", "peru"])
def test_a_point_of_order_comes_back_behind_those_it_stood_behind(gone: str) -> None:
    raised = after(OPEN, *(asks(one, kind=POINT) for one in ("kenya", "fiji", "peru")))
    points = after(raised, without(gone), BACK).lists["panel"].points
    assert [point.speaker.delegation for point in points] == ["kenya", "fiji", "peru"]


def replying(state: RoomState) -> RoomState:
    """Those who waited for the floor wait for a reply."""
    listed = state.lists["panel"]
    return replace(state, lists={"panel": replace(listed, waiting=(), replies=listed.waiting)})


def test_a_segment_that_the_programme_leaves_out_is_known_while_anyone_has_a_place_on_its_list() -> None:
    assert not rundown.holds_anyone(OPEN.lists["panel"])
    for state in (
        after(OPEN, asks("kenya")),
        after(OPEN, asks("kenya", kind=POINT)),
        replying(after(OPEN, asks("kenya"))),
        after(OPEN, asks("kenya"), without("kenya")),
    ):
        assert rundown.holds_anyone(state.lists["panel"])


# Segments


def test_a_segment_that_runs_is_named_to_whoever_starts_it_again() -> None:
    no = refused(PANEL_RUNS, secretariat(StartSegment("panel", "panel")))
    assert (no.reason, no.detail) == (Reason.SEGMENT_ALREADY_RUNNING, {"segment": "panel"})


def test_what_was_shown_of_a_segment_is_not_shown_in_the_next() -> None:
    asked = after(PANEL_RUNS, secretariat(SetQuestions("panel", ("One?",))), secretariat(ShowQuestion(1)))
    assert asked.shown_question is not None
    showing = replace(asked, shown_report="group-work", shown_heading="measures")
    following = after(showing, starts("lunch"))
    assert (following.shown_question, following.shown_report, following.shown_heading) == (None, None, None)


# Requests


def test_a_question_is_one_that_the_programme_asks_or_the_room() -> None:
    asked = after(OPEN, secretariat(SetQuestions("panel", ("One?", "Two?"))))
    assert refusal(asked, asks("kenya", question=3)) == Reason.UNKNOWN_QUESTION
    assert after(asked, asks("kenya", question=2)).lists["panel"].waiting[0].question == 2
    waiting = after(asked, asks("kenya"))
    amended = after(waiting, of("kenya", lambda request: AmendRequest(request, question=2)))
    assert amended.lists["panel"].waiting[0].question == 2
    assert refusal(waiting, of("kenya", lambda request: AmendRequest(request, question=3))) == Reason.UNKNOWN_QUESTION
    # Of a segment that the programme has no more, those that the room was asked.
    left_out = after(waiting, ends("panel"), secretariat(programme(version="later", segments=SEGMENTS[2:])))
    amended = after(left_out, of("kenya", lambda request: AmendRequest(request, question=2)))
    assert amended.lists["panel"].waiting[0].question == 2
    assert refusal(left_out, of("kenya", lambda request: AmendRequest(request, question=3))) == Reason.UNKNOWN_QUESTION


def test_to_whom_somebody_reacts_is_kept_changed_and_cleared() -> None:
    spoke = after(KENYA_SPEAKS, gives_back(), asks("fiji"), calls_next(), gives_back())
    kenya, fiji = (turn.id for turn in spoke.turns)

    def about(state: RoomState) -> str | None:
        return next(one.about for one in state.lists["panel"].waiting if one.speaker.delegation == "peru")

    waiting = after(spoke, asks("peru", about=kenya))
    assert about(waiting) == kenya
    assert about(after(waiting, of("peru", lambda request: AmendRequest(request, person="A. Person")))) == kenya
    assert about(after(waiting, of("peru", lambda request: AmendRequest(request, about=fiji)))) == fiji
    assert about(after(waiting, of("peru", lambda request: AmendRequest(request, about=None)))) is None


def test_all_that_the_desk_says_of_a_speaker_is_kept() -> None:
    spoke = after(KENYA_SPEAKS, gives_back(), later(5), secretariat(SetQuestions("panel", ("One?", "Two?"))))
    said: dict[str, Any] = {
        "about": spoke.turns[0].id,
        "question": 2,
        "language": "Fijian",
        "rank": Rank.MINISTER,
        "joint": ("nepal", "peru"),
        "scheduled_at": AT + timedelta(hours=1),
    }
    names: dict[str, Any] = {"person": "A. Person", "title": "Minister"}
    added = after(spoke, adds("fiji", Capacity.GROUP, "Rio Group", **said, **names)).lists["panel"].waiting[0]
    assert added == FloorRequest(
        id=f"r{spoke.position + 1}",
        speaker=Speaker({"en": "Fiji"}, "fiji", Category.MEMBER_STATE, **names),
        requested_at=AT + timedelta(seconds=5),
        requested_by=DESK.id,
        capacity=Capacity.GROUP,
        on_behalf_of="Rio Group",
        from_desk=True,
        **said,
    )


def test_a_reply_is_counted_at_the_desk_as_on_a_phone() -> None:
    formal = secretariat(programme(segments=(replace(PANEL, procedure=Procedure.FORMAL),)))
    heard = after(NOTHING, formal, starts("panel"), goes_to("floor"))
    for _ in range(2):
        heard = after(heard, adds("kenya", kind=REPLY), picks("kenya"), gives_back())
    no = refused(heard, adds("kenya", kind=REPLY))
    assert (no.reason, no.detail) == (Reason.REPLIES_EXHAUSTED, {"replies": 2})
    assert after(heard, adds("fiji", kind=REPLY)).lists["panel"].replies


def test_phones_do_not_ask_where_the_procedure_has_the_desk_ask_and_the_segment_is_named() -> None:
    solemn = secretariat(programme(segments=(replace(PANEL, procedure=Procedure.CEREMONY),)))
    opened = after(NOTHING, solemn, starts("panel"), goes_to("floor"), opens_list())
    no = refused(opened, asks("kenya"))
    assert (no.reason, no.detail) == (Reason.LIST_NOT_TAKEN, {"segment": "panel"})
    assert order(after(opened, adds("kenya"))) == ["kenya"]


def test_a_delegation_that_took_three_requests_back_waits_until_five_minutes_after_the_first() -> None:
    thrice = [step for _ in range(3) for step in (asks("kenya"), withdraws("kenya"))]
    no = refused(OPEN, *thrice, later(299), asks("kenya"))
    assert (no.reason, no.detail) == (Reason.COOLING_DOWN, {"seconds": 2})
    assert order(after(OPEN, *thrice, later(300), asks("kenya"))) == ["kenya"]


def test_a_request_that_is_set_aside_is_taken_back_and_nothing_else_is_done_with_it() -> None:
    aside = after(OPEN, asks("kenya"), without("kenya"))
    (gone,) = aside.lists["panel"].aside
    kenya = badge("kenya")
    no = refused(aside, by(kenya, TakeOverRequest(gone.request.id)))
    assert (no.reason, no.detail) == (Reason.UNKNOWN_REQUEST, {"request": gone.request.id})
    assert after(aside, by(kenya, WithdrawRequest(gone.request.id))).lists["panel"].aside == ()


def test_of_what_is_set_aside_no_point_is_dismissed_and_no_claim_settled() -> None:
    for asked, settles in (
        (asks("kenya", kind=POINT), DismissPoint),
        (asks("kenya", Capacity.GROUP, "Nobody's"), VerifyCapacity),
    ):
        waits = after(OPEN, asked)
        request = waits.lists["panel"].points[0] if settles is DismissPoint else waits.lists["panel"].waiting[0]
        assert refusal(after(waits, without("kenya")), secretariat(settles(request.id))) == Reason.UNKNOWN_REQUEST


def test_a_claim_that_is_settled_and_a_place_that_is_held_are_named_to_whoever_settles_or_cedes_them() -> None:
    waiting = after(OPEN, asks("kenya"), asks("fiji"))
    kenya, fiji = (request.id for request in waiting.lists["panel"].waiting)
    no = refused(waiting, secretariat(VerifyCapacity(kenya)))
    assert (no.reason, no.detail) == (Reason.NOTHING_CLAIMED, {"request": kenya})
    no = refused(waiting, secretariat(CedePlace(kenya, "fiji")))
    assert (no.reason, no.detail) == (Reason.ALREADY_ON_LIST, {"request": fiji})


def test_a_reply_is_ceded_to_a_delegation_that_has_one_left() -> None:
    formal = secretariat(programme(segments=(replace(PANEL, procedure=Procedure.FORMAL),)))
    heard = after(NOTHING, formal, starts("panel"), goes_to("floor"))
    for _ in range(2):
        heard = after(heard, adds("kenya", kind=REPLY), picks("kenya"), gives_back())
    asked = after(heard, adds("fiji", kind=REPLY))
    no = refused(asked, of("fiji", lambda request: CedePlace(request, "kenya")))
    assert (no.reason, no.detail) == (Reason.REPLIES_EXHAUSTED, {"replies": 2})
    ceded = after(asked, of("fiji", lambda request: CedePlace(request, "peru")))
    assert ceded.lists["panel"].replies[0].speaker.delegation == "peru"


def test_a_joint_statement_is_made_with_delegations_that_there_are() -> None:
    waiting = after(OPEN, asks("kenya"))
    joined = after(waiting, of("kenya", lambda request: AmendRequest(request, joint=("fiji",))))
    assert joined.lists["panel"].waiting[0].joint == ("fiji",)
    no = refused(waiting, of("kenya", lambda request: AmendRequest(request, joint=("fiji", "atlantis"))))
    assert (no.reason, no.detail) == (Reason.UNKNOWN_DELEGATION, {"delegation": "atlantis"})


def test_a_delegation_takes_back_the_title_that_it_gave() -> None:
    titled = after(OPEN, asks("kenya", person="A. Person", title="Minister"))
    assert titled.lists["panel"].waiting[0].announced_title == "Minister"
    cleared = after(titled, of("kenya", lambda request: AmendRequest(request, title=None), badge("kenya")))
    assert cleared.lists["panel"].waiting[0].announced_title is None
    assert cleared.lists["panel"].waiting[0].announced == "A. Person"


def test_of_a_place_that_is_ceded_nothing_stays_but_the_place() -> None:
    waiting = after(OPEN, asks("kenya"), asks("peru"))
    listed = waiting.lists["panel"]
    all_said = replace(
        listed.waiting[0],
        capacity=Capacity.GROUP,
        on_behalf_of="G77",
        verified=False,
        joint=("nepal",),
        rank=Rank.MINISTER,
        announced="A. Person",
        announced_title="Minister",
        ready=True,
        absences=2,
        language="fr",
    )
    state = replace(waiting, lists={"panel": replace(listed, waiting=(all_said, listed.waiting[1]))})
    ceded = after(state, of("kenya", lambda request: CedePlace(request, "fiji"))).lists["panel"].waiting[0]
    plain = replace(listed.waiting[0], speaker=ceded.speaker, handling=Handling.CEDED, language="fr")
    assert ceded == plain
    assert ceded.speaker.delegation == "fiji"


def test_who_would_stand_earlier_by_the_order_is_proposed_by_the_order_of_this_conference() -> None:
    iom, kenya, fiji = after(OPEN, adds("iom"), adds("kenya"), adds("fiji")).lists["panel"].waiting
    protocol, usual = OrderPolicy.PROTOCOL, precedence.USUAL
    ours: dict[str, int] = {Category.UN_SYSTEM: 0, Category.MEMBER_STATE: 1}
    assert precedence.misplaced((iom, kenya, fiji), protocol, usual) == {kenya.id: iom.id, fiji.id: iom.id}
    assert precedence.misplaced((iom, kenya, fiji), protocol, ours) == {}
    assert precedence.misplaced((kenya, iom, fiji), protocol, ours) == {iom.id: kenya.id}
    assert precedence.misplaced((iom, kenya, fiji), OrderPolicy.INSCRIPTION, usual) == {}
    moved = replace(iom, handling=Handling.MOVED)
    assert precedence.misplaced((moved, kenya, iom, fiji), protocol, usual) == {fiji.id: iom.id}
    assert precedence.misplaced((moved, kenya, fiji), protocol, usual) == {}


def test_a_phase_that_runs_is_named_to_whoever_starts_it_again() -> None:
    no = refused(OPEN, secretariat(StartPhase("floor", "floor")))
    assert (no.reason, no.detail) == (Reason.PHASE_ALREADY_RUNNING, {"phase": "floor"})
    assert after(OPEN, ends("panel")).rundown.phase_started_at is None


def test_a_group_without_an_english_name_is_known_by_its_first() -> None:
    assert groups.name_of({"en": "Group", "fr": "Groupe"}) == "Group"
    assert groups.name_of({"fr": "Groupe", "es": "Grupo"}) == "Groupe"


# What is said twice, and what the programme has no more


def test_the_same_message_again_is_nothing_new_and_another_is() -> None:
    told = after(OPEN, secretariat(SendMessage(Target.HALL, Prepared.TAKE_SEATS)))
    assert entries(told, later(5), secretariat(SendMessage(Target.HALL, Prepared.TAKE_SEATS))) == []
    for other in (SendMessage(Target.PODIUM, Prepared.TAKE_SEATS), SendMessage(Target.HALL, text="Please sit")):
        assert len(entries(told, secretariat(other))) == 1


def test_a_list_whose_segment_is_gone_is_kept_in_its_order() -> None:
    kept = after(OPEN, asks("kenya"), ends("panel"), secretariat(programme(version="without", segments=SEGMENTS[2:])))
    assert speakers.kept_by(kept, "panel") is OrderPolicy.INSCRIPTION
    ranked = replace(kept, lists={"panel": replace(kept.lists["panel"], policy=OrderPolicy.PROTOCOL)})
    assert speakers.kept_by(ranked, "panel") is OrderPolicy.PROTOCOL


def test_who_is_settled_as_rapporteur_is_settled() -> None:
    written = replace(PANEL, rapporteurs=(slot("writer"),))
    state = after(
        NOTHING, secretariat(programme(segments=(written,))), secretariat(ResolveSlot("writer", person="B. Z."))
    )
    assert state.rundown.segments[0].rapporteurs[0].person == "B. Z."


def test_a_category_that_the_conference_does_not_know_goes_last_by_protocol() -> None:
    iom, kenya = after(OPEN, adds("iom"), adds("kenya")).lists["panel"].waiting
    ours: dict[str, int] = {Category.MEMBER_STATE: 0}
    assert precedence.arranged((iom, kenya), OrderPolicy.PROTOCOL, ours) == (kenya, iom)
    assert precedence.key(iom, OrderPolicy.PROTOCOL, ours)[1] == 1


def test_times_of_lists_are_taken_from_a_new_programme_also_after_a_segment_that_is_over() -> None:
    over = after(PUBLISHED, starts("welcome"), ends("welcome"))
    opens = AT + timedelta(hours=1)
    timed = tuple(replace(one, list_opens_at=opens) if one.id in ("welcome", "panel") else one for one in SEGMENTS)
    state = after(over, secretariat(programme(version="timed", segments=timed)))
    assert {name: listed.opens_at for name, listed in state.lists.items()} == {"panel": opens}


# Who may


def test_the_whole_record_is_read_by_those_who_conduct_or_report_where_it_is_theirs() -> None:
    everywhere, here = Actor("user:1", Role.OPERATOR), Actor("user:2", Role.RAPPORTEUR, rooms=frozenset({"plenary"}))
    assert [may_read_record(everywhere, room) for room in ("plenary", "annex", None)] == [True, True, True]
    assert [may_read_record(here, room) for room in ("plenary", "annex", None)] == [True, False, False]
    assert not any(may_read_record(badge("kenya"), room) for room in ("plenary", None))


def test_what_is_asked_is_asked_in_a_room_of_ones_own_and_of_a_report_of_ones_own() -> None:
    here = Actor("user:2", Role.RAPPORTEUR, rooms=frozenset({"plenary"}), segments=frozenset({"group-work"}))
    permit(here, SubmitReport("group-work"), "plenary")
    for command, room in (
        (SubmitReport("group-work"), "annex"),
        (SubmitReport("panel"), "plenary"),
        (OpenList(), "plenary"),
    ):
        with pytest.raises(Refused, match="not_permitted"):
            permit(here, command, room)


def test_whoever_has_a_room_sees_that_room_and_sets_nothing_up() -> None:
    here = Actor("user:here", Role.OPERATOR, rooms=frozenset({"plenary"}))
    assert may_see(here, View.CONTROL, "plenary")
    assert not may_see(here, View.CONTROL, "annex")
    assert not may_see(replace(here, role=Role.INTERPRETER), View.CONTROL, "plenary")
    assert may_set_up(replace(here, rooms=None), Act.PUBLISH)
    assert not may_set_up(here, Act.PUBLISH)
    assert not may_set_up(replace(here, rooms=None), Act.ACCOUNTS)
    assert [badge_number(actor) for actor in ("badge:fiji-2", "badge:fiji-x", "user:clerk-2", None)] == [
        2,
        None,
        None,
        None,
    ]


@pytest.mark.parametrize("state", [NOTHING, PUBLISHED])
def test_a_role_decides_in_the_rooms_where_it_is_held_also_of_a_room_that_is_new(state: RoomState) -> None:
    anew = replace(programme(version="anew"), instead_of=None)
    here = Actor("user:here", Role.OPERATOR, rooms=frozenset({"plenary"}))
    assert after(state, by(here, anew)).version == "anew"
    for other in (replace(here, rooms=frozenset({"annex"})), replace(here, role=Role.MODERATOR)):
        assert refusal(state, by(other, anew)) == Reason.NOT_PERMITTED


# Forecasts


@pytest.mark.parametrize(("left", "each"), [(100, forecast.SHORTEST), (99, None)])
def test_nobody_is_proposed_less_than_half_a_minute(left: int, each: int | None) -> None:
    late = (PANEL.ends_at - AT).total_seconds() - left
    seen = forecast.forecast(after(OPEN, later(late), adds("kenya"), adds("fiji")), PANEL)
    assert seen is not None
    assert (seen.of, seen.fit, seen.all_fit_at) == (2, 0, each)


def test_whoever_takes_no_time_at_all_takes_that_of_a_changeover() -> None:
    phases = tuple(replace(one, time_limit=None) for one in PANEL.phases)
    endless = secretariat(programme(segments=(replace(PANEL, phases=phases),)))
    state = after(NOTHING, endless, starts("panel"), goes_to("floor"), opens_list())
    assert forecast.pace(state, state.rundown.segments[0]) is None
    for _ in range(forecast.OBSERVED_TURNS + 1):
        state = after(state, adds("kenya"), calls_next(), gives_back())
    assert forecast.pace(state, state.rundown.segments[0]) == forecast.CHANGEOVER // forecast.OBSERVED_TURNS


# Rehearsals (case 51)


def test_a_rehearsal_begins_in_a_room_in_which_nothing_runs_and_nobody_speaks() -> None:
    no = refused(PANEL_RUNS, secretariat(BeginRehearsal()))
    assert (no.reason, no.detail) == (Reason.SEGMENT_ALREADY_RUNNING, {"segment": "panel"})
    speaking = replace(PUBLISHED, floor=KENYA_SPEAKS.floor)
    assert speaking.floor is not None
    no = refused(speaking, secretariat(BeginRehearsal()))
    assert (no.reason, no.detail) == (Reason.FLOOR_MOVED_ON, {"intervention": speaking.floor.id})


def test_a_rehearsal_is_called_by_the_millisecond_at_which_it_began() -> None:
    state = after(PUBLISHED, later(1.25), secretariat(BeginRehearsal()))
    began = AT + timedelta(seconds=1.25)
    assert state.rehearsing == Rehearsal(f"{began:%Y%m%dT%H%M%S}250", began)


# When something was asked


def test_a_clock_may_be_ahead_by_as_much_as_clocks_differ_and_no_more() -> None:
    asked_in_time(PANEL_RUNS, AT + CLOCKS_DIFFER, AT)
    with pytest.raises(Refused) as no:
        asked_in_time(PANEL_RUNS, AT + CLOCKS_DIFFER + timedelta(milliseconds=1), AT)
    assert (no.value.reason, no.value.detail) == (Reason.OUT_OF_RANGE, {"field": "asked_at"})


def test_what_was_carried_out_is_remembered_by_pages_and_forgotten_by_pages() -> None:
    def remembering(*pages: CarriedOut, at: datetime = AT) -> RoomState:
        return repeated.with_carried_out(replace(PANEL_RUNS, carried_out=pages), "desk", "c9", 9, at)

    new = {("desk", "c9"): 9}
    full = {("desk", f"c{n}"): n for n in range(PAGE)}
    started = remembering()
    assert (started.carried_out, started.forgotten) == ((CarriedOut(AT, new),), PANEL_RUNS.forgotten)
    almost = dict(list(full.items())[1:])
    assert remembering(CarriedOut(AT, almost)).carried_out == (CarriedOut(AT, almost | new),)
    assert remembering(CarriedOut(AT, full)).carried_out == (CarriedOut(AT, full), CarriedOut(AT, new))
    assert repeated.carried_out(remembering(CarriedOut(AT, full)), "desk", "c9") == 9, "the latest of that name"
    now = AT + REMEMBERED_FOR
    kept = remembering(CarriedOut(AT, full), at=now)
    assert (len(kept.carried_out), kept.forgotten) == (2, PANEL_RUNS.forgotten)
    late = remembering(CarriedOut(AT, full), CarriedOut(AT + timedelta(seconds=1), full), at=now + timedelta(seconds=1))
    assert (len(late.carried_out), late.forgotten) == (2, AT)
    many = tuple(CarriedOut(AT + timedelta(seconds=n), full if n == PAGES - 1 else {}) for n in range(PAGES))
    flooded = remembering(*many, at=AT + timedelta(seconds=PAGES))
    assert (flooded.carried_out[:-1], flooded.forgotten) == (many[1:], AT)
    assert len(remembering(*many[:-1], at=AT).carried_out) == PAGES - 1, "there is room on the last page"


def test_what_is_forgotten_stays_so_when_an_act_is_taken_back_and_acts_remember_nothing_of_it() -> None:
    closed = after(replace(OPEN, forgotten=AT), closes_list())
    before = closed.acts[-1].before
    assert (before.acts, before.since, before.carried_out, before.forgotten) == ((), (), (), None)
    back = after(closed, undoes())
    assert back.forgotten == AT
    assert back.carried_out[-1].positions.keys() > closed.carried_out[-1].positions.keys()


def test_whoever_asks_too_late_is_told_within_which_time() -> None:
    with pytest.raises(Refused) as no:
        asked_in_time(PANEL_RUNS, AT - REPEATED_FOR - timedelta(milliseconds=1), AT)
    assert (no.value.reason, no.value.detail) == (Reason.ASKED_TOO_LONG_AGO, {"seconds": 600})
    asked_in_time(PANEL_RUNS, AT - REPEATED_FOR, AT)


def test_what_was_asked_within_the_difference_of_clocks_from_what_is_forgotten_is_refused() -> None:
    forgetful = replace(PANEL_RUNS, forgotten=AT)
    for asked_at in (AT - CLOCKS_DIFFER, AT, AT + CLOCKS_DIFFER):
        with pytest.raises(Refused, match="asked_too_long_ago"):
            asked_in_time(forgetful, asked_at, AT + CLOCKS_DIFFER)
    asked_in_time(forgetful, AT + CLOCKS_DIFFER + timedelta(milliseconds=1), AT + CLOCKS_DIFFER)
    assert repeated.carried_out(forgetful, "nobody", "nothing") is None
