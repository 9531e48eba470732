"""Who may ask what, and who may see what: every cell of two tables."""

from typing import get_args

from live.room.authority import PUBLIC, Act, Actor, Role, View, may_see, may_set_up, permit
from live.room.commands import (
    AcceptRequests,
    AddNote,
    AddSlot,
    AddSpeaker,
    AdjournMeeting,
    AmendRequest,
    AnyCommand,
    BeginRehearsal,
    CallDelegation,
    CallNextSpeaker,
    CallSecretariat,
    CallSpeaker,
    CarriedReport,
    CarriedRequest,
    CarryOutPlan,
    CarryOver,
    CedePlace,
    ClearList,
    ClearMessage,
    CloseList,
    ContinueWithoutInterpretation,
    CorrectPerson,
    CorrectSpeaker,
    DeclineFloor,
    DismissPoint,
    DrawLots,
    EndIntervention,
    EndSegment,
    ExtendTime,
    LogIntervention,
    MarkAbsent,
    MarkReady,
    MoveRequest,
    OpenList,
    PauseClock,
    ReceiveReport,
    ReleaseRequests,
    ReopenReport,
    RequestFloor,
    ResetRehearsal,
    ResolveSlot,
    ResumeClock,
    ResumeMeeting,
    SaveBullets,
    SendMessage,
    SetBatch,
    SetOrder,
    SetQuestions,
    SetTimeLimit,
    ShowQuestion,
    ShowReport,
    StartClock,
    StartPhase,
    StartSegment,
    SubmitReport,
    SuspendMeeting,
    SwapRequests,
    TakeOverRequest,
    Undo,
    VerifyCapacity,
    WithdrawRequest,
    YieldTime,
)
from live.room.model.plan import Capacity, Category, OrderPolicy
from live.room.model.reports import Heading, Prepared, Target
from live.room.refusals import Reason, Refused
from tests.given import (
    AT,
    NOTHING,
    OPEN,
    PUBLISHED,
    after,
    asks,
    badge,
    by,
    order,
    programme,
    refusal,
    request_of,
)

COMMANDS: dict[str, AnyCommand] = {
    "publish_programme": programme(),
    "carry_out_plan": CarryOutPlan(),
    "start_segment": StartSegment("panel"),
    "end_segment": EndSegment("panel"),
    "start_phase": StartPhase("floor"),
    "open_list": OpenList(),
    "close_list": CloseList(),
    "request_floor": RequestFloor(),
    "withdraw_request": WithdrawRequest("r1"),
    "add_speaker": AddSpeaker("kenya"),
    "call_next_speaker": CallNextSpeaker("r1"),
    "start_clock": StartClock("r1"),
    "pause_clock": PauseClock("r1"),
    "resume_clock": ResumeClock("r1"),
    "extend_time": ExtendTime("r1", 60),
    "end_intervention": EndIntervention("r1"),
    "undo": Undo(1),
    "suspend_meeting": SuspendMeeting(900),
    "adjourn_meeting": AdjournMeeting(),
    "begin_rehearsal": BeginRehearsal(),
    "reset_rehearsal": ResetRehearsal("20171204T170000000"),
    "resume_meeting": ResumeMeeting(),
    "continue_without_interpretation": ContinueWithoutInterpretation(),
    "set_time_limit": SetTimeLimit(90, "floor", Category.NGO, Capacity.NATIONAL),
    "set_batch": SetBatch(5),
    "set_order": SetOrder(OrderPolicy.PROTOCOL),
    "draw_lots": DrawLots("said aloud"),
    "move_request": MoveRequest("r1", ("r1", "r2"), "r2"),
    "swap_requests": SwapRequests("r1", "r2"),
    "carry_over": CarryOver("panel", "group-work"),
    "clear_list": ClearList("panel"),
    "release_requests": ReleaseRequests("panel", ("r1",), "breakout-1"),
    "accept_requests": AcceptRequests("breakout-1", (CarriedRequest("kenya", AT),)),
    "amend_request": AmendRequest("r1", person="A. Delegate"),
    "take_over_request": TakeOverRequest("r1"),
    "verify_capacity": VerifyCapacity("r1"),
    "mark_ready": MarkReady("r1"),
    "cede_place": CedePlace("r1", "fiji"),
    "dismiss_point": DismissPoint("r1"),
    "call_speaker": CallSpeaker("r1"),
    "call_delegation": CallDelegation("kenya"),
    "call_secretariat": CallSecretariat(),
    "correct_speaker": CorrectSpeaker("r1", "fiji"),
    "mark_absent": MarkAbsent("r1"),
    "decline_floor": DeclineFloor("r1"),
    "yield_time": YieldTime("r1", "fiji"),
    "resolve_slot": ResolveSlot("president"),
    "add_slot": AddSlot("openings", "Mayor"),
    "add_note": AddNote("r1", AT, "Handed in"),
    "correct_person": CorrectPerson("r1", AT, "A. Delegate"),
    "save_bullets": SaveBullets("group-work", Heading.COMMITMENTS, ("Recognise skills",)),
    "submit_report": SubmitReport("group-work"),
    "reopen_report": ReopenReport("group-work"),
    "receive_report": ReceiveReport("breakout-1", "d2-group-1", CarriedReport(submitted_at=AT)),
    "show_report": ShowReport("group-work"),
    "set_questions": SetQuestions("panel", ("What was learned?",)),
    "show_question": ShowQuestion(1),
    "send_message": SendMessage(Target.PODIUM, Prepared.ONE_MINUTE),
    "clear_message": ClearMessage(Target.PODIUM),
    "log_intervention": LogIntervention("kenya", AT, 90),
}

ASK = """
                   administrator operator presiding_officer moderator rapporteur head_of_delegation delegate interpreter screen public
publish_programme  yes           yes      -                 -         -          -                  -        -           -      -
carry_out_plan     yes           yes      -                 -         -          -                  -        -           -      -
start_segment      yes           yes      yes               yes       -          -                  -        -           -      -
end_segment        yes           yes      yes               yes       -          -                  -        -           -      -
start_phase        yes           yes      yes               yes       -          -                  -        -           -      -
open_list          yes           yes      yes               yes       -          -                  -        -           -      -
close_list         yes           yes      yes               yes       -          -                  -        -           -      -
request_floor      -             -        -                 -         -          yes                yes      -           -      -
withdraw_request   yes           yes      yes               yes       -          yes                yes      -           -      -
add_speaker        yes           yes      yes               yes       -          -                  -        -           -      -
call_next_speaker  yes           yes      yes               yes       -          -                  -        -           -      -
start_clock        yes           yes      yes               yes       -          -                  -        -           -      -
pause_clock        yes           yes      yes               yes       -          -                  -        -           -      -
resume_clock       yes           yes      yes               yes       -          -                  -        -           -      -
extend_time        yes           yes      yes               yes       -          -                  -        -           -      -
end_intervention   yes           yes      yes               yes       -          -                  -        -           -      -
undo               yes           yes      yes               yes       -          -                  -        -           -      -
suspend_meeting    yes           yes      yes               yes       -          -                  -        -           -      -
begin_rehearsal    yes           yes      -                 yes       -          -                  -        -           -      -
reset_rehearsal    yes           yes      -                 yes       -          -                  -        -           -      -
adjourn_meeting    yes           yes      yes               yes       -          -                  -        -           -      -
resume_meeting     yes           yes      yes               yes       -          -                  -        -           -      -
continue_without_interpretation yes           yes      yes               yes       -          -                  -        -           -      -
set_time_limit     yes           yes      yes               yes       -          -                  -        -           -      -
set_batch          yes           yes      yes               yes       -          -                  -        -           -      -
set_order          yes           yes      yes               yes       -          -                  -        -           -      -
draw_lots          yes           yes      yes               yes       -          -                  -        -           -      -
move_request       yes           yes      yes               yes       -          -                  -        -           -      -
swap_requests      yes           yes      yes               yes       -          -                  -        -           -      -
carry_over         yes           yes      yes               yes       -          -                  -        -           -      -
clear_list         yes           yes      yes               yes       -          -                  -        -           -      -
release_requests   yes           yes      yes               yes       -          -                  -        -           -      -
accept_requests    yes           yes      yes               yes       -          -                  -        -           -      -
verify_capacity    yes           yes      yes               yes       -          -                  -        -           -      -
dismiss_point      yes           yes      yes               yes       -          -                  -        -           -      -
call_speaker       yes           yes      yes               yes       -          -                  -        -           -      -
call_delegation    yes           yes      yes               yes       -          -                  -        -           -      -
call_secretariat   yes           yes      yes               yes       -          -                  -        -           -      -
correct_speaker    yes           yes      yes               yes       -          -                  -        -           -      -
mark_absent        yes           yes      yes               yes       -          -                  -        -           -      -
yield_time         yes           yes      yes               yes       -          -                  -        -           -      -
log_intervention   yes           yes      yes               yes       -          -                  -        -           -      -
amend_request      yes           yes      yes               yes       -          yes                yes      -           -      -
mark_ready         yes           yes      yes               yes       -          yes                yes      -           -      -
decline_floor      yes           yes      yes               yes       -          yes                yes      -           -      -
take_over_request  -             -        -                 -         -          yes                yes      -           -      -
cede_place         yes           yes      yes               yes       -          yes                -        -           -      -
resolve_slot       yes           yes      yes               yes       -          -                  -        -           -      -
add_slot           yes           yes      yes               yes       -          -                  -        -           -      -
add_note           yes           yes      -                 -         -          -                  -        -           -      -
correct_person     yes           yes      -                 -         -          -                  -        -           -      -
reopen_report      yes           yes      yes               yes       -          -                  -        -           -      -
receive_report     yes           yes      yes               yes       -          -                  -        -           -      -
show_report        yes           yes      yes               yes       -          -                  -        -           -      -
set_questions      yes           yes      yes               yes       -          -                  -        -           -      -
show_question      yes           yes      yes               yes       -          -                  -        -           -      -
send_message       yes           yes      yes               yes       -          -                  -        -           -      -
clear_message      yes           yes      yes               yes       -          -                  -        -           -      -
save_bullets       yes           yes      yes               yes       yes        -                  -        -           -      -
submit_report      yes           yes      yes               yes       yes        -                  -        -           -      -
"""  # noqa: E501  a table is read across

SEE = """
              administrator operator presiding_officer moderator rapporteur head_of_delegation delegate interpreter screen public
hall          yes           yes      yes               yes       yes        yes                yes      yes         yes    yes
podium        yes           yes      yes               yes       yes        yes                yes      yes         yes    yes
interpreters  yes           yes      yes               yes       yes        yes                yes      yes         yes    yes
overlay       yes           yes      yes               yes       yes        yes                yes      yes         yes    yes
phone         yes           yes      yes               yes       -          yes                yes      -           -      -
rapporteur    yes           yes      yes               yes       yes        -                  -        -           -      -
control       yes           yes      yes               yes       -          -                  -        -           -      -
proceedings   yes           yes      yes               yes       yes        yes                yes      -           -      -
"""  # noqa: E501

Cell = tuple[str, str, bool]


SET_UP = """
              administrator operator presiding_officer moderator rapporteur head_of_delegation delegate interpreter screen public
read_files    yes           yes      -                 -         -          -                  -        -           -      -
take_in       yes           yes      -                 -         -          -                  -        -           -      -
edit          yes           yes      -                 -         -          -                  -        -           -      -
badges        yes           yes      -                 -         -          -                  -        -           -      -
publish       yes           yes      -                 -         -          -                  -        -           -      -
accounts      yes           -        -                 -         -          -                  -        -           -      -
"""  # noqa: E501


def cells(table: str) -> list[Cell]:
    heading, *rows = table.strip().splitlines()
    return [
        (row.split()[0], role, answer == "yes")
        for row in rows
        for role, answer in zip(heading.split(), row.split()[1:], strict=True)
    ]


def permitted(actor: Actor, command: AnyCommand, room: str) -> bool:
    try:
        permit(actor, command, room)
    except Refused as no:
        assert no.reason == Reason.NOT_PERMITTED
        return False
    return True


def test_who_may_ask_what() -> None:
    said = [
        (command, role, permitted(Actor("somebody", Role(role)), COMMANDS[command], "plenary"))
        for command, role, _ in cells(ASK)
    ]
    assert said == cells(ASK)


def test_who_may_see_what() -> None:
    said = [(view, role, may_see(Actor("somebody", Role(role)), View(view), "plenary")) for view, role, _ in cells(SEE)]
    assert said == cells(SEE)


def test_who_may_do_what_on_the_set_up_pages() -> None:
    said = [(act, role, may_set_up(Actor("somebody", Role(role)), Act(act))) for act, role, _ in cells(SET_UP)]
    assert said == cells(SET_UP)
    of_one_room = {role: Actor("somebody", Role(role), rooms=frozenset({"plenary"})) for _, role, _ in said}
    assert [(act, role) for act, role, _ in said if may_set_up(of_one_room[role], Act(act))] == []


def test_the_tables_leave_out_no_command_no_view_and_no_role() -> None:
    assert {row for row, _, _ in cells(ASK)} == {kind.__struct_config__.tag for kind in get_args(AnyCommand)}
    assert {row for row, _, _ in cells(SEE)} == set(View)
    assert {row for row, _, _ in cells(SET_UP)} == set(Act)
    assert {role for _, role, _ in cells(SET_UP)} == set(Role)
    assert {role for _, role, _ in cells(ASK)} == {role for _, role, _ in cells(SEE)} == set(Role)


def test_nobody_may_ask_anything_of_a_room_that_is_not_theirs() -> None:
    others = [Actor("somebody", role, rooms=frozenset({"breakout-1"})) for role in Role]
    assert [
        (name, actor.role)
        for name, command in COMMANDS.items()
        for actor in others
        if permitted(actor, command, "plenary")
    ] == []


def test_nobody_sees_a_room_that_is_not_theirs() -> None:
    others = [Actor("somebody", role, rooms=frozenset({"breakout-1"})) for role in Role]
    assert [(view, actor.role) for view in View for actor in others if may_see(actor, view, "plenary")] == []


def test_a_role_held_in_one_room_holds_there() -> None:
    moderator = Actor("user:moderator", Role.MODERATOR, rooms=frozenset({"plenary"}))
    assert permitted(moderator, OpenList(), "plenary")
    assert may_see(moderator, View.CONTROL, "plenary")


def test_whoever_comes_in_unknown_is_the_public() -> None:
    assert (PUBLIC.role, PUBLIC.delegation, PUBLIC.rooms) == (Role.PUBLIC, None, None)


# Through the switchboard


def test_the_room_asks_for_permission_before_anything_else() -> None:
    assert refusal(OPEN, by(PUBLIC, StartSegment("no such segment"))) == Reason.NOT_PERMITTED
    assert refusal(PUBLISHED, by(badge("kenya"), CallNextSpeaker("r1"))) == Reason.NOT_PERMITTED


def test_permission_is_asked_for_in_the_room_that_the_programme_names() -> None:
    elsewhere = Actor("user:moderator", Role.OPERATOR, rooms=frozenset({"breakout-1"}))
    assert refusal(PUBLISHED, by(elsewhere, OpenList("panel"))) == Reason.NOT_PERMITTED
    assert refusal(NOTHING, by(elsewhere, programme())) == Reason.NOT_PERMITTED
    assert after(NOTHING, by(elsewhere, programme(room="breakout-1"))).version == "first"


def test_before_a_programme_nothing_can_be_asked_but_one() -> None:
    for name, command in COMMANDS.items():
        if name != "publish_programme":
            assert refusal(NOTHING, by(Actor("user:a", Role.ADMINISTRATOR), command)) == Reason.NO_PROGRAMME
    assert refusal(NOTHING, by(PUBLIC, programme())) == Reason.NOT_PERMITTED


def test_a_delegate_asks_for_their_own_delegation_and_no_other() -> None:
    assert order(after(OPEN, asks("kenya", number=4))) == ["kenya"]


def test_a_delegate_without_a_delegation_takes_nobody_off_the_list() -> None:
    state = after(OPEN, asks("kenya"))
    nobody = Actor("badge:nobody", Role.DELEGATE)
    assert refusal(state, by(nobody, WithdrawRequest(request_of(state, "kenya")))) == Reason.NOT_PERMITTED


def test_whoever_presides_takes_any_delegation_off_the_list_also_if_they_have_one_of_their_own() -> None:
    state = after(OPEN, asks("kenya"))
    presiding = Actor("badge:fiji-1", Role.PRESIDING_OFFICER, delegation="fiji")
    assert order(after(state, by(presiding, WithdrawRequest(request_of(state, "kenya"))))) == []
