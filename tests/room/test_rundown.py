"""Segments and phases."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from live.room.authority import View
from live.room.commands import CallSpeaker, EndSegment, MarkAbsent, StartPhase, StartSegment, WithdrawRequest
from live.room.model.conference import ConferenceSettings
from live.room.model.events import (
    InterventionEnded,
    ListClosed,
    PhaseStarted,
    SegmentEnded,
    SegmentStarted,
)
from live.room.model.plan import Procedure, Segment
from live.room.model.state import ListStatus, Progress, RoomState, SegmentStatus
from live.room.model.turns import InterventionKind
from live.room.refusals import Reason
from live.room.rules import rundown
from live.room.rules.speakers import list_of
from live.room.views.foyer import foyer_view
from live.room.views.shared import stamp
from tests.given import (
    AT,
    CLOSING,
    GROUP,
    GROUP_WORK,
    KENYA_SPEAKS,
    LUNCH,
    NOTHING,
    OPEN,
    PANEL,
    PANEL_RUNS,
    PUBLISHED,
    SEGMENTS,
    WELCOME,
    Step,
    adds,
    after,
    asks,
    calls_next,
    closes_list,
    ends,
    entries,
    following,
    goes_to,
    later,
    on_floor,
    order,
    programme,
    refusal,
    refused,
    register,
    request_of,
    secretariat,
    speaking,
    starts,
    undoes,
)
from tests.room.test_views import shown


def here(state: RoomState) -> tuple[str | None, str | None]:
    return state.rundown.current, state.rundown.phase


def upcoming(state: RoomState) -> str | None:
    segment = rundown.upcoming(state)
    return segment.id if segment else None


# Segments


def test_nothing_happens_by_itself() -> None:
    assert here(PUBLISHED) == (None, None)


def test_a_segment_starts_with_its_first_phase() -> None:
    state = after(PUBLISHED, later(12), starts("panel"))
    at = AT + timedelta(seconds=12)
    assert here(state) == ("panel", "introduction")
    assert state.rundown.progress["panel"] == Progress(SegmentStatus.RUNNING, started_at=at)
    assert state.rundown.phase_started_at == at


def test_starting_a_segment_ends_the_one_that_runs() -> None:
    state = after(PUBLISHED, starts("welcome"), later(60), starts("panel"))
    assert here(state) == ("panel", "introduction")
    assert state.rundown.progress["welcome"] == Progress(SegmentStatus.ENDED, AT, AT + timedelta(seconds=60))


def test_segments_may_run_out_of_order() -> None:
    assert here(after(PUBLISHED, starts("closing"), starts("welcome"))) == ("welcome", "ceremony")


def test_a_segment_that_ended_may_be_taken_up_again() -> None:
    state = after(PANEL_RUNS, ends("panel"), starts("panel"))
    assert state.rundown.progress["panel"].status is SegmentStatus.RUNNING


def test_a_segment_on_its_way_out_gives_the_floor_back_and_closes_its_list() -> None:
    (entry,) = entries(KENYA_SPEAKS, starts("lunch"))
    assert entry.events == (
        InterventionEnded(f"r{OPEN.position + 1}"),
        ListClosed("panel"),
        SegmentEnded("panel"),
        SegmentStarted("lunch"),
        PhaseStarted("lunch", "meal"),
    )


def test_ending_a_segment_leaves_nothing_running() -> None:
    state = after(KENYA_SPEAKS, asks("fiji"), ends("panel"))
    assert (here(state), speaking(state)) == ((None, None), None)
    assert list_of(state, "panel").status is ListStatus.CLOSED


def test_whoever_was_not_heard_stays_on_the_list_of_a_segment_that_ended() -> None:
    assert order(after(OPEN, asks("kenya"), ends("panel")), "panel") == ["kenya"]


def test_a_list_that_was_closed_is_not_closed_again() -> None:
    (entry,) = entries(after(OPEN, closes_list()), ends("panel"))
    assert entry.events == (SegmentEnded("panel"),)


def test_a_segment_that_is_not_on_the_rundown_cannot_start() -> None:
    no = refused(PUBLISHED, starts("dinner"))
    assert (no.reason, no.detail) == (Reason.UNKNOWN_SEGMENT, {"segment": "dinner"})


def test_a_segment_that_runs_cannot_start() -> None:
    assert refusal(PANEL_RUNS, starts("panel")) == Reason.SEGMENT_ALREADY_RUNNING


def test_a_late_press_on_start_is_refused() -> None:
    no = refused(PANEL_RUNS, secretariat(StartSegment("lunch", expecting="welcome")))
    assert (no.reason, no.detail) == (Reason.SEGMENT_MOVED_ON, {"running": "panel"})
    no = refused(PUBLISHED, secretariat(StartSegment("lunch", expecting="welcome")))
    assert (no.reason, no.detail) == (Reason.SEGMENT_MOVED_ON, {})
    assert refusal(PANEL_RUNS, secretariat(StartSegment("lunch"))) == Reason.SEGMENT_MOVED_ON


def test_only_the_segment_that_runs_can_end() -> None:
    no = refused(PANEL_RUNS, secretariat(EndSegment("welcome")))
    assert (no.reason, no.detail) == (Reason.SEGMENT_MOVED_ON, {"running": "panel"})
    assert refusal(PUBLISHED, ends("panel")) == Reason.SEGMENT_NOT_RUNNING


# Phases


def test_phases_may_be_taken_in_any_order() -> None:
    assert here(after(PANEL_RUNS, goes_to("floor"), goes_to("openings"))) == ("panel", "openings")


def test_a_phase_remembers_when_it_started() -> None:
    assert after(PANEL_RUNS, later(90), goes_to("floor")).rundown.phase_started_at == AT + timedelta(seconds=90)


def test_a_change_of_phase_takes_the_floor_back() -> None:
    assert speaking(after(KENYA_SPEAKS, goes_to("discussion"))) is None


def test_a_change_of_phase_leaves_the_list_as_it_is() -> None:
    state = after(OPEN, asks("kenya"), goes_to("discussion"))
    assert (order(state), list_of(state, "panel").status) == (["kenya"], ListStatus.OPEN)


def test_a_phase_may_be_started_without_saying_what_was_seen() -> None:
    assert here(after(PANEL_RUNS, secretariat(StartPhase("floor")))) == ("panel", "floor")


def test_a_phase_of_another_segment_cannot_start() -> None:
    no = refused(PANEL_RUNS, goes_to("exchange"))
    assert (no.reason, no.detail) == (Reason.UNKNOWN_PHASE, {"phase": "exchange"})


def test_a_phase_that_runs_cannot_start() -> None:
    assert refusal(OPEN, goes_to("floor")) == Reason.PHASE_ALREADY_RUNNING


def test_a_late_press_on_a_phase_is_refused() -> None:
    no = refused(OPEN, secretariat(StartPhase("discussion", expecting="openings")))
    assert (no.reason, no.detail) == (Reason.PHASE_MOVED_ON, {"running": "floor"})


def test_no_phase_starts_where_no_segment_runs() -> None:
    assert refusal(PUBLISHED, goes_to("floor")) == Reason.SEGMENT_NOT_RUNNING


# What comes next


def test_the_first_segment_comes_first_and_the_next_after_the_one_that_runs() -> None:
    assert upcoming(PUBLISHED) == "welcome"
    assert upcoming(PANEL_RUNS) == "lunch"
    assert upcoming(after(PANEL_RUNS, ends("panel"))) == "lunch"


def test_a_segment_that_was_passed_over_is_not_announced_again() -> None:
    assert upcoming(after(PUBLISHED, starts("panel"), starts("welcome"))) == "lunch"


def test_nothing_comes_after_the_last_segment() -> None:
    assert upcoming(after(PUBLISHED, starts("closing"))) is None


# Publishing


def test_the_programme_names_the_room_its_segments_and_its_delegations() -> None:
    assert PUBLISHED.profile is not None
    assert (PUBLISHED.profile.id, PUBLISHED.version) == ("plenary", "first")
    assert [segment.id for segment in PUBLISHED.rundown.segments] == [
        "welcome",
        "panel",
        "lunch",
        "group-work",
        "closing",
    ]
    assert sorted(PUBLISHED.register) == ["fiji", "iom", "kenya", "mexico", "nepal", "peru", "switzerland"]


def test_a_new_version_leaves_what_runs_and_every_list_as_it_is() -> None:
    before = after(KENYA_SPEAKS, asks("fiji"))
    state = after(before, secretariat(programme(version="second", segments=(WELCOME, PANEL))))
    assert state.version == "second"
    assert (state.floor, state.lists, here(state)) == (before.floor, before.lists, here(before))
    assert upcoming(state) is None


def test_a_new_version_may_rename_what_runs() -> None:
    renamed = replace(PANEL, names={"en": "Panel One"})
    state = after(PANEL_RUNS, secretariat(programme(version="second", segments=(renamed,))))
    assert rundown.running(state).names == {"en": "Panel One"}


@pytest.mark.parametrize(
    "segments",
    [(WELCOME, LUNCH), (replace(PANEL, phases=PANEL.phases[1:]),)],
    ids=["its segment", "its phase"],
)
def test_a_new_version_cannot_take_away_what_runs(segments: tuple[Segment, ...]) -> None:
    no = refused(PANEL_RUNS, secretariat(programme(version="second", segments=segments)))
    assert (no.reason, no.detail) == (Reason.SEGMENT_ALREADY_RUNNING, {"segment": "panel"})


def test_a_segment_without_a_phase_is_no_segment() -> None:
    no = refused(NOTHING, secretariat(programme(segments=(replace(LUNCH, phases=()),))))
    assert (no.reason, no.detail) == (Reason.MALFORMED, {"path": "segments.lunch.phases"})


@pytest.mark.parametrize("zone", ["localtime", "Factory", "europe/zurich", ""])
def test_a_zone_that_screens_do_not_know_is_not_put_in_force(zone: str) -> None:
    published = programme()
    no = refused(NOTHING, secretariat(replace(published, profile=replace(published.profile, zone=zone))))
    assert (no.reason, no.detail) == (Reason.MALFORMED, {"path": "profile.zone"})


def without(*gone: str) -> Step:
    """A version of the programme, without these delegations in its register."""
    stay = tuple(known for known in register() if known.id not in gone)
    return secretariat(programme(version=f"without {gone}", delegations=stay))


def test_case_42_a_delegation_that_left_the_register_is_set_aside_and_not_called() -> None:
    state = after(OPEN, asks("kenya"), asks("fiji"))
    kenya = request_of(state, "kenya")
    gone = after(state, without("kenya"))
    assert (order(gone), following(gone)) == (["fiji"], ["fiji"])
    assert refusal(gone, secretariat(CallSpeaker(kenya))) == Reason.UNKNOWN_REQUEST
    assert refusal(gone, adds("kenya")) == Reason.UNKNOWN_DELEGATION
    assert [held.request.id for held in gone.lists["panel"].aside] == [kenya]
    assert gone.lists["panel"].aside[0].request == state.lists["panel"].waiting[0]


def test_whoever_is_in_the_register_again_stands_where_it_stood() -> None:
    state = after(OPEN, *(asks(name) for name in ("kenya", "fiji", "nepal", "peru")), asks("kenya", GROUP, "Africa"))
    gone = after(state, without("kenya", "nepal"), asks("mexico"))
    assert order(gone) == ["fiji", "peru", "mexico"]
    back = after(gone, secretariat(programme(version="third")))
    assert order(back) == ["kenya", "fiji", "nepal", "peru", "kenya", "mexico"]
    assert not back.lists["panel"].aside
    assert order(after(gone, calls_next(), calls_next(), secretariat(programme(version="third")))) == [
        "kenya",
        "nepal",
        "kenya",
        "mexico",
    ]


@pytest.mark.parametrize("kind", [InterventionKind.POINT_OF_ORDER, InterventionKind.RIGHT_OF_REPLY])
def test_a_delegation_that_left_the_register_waits_in_no_lane(kind: InterventionKind) -> None:
    formal = tuple(replace(known, procedure=Procedure.FORMAL) for known in SEGMENTS)
    state = after(OPEN, secretariat(programme(version="formal", segments=formal)), asks("kenya", kind=kind))
    stay = tuple(known for known in register() if known.id != "kenya")
    gone = after(state, secretariat(programme(version="next", segments=formal, delegations=stay)))
    listed = gone.lists["panel"]
    assert (listed.points, listed.replies, len(listed.aside)) == ((), (), 1)
    back = after(gone, secretariat(programme(version="third", segments=formal)))
    assert back.lists == state.lists


def test_whoever_left_the_register_while_called_is_set_aside_if_it_was_absent() -> None:
    state = after(OPEN, asks("kenya"), asks("fiji"), calls_next(), without("kenya"), on_floor(MarkAbsent))
    assert order(state) == ["fiji"]
    assert [held.request.speaker.delegation for held in state.lists["panel"].aside] == ["kenya"]


def test_case_42_what_was_set_aside_is_told_to_the_desk_alone_which_may_strike_it() -> None:
    state = after(OPEN, asks("kenya"), asks("fiji"), without("kenya"))
    listed = shown(View.CONTROL, state)["list"]
    (kenya,) = listed["aside_order"]
    assert listed["aside"][kenya]["unregistered"] is True
    assert "Kenya" not in str(shown(View.HALL, state)) + str(shown(View.PHONE, state)["list"])
    struck = after(state, secretariat(WithdrawRequest(kenya)))
    assert "aside" not in shown(View.CONTROL, struck)["list"]
    assert after(struck, undoes()).lists == state.lists


def test_an_undo_brings_nobody_back_who_left_the_register_meanwhile() -> None:
    state = after(OPEN, asks("kenya"), calls_next(), without("kenya"), undoes())
    assert (order(state), speaking(state)) == ([], None)
    assert len(state.lists["panel"].aside) == 1


def test_a_list_stays_in_the_order_it_is_kept_by_when_the_programme_changes_the_procedure() -> None:
    state = after(OPEN, asks("iom"), asks("kenya"))
    debate = tuple(replace(known, procedure=Procedure.GENERAL_DEBATE) for known in SEGMENTS)
    state = after(state, secretariat(programme(version="debate", segments=debate)))
    rows = shown(View.CONTROL, state)["list"]["waiting"].values()
    assert (order(state), {row["why"] for row in rows}) == (["iom", "kenya"], {"inscription"})


def test_a_podium_that_was_heard_is_not_heard_again_under_a_new_version() -> None:
    state = after(PANEL_RUNS, goes_to("openings"), calls_next())
    later_version = programme(version="second", segments=(WELCOME, PANEL, LUNCH, GROUP_WORK, CLOSING))
    assert following(after(state, secretariat(later_version))) == ["civil-society"]


# What another version of the programme moved


def moved_by(minutes: int) -> tuple[Segment, ...]:
    """The programme with lunch that much later."""
    by = timedelta(minutes=minutes)
    return tuple(
        replace(known, starts_at=known.starts_at + by, ends_at=known.ends_at + by) if known.id == "lunch" else known
        for known in SEGMENTS
    )


def test_what_moves_is_shown_with_the_time_it_was_first_published_for() -> None:
    before = after(PUBLISHED, starts("panel"))
    first = next(known.starts_at for known in SEGMENTS if known.id == "lunch")
    twice = after(
        before,
        secretariat(programme(version="second", segments=moved_by(10))),
        secretariat(programme(version="third", segments=moved_by(15))),
    )
    assert twice.moved == {"lunch": first}
    foyer = foyer_view([twice]).rooms["plenary"].upcoming
    assert foyer is not None
    assert foyer.moved_from == stamp(first)
    back = after(twice, secretariat(programme(version="fourth", segments=SEGMENTS)))
    assert back.moved == {}


def test_a_version_brings_what_it_says_of_the_conference_and_takes_what_the_one_before_it_said() -> None:
    known = ConferenceSettings(languages=("en", "fr"))
    second = replace(programme(version="second"), settings=known, process_chairs={"Quito Process": "peru"})
    state = after(PUBLISHED, secretariat(second))
    assert (state.settings, state.process_chairs, state.groups) == (known, {"Quito Process": "peru"}, ())
    third = after(state, secretariat(programme(version="third")))
    assert (third.settings, third.process_chairs) == (PUBLISHED.settings, PUBLISHED.process_chairs)


def test_half_a_day_later_is_another_day() -> None:
    half = int(rundown.ANOTHER_DAY.total_seconds()) // 60
    assert after(PUBLISHED, secretariat(programme(version="b", segments=moved_by(half)))).moved == {}
    assert after(PUBLISHED, secretariat(programme(version="b", segments=moved_by(half - 1)))).moved != {}


def test_a_conference_on_another_day_has_not_moved() -> None:
    state = after(PUBLISHED, secretariat(programme(version="second", segments=moved_by(24 * 60))))
    assert state.moved == {}
