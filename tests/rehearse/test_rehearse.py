"""A short rehearsal passes; one in which a screen is fed what the server never sent fails, and says which."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from live import wire
from live.record import backup
from live.record.restoring import KeptLog
from live.rehearsals import log_of
from live.room.commands import MarkAbsent
from live.room.transitions import Entry, replay
from tests.given import (
    NOTHING,
    asks,
    calls_next,
    closes_list,
    ends,
    extends,
    gives_back,
    goes_to,
    later,
    moves,
    on_floor,
    opens_list,
    pauses,
    register,
    resumes,
    secretariat,
    starts,
    starts_clock,
    undoes,
    withdraws,
)
from tests.given import entries as entries_of
from tests.given import programme as published
from tests.rehearse import programme
from tests.rehearse.conference import Asked, play
from tests.rehearse.holdings import Holding, Holdings
from tests.rehearse.lapse import Lapse
from tests.rehearse.measures import Latencies
from tests.rehearse.plots import held, plot
from tests.rehearse.recorded import Meeting
from tests.rehearse.report import Report
from tests.rehearse.shown import Pool

SHORT = {"speed": 180.0, "delegations": 10, "days": (2,), "seed": 7, "minutes": 30.0}


def said(_sentence: str, _share: float) -> None:
    """Nobody watches."""


async def test_half_an_hour_of_the_second_day_is_played_and_every_screen_agrees_with_the_log(tmp_path: Path) -> None:
    report = await play(Asked(**SHORT), said)  # type: ignore[arg-type]
    assert report.passed, report.text()
    assert next(segment.id for segment in report.segments) == "d2-opening"
    assert report.statements > 3
    assert report.verdict.views > 50
    assert report.figures()["answer_ms"]["count"] > 10
    assert {"hall", "phone", "control", "rapporteur", "foyer"} <= report.screens.keys()
    assert all(picture.read_text().startswith("<svg") for picture in plot(report, tmp_path))


@pytest.mark.long
async def test_a_screen_that_is_fed_a_wrong_frame_makes_it_fail() -> None:
    report = await play(Asked(**{**SHORT, "minutes": 4.0}, patience=2.0, spoiled=True), said)  # type: ignore[arg-type]
    assert not report.passed
    assert not report.invariants["every screen showed what the log says at its position"]
    assert any("plenary: the hall at" in fault for fault in report.verdict.faults), report.verdict.faults


# What it is made of


def test_time_lapses_through_the_sittings_alone_and_back(tmp_path: Path) -> None:
    lapse = Lapse(tmp_path / "lapse.json", 60, programme.sittings((1, 2, 3)))
    lapse.write()
    same = Lapse.read(lapse.place)
    assert same.sittings == lapse.sittings
    first = lapse.sittings[0][0]
    assert same.at(0) == same.at(1e10) == first, "before it begins, time stands"
    lapse.begin()
    began = same.began()
    assert began is not None
    whole = sum(((ends - starts) for starts, ends in lapse.sittings), timedelta())
    assert timedelta(hours=17) < whole < timedelta(hours=27)
    chance, before = random.Random(1), first
    for passed in sorted(chance.uniform(0, whole.total_seconds() / 60 + 60) for _ in range(200)):
        at = same.at(began + passed)
        assert at >= before
        assert abs(same.real(at) - began - passed) < 1e-4
        before = at
    assert same.at(began + whole.total_seconds() / 60 + 1) == lapse.sittings[-1][1] + timedelta(minutes=1)


def test_the_sittings_are_those_of_the_programme_without_nights_and_lunches() -> None:
    sittings = programme.sittings((1,))
    assert [f"{starts:%H:%M}-{ends:%H:%M}" for starts, ends in sittings] == ["15:56-19:06", "20:56-00:06"]
    assert programme.noon((2, 3)) == datetime(2017, 12, 5, 18, tzinfo=UTC)


def test_all_that_any_screen_held_is_noted_once_and_what_differs_twice() -> None:
    pool = Pool()
    held = pool.whole('{"kind":"view","epoch":"e","position":1,"now":"n","view":{"room":{"rehearsal":"r"},"a":1}}')
    change = '{"kind":"change","from":1,"position":2,"now":"n","patch":{"a":2}}'
    assert pool.changed(held, change) is pool.changed(held, change)
    assert pool.changed(held, change).view == {"room": {"rehearsal": "r"}, "a": 2}
    pool.changed(held, change.replace('"a":2', '"a":3'))
    assert {position: len(digests) for (_, position), digests in pool.seen.items()} == {1: 1, 2: 2}
    assert pool.unmarked == 0
    pool.whole('{"kind":"view","epoch":"e","position":3,"now":"n","view":{"room":{}}}')
    assert pool.unmarked == 1


def test_a_percentile_is_known_to_five_per_cent() -> None:
    measured = Latencies()
    for milliseconds in range(1, 1001):
        measured.add(milliseconds)
    assert measured.percentile(0.5) == pytest.approx(500, rel=0.06)
    assert measured.percentile(0.99) == pytest.approx(990, rel=0.06)
    assert measured.figures()["worst"] == 1000


def test_what_a_process_holds_is_flat_or_is_said_to_have_grown() -> None:
    leaks, short = Holdings(), Holdings()
    for minute in range(0, 121):
        for name, tasks in (("server 1", 40 + minute % 7), ("server 2", 40 + minute)):
            leaks.seen.append(Holding(name, minute * 60.0, minute * 30, 120.0 + minute / 60, 60, 25, tasks))
        leaks.seen.append(Holding("store", minute * 60.0, minute * 30, 9.0, 40))
    short.seen = [one for one in leaks.seen if one.seconds < 1800]
    assert short.flat is None
    assert short.growth() == []
    assert leaks.flat is False
    assert [(one.process, one.kind) for one in leaks.growth() if not one.flat] == [("server 2", "tasks")]
    assert {one.kind for one in leaks.growth() if one.process == "store"} == {"memory_mib", "open_files"}
    report = Report(1, 60, 10, (1,), with_faults=False, holdings=leaks)
    assert not report.invariants["what the processes hold stayed as it was"]
    assert any("server 2" in line and line.endswith("GREW") for line in report.text().splitlines())
    assert "server 2" in held(report)


def test_what_processes_hold_is_read_from_their_metrics() -> None:
    told = """# TYPE rostrum_process_memory_bytes gauge
rostrum_process_memory_bytes{process="7"} 1.048576e+08
# TYPE rostrum_process_tasks gauge
rostrum_process_tasks{process="7"} 31.0
# TYPE rostrum_screens gauge
rostrum_screens{view="hall"} 4.0
"""
    found = Holdings()
    found.note(told, 5)
    assert [(one.process, one.entries, one.memory_mib, one.tasks) for one in found.seen] == [("server 7", 5, 100, 31)]


def test_a_report_of_nothing_has_not_passed() -> None:
    report = Report(1, 60, 10, (1,), with_faults=False)
    assert not report.passed
    assert "FAILED" in report.text()
    assert log_of("plenary", "x") == "plenary~x"


# From a record


@pytest.mark.long
async def test_a_meeting_that_was_recorded_is_asked_again_and_the_same_speak_in_the_same_order(tmp_path: Path) -> None:
    """By the phones that asked then, and by the desk for a delegation that has no badge here."""
    entries = recorded_day()
    file = tmp_path / "backup.tar.gz"
    kept = KeptLog("plenary", "an epoch", [wire.write_entry(entry) for entry in entries])
    backup.write(file, ["plenary"], [kept], None, "secret")
    meeting = Meeting.read(file)
    report = await play(Asked(speed=600.0, delegations=1, seed=3, recorded=meeting), said)
    assert report.passed, report.text()
    assert report.statements == len(replay(entries).turns)


def recorded_day() -> list[Entry]:
    """A panel as it is conducted: asked by phones, called, undone, over, ended."""
    steps = (
        secretariat(published(delegations=register("ken", "fji", "per", "npl", "kenya"))),
        starts("panel"),
        goes_to("floor"),
        opens_list(),
        later(10),
        asks("ken"),
        asks("kenya"),
        asks("fji"),
        asks("per"),
        asks("npl", person="A. Delegate"),
        later(20),
        calls_next(),
        undoes(),
        calls_next(),
        later(5),
        starts_clock(),
        later(60),
        extends(30),
        pauses(),
        later(10),
        resumes(),
        withdraws("fji"),
        later(30),
        gives_back(),
        moves("npl", "per"),
        calls_next(),
        on_floor(MarkAbsent),
        calls_next(),
        starts_clock(),
        later(90),
        gives_back(),
        closes_list(),
        ends("panel"),
    )
    return entries_of(NOTHING, *steps)
