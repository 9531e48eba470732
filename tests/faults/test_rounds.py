"""A few rounds of what `rostrum faults` does at length; and that its checker finds what it is there to find."""

import asyncio
import random
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from live.room.authority import View
from live.room.transitions import Entry, replay
from live.store.embedded import EmbeddedValkey
from tests.faults.checker import Verdict, check, truth
from tests.faults.harm import Product, freeze_store, kill_store
from tests.faults.link import unix_link
from tests.faults.people import Asked, Shown
from tests.faults.rounds import run
from tests.given import NOTHING, asks, entries, goes_to, opens_list, programme, secretariat, starts

LOG: list[Entry] = entries(
    NOTHING, secretariat(programme()), starts("panel"), goes_to("floor"), opens_list(), asks("kenya"), asks("fiji")
)
LAST = len(LOG)


def asked(entry: Entry, **answer: object) -> Asked:
    return Asked(entry.command, {}, 0.0, [{"kind": "answer", "id": entry.command, **answer}])


HISTORY = [asked(entry, position=entry.position) for entry in LOG]


def shown(position: int, view: View = View.HALL) -> Shown:
    return Shown(view, "", position, truth(replay(LOG[:position]), view))


def replace_entry(entry: Entry, **changed: object) -> Entry:
    return msgspec.structs.replace(entry, **changed)


def found(log: list[Entry] = LOG, history: list[Asked] = HISTORY, *views: Shown) -> Verdict:
    return check("", log, history, views)


def test_a_history_that_agrees_with_the_log_holds() -> None:
    verdict = found(LOG, HISTORY, shown(3), shown(LAST), shown(LAST, View.CONTROL))
    assert verdict == Verdict(accepted=LAST, entries=LAST, views=3)
    assert verdict.holds


def test_an_accepted_command_that_is_not_in_the_log_is_lost() -> None:
    verdict = found(LOG[:-1])
    assert (verdict.lost, verdict.holds) == (1, False)


def test_an_accepted_command_at_another_position_is_lost() -> None:
    verdict = found(history=[asked(LOG[2], position=2)])
    assert (verdict.lost, verdict.holds) == (1, False)


def test_a_command_that_is_there_twice_is_doubled() -> None:
    verdict = found([*LOG[:-1], replace_entry(LOG[-1], command=LOG[4].command)], [])
    assert (verdict.doubled, verdict.holds) == (1, False)


@pytest.mark.parametrize("reason", ["list_closed", "not_next"])
def test_a_command_that_was_refused_by_the_rules_and_is_there_is_a_contradiction(reason: str) -> None:
    verdict = found(history=[asked(LOG[4], refused=reason)])
    assert (verdict.contradicted, verdict.holds) == (1, False)


@pytest.mark.parametrize("reason", ["unavailable", "degraded", "too_many"])
def test_a_command_of_which_nothing_is_known_may_be_there_or_not(reason: str) -> None:
    for log in (LOG, LOG[:4]):
        assert found(log, [asked(LOG[4], refused=reason), replace(asked(LOG[4]), answers=[])]).holds


def test_a_view_that_the_log_does_not_know_is_found() -> None:
    wrong = replace(shown(LAST), content=shown(LAST - 1).content)
    for one in (wrong, replace(shown(3), epoch="e2"), replace(shown(3), position=LAST + 1)):
        verdict = found(LOG, HISTORY, one)
        assert (verdict.misordered, verdict.holds) == (1, False)


def test_time_that_goes_back_is_found() -> None:
    log = [*LOG[:-1], replace_entry(LOG[-1], at=LOG[0].at.replace(year=2016))]
    assert found(log).backwards == 1


@pytest.mark.fault
async def test_a_store_that_is_killed_while_it_is_to_be_frozen_comes_back(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as store:
        async with unix_link(store.socket, tmp_path / "link") as link:
            product, chance = Product(store, 0, link, link), random.Random(1)
            await asyncio.gather(kill_store(product, chance), freeze_store(product, chance))
        assert store.pid is not None


@pytest.mark.fault
@pytest.mark.parametrize("rounds", [1, pytest.param(30, marks=pytest.mark.long)])
async def test_rounds_of_faults_lose_nothing(rounds: int) -> None:
    report = await run(rounds, 7, print)
    assert (report.verdict.faults, report.verdict.holds) == ([], True)
    assert report.verdict.accepted > rounds
    assert (len(report.rounds), report.recorded) == (rounds, True)
