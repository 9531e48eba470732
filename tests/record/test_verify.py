"""`rostrum verify`: logs, record and backups, each by itself and against each other; and what was published of them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from live import wire
from live.record import backup, proceedings, reading, restoring
from live.record.models import RecordedEntry, RecordedHead, RecordedLog
from live.record.restoring import KeptLog
from live.store.chain import beginning, chained, followed
from live.store.redis_log import RedisStore
from tests.documents.rehearsed import log as rehearsed
from tests.given import NOTHING, asks, entries, goes_to, opens_list, programme, secretariat, starts
from tests.record.kept import Conference

pytestmark = pytest.mark.django_db(transaction=True)

ANNEX = entries(NOTHING, secretariat(programme("annex")), starts("panel"), goes_to("floor"), opens_list(), asks("fiji"))
LOGS = {
    "plenary": chained(beginning("plenary"), rehearsed())[0],
    "annex": chained(beginning("annex"), ANNEX)[0],
}
PLENARY = LOGS["plenary"]
HEAD = followed(beginning("plenary"), PLENARY)


@pytest.fixture(autouse=True)
def held(conference: Conference, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two rooms in the store and in the record."""
    monkeypatch.setattr("live.record.proceedings._folded", {})
    monkeypatch.setattr(settings, "REDIS_URL", conference.url)
    monkeypatch.setattr(settings, "REDIS_PREFIX", conference.prefix)
    for room, stored in LOGS.items():
        epoch = conference.begin(room, stored)
        found = RecordedLog.objects.create(room=room, epoch=epoch)
        reading.keep(found, 1, stored[:4])
        reading.keep(found, 5, stored[4:])
    reading.keep_rooms(list(LOGS))
    yield


def verify(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The report, which must fit how the command ends."""
    capsys.readouterr()
    try:
        call_command("verify", "--json", *arguments)
        ended_well = True
    except SystemExit as ended:
        ended_well = ended.code == 0
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert report["sound"] is ended_well
    return report


def faults(report: dict[str, Any]) -> list[tuple[str, str, int | None]]:
    return [(one["room"], one["source"], fault["position"]) for one in report["logs"] for fault in one["faults"]] + [
        ("", "", None) for _ in report["faults"]
    ]


def change_record(position: int, stored: bytes, room: str = "plenary") -> None:
    assert RecordedEntry.objects.filter(log__room=room, position=position).update(stored=stored) == 1


def test_all_that_is_whole_holds(capsys: pytest.CaptureFixture[str]) -> None:
    report = verify(capsys)
    assert faults(report) == []
    found = {(one["room"], one["source"]): one for one in report["logs"]}
    assert list(found) == [("plenary", "record"), ("annex", "record"), ("plenary", "log"), ("annex", "log")]
    assert {one["chained_from"] for one in report["logs"]} == {1}
    assert found["plenary", "log"]["head"] == {"position": HEAD.position, "digest": HEAD.digest}
    assert list(RecordedHead.objects.filter(log__room="plenary").values_list("position", "digest")) == [
        followed(beginning("plenary"), PLENARY[:4]),
        HEAD,
    ]
    call_command("verify", "--room", "annex")
    assert capsys.readouterr().out.endswith("All of it holds.\n")


def test_what_is_changed_in_the_record_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    change_record(7, PLENARY[6].replace(b'"command":"', b'"command":"x'))
    assert faults(verify(capsys, "--from", "record")) == [("plenary", "record", 7)]
    assert faults(verify(capsys)) == [("plenary", "record", 7)]
    assert faults(verify(capsys, "--from", "log")) == []
    with pytest.raises(SystemExit):
        call_command("verify")
    assert "FAULT: plenary, entry 7 of the record: is not what entry 8 was stored after" in capsys.readouterr().out


def test_the_last_entry_of_the_record_and_what_was_cut_off_it_are_found_by_its_heads(
    capsys: pytest.CaptureFixture[str],
) -> None:
    last = len(PLENARY)
    change_record(last, PLENARY[-1].replace(b'"command":"', b'"command":"x'))
    assert faults(verify(capsys, "--from", "record")) == [("plenary", "record", last)]
    RecordedEntry.objects.filter(log__room="plenary", position=last).delete()
    assert faults(verify(capsys, "--from", "record")) == [("plenary", "record", None)]


def test_what_is_changed_in_the_log_is_found(conference: Conference, capsys: pytest.CaptureFixture[str]) -> None:
    conference.forget_entry("plenary", 9)
    report = verify(capsys)
    assert ("plenary", "log", 9) in faults(report)
    assert ("plenary", "record", 9) in faults(report)
    conference.spoil("annex")
    assert ("annex", "log", None) in faults(verify(capsys, "--from", "log"))


def test_a_log_that_was_made_anew_with_all_its_digests_is_found(
    conference: Conference, capsys: pytest.CaptureFixture[str]
) -> None:
    forged = rehearsed()
    forged[20] = wire.read_entry(PLENARY[20].replace(b'"command":"', b'"command":"x'))
    stored = chained(beginning("plenary"), forged)[0]
    epoch = conference.end("plenary").epoch
    for position, one in enumerate(stored, 1):
        change_record(position, one)
    RecordedHead.objects.all().delete()
    assert faults(verify(capsys, "--from", "record")) == []
    assert faults(verify(capsys, "--from", "record", "--head", f"plenary={HEAD}")) == [
        ("plenary", "record", HEAD.position)
    ]
    assert faults(verify(capsys, "--from", "record", "--head", HEAD.digest)) == [("", "", None)]
    assert faults(verify(capsys, "--from", "record", "--room", "plenary", "--head", HEAD.digest)) == [
        ("plenary", "record", None)
    ]
    assert conference.end("plenary").epoch == epoch
    assert faults(verify(capsys))[0] == ("plenary", "record", 21)  # The log is not the same.


def test_the_head_of_any_time_is_in_a_log_that_went_on(capsys: pytest.CaptureFixture[str]) -> None:
    early = followed(beginning("plenary"), PLENARY[:12])
    for head in (early.digest, str(early), f"plenary={early}"):
        assert faults(verify(capsys, "--head", head)) == []
    assert faults(verify(capsys, "--head", f"annex={early}")) != []
    with pytest.raises(CommandError, match="is no head"):
        call_command("verify", "--head", "12:abc")


async def go_on(conference: Conference, stored: list[bytes], more: list[bytes]) -> None:
    """Another server appends to the log."""
    store = RedisStore(conference.url, conference.prefix)
    log = store.log("plenary")
    await log.append([wire.read_entry(one) for one in more], await log.epoch())
    await store.close()
    assert conference.all("plenary") == [*stored, *more]


async def test_a_log_that_is_restored_keeps_its_digests_and_goes_on(conference: Conference) -> None:
    conference.lose("plenary")
    kept = KeptLog("plenary", "e1", PLENARY[:20])
    restored = restoring.restore(conference.logs, kept)
    assert restored.now.epoch != "e1"
    await go_on(conference, PLENARY[:20], PLENARY[20:])


def test_a_log_that_was_cut_has_not_the_head_that_was_published(
    conference: Conference, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = restoring.up_to(restoring.from_record("plenary"), 30)
    restoring.restore(conference.logs, cut, replace=True, exactly=True)
    report = verify(capsys, "--from", "log", "--head", f"plenary={HEAD}")
    (fault,) = report["logs"][0]["faults"]
    assert fault["fault"].startswith(f"the log ends at 30, and the head that was published goes up to {len(PLENARY)}")
    assert faults(verify(capsys, "--from", "log", "--head", str(followed(beginning("plenary"), PLENARY[:30])))) == []
    # Until a server runs, the log in force is not in the record; what was is still there.
    assert faults(verify(capsys)) == []


def test_a_backup_is_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "friday.rostrum"
    backup.write(file, list(LOGS), [KeptLog(room, "e1", stored) for room, stored in LOGS.items()], None, "secret")
    assert faults(verify(capsys, "--from", "backup", str(file), "--head", f"plenary={HEAD}")) == []
    for damaged, where in (
        (PLENARY[:-1], None),
        ([*PLENARY[:6], *PLENARY[7:]], 7),
        ([*PLENARY[:7], *PLENARY[6:]], 8),
        ([*PLENARY[:6], PLENARY[7], PLENARY[6], *PLENARY[8:]], 7),
    ):
        backup.write(file, ["plenary"], [KeptLog("plenary", "e1", damaged)], None, "secret")
        report = verify(capsys, "--from", "backup", str(file), "--head", f"plenary={HEAD}")
        assert faults(report)[0] == ("plenary", "backup", where)
    for words in (["backup"], ["log", str(file)], ["attic"], ["backup", str(tmp_path / "nowhere")]):
        with pytest.raises(CommandError):
            call_command("verify", "--from", *words)


def test_logs_of_older_releases_hold_and_it_is_said_what_vouches_for_them(
    conference: Conference, capsys: pytest.CaptureFixture[str]
) -> None:
    conference.lose("plenary")
    RecordedHead.objects.filter(log__room="plenary").delete()
    bare = [wire.write_entry(one) for one in rehearsed()]
    epoch = conference.begin("plenary", bare)
    RecordedLog.objects.filter(room="plenary").update(epoch=epoch)
    for position, one in enumerate(bare, 1):
        change_record(position, one)
    report = verify(capsys)
    assert faults(report) == []
    assert [one["chained_from"] for one in report["logs"] if one["room"] == "plenary"] == [None, None]
    call_command("verify", "--room", "plenary")
    assert "of an older release: no entry vouches for those before it" in capsys.readouterr().out


@pytest.mark.parametrize("asked", [[], ["--public"], ["--room", "plenary"], ["--public", "--segment", "panel"]])
def test_a_document_is_held_against_the_log_as_it_was(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    RecordedEntry.objects.filter(log__room="plenary", position__gt=80).delete()
    RecordedHead.objects.filter(log__room="plenary", position__gt=80).delete()
    file = tmp_path / "record.json"
    call_command("record", "--format", "json", "--output", str(file), *asked)
    document = json.loads(file.read_bytes())
    assert (document["rooms"][0]["upto"], document["rooms"][0]["digest"]) == followed(
        beginning("plenary"), PLENARY[:80]
    )
    assert faults(verify(capsys, "--from", "log", "--document", str(file))) == []
    document["rooms"][0]["statements"][1]["used"] += 60
    file.write_text(json.dumps(document))
    report = verify(capsys, "--from", "log", "--document", str(file))
    assert report["faults"] == ["record.json is not what the log says, at $.rooms[0].statements[1].used"]
    document["rooms"][0]["digest"] = HEAD.digest
    file.write_text(json.dumps(document))
    assert faults(verify(capsys, "--from", "log", "--document", str(file))) == [("plenary", "log", 80)]


def test_a_document_that_goes_further_than_the_log_is_found(
    conference: Conference, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "record.json"
    call_command("record", "--format", "json", "--output", str(file))
    conference.cut("plenary", 30)
    report = verify(capsys, "--from", "log", "--document", str(file))
    assert faults(report) == [("plenary", "log", None)]
    conference.forget_entry("plenary", 3)
    assert ("plenary", "log", 3) in faults(verify(capsys, "--from", "log", "--document", str(file)))


@pytest.mark.parametrize("said", ["", "{", "[]", '{"rooms":[]}', '{"rooms":[{}]}'])
def test_what_is_no_document_is_named(said: str, tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    file.write_text(said)
    with pytest.raises(CommandError, match="is no document of the record"):
        call_command("verify", "--document", str(file))


@pytest.mark.parametrize("left_out", ["statements", "struck"])
def test_a_document_that_is_not_what_the_log_says_is_found(
    left_out: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    proceedings.recorded()
    known = proceedings._folded["plenary"]
    without: dict[str, Any] = {left_out: ()}
    wrong = replace(known, proceedings=replace(known.proceedings, **without))
    monkeypatch.setitem(proceedings._folded, "plenary", wrong)
    for asked in ([], ["--room", "plenary"]):
        assert ("plenary", "record", None) in faults(verify(capsys, *asked))
    assert faults(verify(capsys, "--room", "annex")) == []


def test_a_paper_says_which_head_it_was_made_from(tmp_path: Path) -> None:
    file = tmp_path / "record.html"
    call_command("record", "--format", "html", "--output", str(file))
    assert HEAD.digest in file.read_text()


def test_a_room_that_there_is_not_is_named() -> None:
    with pytest.raises(CommandError, match="There is no log of a room attic"):
        call_command("verify", "--room", "attic")
