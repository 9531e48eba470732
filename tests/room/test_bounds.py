"""Whatever a command carries, it is decided on or refused: deciding raises nothing else, and every view is drawn."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_args

import msgspec
import msgspec.inspect as mi
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from live import wire
from live.room.authority import Actor, Role, View
from live.room.commands import (
    AcceptRequests,
    AddSpeaker,
    AmendRequest,
    AnyCommand,
    CarriedRequest,
    ExtendTime,
    LogIntervention,
    SaveBullets,
    SetTimeLimit,
    Undo,
)
from live.room.notes import Heading
from live.room.refusals import Reason, Refused
from live.room.state import RoomState
from live.room.texts import Unfit
from live.room.transitions import Entry, decide, evolve
from live.room.views import foyer, render
from tests.given import (
    AT,
    DESK,
    KENYA_SPEAKS,
    NOTHING,
    OPEN,
    PUBLISHED,
    after,
    badge,
    ends,
    programme,
    refused,
    secretariat,
    undoes,
)
from tests.room.test_pairs import ROOMS
from tests.room.test_properties import words

STATES: list[RoomState] = [NOTHING, PUBLISHED, after(OPEN, ends("panel")), after(OPEN, undoes()), *ROOMS.values()]
ACTORS = [DESK, badge("kenya"), badge("fiji", 2), Actor("user:rapporteur", Role.RAPPORTEUR)]
FAR = timezone(timedelta(hours=5)), timezone(-timedelta(hours=23, minutes=59)), UTC
INSTANTS = [
    *(datetime(year, 1, 1, tzinfo=zone) for year in (1, 1899, 2300) for zone in FAR),
    *(datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=zone) for zone in FAR),
    datetime(2017, 12, 4, 17),  # noqa: DTZ001  it is about what has no zone
]
NUMBERS = [0, -1, 1, 2**31, 2**53, -(2**53), 2**63, 2**64, -(2**64), 10**30, 10**400, float("nan"), float("inf"), 1e308]
TEXTS = ["", " ", "\x00", "\u200b", "\u2800", "\ud800", "NaN", "null", "r", "x" * 3_000, "ß" * 1_200, "\u202e" * 300]


def extremes(kind: mi.Type) -> st.SearchStrategy[Any]:  # noqa: PLR0911
    """What nobody would say, of the kind that the field holds."""
    match kind:
        case mi.UnionType():
            return st.one_of(*(extremes(inner) for inner in kind.types))
        case mi.NoneType():
            return st.none()
        case mi.EnumType():
            return st.sampled_from(list(kind.cls))
        case mi.BoolType():
            return st.booleans()
        case mi.IntType():
            return st.sampled_from(NUMBERS) | st.integers()
        case mi.DateTimeType():
            return st.sampled_from(INSTANTS) | st.datetimes(timezones=st.timezones())
        case mi.VarTupleType():
            return st.lists(extremes(kind.item_type), max_size=3).map(tuple) | st.just(("r1",) * 1_200)
        case mi.StructType():
            return st.builds(kind.cls, **{field.name: extremes(field.type) for field in kind.fields})
        case mi.DictType():
            return st.just({}) | st.dictionaries(extremes(kind.key_type), extremes(kind.value_type), max_size=2)
        case _:
            return st.sampled_from(TEXTS) | st.text(max_size=20)


def commands(kind: type[AnyCommand], state: RoomState) -> st.SearchStrategy[AnyCommand]:
    """Commands of `kind`: each of their fields fits the room, is left out, or is extreme."""
    fields = mi.type_info(kind).fields  # type: ignore[attr-defined]
    return st.builds(
        kind,
        **{
            field.name: st.one_of(
                words(state, field.name, field.type),
                extremes(field.type),
                *([] if field.required else [st.just(msgspec.structs.fields(kind)[n].default)]),
            )
            for n, field in enumerate(fields)
            if field.required or msgspec.structs.fields(kind)[n].default is not msgspec.NODEFAULT
        },
    )


@pytest.mark.parametrize("kind", get_args(AnyCommand), ids=lambda kind: kind.__name__)
@settings(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_command_is_decided_on_or_refused_whatever_it_carries(kind: Any, data: Any) -> None:
    state = data.draw(st.sampled_from(STATES))
    actor = data.draw(st.sampled_from(ACTORS))
    at = state.at or AT
    try:
        command = data.draw(commands(kind, state))
    except Unfit:
        return  # Its texts and instants are bounded where it is made.
    try:
        events = decide(state, command, actor, at)
    except Refused as no:
        assert wire.write(wire.refusal("c", no))
        return
    if not events:
        return
    entry = Entry(state.position + 1, at, actor.id, actor.role, "c", events)
    assert wire.read_entry(wire.write_entry(entry)) == entry
    reached = evolve(state, entry)
    for view in View:
        wire.write(render(view, reached))
    wire.write(foyer([reached]))


EXTREME: list[AnyCommand] = [
    *(Undo(number) for number in (2**53, 10**30)),
    *(ExtendTime("r5", number) for number in (10**30, -(10**30))),
    *(SetTimeLimit(number) for number in (0, -1, 10**30)),
    SaveBullets("group-work", Heading.COMMITMENTS, (), 10**30),
    LogIntervention("kenya", AT - timedelta(days=2), 60),
    LogIntervention("kenya", AT, 10**30),
    LogIntervention("kenya", AT + timedelta(days=1), 60),
    *(LogIntervention("kenya", datetime(year, 1, 1, tzinfo=UTC), 60) for year in (1900, 2199)),
]


@pytest.mark.parametrize("command", EXTREME)
def test_what_cannot_be_reckoned_with_is_out_of_range_and_the_field_is_named(command: AnyCommand) -> None:
    no = refused(KENYA_SPEAKS, secretariat(command))
    assert no.reason == Reason.OUT_OF_RANGE
    assert str(no.detail["field"]) in {"began_at", "position", "seconds", "version"}


@pytest.mark.parametrize("instant", INSTANTS)
def test_an_instant_far_from_any_meeting_is_no_part_of_a_command(instant: datetime) -> None:
    for made in (
        lambda: LogIntervention("kenya", instant, 60),
        lambda: AddSpeaker("peru", scheduled_at=instant),
        lambda: AmendRequest("r5", scheduled_at=instant),
        lambda: AcceptRequests("breakout-1", (CarriedRequest("kenya", instant),)),
    ):
        with pytest.raises(Unfit):
            made()


def test_a_programme_out_of_all_measure_is_refused_with_its_place() -> None:
    first, *rest = programme().segments
    slow = msgspec.structs.replace(first, phases=(msgspec.structs.replace(first.phases[0], time_limit=10**12),))
    no = refused(NOTHING, secretariat(programme(segments=(slow, *rest))))
    assert (no.reason, no.detail) == (Reason.OUT_OF_RANGE, {"field": "segments.0.phases.0.time_limit"})
