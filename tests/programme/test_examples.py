"""Conferences of other kinds: what each decides for itself reaches its rooms, and nothing of the UN does."""

import tomllib
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from live import wire
from live.documents.words import words_of
from live.programme.desk.held import ConferenceHeld, RoomHeld, SegmentHeld, SettingsHeld, UsualSettings
from live.programme.desk.parts import InvalidChange, PartKind, Parts, plain
from live.programme.examples import EXAMPLES, FIRST, HERE
from live.programme.exports.toml import tables, toml
from live.programme.importing import import_programme, import_table
from live.programme.programme import Programme, version_of
from live.programme.publishing import BUILTIN
from live.programme.reading import LANGUAGES
from live.programme.settings import usual_table
from live.programme.taking.beginning import empty
from live.room.authority import Actor, Role, View
from live.room.commands import (
    AnyCommand,
    CallNextSpeaker,
    EndIntervention,
    EndSegment,
    OpenList,
    PublishProgramme,
    RequestFloor,
    SetOrder,
    SetTimeLimit,
    StartClock,
    StartPhase,
    StartSegment,
)
from live.room.model.conference import UNSAID, CategoryProfile, ConferenceSettings, Rules
from live.room.model.events import ProgrammePublished
from live.room.model.plan import Category, OrderPolicy, Procedure
from live.room.model.state import RoomState
from live.room.model.turns import InterventionKind
from live.room.refusals import Reason, Refused
from live.room.rules import speakers
from live.room.rules.procedures import rules_of
from live.room.transitions import Entry, decide, evolve
from live.room.views import render

AT = datetime(2027, 3, 10, 13, tzinfo=UTC)
DESK = Actor(id="desk", role=Role.OPERATOR)
OTHERS = [name for name in EXAMPLES if name != FIRST]


def programme(name: str) -> Programme:
    return import_programme(EXAMPLES[name].path)


def published(name: str) -> RoomState:
    """The first room of this example."""
    known = programme(name)
    room = known.rooms[0]
    register = tuple(one.delegation for one in EXAMPLES[name].listed())
    command = PublishProgramme(
        version=known.version, profile=room.profile, segments=room.segments, register=register, settings=known.settings
    )
    return after(RoomState(), command)


def after(state: RoomState, command: AnyCommand, actor: Actor = DESK) -> RoomState:
    events = decide(state, command, actor, AT)
    position = state.position + 1
    return evolve(
        state, Entry(position=position, at=AT, actor=actor.id, role=actor.role, command=f"c{position}", events=events)
    )


def phone_of(who: str) -> Actor:
    return Actor(id=f"badge:{who}-1", role=Role.DELEGATE, delegation=who)


def of_category(state: RoomState, category: str) -> str:
    return next(one.id for one in state.register.values() if one.category == category)


@pytest.mark.parametrize("name", OTHERS)
def test_an_example_is_imported_without_a_warning_and_is_whole_in_every_language(name: str) -> None:
    known, listed = programme(name), EXAMPLES[name].listed()
    assert known.warnings == ()
    own = [category.id for category in known.settings.categories]
    assert {one.delegation.category for one in listed} <= set(own)
    assert not set(own) & set(Category)
    names = [known.names, known.settings.member, known.settings.members]
    names += [category.names for category in known.settings.categories]
    names += [segment.names for room in known.rooms for segment in room.segments]
    assert all(said.keys() <= set(LANGUAGES) and {"en", "ru", "zh", "ar"} <= said.keys() for said in names)


@pytest.mark.parametrize("name", OTHERS)
def test_the_first_segment_of_an_example_runs_from_beginning_to_end(name: str) -> None:
    state = published(name)
    segment = state.rundown.segments[0]
    phase = next(one for one in segment.phases if one.serves_list)
    first, second = (of_category(state, category.id) for category in state.settings.categories[:2])
    state = after(state, StartSegment(segment.id))
    state = after(state, OpenList(segment.id))
    if segment.phases[0] != phase:
        state = after(state, StartPhase(phase.id))
    state = after(state, RequestFloor(question=1 if segment.questions else None), phone_of(second))
    state = after(state, RequestFloor(), phone_of(first))
    for who in (second, first):
        state = after(state, CallNextSpeaker(expecting=speakers.queue(state)[0].id))
        state = after(state, StartClock(state.floor.id if state.floor else ""))
        assert state.floor is not None
        assert (state.floor.speaker.delegation, state.floor.allotted) == (who, phase.time_limit)
        hall = wire.to_json(render(View.HALL, state, name))
        assert hall["room"]["members"] == state.settings.members
        if who == second and segment.questions:
            assert hall["floor"]["speaker"]["question_names"]["en"].startswith("For")
        state = after(state, EndIntervention(state.floor.id))
    state = after(state, EndSegment(segment.id))
    assert len(state.turns) == 2
    control = wire.to_json(render(View.CONTROL, state, name))
    assert [one["id"] for one in control["categories"]] == [one.id for one in state.settings.categories]


def test_what_a_conference_says_of_its_categories_holds_in_the_room() -> None:
    state = published("senate")
    segment = state.rundown.segments[0]
    guest, student, dean = (of_category(state, one) for one in ("guests", "students", "ex-officio"))
    state = after(state, StartSegment(segment.id))
    state = after(state, OpenList(segment.id))
    state = after(state, StartPhase(segment.phases[1].id))
    for who in (guest, student, dean):
        state = after(state, RequestFloor(), phone_of(who))
    limits = [speakers.allotted(state, one, segment, segment.phases[1]) for one in speakers.queue(state)]
    assert limits == [120, 180, 180], "guests have a time of their own"
    state = after(state, SetOrder(OrderPolicy.PROTOCOL))
    order = [one.speaker.delegation for one in speakers.list_of(state, segment.id).waiting]
    assert order == [dean, student, guest]
    point = RequestFloor(kind=InterventionKind.POINT_OF_ORDER)
    with pytest.raises(Refused) as refused:
        after(state, point, phone_of(guest))
    assert refused.value.reason is Reason.POINTS_NOT_TAKEN
    after(state, point, phone_of(student))
    with pytest.raises(Refused):
        after(state, SetTimeLimit(60, category=Category.MEMBER_STATE))
    assert rules_of(state, segment).right_of_reply == (120,)
    assert words_of("fr").of(state.settings).category("students") == "Étudiants"


# Settings there and back

names = st.fixed_dictionaries({"en": st.sampled_from(["Member", "Branch"])}, optional={"fr": st.just("Membre")})
seconds = st.integers(1, 59_999)
categories = st.lists(
    st.builds(
        CategoryProfile,
        id=st.sampled_from(["a", "b-1", "c_2", "member_state", "students"]),
        names=st.just({}) | names,
        points_of_order=st.booleans(),
        head=st.booleans(),
        time_limit=st.none() | seconds,
    ),
    max_size=5,
    unique_by=lambda one: one.id,
).map(tuple)
rules = st.builds(
    Rules,
    order=st.sampled_from([one for one in OrderPolicy if one is not OrderPolicy.LOTS]),
    phones_ask=st.booleans(),
    points_of_order=st.booleans(),
    right_of_reply=st.lists(seconds, max_size=3).map(tuple),
    summary=st.just(0) | seconds,
)


@st.composite
def settings(draw: st.DrawFn) -> ConferenceSettings:
    called = draw(st.just(({}, {})) | st.tuples(names, names))
    made = ConferenceSettings(
        categories=draw(categories),
        member=called[0],
        members=called[1],
        languages=draw(st.lists(st.sampled_from(LANGUAGES), unique=True).map(tuple)),
        procedures=draw(st.dictionaries(st.sampled_from(Procedure), rules, max_size=3)),
    )
    return made if made != UNSAID else UNSAID


@given(settings=settings(), badges=st.none() | st.integers(1, 200), colour=st.sampled_from([None, "#00437f"]))
def test_settings_are_the_same_after_a_file_and_after_the_desk(
    settings: ConferenceSettings, badges: int | None, colour: str | None
) -> None:
    begun = empty("A meeting", "Europe/Paris", datetime(2027, 1, 4, tzinfo=UTC).date(), 2, ("Hall",))
    room = msgspec.structs.replace(
        begun.rooms[0], profile=msgspec.structs.replace(begun.rooms[0].profile, colour=colour)
    )
    known = msgspec.structs.replace(begun, settings=settings, badges=badges, rooms=(room,))
    known = msgspec.structs.replace(known, version=version_of(known))
    again = import_table(tomllib.loads(toml(known).decode()), "written")
    assert again == known
    assert Parts(known).programme() == known
    stored = msgspec.json.decode(msgspec.json.encode(known), type=Programme)
    assert stored == known
    event = ProgrammePublished(version="v", profile=room.profile, segments=(), register=(), settings=known.settings)
    assert msgspec.json.decode(msgspec.json.encode(event), type=ProgrammePublished) == event


def test_a_conference_that_decides_nothing_is_stored_as_before() -> None:
    known = import_programme(BUILTIN)
    assert not {"settings", "badges", "days"} & msgspec.to_builtins(known).keys()
    assert "settings" not in tables(known) or tables(known)["settings"] == {}
    event = ProgrammePublished(
        version="v", profile=known.rooms[0].profile, segments=(), register=(), settings=known.settings
    )
    assert b"settings" not in msgspec.json.encode(event)


FAULTS = [
    ({"member": {"en": "Senator"}}, "members", "is missing"),
    ({"languages": ["en", "de"]}, "languages[1]", "no language of Rostrum"),
    ({"languages": ["en", "en"]}, "languages[1]", "there already"),
    ({"badges": 0}, "badges", "a whole number from 1 to 200"),
    ({"categories": [{"id": "a"}, {"id": "a"}]}, "categories[0].id", "there twice"),
    ({"categories": [{"id": "No"}]}, "categories[0].id", "an id such as"),
    ({"categories": [{"id": "a", "time_limit": "0:00"}]}, "categories[0].time_limit", "no time at all"),
    ({"procedures": {"duel": {}}}, "procedures.duel", "is no procedure"),
    ({"procedures": {"formal": {"order": "lots"}}}, "procedures.formal.order", "lots are drawn"),
    ({"procedures": {"formal": {"right_of_reply": ["5"]}}}, "procedures.formal.right_of_reply", "a length in minutes"),
]


@pytest.mark.parametrize(("held", "field", "what"), FAULTS, ids=[what for _, _, what in FAULTS])
def test_a_fault_in_the_settings_is_named_with_its_field(held: dict[str, object], field: str, what: str) -> None:
    parts = Parts(import_programme(HERE / "standards.toml"))
    parts.put(PartKind.SETTINGS, "", held)
    with pytest.raises(InvalidChange) as faulty:
        parts.programme()
    assert (PartKind.SETTINGS, field) in {(fault.part, fault.field) for fault in faulty.value.faults}
    assert what in str(faulty.value)


def test_a_colour_on_which_nothing_can_be_read_is_refused() -> None:
    parts = Parts(import_programme(HERE / "standards.toml"))
    parts.put(PartKind.ROOM, "committee", {**(parts.get(PartKind.ROOM, "committee") or {}), "colour": "#ffee00"})
    with pytest.raises(InvalidChange, match="too light"):
        parts.programme()


@pytest.mark.parametrize("name", EXAMPLES)
def test_pages_know_every_field_of_every_part(name: str) -> None:
    parts = Parts(programme(name))
    for part, shape in (
        (PartKind.CONFERENCE, ConferenceHeld),
        (PartKind.SETTINGS, SettingsHeld),
        (PartKind.ROOM, RoomHeld),
        (PartKind.SEGMENT, SegmentHeld),
    ):
        for held in map(plain, parts.of(part)):
            assert msgspec.to_builtins(msgspec.convert(held, shape)) == held


def test_pages_know_every_field_of_what_is_usual() -> None:
    assert msgspec.to_builtins(msgspec.convert(usual_table(), UsualSettings)) == usual_table()
