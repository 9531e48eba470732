"""A conference in one file; and, end to end, a store that is killed and emptied under a running one."""

import asyncio
import os
import shutil
import sqlite3
import stat
import sys
from pathlib import Path

import pytest
from django.conf import settings

from live.record import backup, reading
from live.record.models import RecordedLog
from live.record.restoring import CannotRestore, KeptLog
from live.room.commands import AddSpeaker, OpenList, StartPhase, StartSegment
from live.store.embedded import EmbeddedValkey
from tests import forked
from tests.daphne import Daphne, Screen, badge_code, serving, set_up
from tests.given import DESK
from tests.record.kept import ENTRIES, OTHER, Conference, copied
from tests.set_up import ORGANISER, PASSWORD

LOGS = [KeptLog("plenary", "e1", ENTRIES), KeptLog("breakout-1", "e2", OTHER)]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "rostrum.sqlite3"
    with sqlite3.connect(path) as made:
        made.executescript("PRAGMA journal_mode=WAL; CREATE TABLE badge (code); INSERT INTO badge VALUES ('kenya-1');")
    made.close()
    return path


def codes(path: Path) -> list[str]:
    with sqlite3.connect(path) as kept:
        found = [code for (code,) in kept.execute("SELECT code FROM badge")]
    kept.close()
    return found


def test_what_is_written_is_read(tmp_path: Path, database: Path) -> None:
    path = tmp_path / "friday.rostrum"
    written = backup.write(path, ["plenary", "breakout-1"], LOGS, database, "secret")
    read = backup.read(path)
    assert (read.contents, read.logs, read.secret) == (written, LOGS, "secret")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(one.name for one in tmp_path.iterdir()) == ["friday.rostrum", "rostrum.sqlite3"]


def test_a_database_is_copied_while_others_write(tmp_path: Path, database: Path) -> None:
    writing = sqlite3.connect(database, isolation_level=None)
    writing.execute("INSERT INTO badge VALUES ('fiji-1')")
    writing.execute("BEGIN IMMEDIATE")
    writing.execute("INSERT INTO badge VALUES ('not yet')")
    backup.write(tmp_path / "file", [], [], database, "secret")
    writing.close()
    fresh = tmp_path / "fresh" / "rostrum.sqlite3"
    fresh.parent.mkdir()
    assert backup.put_set_up(backup.read(tmp_path / "file"), fresh, None, replace=False) == []
    assert codes(fresh) == ["kenya-1", "fiji-1"]


def test_a_set_up_that_is_there_is_kept_or_put_aside(tmp_path: Path, database: Path) -> None:
    backup.write(tmp_path / "file", [], [], database, "secret")
    saved = backup.read(tmp_path / "file")
    with sqlite3.connect(database) as later:
        later.execute("INSERT INTO badge VALUES ('fiji-1')")
    later.close()
    secret = tmp_path / "secret-key"
    secret.write_text("another")
    assert backup.put_set_up(saved, database, secret, replace=False) == []
    assert (codes(database), secret.read_text()) == (["kenya-1", "fiji-1"], "another")
    aside = backup.put_set_up(saved, database, secret, replace=True)
    assert (codes(database), secret.read_text()) == (["kenya-1"], "secret")
    assert codes(next(path for path in aside if path.name.startswith("rostrum.sqlite3.replaced"))) == [
        "kenya-1",
        "fiji-1",
    ]
    assert next(path for path in aside if path.name.startswith("secret-key.replaced")).read_text() == "another"


def test_a_file_that_is_damaged_or_none_of_ours_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    backup.write(path, ["plenary"], LOGS, None, "secret")
    whole = path.read_bytes()
    for damaged in (b"", b"{}", whole[: len(whole) // 2], whole[:400] + b"\0" + whole[401:]):
        path.write_bytes(damaged)
        with pytest.raises(CannotRestore):
            backup.read(path)
    with pytest.raises(CannotRestore):
        backup.read(tmp_path / "nowhere")


@pytest.mark.django_db(transaction=True)
def test_the_record_fills_in_for_what_the_store_has_lost(conference: Conference) -> None:
    whole = conference.begin("plenary", ENTRIES)
    short = conference.begin("breakout-1", ENTRIES[:4])
    for room, epoch, stored in (
        ("plenary", whole, ENTRIES[:9]),
        ("breakout-1", short, OTHER),
        ("breakout-2", "gone", OTHER),
    ):
        reading.keep(RecordedLog.objects.create(room=room, epoch=epoch), 1, stored)
    reading.keep_rooms(["breakout-2"])
    rooms, kept = backup.collect(conference.logs)
    assert rooms == ["plenary", "breakout-1", "breakout-2"]
    assert kept == [
        KeptLog("plenary", whole, ENTRIES),
        KeptLog("breakout-1", short, OTHER),
        KeptLog("breakout-2", "gone", OTHER),
    ]


# End to end


async def recorded(daphne: Daphne, room: str, position: int) -> None:
    """Wait until so much of `room` is copied, as the server itself tells."""
    async with daphne.visitor() as visitor:
        await visitor.get_until("/readyz", lambda told: copied(told, room) == position)


async def notice(screen: Screen, code: str) -> None:
    while (await screen.next("notice"))["code"] != code:
        pass


def emptied(valkey: EmbeddedValkey) -> None:
    """As when the disk of the store is lost."""
    valkey.kill()
    shutil.rmtree(valkey.folder)
    valkey.start()


@pytest.mark.fault
async def test_a_store_that_is_killed_and_emptied_is_brought_back_by_one_command(tmp_path: Path) -> None:
    file = tmp_path / "friday.rostrum"
    with EmbeddedValkey(tmp_path / "store") as valkey:
        here = tmp_path / "here"
        here.mkdir()
        environment, keys = set_up(here, valkey.url)
        with serving(here, environment, keys, processes=2) as daphne:
            room = await daphne.new_room()
            await room.handle(StartSegment("panel"), DESK, "start")
            await room.handle(StartPhase("floor"), DESK, "floor")
            await room.handle(OpenList(), DESK, "open")
            daphne.manage("backup", str(file))
            saved = room.state.position
            last = await room.handle(AddSpeaker("ken"), DESK, "add")
            await recorded(daphne, room.id, last)
            async with daphne.screen(room.id, "hall") as hall:
                await hall.reach(last)
                before = hall.view
                emptied(valkey)
                await notice(hall, "degraded")
                assert (hall.view, hall.position) == (before, last)
                # From the record: all there was. The servers take it up by themselves.
                daphne.manage("restore")
                shown = await hall.next("view")
                assert (shown["view"], shown["position"]) == (before, last)
                await notice(hall, "restored")
                assert "nothing was missing" in daphne.manage("restore", room.id)
                # From the file: as it was when it was written.
                emptied(valkey)
                await notice(hall, "degraded")
                daphne.manage("restore", "--from", str(file))
                assert (await hall.next("view"))["position"] == saved
                await notice(hall, "restored")
            await daphne.leave()
    await _on_another_machine(file, room.id, saved, tmp_path / "there", environment["ROSTRUM_PREFIX"])


async def _on_another_machine(file: Path, room: str, saved: int, there: Path, prefix: str) -> None:
    with EmbeddedValkey(there) as valkey:
        environment = {
            **{name: value for name, value in os.environ.items() if name != "SECRET_KEY"},
            "ROSTRUM_DATA": str(there),
            "REDIS_URL": valkey.url,
            "ROSTRUM_PREFIX": prefix,
        }
        command = [sys.executable, "-m", "live", "restore", "--from", str(file)]
        await asyncio.to_thread(forked.run, command, env=environment, check=True, timeout=60)
        assert (there / "secret-key").read_text() == settings.SECRET_KEY
        with serving(there, environment, {}) as daphne:
            async with daphne.visitor() as visitor, daphne.knock(f"/ws/rooms/{room}/hall/") as hall:
                assert (await hall.next("view"))["position"] == saved
                assert (await visitor.post("/api/badge", {"code": badge_code("ken")})).status == 200
                signed_in = await visitor.post("/api/sign-in", {"username": ORGANISER, "password": PASSWORD})
                assert signed_in.status == 200
