"""Every text and every instant that a command brings in: bounded, cleaned, in UTC. A new command cannot forget it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_args

import msgspec
import msgspec.inspect as mi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live import wire
from live.room.authority import View
from live.room.commands import (
    AddSlot,
    AddSpeaker,
    AmendRequest,
    Command,
    DrawLots,
    LogIntervention,
    PublishProgramme,
    ReceiveReport,
    RequestFloor,
    RoomCommand,
    SaveBullets,
    SendMessage,
    SetQuestions,
)
from live.room.commands.base import LONGEST_PRINTED
from live.room.model.plan import Capacity
from live.room.model.reports import Heading, Noted, Report, Target
from live.room.model.texts import EARLIEST, LATEST, PLAIN, Unfit, cleaned, in_utc, one_line
from live.room.refusals import Reason
from live.room.rules.speakers import list_of
from live.room.views import stamp
from tests.given import (
    AT,
    OPEN,
    PANEL,
    PANEL_RUNS,
    SEGMENTS,
    adds,
    after,
    asks,
    later,
    programme,
    refusal,
    refused,
    secretariat,
)
from tests.often import often
from tests.room.test_views import shown

COMMANDS = get_args(RoomCommand)
NOTHING_TO_SEE = {
    "a space of no width": "\u200b",
    "a Hangul filler": "\u3164",
    "a leading filler": "\u115f",
    "a vowel filler": "\u1160",
    "a filler of half width": "\uffa0",
    "a braille cell without dots": "\u2800",
    "a soft hyphen": "\u00ad",
    "selectors of variants": "\ufe0f\ufe00",
    "a further selector": "\U000e0100",
    "tags": "\U000e0041\U000e007f",
    "joiners": "\u200d\u200c",
    "a word joiner": "\u2060",
    "a grapheme joiner": "\u034f",
    "marks of direction": "\u200e\u200f\u061c",
    "overrides": "\u202e\u202d\u202c",
    "isolates": "\u2066\u2067\u2068\u2069",
    "control characters": "\x00\x07\x1b\x7f\x85",
    "spaces of every width": " \u00a0\u2003\u202f\u3000\u205f\u1680",
    "ends of line": "\n\r\u2028\u2029",
    "a mark of byte order": "\ufeff",
    "a vowel separator": "\u180e",
    "invisible operators": "\u2061\u2062\u2063\u2064",
    "notes between lines": "\ufff9\ufffa\ufffb",
    "musical formats": "\U0001d173\U0001d17a",
    "half a pair": "\ud800",
    "what is no character": "\ufffe\ufdd0\U0010ffff",
    "marks without a letter": "\u0301\u0489",
    "all of it": "\u200b\u3164 \u2800\u00ad\u202e",
}
AS_WRITTEN = {
    "Persian": "می\u200cخواهم",
    "Sinhala": "ශ්\u200dරී ලංකා",
    "Hindi": "क्\u200dष",
    "Malayalam at the end of a word": "ന്\u200d",
    "Vietnamese": "Nguyễn Thị Ánh",
    "Arabic with vowels": "مُحَمَّد",
    "Hebrew with accents": "בְּרֵאשִׁ֖ית",
    "Chinese": "约翰·史密斯",
    "Russian": "Ёлкина-Йонссон",
    "signs of a year in Arabic": "\u06012017",
    "an emoji": "🌍",
    "a sign": "№ 5 (€)",
}
NASTY = "\u202e  A\x00b\u200bc\u2066\n e\u0301\ud800 "
CLEAN = "A bc é"


def kinds(kind: Any, path: str) -> Iterator[tuple[str, mi.Type]]:
    """Every type within `kind`, with its path."""
    yield path, kind
    match kind:
        case mi.UnionType():
            for inner in kind.types:
                yield from kinds(inner, path)
        case mi.VarTupleType():
            yield from kinds(kind.item_type, f"{path}[]")
        case mi.DictType():
            yield from kinds(kind.key_type, f"{path}{{}}")
            yield from kinds(kind.value_type, f"{path}{{}}")
        case mi.StructType():
            for field in kind.fields:
                yield from kinds(field.type, f"{path}.{field.name}")
        case mi.Metadata():
            yield from kinds(kind.type, path)
        case _:
            pass


WITHIN = [
    (path, kind) for command in COMMANDS for path, kind in kinds(mi.type_info(command), command.__struct_config__.tag)
]


def test_every_text_of_every_command_is_bounded() -> None:
    texts = [(path, kind.max_length) for path, kind in WITHIN if isinstance(kind, mi.StrType)]
    assert len(texts) > 80
    assert [path for path, longest in texts if longest is None or longest > 1000] == []


def test_every_list_of_every_command_is_bounded() -> None:
    lists = [(path, kind.max_length) for path, kind in WITHIN if isinstance(kind, mi.VarTupleType)]
    assert len(lists) > 5
    assert [path for path, most in lists if most is None or most > 1000] == []
    tables = [kind for _, kind in WITHIN if isinstance(kind, mi.DictType)]
    assert all(isinstance(table.key_type, mi.EnumType) or table.max_length for table in tables)
    walked = {mi.StructType, mi.UnionType, mi.VarTupleType, mi.DictType, mi.StrType, mi.DateTimeType}
    plain = {mi.NoneType, mi.EnumType, mi.BoolType, mi.IntType}
    other = {type(kind) for _, kind in WITHIN} - walked - plain
    assert {kind.__name__ for kind in other} <= {"CustomType"}, "nothing is held that is not walked through"


def test_every_instant_of_every_command_has_its_offset() -> None:
    instants = [(path, kind.tz) for path, kind in WITHIN if isinstance(kind, mi.DateTimeType)]
    assert len(instants) >= 5
    assert [path for path, tz in instants if tz is not True] == []


def filled(kind: mi.Type, text: str, at: str) -> Any:  # noqa: PLR0911
    """A value of `kind` as JSON has it, with `text` wherever one goes and `at` for every instant."""
    match kind:
        case mi.UnionType():
            return filled(next(inner for inner in kind.types if not isinstance(inner, mi.NoneType)), text, at)
        case mi.StrType():
            return text
        case mi.DateTimeType():
            return at
        case mi.EnumType():
            return next(iter(kind.cls)).value
        case mi.IntType():
            return 1
        case mi.BoolType():
            return True
        case mi.VarTupleType():
            return [filled(kind.item_type, text, at)]
        case mi.DictType():
            return {filled(kind.key_type, text, at): filled(kind.value_type, text, at)}
        case mi.StructType():
            fields = {field.encode_name: filled(field.type, text, at) for field in kind.fields}
            return fields | ({kind.tag_field: kind.tag} if kind.tag_field else {})
        case _:
            raise AssertionError(kind)


def texts_in(value: Any) -> list[str]:
    match value:
        case str():
            return [value]
        case list() | tuple():
            return [text for inner in value for text in texts_in(inner)]
        case dict():
            return [text for inner in value.values() for text in texts_in(inner)]
        case _:
            return []


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: str(kind.__struct_config__.tag))
def test_every_text_of_every_command_is_cleaned_and_every_instant_becomes_utc(kind: type[Command]) -> None:
    nasty = NASTY.replace("\ud800", "")
    asked = filled(mi.type_info(kind), nasty, "2017-12-04T22:00:00.0007+05:00")
    command = wire.read_command(json.dumps(asked).encode())
    held = msgspec.to_builtins(command)
    assert nasty not in texts_in(held)
    assert texts_in(held).count(CLEAN) == texts_in(asked).count(nasty)
    assert texts_in(held).count("2017-12-04T17:00:00Z") == texts_in(asked).count("2017-12-04T22:00:00.0007+05:00")


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: str(kind.__struct_config__.tag))
def test_no_text_of_any_command_is_longer_than_its_bound(kind: type[Command]) -> None:
    asked = filled(mi.type_info(kind), "x" * 3000, "2017-12-04T17:00:00Z")
    if "x" * 3000 not in texts_in(asked):
        return
    with pytest.raises(wire.Malformed, match=r"length <= \d+"):
        wire.read_command(json.dumps(asked).encode())


def test_a_text_that_grows_as_it_is_composed_keeps_its_bound() -> None:
    grows = "\ufb2c" * 900  # Three characters each in the composed form.
    with pytest.raises(wire.Malformed) as caught:
        wire.read_command(json.dumps({"type": "request_floor", "person": grows}).encode())
    assert (caught.value.path, caught.value.fault) == ("$.command.person", "expected at most 1000 characters")


# What a text is


@pytest.mark.parametrize("text", NOTHING_TO_SEE.values(), ids=NOTHING_TO_SEE)
def test_what_nobody_can_see_is_nothing(text: str) -> None:
    assert one_line(text) == ""
    assert cleaned(text) is None
    if text != NOTHING_TO_SEE["marks without a letter"]:
        assert cleaned(f"{text}Ana{text}") == "Ana"


@pytest.mark.parametrize("text", AS_WRITTEN.values(), ids=AS_WRITTEN)
def test_what_a_script_is_written_with_stays(text: str) -> None:
    assert one_line(text) == text


def test_a_joiner_stays_only_where_a_script_needs_it() -> None:
    assert one_line("Fi\u200dji \u200dمی\u200c\u200cخواهم\u200c") == "Fiji می\u200cخواهم"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a  b", "a b"),
        ("\u0301ab", "ab"),
        (" \u0301 \u0302a", "a"),
        ("\u094d\u200da", "a"),
        ("\u094d\u200c", ""),
        ("a" + "\u0338" * 9, "a" + "\u0338" * 4),
        ("a" + "\u20dd" * 9, "a" + "\u20dd" * 4),
        *((seen, seen) for seen in ("é", "5", "!", "€", "\u0600", "\ue000", "\u0378")),
    ],
)
def test_a_text_begins_with_what_is_seen_and_stacks_no_more_than_four_marks(text: str, kept: str) -> None:
    assert one_line(text) == kept


def test_instants_are_kept_from_the_first_to_the_last_and_to_the_millisecond() -> None:
    assert in_utc(EARLIEST) == EARLIEST
    assert in_utc(LATEST - timedelta(milliseconds=1)) < LATEST
    for far in (EARLIEST - timedelta(milliseconds=1), LATEST):
        with pytest.raises(Unfit, match=r"^expected an instant from 1900 to 2199$"):
            in_utc(far)
    assert in_utc(AT.replace(microsecond=2000)).microsecond == 2000
    assert in_utc(AT.replace(microsecond=2999)).microsecond == 2000
    with pytest.raises(Unfit, match=r"^expected an instant with its offset from UTC, such as 2017-12-04T17:00:00Z$"):
        in_utc(AT.replace(tzinfo=None))


def test_letters_are_composed() -> None:
    assert one_line("Me\u0301xico") == "México"


def test_marks_do_not_reach_into_the_lines_around() -> None:
    assert one_line("Z" + "\u0301" * 60 + "algo") == "Ź" + "\u0301" * 4 + "algo"


def test_what_is_kept_at_a_glance_is_kept_by_a_closer_look_too() -> None:
    for first, last in PLAIN:
        characters = "".join(map(chr, range(first, last + 1)))
        assert one_line(characters) == characters
        assert one_line("e\u0301" + characters) == "é" + characters, "what has an accent is looked at closely"


def test_a_name_is_not_cut_within_what_belongs_together() -> None:
    assert cleaned("x" * 119 + " y", 120) == "x" * 119


PARTS = "".join(NOTHING_TO_SEE.values()) + "aش\u0301\u094d क"


@settings(max_examples=often(500), database=None)
@given(
    st.text(st.characters(), max_size=30) | st.text("".join(NOTHING_TO_SEE.values()) + "aش\u0301\u094d क", max_size=12)
)
def test_what_was_cleaned_is_clean(text: str) -> None:
    once = one_line(text)
    assert one_line(once) == once
    assert once == once.strip()
    assert "  " not in once
    assert not any(
        one_line(f"a{hidden}b") == "ab" and hidden in once for hidden in once if hidden not in "\u200c\u200d"
    )
    once.encode()


# Where there must be something to be seen


@pytest.mark.parametrize("text", NOTHING_TO_SEE.values(), ids=NOTHING_TO_SEE)
def test_a_text_that_is_needed_must_have_something_to_be_seen(text: str) -> None:
    named = refused(PANEL_RUNS, secretariat(AddSlot("openings", text)))
    assert (named.reason, named.detail) == (Reason.OUT_OF_RANGE, {"field": "name"})
    assert refusal(OPEN, adds("fiji"), secretariat(DrawLots(text))) == Reason.OUT_OF_RANGE
    assert refusal(OPEN, secretariat(SendMessage(Target.HALL, text=text))) == Reason.OUT_OF_RANGE
    assert refusal(OPEN, asks("kenya", Capacity.GROUP, text)) == Reason.CAPACITY_NEEDS_NAME
    assert refusal(OPEN, adds("kenya", Capacity.GROUP, text)) == Reason.CAPACITY_NEEDS_NAME


@pytest.mark.parametrize("text", NOTHING_TO_SEE.values(), ids=NOTHING_TO_SEE)
def test_a_text_that_holds_nothing_is_none(text: str) -> None:
    (request,) = list_of(after(OPEN, adds("kenya", person=text, language=text)), "panel").waiting
    assert (request.speaker.person, request.language) == (None, None)
    written = after(
        PANEL_RUNS,
        secretariat(SaveBullets("panel", Heading.COMMITMENTS, (text, "Recognise skills"))),
        secretariat(SetQuestions("panel", (text, "What was learned?"))),
    )
    assert written.reports["panel"].noted[Heading.COMMITMENTS].bullets == ("Recognise skills",)
    assert written.questions["panel"] == ({"en": "What was learned?"},)


def test_a_report_from_another_room_is_cleaned_and_bounded_like_one_written_here() -> None:
    noted = Noted(("\u202eRecognise\x00skills", "\u200b"), 1, "user:x", AT.astimezone(timezone(timedelta(hours=5))))
    report = Report({Heading.COMMITMENTS: noted}, submitted_at=AT, submitted_by="user:x")
    state = after(PANEL_RUNS, secretariat(ReceiveReport("breakout-1", "panel", report)))  # type: ignore[arg-type]
    kept = state.reports["panel"].noted[Heading.COMMITMENTS]
    assert (kept.bullets, kept.at) == (("Recognise skills",), AT)
    for bullets in (["x" * 401], ["x"] * 13):
        noted_there = {"noted": {"commitments": {"bullets": bullets}}, "submitted_at": "2017-12-04T17:00:00Z"}
        asked = {"type": "receive_report", "room": "breakout-1", "segment": "panel", "report": noted_there}
        with pytest.raises(wire.Malformed, match=r"report\.noted"):
            wire.read_command(json.dumps(asked).encode())


def test_members_of_a_joint_statement_are_delegations_and_named_once() -> None:
    assert refusal(OPEN, adds("kenya", joint=("atlantis",))) == Reason.UNKNOWN_DELEGATION
    (request,) = list_of(after(OPEN, adds("kenya", joint=("fiji", "peru", "fiji"))), "panel").waiting
    assert request.joint == ("fiji", "peru")


def test_whom_a_reaction_is_addressed_to_is_an_id_and_no_essay() -> None:
    with pytest.raises(wire.Malformed) as caught:
        wire.read_command(json.dumps({"type": "request_floor", "about": "x" * 15_000}).encode())
    assert caught.value.path == "$.command.about"


# Instants


@pytest.mark.parametrize("offset", [-12, -5, 0, 5, 14])
def test_an_instant_is_shown_in_utc_whatever_offset_it_came_with(offset: int) -> None:
    came = (AT - timedelta(minutes=10)).astimezone(timezone(timedelta(hours=offset)))
    state = after(OPEN, later(60), secretariat(LogIntervention("kenya", came, 60)))
    assert shown(View.CONTROL, state)["turns"]["0"]["called_at"] == "2017-12-04T16:50:00.000Z"
    assert state.turns[0].called_at.tzinfo is UTC
    added = after(OPEN, adds("fiji", scheduled_at=came))
    (row,) = shown(View.CONTROL, added)["list"]["waiting"].values()
    assert row["scheduled_at"] == "2017-12-04T16:50:00.000Z"


@pytest.mark.parametrize(
    ("kind", "field"),
    [("log_intervention", "began_at"), ("add_speaker", "scheduled_at"), ("amend_request", "scheduled_at")],
)
def test_an_instant_without_offset_is_refused_by_name(kind: str, field: str) -> None:
    asked = {"type": kind, "delegation": "kenya", "seconds": 60, field: "2017-12-04T17:00:00"}
    asked = {"type": kind, "request": "r1", field: asked[field]} if kind == "amend_request" else asked
    asked = {name: fact for name, fact in asked.items() if name != "seconds" or kind == "log_intervention"}
    with pytest.raises(wire.Malformed) as caught:
        wire.read_command(json.dumps(asked).encode())
    assert caught.value.path == f"$.command.{field}"
    assert "timezone" in caught.value.fault


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "1700-01-01T00:00:00Z"])
def test_an_instant_far_from_any_meeting_is_refused_by_name(at: str) -> None:
    asked = {"type": "log_intervention", "delegation": "kenya", "seconds": 60, "began_at": at}
    with pytest.raises(wire.Malformed) as caught:
        wire.read_command(json.dumps(asked).encode())
    assert (caught.value.path, caught.value.fault) == ("$.command.began_at", "expected an instant from 1900 to 2199")


def test_an_instant_made_here_without_offset_is_refused_too() -> None:
    with pytest.raises(Unfit, match="offset"):
        LogIntervention("kenya", datetime(2017, 12, 4), 60)  # noqa: DTZ001
    with pytest.raises(Unfit, match="offset"):
        AddSpeaker("kenya", scheduled_at=datetime(2017, 12, 4))  # noqa: DTZ001
    with pytest.raises(Unfit, match="offset"):
        in_utc(datetime(2017, 12, 4))  # noqa: DTZ001


def test_the_programmes_times_and_texts_become_what_any_other_are() -> None:
    there = timezone(timedelta(hours=-6))
    planned = msgspec.structs.replace(
        PANEL, starts_at=PANEL.starts_at.astimezone(there), names={"en": f" Panel\u202e{'x' * 9}  "}
    )
    published = programme(segments=(planned,))
    assert published.segments[0].starts_at.tzinfo is UTC
    assert published.segments[0].names == {"en": f"Panel{'x' * 9}"}
    assert programme().segments == SEGMENTS
    naive = msgspec.structs.replace(PANEL, ends_at=datetime(2017, 12, 4))  # noqa: DTZ001
    with pytest.raises(Unfit) as caught:
        programme(segments=(naive,))
    assert caught.value.field == "segments[0].ends_at"
    with pytest.raises(Unfit, match="characters"):
        programme(segments=(msgspec.structs.replace(PANEL, names={"en": "x" * (LONGEST_PRINTED + 1)}),))


def test_a_programme_that_is_clean_is_left_as_it_is() -> None:
    published = programme()
    assert isinstance(published, PublishProgramme)
    assert published.segments[1] is PANEL


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (AT.astimezone(timezone(timedelta(hours=5))), "2017-12-04T17:00:00.000Z"),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5))), "0001-01-01T00:00:00.000Z"),
        (datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5))), "9999-12-31T23:00:00.000Z"),
        (datetime(2017, 12, 4, 17), "2017-12-04T17:00:00.000Z"),  # noqa: DTZ001
    ],
)
def test_whatever_instant_was_stored_once_can_be_written(at: datetime, written: str) -> None:
    assert stamp(at) == written


def test_nothing_stays_of_what_a_phone_says_of_itself_but_what_can_be_read() -> None:
    state = after(OPEN, asks("kenya", person=NASTY))
    assert list_of(state, "panel").waiting[0].announced == CLEAN
    assert isinstance(RequestFloor(person=NASTY).person, str)
    assert AmendRequest("r1", person=NASTY).person == CLEAN
