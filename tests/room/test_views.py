"""What each kind of screen is shown, and what it is not."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from live import wire
from live.room.authority import View
from live.room.commands import SuspendMeeting
from live.room.model.plan import Certainty
from live.room.model.state import RoomState
from live.room.views import foyer_view, render, stamp
from live.room.views.one_language import IN_ONE_LANGUAGE, in_one_language
from live.tables import FEWEST_ROWS, tabulated
from tests.given import (
    AT,
    KENYA_SPEAKS,
    NOTHING,
    OPEN,
    PANEL,
    PANEL_RUNS,
    PUBLISHED,
    REGIONAL_PROCESS,
    UNSAID,
    adds,
    after,
    asks,
    calls_next,
    closes_list,
    ends,
    extends,
    gives_back,
    goes_to,
    in_three_languages,
    later,
    opens_list,
    pauses,
    programme,
    register,
    request_of,
    resumes,
    secretariat,
    slot,
    starts,
    starts_clock,
    withdraws,
)

Json = dict[str, Any]

DISPLAYS = [View.HALL, View.PODIUM, View.INTERPRETERS, View.OVERLAY]
FOR_EVERYONE = [*DISPLAYS, View.PHONE]
CROWDED = after(
    OPEN,
    *(adds(name) for name in ("kenya", "fiji", "peru", "mexico", "nepal", "switzerland", "iom")),
)
MOMENTS = {
    "nothing runs": PUBLISHED,
    "a ceremony": after(PUBLISHED, starts("welcome"), calls_next(), starts_clock()),
    "an introduction": PANEL_RUNS,
    "the openings": after(PANEL_RUNS, goes_to("openings"), calls_next(), later(3), starts_clock()),
    "the floor": after(KENYA_SPEAKS, asks("fiji"), asks("nepal", REGIONAL_PROCESS, "Colombo Process"), adds("peru")),
    "a pause": after(KENYA_SPEAKS, later(9), pauses()),
    "a list opened ahead": after(PUBLISHED, opens_list("panel"), asks("kenya", segment="panel")),
    "group work": after(PUBLISHED, starts("group-work"), calls_next(), starts_clock()),
    "a crowd": CROWDED,
    "the end": after(KENYA_SPEAKS, asks("fiji"), starts("closing"), ends("closing")),
}


def shown(view: View, state: RoomState) -> Json:
    """`view` of `state` as a screen reads it."""
    seen: Json = json.loads(wire.write(render(view, state)))
    return seen


def merged(old: Any, patch: Any) -> Any:
    """RFC 7396, to the letter."""
    if not isinstance(patch, dict):
        return patch
    new = dict(old) if isinstance(old, dict) else {}
    for name, fact in patch.items():
        if fact is None:
            new.pop(name, None)
        else:
            new[name] = merged(new.get(name), fact)
    return new


def untabled(view: Any, tables: Any) -> Any:
    """`view` with the rows of `tables`, as the contract says how they are read."""
    for table in tables:
        rows = {}
        for name, cells in table["rows"].items():
            row = table["usual"]
            for path, cell in zip(table["columns"], cells, strict=False):
                row = row if cell is None else merged(row, put(path, cell))
            rows[name] = merged(row, cells[len(table["columns"])]) if len(cells) > len(table["columns"]) else row
        view = merged(view, put(table["at"], rows))
    return view


def put(path: Sequence[str], value: Any) -> Any:
    """The merge patch that puts `value` at `path`."""
    return value if not path else {path[0]: put(path[1:], value)}


def nulls(value: Any) -> int:
    match value:
        case None:
            return 1
        case dict():
            return sum(map(nulls, value.values()))
        case list() | tuple():
            return sum(map(nulls, value))
        case _:
            return 0


# All views, at all moments


@pytest.mark.parametrize("state", MOMENTS.values(), ids=MOMENTS)
def test_no_view_holds_a_null(state: RoomState) -> None:
    assert {view: nulls(shown(view, state)) for view in View} == dict.fromkeys(View, 0)


@pytest.mark.parametrize("state", MOMENTS.values(), ids=MOMENTS)
def test_what_is_for_everyone_leaves_out_what_the_chair_would_not_say_aloud(state: RoomState) -> None:
    private = (UNSAID, "badge:", "user:", "certainty", "requested_by", "requested_at", "from_desk", "alternatives")
    for view in FOR_EVERYONE:
        text = wire.write(shown(view, state)).decode()
        assert [word for word in private if word in text] == [], view


EVERYWHERE = after(
    NOTHING,
    secretariat(programme(delegations=in_three_languages("ken", "fji", "npl", "per", "che", "mex"))),
    starts("panel"),
    goes_to("floor"),
    opens_list("panel"),
    *(adds(known.id) for known in in_three_languages("ken", "fji", "npl", "per", "che", "mex")),
)
"""So many that the list is told as a table."""


def tongues(value: Any) -> set[str]:
    """Every language in which there is a name in `value`."""
    match value:
        case dict():
            own = set(value) & {"fr", "ar"} if all(isinstance(name, str) for name in value.values()) else set[str]()
            return own.union(*map(tongues, value.values()))
        case list():
            return set[str]().union(*map(tongues, value))
        case _:
            return set()


@pytest.mark.parametrize("view", sorted(IN_ONE_LANGUAGE))
def test_a_view_in_one_language_has_every_name_in_that_alone_or_in_english(view: View) -> None:
    whole = shown(view, EVERYWHERE)
    assert tongues(whole) == {"fr", "ar"}
    arabic = in_one_language(type(render(view, EVERYWHERE)), whole, "ar")
    assert tongues(arabic) == {"ar"}
    kenya = next(row for row in arabic["list"]["waiting"].values() if row["speaker"]["delegation"] == "kenya")
    assert kenya["speaker"]["names"] == {"ar": "Kenya in Arabic"}
    assert arabic["room"]["names"] == {"en": whole["room"]["names"]["en"]}
    assert shown(view, EVERYWHERE) == whole


@pytest.mark.parametrize("view", View)
def test_whatever_its_rows_are_like_a_view_is_read_back_from_its_tables(view: View) -> None:
    for state in (*MOMENTS.values(), EVERYWHERE):
        kept, tables = tabulated(shown(view, state))
        assert untabled(kept, json.loads(wire.write(tables))) == shown(view, state)


def some_of(keys: list[str], facts: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    """Any of the keys, in any order; `st.dictionaries` draws the same, and slower."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(keys, facts))


ROWS = some_of(
    ["names", "rank", "by"],
    st.recursive(
        st.sampled_from(["a", "b", 1.5, True]) | st.lists(st.sampled_from(["a", 2]), max_size=2),
        lambda inside: some_of(["en", "ar", "__proto__"], inside),
        max_leaves=3,
    ),
)


@given(st.lists(ROWS, min_size=FEWEST_ROWS, max_size=2 * FEWEST_ROWS))
@settings(database=None)
def test_rows_of_any_kind_are_read_back_from_a_table(rows: list[Json]) -> None:
    view = {"list": {"waiting": {f"r{n}": row for n, row in enumerate(rows)}, "order": ["r1"]}}
    kept, tables = tabulated(view)
    assert [table.at for table in tables] == [("list", "waiting")]
    assert untabled(kept, json.loads(wire.write(tables))) == view


@pytest.mark.parametrize("view", View)
def test_from_any_moment_a_patch_leads_to_any_other(view: View) -> None:
    for old in MOMENTS.values():
        for new in MOMENTS.values():
            patch = wire.difference(shown(view, old), shown(view, new))
            assert merged(shown(view, old), patch) == shown(view, new)


@pytest.mark.parametrize("view", View)
def test_what_did_not_change_makes_no_patch(view: View) -> None:
    for state in MOMENTS.values():
        assert wire.difference(shown(view, state), shown(view, state)) == {}


def test_control_knows_what_the_others_do_not() -> None:
    text = wire.write(shown(View.CONTROL, MOMENTS["the floor"])).decode()
    for fact in (f"{UNSAID} president", f"{UNSAID} note", f"badge:{UNSAID}-fiji-1", f"user:{UNSAID}-desk"):
        assert fact in text


def test_instants_are_written_in_utc_with_milliseconds() -> None:
    assert stamp(AT.replace(microsecond=7_999)) == "2017-12-04T17:00:00.007Z"


# Displays


def test_the_hall_shows_who_speaks_and_their_clock() -> None:
    floor = shown(View.HALL, KENYA_SPEAKS)["floor"]
    assert floor == {
        "id": f"r{OPEN.position + 1}",
        "speaker": {"names": {"en": "Kenya"}, "delegation": "kenya", "category": "member_state"},
        "called_at": "2017-12-04T17:00:00.000Z",
        "clock": {"allotted": 120, "runs_from": "2017-12-04T17:00:00.000Z"},
    }


def test_a_clock_that_has_not_started_has_no_instants() -> None:
    state = after(OPEN, asks("kenya"), calls_next())
    assert shown(View.HALL, state)["floor"]["clock"] == {"allotted": 120}


def test_a_paused_clock_says_since_when_and_a_resumed_one_since_when_it_runs() -> None:
    paused = after(KENYA_SPEAKS, later(30), pauses())
    assert shown(View.HALL, paused)["floor"]["clock"] == {
        "allotted": 120,
        "runs_from": "2017-12-04T17:00:00.000Z",
        "paused_at": "2017-12-04T17:00:30.000Z",
    }
    resumed = after(paused, later(15), resumes(), extends(60))
    assert shown(View.HALL, resumed)["floor"]["clock"] == {"allotted": 180, "runs_from": "2017-12-04T17:00:15.000Z"}


def test_a_limit_that_is_a_guide_is_marked() -> None:
    state = after(PUBLISHED, starts("group-work"), goes_to("exchange"), adds("kenya"), calls_next())
    assert shown(View.HALL, state)["floor"]["clock"] == {"allotted": 180, "guide": True}


@pytest.mark.parametrize("view", FOR_EVERYONE)
def test_case_54_nobody_counts_down_a_head_of_state_in_public(view: View) -> None:
    assert "clock" not in shown(view, after(PUBLISHED, starts("welcome"), calls_next(), starts_clock()))["floor"]


def test_a_talk_is_silent_in_the_hall_too_and_its_speaker_sees_the_time() -> None:
    state = after(PUBLISHED, starts("group-work"), calls_next())
    assert "clock" not in shown(View.HALL, state)["floor"]
    assert shown(View.PODIUM, state)["floor"]["clock"] == {"allotted": 900, "guide": True}


@pytest.mark.parametrize("view", DISPLAYS)
def test_a_discussion_in_the_panel_shows_who_sits_there_and_no_place_without_a_name(view: View) -> None:
    state = after(PANEL_RUNS, goes_to("discussion"))
    assert shown(view, state)["panel"] == [{"names": {"en": "Academia"}, "person": "B. Scholar"}]
    assert "panel" not in shown(view, after(PANEL_RUNS, goes_to("openings")))


def test_a_moderator_is_named_when_it_is_known_who_moderates() -> None:
    nobody = replace(PANEL, moderators=(slot("moderator", certainty=Certainty.PLACEHOLDER),))
    state = after(RoomState(), secretariat(programme(segments=(nobody,))), starts("panel"))
    assert "moderators" not in shown(View.HALL, state)["segment"]
    assert shown(View.HALL, PANEL_RUNS)["segment"]["moderators"] == [{"names": {"en": "Moderator"}}]


@pytest.mark.parametrize(
    ("view", "many"), [(View.HALL, 3), (View.OVERLAY, 3), (View.PODIUM, 3), (View.INTERPRETERS, 5)]
)
def test_a_display_names_the_next_few_and_counts_all(view: View, many: int) -> None:
    listed = shown(view, CROWDED)["list"]
    names = [listed["waiting"][request]["delegation"] for request in listed["order"]]
    assert names == ["kenya", "fiji", "peru", "mexico", "nepal"][:many]
    assert (listed["count"], len(listed["waiting"])) == (7, many)


def test_a_display_says_whether_those_who_follow_are_on_the_podium() -> None:
    assert shown(View.HALL, after(PANEL_RUNS, goes_to("openings")))["list"] == {
        "status": "not_open",
        "count": 2,
        "order": ["academia", "civil-society"],
        "waiting": {
            "academia": {"names": {"en": "Academia"}, "person": "B. Scholar"},
            "civil-society": {"names": {"en": "Civil-Society"}},
        },
        "from_lineup": True,
    }
    assert "from_lineup" not in shown(View.HALL, CROWDED)["list"]


def test_a_confirmed_speaker_is_named_and_one_to_be_confirmed_is_not() -> None:
    waiting = shown(View.HALL, after(PUBLISHED, starts("welcome")))["list"]["waiting"]
    assert waiting == {
        "president": {"names": {"en": "President"}},
        "minister": {
            "names": {"en": "Minister"},
            "person": "A. Minister",
            "detail": "Words of welcome",
            "category": "member_state",
        },
    }
    speaking = shown(View.HALL, after(PUBLISHED, starts("welcome"), calls_next()))["floor"]["speaker"]
    assert speaking == {"names": {"en": "President"}}


def test_a_moderator_who_is_not_settled_is_shown_by_office() -> None:
    assert shown(View.HALL, PANEL_RUNS)["segment"]["moderators"] == [{"names": {"en": "Moderator"}}]


def test_a_speaker_for_a_process_is_shown_as_such() -> None:
    state = after(OPEN, asks("nepal", REGIONAL_PROCESS, "Colombo Process"), calls_next())
    speaker = shown(View.HALL, state)["floor"]["speaker"]
    assert (speaker["capacity"], speaker["on_behalf_of"]) == ("regional_process", "Colombo Process")


def test_the_segment_is_shown_as_planned_and_as_begun() -> None:
    view = shown(View.HALL, after(PUBLISHED, later(90), starts("panel"), later(60), goes_to("floor")))
    assert view["segment"] == {
        "id": "panel",
        "names": {"en": "Panel"},
        "format": "panel",
        "starts_at": "2017-12-04T18:00:00.000Z",
        "ends_at": "2017-12-04T20:00:00.000Z",
        "hard_end": True,
        "started_at": "2017-12-04T17:01:30.000Z",
        "interpretation": ["en", "es"],
        "moderators": [{"names": {"en": "Moderator"}}],
    }
    assert view["phase"] == {
        "id": "floor",
        "kind": "floor",
        "names": {"en": "Floor"},
        "started_at": "2017-12-04T17:02:30.000Z",
    }
    assert view["upcoming"]["id"] == "lunch"


def test_a_room_where_nothing_runs_shows_what_comes() -> None:
    view = shown(View.HALL, PUBLISHED)
    assert sorted(view) == ["list", "room", "upcoming"]
    assert view["list"] == {"status": "not_open", "count": 0, "order": [], "waiting": {}}
    assert view["room"]["id"] == "plenary"
    assert view["upcoming"]["id"] == "welcome"


def test_who_gives_the_floor_back_is_shown_no_more() -> None:
    assert "floor" not in shown(View.HALL, after(KENYA_SPEAKS, gives_back()))


def test_a_change_of_the_list_is_a_small_patch() -> None:
    before = after(OPEN, asks("kenya"))
    state = after(before, asks("fiji"))
    fiji = request_of(state, "fiji")
    assert wire.difference(shown(View.HALL, before), shown(View.HALL, state)) == {
        "list": {
            "count": 2,
            "order": [request_of(state, "kenya"), fiji],
            "waiting": {fiji: {"names": {"en": "Fiji"}, "delegation": "fiji", "category": "member_state"}},
        }
    }
    gone = after(state, withdraws("fiji"))
    assert wire.difference(shown(View.HALL, state), shown(View.HALL, gone))["list"]["waiting"] == {fiji: None}


# Phones


def places(state: RoomState) -> list[str]:
    """The delegations as a phone works out their places: by rank."""
    waiting = shown(View.PHONE, state)["list"]["waiting"]
    return [place["speaker"]["delegation"] for place in sorted(waiting.values(), key=lambda place: place["rank"])]


def a_crowd(state: RoomState, many: int) -> RoomState:
    names = tuple(f"state-{n}" for n in range(many))
    published = secretariat(programme(version="crowd", delegations=register(*names)))
    return after(state, published, *(adds(name) for name in names))


def test_a_phone_finds_its_place_by_its_rank() -> None:
    state = after(
        OPEN,
        asks("kenya"),
        asks("nepal", REGIONAL_PROCESS, "Colombo Process"),
        asks("fiji"),
        asks("mexico", REGIONAL_PROCESS, "Puebla Process"),
        asks("peru"),
    )
    assert places(state) == ["nepal", "mexico", "kenya", "fiji", "peru"]


def test_every_place_is_derivable_in_a_long_list_of_which_only_ten_are_in_order() -> None:
    state = after(a_crowd(OPEN, 30), asks("nepal", REGIONAL_PROCESS, "Colombo Process"))
    listed = shown(View.PHONE, state)["list"]
    assert places(state) == ["nepal", *(f"state-{n}" for n in range(30))]
    assert (listed["count"], len(listed["order"]), len(listed["waiting"])) == (31, 10, 31)
    assert listed["order"] == sorted(listed["waiting"], key=lambda request: listed["waiting"][request]["rank"])[:10]


def test_one_more_name_changes_one_entry_on_every_phone() -> None:
    state = after(a_crowd(OPEN, 150), asks("nepal", REGIONAL_PROCESS, "Colombo Process"))
    joined = after(state, asks("kenya"))
    patch = wire.difference(shown(View.PHONE, state), shown(View.PHONE, joined))
    assert patch == {
        "list": {
            "count": 152,
            "waiting": {
                request_of(joined, "kenya"): {
                    "speaker": {"names": {"en": "Kenya"}, "delegation": "kenya", "category": "member_state"},
                    "rank": joined.position,
                }
            },
        }
    }
    assert len(wire.change_frame(state.position, joined.position, stamp(AT), patch)) <= 400


def test_one_fewer_at_the_front_changes_one_entry_on_every_phone() -> None:
    state = a_crowd(OPEN, 150)
    first = request_of(state, "state-0")
    patch = wire.difference(shown(View.PHONE, state), shown(View.PHONE, after(state, calls_next())))
    assert patch["list"]["waiting"] == {first: None}


def test_a_chair_going_first_moves_nobody_elses_rank() -> None:
    state = a_crowd(OPEN, 20)
    joined = after(state, asks("nepal", REGIONAL_PROCESS, "Colombo Process"))
    patch = wire.difference(shown(View.PHONE, state), shown(View.PHONE, joined))
    assert list(patch["list"]["waiting"]) == [request_of(joined, "nepal")]


def test_a_phone_is_told_how_long_a_statement_may_be() -> None:
    assert shown(View.PHONE, OPEN)["allotted"] == 120
    assert "allotted" not in shown(View.PHONE, after(PUBLISHED, starts("welcome")))


def test_a_phone_shows_the_list_that_was_opened_ahead_of_its_segment() -> None:
    assert "list" not in shown(View.PHONE, PUBLISHED)
    ahead = after(PUBLISHED, opens_list("group-work"))
    assert (shown(View.PHONE, ahead)["list"]["segment"], shown(View.PHONE, ahead)["allotted"]) == ("group-work", 180)
    runs = after(ahead, starts("panel"))
    assert shown(View.PHONE, runs)["list"]["segment"] == "panel"


def test_a_phone_sees_whether_the_list_is_open() -> None:
    assert shown(View.PHONE, PANEL_RUNS)["list"]["status"] == "not_open"
    assert shown(View.PHONE, OPEN)["list"]["status"] == "open"
    assert shown(View.PHONE, after(OPEN, closes_list()))["list"]["status"] == "closed"


# Control


def test_control_sees_the_whole_rundown_in_order() -> None:
    seen = shown(View.CONTROL, KENYA_SPEAKS)["rundown"]
    assert seen["order"] == ["welcome", "panel", "lunch", "group-work", "closing"]
    assert (seen["running"], seen["phase"]) == ("panel", "floor")
    assert [seen["segments"][segment]["status"] for segment in seen["order"]] == [
        "planned",
        "running",
        "planned",
        "planned",
        "planned",
    ]
    assert [seen["segments"][segment].get("takes_list", False) for segment in seen["order"]] == [
        False,
        True,
        False,
        True,
        False,
    ]


def test_control_sees_how_sure_the_programme_is_of_each_speaker() -> None:
    lineup = shown(View.CONTROL, PUBLISHED)["rundown"]["segments"]["welcome"]["phases"][0]["lineup"]
    assert [(slot["id"], slot["certainty"], slot["person"]) for slot in lineup] == [
        ("president", "to_be_confirmed", f"{UNSAID} president"),
        ("minister", "confirmed", "A. Minister"),
    ]


def test_control_sees_who_was_heard() -> None:
    state = after(PANEL_RUNS, goes_to("openings"), calls_next())
    openings = shown(View.CONTROL, state)["rundown"]["segments"]["panel"]["phases"][1]
    assert [slot.get("heard", False) for slot in openings["lineup"]] == [True, False]


def test_control_sees_who_asked_and_when_and_what_came_from_the_desk() -> None:
    state = after(OPEN, later(4), asks("kenya", number=2), adds("fiji"))
    listed = shown(View.CONTROL, state)["list"]
    kenya, fiji = (listed["waiting"][request] for request in listed["order"])
    assert (kenya["requested_by"], kenya["requested_at"], kenya.get("from_desk", False)) == (
        f"badge:{UNSAID}-kenya-2",
        "2017-12-04T17:00:04.000Z",
        False,
    )
    assert (fiji["requested_by"], fiji["from_desk"]) == (f"user:{UNSAID}-desk", True)


def test_control_is_told_what_call_next_will_do() -> None:
    state = after(OPEN, asks("kenya"), asks("nepal", REGIONAL_PROCESS, "Colombo Process"))
    assert shown(View.CONTROL, state)["next"] == {
        "id": request_of(state, "nepal"),
        "speaker": {
            "names": {"en": "Nepal"},
            "delegation": "nepal",
            "category": "member_state",
            "capacity": "regional_process",
            "on_behalf_of": "Colombo Process",
        },
        "allotted": 180,
    }
    assert "next" not in shown(View.CONTROL, OPEN)


def test_control_sees_the_clock_of_a_ceremony() -> None:
    assert shown(View.CONTROL, after(PUBLISHED, starts("welcome"), calls_next()))["floor"]["clock"] == {"allotted": 600}


def test_control_counts_the_lists_of_all_segments() -> None:
    state = after(OPEN, asks("kenya"), opens_list("group-work"))
    segments = shown(View.CONTROL, state)["rundown"]["segments"]
    assert (segments["panel"]["list_status"], segments["panel"]["list_count"]) == ("open", 1)
    assert (segments["group-work"]["list_status"], segments["group-work"].get("list_count", 0)) == ("open", 0)


def test_control_sees_what_was_planned_and_what_came_of_it() -> None:
    state = after(PUBLISHED, starts("welcome"), later(100), ends("welcome"))
    welcome = shown(View.CONTROL, state)["rundown"]["segments"]["welcome"]
    assert (welcome["started_at"], welcome["ended_at"]) == ("2017-12-04T17:00:00.000Z", "2017-12-04T17:01:40.000Z")


# Foyer


def test_the_foyer_shows_every_room_and_nobodys_time() -> None:
    elsewhere = after(RoomState(), secretariat(programme(room="breakout-1")))
    view = json.loads(wire.write(foyer_view([KENYA_SPEAKS, elsewhere])))
    assert view["order"] == ["plenary", "breakout-1"]
    assert sorted(view["rooms"]["plenary"]) == ["phase", "room", "segment", "upcoming"]
    assert sorted(view["rooms"]["breakout-1"]) == ["room", "upcoming"]
    assert wire.write(view).decode().count(UNSAID) == 0


def test_the_foyer_says_that_a_meeting_is_suspended() -> None:
    state = after(KENYA_SPEAKS, secretariat(SuspendMeeting(900)))
    view = json.loads(wire.write(foyer_view([state])))
    assert view["rooms"]["plenary"]["sitting"] == shown(View.HALL, state)["sitting"]


def test_a_label_that_changes_late_is_shown_at_once() -> None:
    moved = programme(version="second")
    moved = replace(moved, profile=replace(moved.profile, names={"en": "Tent"}))
    assert shown(View.HALL, after(KENYA_SPEAKS, secretariat(moved)))["room"]["names"] == {"en": "Tent"}


def test_hidden_facts_stay_hidden_when_an_unconfirmed_speaker_takes_the_floor() -> None:
    unsure = replace(PANEL.phases[1].lineup[0], person=f"{UNSAID} stand-in", certainty=PANEL.moderators[0].certainty)
    phases = (PANEL.phases[0], replace(PANEL.phases[1], lineup=(unsure,)), *PANEL.phases[2:])
    state = after(
        RoomState(),
        secretariat(programme(segments=(replace(PANEL, phases=phases),))),
        starts("panel"),
        goes_to("openings"),
        calls_next(),
    )
    assert shown(View.HALL, state)["floor"]["speaker"] == {"names": {"en": "Academia"}}
