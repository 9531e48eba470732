"""The audit trail: everything that was accepted and everyone who came in, in order, with what is known of them."""

import csv
import io
import json
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from live import wire
from live.record import reading
from live.record.audit import Act, Period, trail, write_csv, write_json
from live.record.models import Door, Entrance
from live.spreadsheets import MARK
from live.store.room_log import LogEnd
from tests.awaited import until
from tests.record.kept import ENTRIES, OTHER, Conference

pytestmark = pytest.mark.django_db(transaction=True)

DECIDED = [wire.read_entry(stored) for stored in ENTRIES]
FIRST, LAST = DECIDED[0], DECIDED[-1]
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def recorded(conference: Conference) -> None:
    """Two rooms whose logs were copied."""
    ends = {
        room: LogEnd(conference.begin(room, log), len(log)) for room, log in (("plenary", ENTRIES), ("annex", OTHER))
    }
    with conference.recorder():
        until(lambda: all(reading.last_end(room) == end for room, end in ends.items()))


def came_in(actor: str, at: datetime, address: str, door: Door = Door.SIGN_IN) -> None:
    Entrance.objects.create(actor=actor, at=at, address=address, door=door)


def test_everything_that_was_decided_is_there_once_and_in_order() -> None:
    acts = trail(Period())
    assert [act.position for act in acts if act.room == "plenary"] == [entry.position for entry in DECIDED]
    assert len(acts) == len(ENTRIES) + len(OTHER)
    assert [act.at for act in acts] == sorted(act.at for act in acts)
    asked = next(act for act in acts if act.act == "floor_requested")
    assert (asked.room, asked.position, asked.role) == ("annex", 5, "head_of_delegation")
    assert (asked.actor, asked.about) == ("badge:unsaid-peru-1", "panel r5 peru")


def test_of_one_room_it_says_what_was_decided_there() -> None:
    came_in("user:somebody", LAST.at, "192.0.2.1")
    assert {act.room for act in trail(Period(), "plenary")} == {"plenary"}
    assert {act.room for act in trail(Period())} == {"plenary", "annex", ""}


def test_of_a_period_it_says_what_fell_into_it() -> None:
    acts = trail(Period(since=DECIDED[3].at, until=LAST.at), "plenary")
    assert [act.at for act in acts] == [entry.at for entry in DECIDED if DECIDED[3].at <= entry.at < LAST.at]
    assert trail(Period(until=FIRST.at)) == []


def test_a_command_comes_from_where_its_actor_last_came_in() -> None:
    came_in(LAST.actor, FIRST.at - HOUR, "192.0.2.1")
    came_in(LAST.actor, DECIDED[5].at, "192.0.2.2")
    came_in(LAST.actor, LAST.at + HOUR, "192.0.2.3")
    came_in("user:another", DECIDED[5].at, "192.0.2.4")
    known = [(act.at, act.address) for act in trail(Period(), "plenary") if act.actor == LAST.actor]
    assert known
    assert known == [(at, "192.0.2.2" if at >= DECIDED[5].at else "192.0.2.1") for at, _ in known]


def test_nobody_runs_a_formula_by_a_name_they_chose() -> None:
    acts = [Act(LAST.at, actor, "", "sign_in_failed") for actor in ("=1+1", "+1", "-1", "@sum", "\tx", "plain")]
    file = io.StringIO()
    write_csv(acts, file)
    heading, *rows = csv.reader(io.StringIO(file.getvalue().removeprefix(MARK)))
    assert heading == ["at", "actor", "role", "act", "room", "position", "about", "command", "address"]
    assert [row[1] for row in rows] == ["'=1+1", "'+1", "'-1", "'@sum", "'\tx", "plain"]


def test_as_json_every_line_is_one_act() -> None:
    file = io.StringIO()
    write_json(trail(Period(), "plenary"), file)
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    assert [(line["position"], line["command"]) for line in lines] == [(one.position, one.command) for one in DECIDED]
    assert datetime.fromisoformat(lines[-1]["at"]) == LAST.at


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [(["--room", "kitchen"], "kitchen"), (["--from", "yesterday"], "--from.*'yesterday'"), (["--to", "25:00"], "--to")],
)
def test_what_cannot_be_asked_for_is_said(arguments: list[str], fault: str) -> None:
    with pytest.raises(CommandError, match=fault):
        call_command("audit", *arguments)
