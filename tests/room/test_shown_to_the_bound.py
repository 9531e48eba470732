"""What screens show at the very edge: the last that is still shown, and the first that is not.

Every one of these lines could be another without any other test noticing (`./rostrum test --mutants`).
"""

import time
from collections.abc import Iterator
from datetime import timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace

from live.room.authority import View
from live.room.commands import CallSecretariat, CorrectSpeaker, ReleaseRequests, SetQuestions, ShowQuestion
from live.room.model.conference import CategoryProfile, ConferenceSettings
from live.room.model.plan import Capacity, Category, Certainty, PhaseKind, Procedure
from live.room.model.state import RoomState
from live.room.model.turns import Became, Fate, InterventionKind
from live.room.views import overview_view
from live.room.views.outcomes import LATEST_FATES, LATEST_LISTS, LATEST_TURNS, ON_OTHER_LISTS, RECENT, others_shown
from live.room.views.shared import stamp
from live.room.views.shared.floor import SHORT_QUESTION, addressed
from live.room.views.shared.lists import listed_segment
from live.room.views.shared.rundown import is_named
from live.room.views.timetable import timetable
from tests.given import (
    AT,
    KENYA_SPEAKS,
    NOTHING,
    OPEN,
    PANEL,
    PANEL_RUNS,
    PUBLISHED,
    Step,
    adds,
    after,
    asks,
    badge,
    calls_next,
    closes_list,
    ends,
    gives_back,
    goes_to,
    later,
    moves,
    opens_list,
    phase,
    picks,
    programme,
    request_of,
    secretariat,
    segment,
    slot,
    starts,
    strikes,
)
from tests.room.test_pairs import POINT, REPLY
from tests.room.test_views import shown

Json = dict[str, Any]


def told(state: RoomState) -> Json:
    fates: Json = shown(View.PHONE, state).get("fates", {})
    return fates


# Questions


@pytest.mark.parametrize("length", [SHORT_QUESTION, SHORT_QUESTION + 1])
def test_a_short_question_stands_beside_the_name_of_whoever_speaks_to_it(length: int) -> None:
    question = "?" * length
    state = after(OPEN, secretariat(SetQuestions("panel", ("What?", question))), asks("kenya", question=2))
    (waiting,) = shown(View.HALL, state)["list"]["waiting"].values()
    assert waiting["question"] == 2
    assert waiting.get("question_names") == ({"en": question} if length <= SHORT_QUESTION else None)


def test_a_question_that_is_not_asked_any_more_is_neither_named_nor_shown() -> None:
    asked = after(OPEN, secretariat(SetQuestions("panel", ("One?", "Two?"))), asks("kenya", question=2))
    showing = after(asked, secretariat(ShowQuestion(2)))
    assert shown(View.HALL, showing)["question"] == {"number": 2, "names": {"en": "Two?"}}
    fewer = after(showing, secretariat(SetQuestions("panel", ("One?",))))
    for state in (fewer, replace(fewer, shown_question=2)):
        view = shown(View.HALL, state)
        assert "question" not in view
        (waiting,) = view["list"]["waiting"].values()
        assert (waiting["question"], "question_names" in waiting) == (2, False)
    listed = fewer.lists["panel"]
    none = replace(fewer, lists={"panel": replace(listed, waiting=(replace(listed.waiting[0], question=0),))})
    assert "question_names" not in next(iter(shown(View.HALL, none)["list"]["waiting"].values()))
    assert "question" not in shown(View.HALL, replace(showing, rundown=replace(showing.rundown, current=None)))


# Whom somebody reacts to


def test_whoever_spoke_or_sits_on_the_podium_can_be_reacted_to() -> None:
    podium = segment(
        "panel",
        PANEL.format,
        60,
        180,
        phase("floor", PhaseKind.FLOOR, slot("scholar"), slot("gone", withdrawn=True), serves_list=True),
        moderators=(slot("chair"),),
        rapporteurs=(slot("writer"),),
    )
    state = after(NOTHING, secretariat(programme(segments=(podium,))), starts("panel"))
    assert [addressed(state, one) for one in ("scholar", "chair", "writer")] == [
        {"en": "Scholar"},
        {"en": "Chair"},
        {"en": "Writer"},
    ]
    assert addressed(state, "gone") is None
    assert addressed(state, "nobody") is None
    assert addressed(PUBLISHED, "moderator") is None, "nothing runs"


def test_a_reaction_is_to_the_latest_turn_of_that_name_and_to_one_who_was_interrupted_too() -> None:
    state = after(KENYA_SPEAKS, asks("fiji", kind=POINT), picks("fiji"))
    kenya = state.interrupted[0].id
    assert addressed(state, kenya) == {"en": "Kenya"}
    assert state.floor is not None
    assert addressed(state, state.floor.id) == {"en": "Fiji"}
    over = after(state, gives_back(), gives_back())
    assert addressed(over, kenya) == {"en": "Kenya"}
    mistaken = after(OPEN, asks("kenya"), asks("peru"), calls_next())
    request = request_of(mistaken, "peru")
    called = mistaken.floor.id if mistaken.floor else ""
    corrected = after(mistaken, secretariat(CorrectSpeaker(called, "peru", request)))
    assert addressed(corrected, request) == addressed(corrected, called) == {"en": "Peru"}
    # Kenya, called by mistake, waits again; its turn of the same name comes later.
    twice = replace(corrected, turns=(replace(KENYA_SPEAKS.floor, id=called),) if KENYA_SPEAKS.floor else ())
    assert addressed(twice, called) == {"en": "Peru"}


# Places on a phone


@pytest.mark.parametrize(
    ("ids", "ranks"),
    [
        (("r9", "r5.7001.2", "r7"), [5.699, 5.7001, 7]),
        (("r9", "r8", "r7"), [6.998, 6.999, 7]),
        (("r1", "r2", "r3"), [1, 2, 3]),
    ],
)
def test_a_place_has_the_number_of_its_entry_or_one_just_below_that_of_whoever_follows(
    ids: tuple[str, ...], ranks: list[float]
) -> None:
    (listed,) = after(OPEN, asks("kenya"), asks("fiji"), asks("peru")).lists.values()
    waiting = tuple(replace(request, id=one) for request, one in zip(listed.waiting, ids, strict=True))
    state = replace(OPEN, lists={"panel": replace(listed, waiting=waiting, replies=waiting[:1])})
    seen = shown(View.PHONE, state)["list"]
    assert [seen["waiting"][one]["rank"] for one in ids] == ranks
    assert [seen["replies"][one]["speaker"]["delegation"] for one in ids[:1]] == ["kenya"]
    raised = after(OPEN, asks("fiji", kind=POINT))
    assert shown(View.PHONE, raised)["list"]["points"] == {request_of(raised, "fiji"): "fiji"}


# What became of a request


@pytest.mark.parametrize(("ago", "seen"), [(RECENT - timedelta(seconds=1), True), (RECENT, False)])
def test_phones_are_told_for_four_hours(ago: timedelta, seen: bool) -> None:
    kenya = after(OPEN, asks("kenya"), asks("fiji"), strikes("kenya"), calls_next(), gives_back())
    # A list is closed, which tells nobody of a request.
    state = after(kenya, later(ago.total_seconds()), closes_list())
    assert [fate["delegation"] for fate in told(state).values()] == (["kenya", "fiji"] if seen else [])
    over = after(OPEN, asks("kenya"), ends("panel"), later(ago.total_seconds()), opens_list("group-work"))
    assert ("panel" in shown(View.PHONE, over).get("others", {})) is seen


def test_so_many_fates_turns_and_lists_are_told_and_no_more() -> None:
    made = tuple(Fate(f"r900.{n:03}", "kenya", Became.WITHDRAWN, AT) for n in range(LATEST_FATES + 1))
    fates = told(replace(OPEN, fates=made))
    assert sorted(fates) == [fate.request for fate in made[1:]]
    assert KENYA_SPEAKS.floor is not None
    done = after(KENYA_SPEAKS, gives_back()).turns[0]
    turns = tuple(replace(done, id=f"r800.{n:03}", request=None) for n in range(LATEST_TURNS + 1))
    assert sorted(told(replace(OPEN, turns=turns))) == [turn.id for turn in turns[1:]]


def test_others_who_wait_are_told_list_by_list_the_latest_first() -> None:
    waiting = after(OPEN, asks("kenya"), asks("fiji")).lists["panel"]
    many = {f"list-{n}": waiting for n in range(LATEST_LISTS + 1)}
    assert list(others_shown(replace(OPEN, lists=many), None)) == list(reversed(many))[:LATEST_LISTS]
    assert list(others_shown(replace(OPEN, lists={"panel": waiting, "other": waiting}), PANEL)) == ["other"]
    crowd = tuple(replace(waiting.waiting[0], id=f"r7.{n:04}") for n in range(ON_OTHER_LISTS - 1))
    full = {"third": waiting, "second": waiting, "first": replace(waiting, waiting=crowd)}
    others = others_shown(replace(OPEN, lists=full), None)
    assert {name: len(other.requests) for name, other in others.items()} == {
        "first": ON_OTHER_LISTS - 1,
        "second": 1,
    }
    assert list(others["second"].requests.values()) == ["kenya"]


def test_each_of_two_delegations_is_told_what_became_of_the_request_that_one_ceded_to_the_other() -> None:
    def ceded(state: RoomState, at: timedelta, delegation: str, became: Became) -> RoomState:
        fate = Fate("r500", delegation, became, AT + at, by=badge(delegation, 2).id)
        return replace(state, fates=(*state.fates, fate))

    state = ceded(OPEN, timedelta(), "kenya", Became.CEDED)
    state = ceded(state, timedelta(seconds=1), "fiji", Became.WITHDRAWN)
    fates = told(state)
    assert {(key, fate["delegation"], fate["became"], fate["by"]) for key, fate in fates.items()} == {
        ("r500", "fiji", "withdrawn", 2),
        ("r500:kenya", "kenya", "ceded", 2),
    }
    again = ceded(state, timedelta(seconds=2), "fiji", Became.REMOVED)
    assert {fate["became"] for fate in told(again).values()} == {"removed", "ceded"}


# The list that a screen shows


def test_a_list_that_is_opened_ahead_is_shown_until_a_segment_with_a_list_runs() -> None:
    def listed(state: RoomState) -> str | None:
        found = listed_segment(state)
        return found.id if found else None

    assert listed(PUBLISHED) is None
    assert listed(after(PUBLISHED, opens_list("group-work"))) == "group-work"
    assert listed(after(PUBLISHED, opens_list("group-work"), opens_list("panel"))) == "panel"
    assert listed(after(PUBLISHED, opens_list("group-work"), starts("panel"))) == "panel"
    assert listed(after(PUBLISHED, opens_list("group-work"), starts("lunch"))) == "group-work"
    assert listed(after(PANEL_RUNS, opens_list("group-work"), ends("panel"))) == "group-work"
    assert listed(after(PANEL_RUNS, ends("panel"))) is None


@pytest.mark.parametrize("opens", [None, 30])
def test_a_list_that_the_programme_alone_will_open_gives_way_to_one_that_takes_requests(opens: int | None) -> None:
    minutes = {"list_opens_at": AT + timedelta(minutes=opens)} if opens else {}
    timed = replace(PANEL, list_closes_at=AT + timedelta(minutes=90), **minutes)
    work = segment("work", PANEL.format, 200, 300, phase("exchange", PhaseKind.FLOOR, serves_list=True))
    planned = after(NOTHING, secretariat(programme(segments=(timed, work))))
    found = listed_segment(planned)
    assert (found.id if found else None) == ("panel" if opens else None)
    ahead = after(planned, opens_list("work"))
    assert listed_segment(ahead) == work, "the panel's is not open yet, by the programme"
    asked = after(ahead, adds("kenya", segment="panel"))
    assert listed_segment(asked) == timed, "but somebody waits on it"
    moved = after(ahead, opens_list("panel"), closes_list("panel"))
    assert listed_segment(moved) == timed, "and what was done in the room with it is shown"


# Rooms side by side


def another(room: str, *steps: Step) -> RoomState:
    return after(NOTHING, secretariat(programme(room=room)), starts("panel"), goes_to("floor"), opens_list(), *steps)


def test_one_who_is_among_the_next_five_in_two_rooms_is_warned_of() -> None:
    crowd = [asks(name) for name in ("fiji", "mexico", "nepal", "peru")]
    fifth, sixth = (another("plenary", *ahead, asks("kenya")) for ahead in (crowd, [asks("iom"), *crowd]))
    annex = another("annex", asks("kenya"))
    (clash,) = overview_view([fifth, annex]).clashes
    assert (clash.by, clash.delegation) == (badge("kenya").id, "kenya")
    assert clash.requests == {"plenary": request_of(fifth, "kenya"), "annex": request_of(annex, "kenya")}
    assert overview_view([sixth, annex]).clashes == ()
    assert overview_view([fifth, another("annex", adds("kenya"))]).clashes == ()
    assert overview_view([fifth, NOTHING]).clashes == ()
    assert overview_view([NOTHING, fifth, annex]).clashes == (clash,), "also beside a room in which nothing runs"
    both = [another(room, adds("kenya")) for room in ("plenary", "annex")]
    assert overview_view(both).clashes == (), "whom the desk puts on two lists it knows of"
    elsewhere = after(annex, starts("lunch"))
    assert overview_view([fifth, elsewhere]).clashes == (), "nobody is called at lunch"
    speaks = after(annex, calls_next(), asks("kenya"))
    (clash,) = overview_view([fifth, speaks]).clashes
    assert clash.requests["annex"] == (speaks.floor.id if speaks.floor else ""), "the turn, not the next request"
    secretary = after(annex, Step(secretariat(ShowQuestion()).actor, lambda _: CallSecretariat()))
    assert len(overview_view([fifth, secretary]).clashes) == 1


def test_what_follows_in_another_room_waits_for_the_last_of_those_that_its_people_come_from() -> None:
    over = replace(PANEL, id="over", starts_at=AT, ends_at=AT + timedelta(minutes=60), hard_end=False)
    rooms = [
        after(NOTHING, secretariat(programme(room=room, segments=(over,))), later(seconds), starts("over"))
        for room, seconds in (("first", 900), ("second", 300))
    ]
    follows = replace(over, id="follows", starts_at=over.ends_at, ends_at=over.ends_at + timedelta(minutes=60))
    waits = after(NOTHING, secretariat(programme(room="third", segments=(follows,))))
    assert overview_view([*rooms, waits]).rooms["third"].upcoming_start == "2017-12-04T18:15:00.000Z"
    assert overview_view([waits, *rooms[::-1]]).rooms["third"].upcoming_start == "2017-12-04T18:15:00.000Z"


@pytest.mark.parametrize(("late", "told"), [(-121, True), (120, False), (121, True)])
def test_a_shift_of_more_than_two_minutes_is_worth_telling(late: int, told: bool) -> None:
    welcome, panel = PUBLISHED.rundown.segments[:2]
    began = replace(panel, starts_at=AT, ends_at=AT + timedelta(minutes=60))
    follows = replace(welcome, id="follows", starts_at=AT + timedelta(minutes=60), ends_at=AT + timedelta(minutes=90))
    state = after(NOTHING, secretariat(programme(segments=(replace(began, hard_end=False), follows))))
    if late < 0:
        moved = replace(follows, starts_at=follows.starts_at - timedelta(seconds=-late))
        state = after(NOTHING, secretariat(programme(segments=(replace(began, hard_end=False), moved))))
    state = after(state, later(max(0, late)), starts("panel"))
    shown_follows = timetable(state, "plenary").segments[1]
    assert (shown_follows.expected_start is not None) is told


# Who sits on the podium, and who is named


def test_a_place_on_the_podium_is_shown_once_it_is_known_who_comes() -> None:
    for certainty in Certainty:
        seated = slot("anybody", certainty=certainty)
        assert is_named(seated) is (certainty is not Certainty.PLACEHOLDER)
        assert not is_named(replace(seated, withdrawn=True))


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that is set to another zone than that of the room, or of the conference."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("far_east")
def test_an_instant_is_written_in_utc_wherever_the_machine_is() -> None:
    for at in (AT, AT.astimezone(timezone(timedelta(hours=-6))), AT.replace(tzinfo=None)):
        assert stamp(at) == "2017-12-04T17:00:00.000Z"


def test_a_room_that_rehearses_before_it_has_a_programme_is_marked() -> None:
    assert shown(View.HALL, replace(NOTHING, rehearsal="20171204"))["room"]["rehearsal"] == "20171204"


def test_a_room_without_a_programme_is_shown_by_its_id() -> None:
    room = shown(View.HALL, NOTHING) | {}
    assert room["room"] == {"id": "", "names": {"en": ""}, "zone": "UTC", "conference": {"en": ""}, "unpublished": True}
    several = overview_view([NOTHING, PUBLISHED, NOTHING], ["first", "second"])
    assert several.order == ("first", "plenary", "")


def test_a_request_that_goes_to_another_room_is_told_in_full() -> None:
    asked = after(OPEN, adds("kenya", Capacity.GROUP, "Rio Group", person="A. Person", title="Minister"), asks("fiji"))
    claims = after(asked, asks("peru", Capacity.GROUP, "Friends"))
    sent = tuple(request.id for request in claims.lists["panel"].waiting)
    (release,) = shown(View.CONTROL, after(claims, secretariat(ReleaseRequests("panel", sent, "annex"))))["list"][
        "released"
    ]
    at = "2017-12-04T17:00:00.000Z"
    group = {"capacity": "group", "on_behalf_of": "Rio Group", "person": "A. Person", "title": "Minister"}
    assert release == {
        "room": "annex",
        "requests": [
            {"delegation": "kenya", "requested_at": at, **group},
            {"delegation": "fiji", "requested_at": at},
            {
                "delegation": "peru",
                "requested_at": at,
                "capacity": "group",
                "on_behalf_of": "Friends",
                "verified": False,
            },
        ],
    }


def test_the_desk_sees_the_time_that_each_in_every_lane_is_given() -> None:
    formal = secretariat(programme(segments=(replace(PANEL, procedure=Procedure.FORMAL),)))
    begun = after(NOTHING, formal, starts("panel"), goes_to("floor"), opens_list())
    heard = after(begun, adds("kenya", kind=REPLY), picks("kenya"), gives_back())
    asked = after(heard, *(adds(name, kind=REPLY) for name in ("kenya", "fiji")), asks("peru", kind=POINT))
    listed = shown(View.CONTROL, after(asked, adds("nepal"), adds("iom", Capacity.GROUP, "Friends")))["list"]
    assert [row["allotted"] for row in listed["replies"].values()] == [300, 600]
    assert [row.get("allotted") for row in listed["points"].values()] == [None]
    assert [row["allotted"] for row in listed["waiting"].values()] == [120, 120]


def test_whoever_would_stand_earlier_stands_so_by_the_order_of_this_conference() -> None:
    agencies = (CategoryProfile(Category.UN_SYSTEM), CategoryProfile(Category.MEMBER_STATE))
    published = programme(segments=(replace(PANEL, procedure=Procedure.GENERAL_DEBATE),))
    ours = replace(published, settings=ConferenceSettings(categories=agencies))
    state = after(
        NOTHING, secretariat(ours), starts("panel"), goes_to("floor"), opens_list(), adds("iom"), adds("kenya")
    )
    iom, kenya = (request_of(state, name) for name in ("iom", "kenya"))
    listed = shown(View.CONTROL, after(state, moves("iom"), adds("fiji")))["list"]
    assert listed["order"] == [kenya, iom, request_of(after(state, moves("iom"), adds("fiji")), "fiji")]
    placed = state.lists["panel"]
    turned = replace(state, lists={"panel": replace(placed, waiting=placed.waiting[::-1])})
    rows = shown(View.CONTROL, turned)["list"]["waiting"]
    assert {name: row.get("belongs_ahead_of") for name, row in rows.items()} == {kenya: None, iom: kenya}


def test_a_reaction_counts_as_one_on_the_list() -> None:
    state = after(KENYA_SPEAKS, gives_back(), later(5))
    turn = state.turns[0].id
    (row,) = shown(View.CONTROL, after(state, asks("fiji", kind=InterventionKind.REACTION, about=turn)))["list"][
        "waiting"
    ].values()
    assert row["speaker"]["kind"] == "reaction"
    assert row["speaker"]["reacts_to"] == {"en": "Kenya"}
    assert (row["about"], row["first_time"], row.get("turns", 0)) == (turn, True, 0)
    again = shown(View.CONTROL, after(state, asks("kenya")))["list"]["waiting"]
    assert [(one.get("first_time", False), one["turns"]) for one in again.values()] == [(False, 1)]
