"""What comes by wire is read, or refused with the place of the fault; what is stored is read, or nothing is guessed."""

import json
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live import wire
from live.room.commands import AddSpeaker, ExtendTime, RequestFloor, RoomCommand, StartSegment
from live.room.model.plan import Capacity
from live.room.refusals import Reason, Refused
from tests.given import NOTHING, OPEN, entries, programme, secretariat
from tests.room.test_authority import COMMANDS

QUICK = settings(max_examples=300, database=None)


def command(raw: str) -> RoomCommand:
    return wire.read_command(raw.encode())


def path_of_fault(text: str) -> str:
    """Where reading `text` as a frame, and then its command, fails."""
    with pytest.raises(wire.Malformed) as caught:
        frame = wire.read_frame(text)
        if isinstance(frame, wire.CommandFrame):
            wire.read_command(frame.command, frame.id)
    return caught.value.path


# Frames


def test_a_frame_is_read() -> None:
    assert wire.read_frame('{"kind":"time","id":"t1"}') == wire.TimeQuestion("t1")
    assert wire.read_frame('{"kind":"resync","position":40,"epoch":"e"}') == wire.Resync(40, "e")
    assert wire.read_frame('{"kind":"resync"}') == wire.Resync()
    assert wire.read_frame(b'{"id":"c7","command":{"type":"open_list"},"kind":"command"}') == wire.CommandFrame(
        "c7", msgspec.Raw(b'{"type":"open_list"}')
    )


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", "$"),
        ("{", "$"),
        ("null", "$"),
        ("[]", "$"),
        ("42", "$"),
        ('"command"', "$"),
        ("{}", "$"),
        ('{"kind":"command"}', "$"),
        ('{"kind":"nothing"}', "$.kind"),
        ('{"kind":7,"id":"c1"}', "$.kind"),
        ('{"kind":"view","view":{}}', "$.kind"),
        ('{"kind":"command","id":"c1"}', "$"),
        ('{"kind":"command","id":7,"command":{"type":"open_list"}}', "$.id"),
        ('{"kind":"command","id":"","command":{"type":"open_list"}}', "$.id"),
        ('{"kind":"command","id":"' + "x" * 65 + '","command":{"type":"open_list"}}', "$.id"),
        ('{"kind":"time","id":""}', "$.id"),
        ('{"kind":"time"}', "$"),
        ('{"kind":"time","id":"t1","more":1}', "$"),
        ('{"kind":"resync","position":"40"}', "$.position"),
        ('{"kind":"resync","position":1e400}', "$.position"),
        ('{"kind":"command","id":"c1","command":null}', "$.command"),
        ('{"kind":"command","id":"c1","command":[]}', "$.command"),
        ('{"kind":"command","id":"c1","command":{}}', "$.command"),
        ('{"kind":"command","id":"c1","command":{"type":"fly"}}', "$.command.type"),
        ('{"kind":"command","id":"c1","command":{"type":null}}', "$.command.type"),
        ('{"kind":"command","id":"c1","command":{"type":"publish_programme"}}', "$.command.type"),
        ('{"kind":"command","id":"c1","command":{"type":"open_list","more":1}}', "$.command"),
        ('{"kind":"command","id":"c1","command":{"type":"start_clock"}}', "$.command"),
        ('{"kind":"command","id":"c1","command":{"type":"start_clock","intervention":3}}', "$.command.intervention"),
        (
            '{"kind":"command","id":"c1","command":{"type":"extend_time","intervention":"r1","seconds":1.5}}',
            "$.command.seconds",
        ),
        (
            '{"kind":"command","id":"c1","command":{"type":"request_floor","capacity":"king"}}',
            "$.command.capacity",
        ),
    ],
)
def test_a_malformed_frame_is_refused_with_the_place_of_the_fault(text: str, path: str) -> None:
    assert path_of_fault(text) == path


@pytest.mark.parametrize(
    "text",
    [
        b"\xff\xfe",
        b'{"kind":"time","id":"\xc3\x28"}',
        '{"kind":"time","id":"\ud800"}',
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"kind":"command","id":"c1","command":' + "[" * 5_000 + "]" * 5_000 + "}",
        '{"kind":"resync","position":' + "9" * 10_000 + "}",
        '{"kind":"time","id":"t1"} {"kind":"time","id":"t2"}',
        '{"kind":"time","id":NaN}',
    ],
    ids=["no utf-8", "bad utf-8", "half a surrogate", "deep list", "deep dict", "deep command", "huge", "two", "nan"],
)
def test_what_is_no_json_is_malformed(text: str | bytes) -> None:
    with pytest.raises(wire.Malformed):
        frame = wire.read_frame(text)
        assert isinstance(frame, wire.CommandFrame)
        wire.read_command(frame.command)


@QUICK
@given(st.binary() | st.text())
def test_whatever_comes_is_a_frame_or_malformed(text: bytes | str) -> None:
    try:
        wire.read_frame(text)
    except wire.Malformed as malformed:
        assert malformed.answer().refused in (Reason.MALFORMED, Reason.UNKNOWN_COMMAND)


any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
near_frames = st.fixed_dictionaries(
    {"kind": st.sampled_from(["command", "time", "resync"]) | any_json},
    optional={
        "id": st.text() | any_json,
        "position": any_json,
        "epoch": any_json,
        "command": st.fixed_dictionaries(
            {"type": st.sampled_from(list(COMMANDS)) | any_json},
            optional={
                name: st.text() | any_json
                for name in ("segment", "phase", "request", "intervention", "seconds", "capacity", "expecting")
            },
        )
        | any_json,
    },
)


@QUICK
@given(near_frames | any_json)
def test_whatever_json_comes_is_read_or_malformed(value: Any) -> None:
    text = json.dumps(value)
    try:
        frame = wire.read_frame(text)
        if isinstance(frame, wire.CommandFrame):
            wire.read_command(frame.command, frame.id)
    except wire.Malformed as malformed:
        answer = json.loads(wire.write(malformed.answer()))
        assert answer["detail"]["path"].startswith("$")
        assert len(answer["detail"]["fault"]) <= 200


@QUICK
@given(st.binary() | any_json.map(lambda value: json.dumps(value).encode()))
def test_whatever_is_stored_is_an_entry_or_unreadable(stored: bytes) -> None:
    with pytest.raises(wire.UnreadableEntry):
        wire.read_entry(stored)


# Commands


def test_a_command_is_read_with_what_it_leaves_out() -> None:
    assert command('{"type":"request_floor"}') == RequestFloor()
    assert command('{"type":"add_speaker","delegation":"ken","capacity":"group","on_behalf_of":"G77"}') == AddSpeaker(
        "ken", Capacity.GROUP, "G77"
    )
    assert command('{"type":"start_segment","segment":"panel","expecting":null}') == StartSegment("panel")
    assert command('{"type":"extend_time","intervention":"r1","seconds":-30}') == ExtendTime("r1", -30)


def test_every_command_comes_back_as_it_was_written() -> None:
    asked = {name: command for name, command in COMMANDS.items() if name != "publish_programme"}
    assert {name: wire.read_command(wire.write(command)) for name, command in asked.items()} == asked


def test_every_command_people_may_ask_has_an_example() -> None:
    assert {type(example) for example in COMMANDS.values()} >= set(get_args(RoomCommand))


def test_a_programme_does_not_come_by_wire() -> None:
    with pytest.raises(wire.Malformed):
        wire.read_command(wire.write(programme()))


# Answers


def test_a_malformed_command_is_answered_under_its_id_with_the_path() -> None:
    with pytest.raises(wire.Malformed) as caught:
        wire.read_command(b'{"type":"extend_time","intervention":"r1","seconds":"x"}', "c9")
    assert json.loads(wire.write(caught.value.answer())) == {
        "kind": "answer",
        "id": "c9",
        "refused": "malformed",
        "detail": {"path": "$.command.seconds", "fault": "Expected `int`, got `str`"},
    }


def test_a_command_nobody_knows_is_named_so() -> None:
    with pytest.raises(wire.Malformed) as caught:
        wire.read_command(b'{"type":"fly"}', "c9")
    assert caught.value.answer().refused == Reason.UNKNOWN_COMMAND


def test_a_refusal_is_answered_by_its_code_and_what_it_is_about() -> None:
    answer = wire.refusal("c1", Refused(Reason.NOT_NEXT, next="r7"))
    assert json.loads(wire.write(answer)) == {
        "kind": "answer",
        "id": "c1",
        "refused": "not_next",
        "detail": {"next": "r7"},
    }
    assert json.loads(wire.write(wire.refusal("c1", Refused(Reason.LIST_CLOSED)))) == {
        "kind": "answer",
        "id": "c1",
        "refused": "list_closed",
    }


def test_the_frames_that_are_written_by_hand_are_json() -> None:
    view = wire.view_frame("e1", 4, "2017-12-04T17:00:00.000Z", '{"a":1}')
    assert json.loads(view) == {
        "kind": "view",
        "epoch": "e1",
        "position": 4,
        "now": "2017-12-04T17:00:00.000Z",
        "view": {"a": 1},
    }
    change = wire.change_frame(4, 6, "2017-12-04T17:00:00.000Z", {"a": None})
    assert json.loads(change) == {
        "kind": "change",
        "from": 4,
        "position": 6,
        "now": "2017-12-04T17:00:00.000Z",
        "patch": {"a": None},
    }


# Entries


def test_an_entry_comes_back_as_it_was_stored() -> None:
    (entry,) = entries(NOTHING, secretariat(programme()))
    assert wire.read_entry(wire.write_entry(entry)) == entry


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("v", 2),
        ("v", 0),
        ("events", [{"type": "meteor_struck"}]),
        ("events", [{"type": "list_opened"}]),
        ("at", "noon"),
    ],
)
def test_an_entry_of_a_later_release_is_not_guessed_at(name: str, value: Any) -> None:
    (entry,) = entries(OPEN, secretariat(COMMANDS["close_list"]))
    stored = json.loads(wire.write_entry(entry)) | {name: value}
    with pytest.raises(wire.UnreadableEntry):
        wire.read_entry(json.dumps(stored).encode())


def test_an_event_with_a_field_nobody_knows_is_not_guessed_at() -> None:
    (entry,) = entries(OPEN, secretariat(COMMANDS["close_list"]))
    stored = json.loads(wire.write_entry(entry))
    stored["events"][0]["by_whom"] = "somebody"
    with pytest.raises(wire.UnreadableEntry):
        wire.read_entry(json.dumps(stored).encode())


@pytest.mark.parametrize("before", [None, "0" * 64, "7d" * 32])
def test_the_digest_that_an_entry_carries_is_no_part_of_what_happened(before: str | None) -> None:
    (entry,) = entries(NOTHING, secretariat(programme()))
    stored = wire.write_entry(entry, before)
    assert json.loads(stored) == json.loads(wire.write_entry(entry)) | ({"before": before} if before else {})
    assert wire.digest_before(stored) == before
    assert wire.read_entry(stored) == entry


@pytest.mark.parametrize(
    "stored", [b"", b"?", b'{"before":7}', b'{"before":"', b"[]", b'{"before":null}', b'{"before":"\\ud800"}', b"\xff"]
)
def test_what_is_no_entry_carries_no_digest(stored: bytes) -> None:
    assert wire.digest_before(stored) is None
