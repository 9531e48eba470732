"""Whatever a command carries, it is decided on or refused: deciding raises nothing else, and every view is drawn."""

from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from random import Random
from typing import Any, get_args

import msgspec
import msgspec.inspect as mi
import pytest
from msgspec.structs import replace

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
    PublishProgramme,
    SaveBullets,
    SetTimeLimit,
    Undo,
)
from live.room.model.reports import Heading
from live.room.model.state import RoomState
from live.room.model.texts import Unfit
from live.room.refusals import Reason, Refused
from live.room.rules.bounds import LONGEST_PLANNED
from live.room.transitions import Entry, decide, evolve
from live.room.views import foyer_view, render
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
from tests.often import often
from tests.room.test_pairs import FORMAL, ROOMS
from tests.room.test_properties import NAMED, ids

TRIES = often(400)
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


@cache
def fields_of(kind: type[msgspec.Struct]) -> tuple[mi.Field, ...]:
    described = mi.type_info(kind)
    assert isinstance(described, mi.StructType)
    return described.fields


class Somebody:
    """Whoever asks what fits the room, what nobody would say, or what is left out: the same every time."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed)

    def asks(self, kind: type[AnyCommand], state: RoomState) -> AnyCommand:
        """A command of `kind`. Raises `Unfit` where it may not be made."""
        said: dict[str, Any] = {}
        for field in fields_of(kind):
            if field.required or self.random.random() < 0.7:
                said[field.name] = self.says(state, field.name, field.type, far=self.random.random() < 0.3)
        return kind(**said)

    def says(self, state: RoomState, name: str, kind: mi.Type, *, far: bool) -> Any:  # noqa: PLR0911
        match kind:
            case mi.UnionType():
                return self.says(state, name, self.random.choice(kind.types), far=far)
            case mi.Metadata():
                return self.says(state, name, kind.type, far=far)
            case mi.NoneType():
                return None
            case mi.EnumType():
                return self.random.choice(list(kind.cls))
            case mi.BoolType():
                return self.random.random() < 0.5
            case mi.IntType():
                return self.random.choice(
                    NUMBERS if far else [0, 1, 2, 60, -1, *(act.position for act in state.acts[-2:])]
                )
            case mi.DateTimeType():
                return self.random.choice(INSTANTS if far else [AT, AT + timedelta(seconds=5)])
            case mi.VarTupleType():
                many = self.random.choice([0, 1, 3, 150] if far else [0, 1, 2])
                return tuple(self.says(state, name, kind.item_type, far=far and n == 0) for n in range(many))
            case mi.StructType():
                facts = {field.name: self.says(state, field.name, field.type, far=far) for field in kind.fields}
                return kind.cls(**facts)
            case mi.DictType():
                key = self.says(state, name, kind.key_type, far=far)
                return {key: self.says(state, name, kind.value_type, far=far)} if self.random.random() < 0.7 else {}
            case _:
                return self.random.choice(TEXTS if far else NAMED.get(name) or ids(state))

    def spoils(self, whole: msgspec.Struct) -> Any:
        """`whole` with one fact in it, however deep, that nobody would say."""
        field = self.random.choice(fields_of(type(whole)))
        held = getattr(whole, field.name)
        if isinstance(held, msgspec.Struct):
            return replace(whole, **{field.name: self.spoils(held)})
        if isinstance(held, tuple) and held and isinstance(held[0], msgspec.Struct) and self.random.random() < 0.9:
            n = self.random.randrange(len(held))
            return replace(whole, **{field.name: (*held[:n], self.spoils(held[n]), *held[n + 1 :])})
        return replace(whole, **{field.name: self.says(OPEN, field.name, field.type, far=True)})


@pytest.mark.parametrize("state", [NOTHING, *ROOMS.values()], ids=["nothing", *ROOMS])
def test_a_programme_with_one_fact_that_is_out_of_all_measure_is_refused_or_drawn(state: RoomState) -> None:
    somebody = Somebody("a programme")
    for _ in range(TRIES // 4):
        try:
            published = somebody.spoils(programme(segments=FORMAL))
            events = decide(state, published, DESK, state.at or AT)
        except (Unfit, Refused):
            continue
        if events:
            drawn(state, Entry(state.position + 1, state.at or AT, DESK.id, DESK.role, "c", events))


@pytest.mark.parametrize("kind", get_args(AnyCommand), ids=lambda kind: kind.__name__)
def test_a_command_is_decided_on_or_refused_whatever_it_carries(kind: Any) -> None:
    somebody = Somebody(kind.__name__)
    decided = 0
    for n in range(TRIES):
        state, actor = STATES[n % len(STATES)], somebody.random.choice(ACTORS)
        at = state.at or AT
        try:
            command = somebody.asks(kind, state)
        except Unfit:
            continue  # Its texts and instants are bounded where it is made.
        decided += 1
        try:
            events = decide(state, command, actor, at)
        except Refused as no:
            assert wire.write(wire.refusal("c", no))
            continue
        if events:
            drawn(state, Entry(state.position + 1, at, actor.id, actor.role, "c", events))
    assert decided > TRIES / 10 or kind is PublishProgramme


def drawn(state: RoomState, entry: Entry) -> None:
    """What came of it is stored, read again, and drawn on every screen."""
    assert wire.read_entry(wire.write_entry(entry)) == entry
    reached = evolve(state, entry)
    for view in View:
        wire.write(render(view, reached))
    wire.write(foyer_view([reached]))


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
    slow = replace(first, phases=(replace(first.phases[0], time_limit=10**12),))
    no = refused(NOTHING, secretariat(programme(segments=(slow, *rest))))
    week = replace(first, phases=(replace(first.phases[0], time_limit=LONGEST_PLANNED),))
    assert after(NOTHING, secretariat(programme(segments=(week, *rest)))).version is not None
    assert (no.reason, no.detail) == (Reason.OUT_OF_RANGE, {"field": "segments.0.phases.0.time_limit"})
