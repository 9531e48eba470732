"""What a programme has happen by itself: lists open and close at its times, questions are given to all at theirs."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from live.proceedings.folding import proceedings_of
from live.proceedings.occurrences import OccurrenceKind
from live.room.authority import PROGRAMME
from live.room.commands import CarryOutPlan, CloseList, OpenList, SetQuestions
from live.room.model.state import ListStatus, RoomState
from live.room.refusals import Reason
from live.room.rules import planned
from live.room.views.control import control_view
from live.room.views.drawing import Drawing
from live.room.views.phone import PhoneView, phone_view
from live.room.views.timetable import timetable
from tests.given import (
    AT,
    NOTHING,
    PUBLISHED,
    SEGMENTS,
    Step,
    after,
    asks,
    by,
    entries,
    later,
    order,
    programme,
    refusal,
    secretariat,
    starts,
    undoes,
)

ASKED = ({"en": "What was learned?", "fr": "Qu’avons-nous appris ?"},)
TIME_COMES = by(PROGRAMME, CarryOutPlan())


def minute(number: int) -> datetime:
    return AT + timedelta(minutes=number)


def until(number: int) -> Step:
    return later(number * 60)


def publishes(
    version: str = "planned", opens: int | None = 30, closes: int | None = 90, out: int | None = None
) -> Step:
    """A programme whose panel, from minute 60 to 180, has a list and questions with times of their own."""
    times = [None if number is None else minute(number) for number in (opens, closes, out)]
    segments = tuple(
        replace(one, list_opens_at=times[0], list_closes_at=times[1], questions_at=times[2], questions=ASKED)
        if one.id == "panel"
        else one
        for one in SEGMENTS
    )
    return secretariat(programme(version=version, segments=segments))


PLANNED = after(NOTHING, publishes())


def phone(state: RoomState) -> PhoneView:
    return phone_view(state, "plenary", Drawing())


def status(state: RoomState) -> tuple[ListStatus, datetime | None, datetime | None]:
    listed = state.lists["panel"]
    return listed.status, listed.opens_at, listed.closes_at


def test_a_list_takes_requests_from_the_printed_opening_until_the_printed_closing_whoever_looks() -> None:
    assert refusal(PLANNED, until(29), asks("kenya", segment="panel")) is Reason.LIST_NOT_OPEN
    asked = after(PLANNED, until(30), asks("kenya", segment="panel"))
    assert order(asked, "panel") == ["kenya"]
    assert refusal(PLANNED, until(90), asks("kenya", segment="panel")) is Reason.LIST_CLOSED


def test_phones_and_the_programme_say_when_it_opens() -> None:
    shown = phone(PLANNED).list
    assert shown is not None
    assert (shown.segment, shown.status, shown.opens_at) == ("panel", ListStatus.NOT_OPEN, "2017-12-04T17:30:00.000Z")
    panel = next(one for one in timetable(PLANNED, "plenary").segments if one.id == "panel")
    assert (panel.list_opens_at, panel.list_closes_at) == ("2017-12-04T17:30:00.000Z", "2017-12-04T18:30:00.000Z")


def test_what_came_by_the_programme_is_written_down_once_and_is_in_the_record_and_nobodys_to_undo() -> None:
    assert entries(PLANNED, until(29), TIME_COMES) == []
    opened = entries(PLANNED, until(30), TIME_COMES, TIME_COMES)
    assert [type(event).__name__ for entry in opened for event in entry.events] == ["ListOpened"]
    state = after(PLANNED, until(30), TIME_COMES)
    assert status(state) == (ListStatus.OPEN, None, minute(90))
    closed = after(state, until(60), TIME_COMES)
    assert status(closed) == (ListStatus.CLOSED, None, None)
    assert closed.acts == ()
    assert planned.due(closed, minute(500)) == ()
    log = entries(NOTHING, publishes(), until(30), TIME_COMES, until(60), TIME_COMES)
    kinds = [(one.kind, one.at) for one in proceedings_of("plenary", log).occurrences]
    assert kinds == [(OccurrenceKind.LIST_OPENED, minute(30)), (OccurrenceKind.LIST_CLOSED, minute(90))]


def test_whoever_opens_early_keeps_the_printed_closing_and_whoever_calls_it_off_is_not_overruled() -> None:
    early = after(PLANNED, until(10), secretariat(OpenList("panel")))
    assert status(early) == (ListStatus.OPEN, None, minute(90))
    assert status(after(early, undoes())) == (ListStatus.OPEN, minute(30), minute(90))
    called_off = after(early, secretariat(OpenList("panel")))
    assert status(called_off) == (ListStatus.OPEN, None, None)
    again = after(called_off, publishes("another version"))
    assert status(again) == (ListStatus.OPEN, None, None), "the programme says what it said before"
    assert status(after(again, publishes("later", closes=100))) == (ListStatus.OPEN, None, minute(100))


def test_an_opening_is_called_off_by_closing_and_what_was_decided_since_then_is_kept_by_an_undo() -> None:
    closed = after(PLANNED, until(10), secretariat(CloseList("panel")))
    assert status(closed)[0] is ListStatus.CLOSED
    assert planned.due(closed, minute(300)) == ()
    early = after(NOTHING, publishes(opens=88), until(85), secretariat(OpenList("panel")), until(5), TIME_COMES)
    assert status(early)[0] is ListStatus.CLOSED
    assert status(after(early, undoes()))[0] is ListStatus.CLOSED, "what the programme did stays done"


def test_another_version_moves_the_times_to_come_and_takes_nothing_back() -> None:
    assert status(after(PLANNED, publishes("later", opens=40))) == (ListStatus.OPEN, minute(40), minute(90))
    assert status(after(PLANNED, publishes("never", opens=None, closes=None))) == (ListStatus.NOT_OPEN, None, None)
    opened = after(PLANNED, until(30), TIME_COMES)
    assert status(after(opened, publishes("later", opens=50))) == (ListStatus.OPEN, None, minute(90))
    closed = after(opened, until(60), TIME_COMES)
    assert status(after(closed, publishes("longer", closes=120)))[0] is ListStatus.CLOSED
    ended = after(PUBLISHED, starts("panel"), starts("group-work"))
    assert "panel" not in after(ended, publishes("too late")).lists


def test_times_that_the_room_announced_hold_where_the_programme_says_none_any_more() -> None:
    opening = after(PLANNED, secretariat(CloseList("panel")), secretariat(OpenList("panel", 600)))
    both = after(opening, publishes("other", opens=40), publishes("none", opens=None, closes=None))
    assert status(both) == (ListStatus.NOT_OPEN, None, None), "what the programme said last"
    announced = after(PLANNED, secretariat(OpenList("panel", 600)))
    assert status(announced) == (ListStatus.OPEN, minute(10), minute(90))
    assert status(after(announced, publishes("none", opens=None)))[:2] == (ListStatus.OPEN, minute(10))
    closing = after(PLANNED, until(30), TIME_COMES, secretariat(CloseList("panel", 600)))
    assert status(after(closing, publishes("none", closes=None))) == (ListStatus.OPEN, None, minute(40))


def test_questions_are_for_those_who_conduct_until_their_time_or_until_somebody_publishes_them() -> None:
    withheld = after(NOTHING, publishes(out=70), starts("panel"))
    assert phone(withheld).questions == ()
    shown = control_view(withheld, "plenary", Drawing())
    panel = shown.rundown.segments["panel"]
    assert (panel.questions, panel.questions_at) == (ASKED, "2017-12-04T18:10:00.000Z")
    assert phone(after(withheld, until(69), TIME_COMES)).questions == ()
    out = after(withheld, until(70), TIME_COMES)
    assert phone(out).questions == ASKED
    assert planned.due(out, minute(71)) == ()
    assert phone(after(out, publishes("later", out=170))).questions == ASKED, "what was given is not taken back"
    early = after(withheld, secretariat(SetQuestions("panel", ("What was learned?",))))
    assert phone(early).questions == ASKED, "in all its languages"
    assert phone(after(early, undoes())).questions == ()
    assert phone(after(NOTHING, publishes(out=None), starts("panel"))).questions == ASKED
