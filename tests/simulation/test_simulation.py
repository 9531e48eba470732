"""Seeds of every day; that the same seed gives the same history; and that faults are found, shrunk and replayed."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation.plans import plan_of
from tests.simulation.planted import PLANTED, put_back
from tests.simulation.shrinking import kind, plan_from, shrink, token
from tests.simulation.venue import run, runs

EVERY_DAY = 100
AT_NIGHT = 2_000
ROOT = Path(__file__).parents[2]


def simulated(hashing: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"PYTHONHASHSEED": hashing}
    command = [sys.executable, "-m", "tests.simulation", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def held(seeds: range) -> None:
    failed = {outcome.plan.seed: outcome.wrong for outcome in runs(map(plan_of, seeds)) if outcome.wrong}
    assert failed == {}, "./rostrum simulate --seeds 1 --from SEED shows one of them"


def test_seeds_of_every_day() -> None:
    held(range(EVERY_DAY))


@pytest.mark.long
def test_seeds_of_the_night() -> None:
    held(range(EVERY_DAY, AT_NIGHT))


def test_one_seed_gives_one_history_byte_for_byte_in_any_process() -> None:
    told = [simulated(hashing, "--seeds", "2", "--from", "46", "--json", "--trace") for hashing in ("1", "77")]
    assert told[0].returncode == 0
    assert len(told[0].stderr.splitlines()) > 200
    assert told[0].stderr == told[1].stderr


def test_another_order_gives_another_history() -> None:
    plan = plan_of(3)
    every = range(len(plan.acts)), range(len(plan.faults))
    assert len({outcome.digest for outcome in runs(plan.kept(*every, order) for order in range(3))}) == 3


@pytest.mark.parametrize("name", PLANTED)
def test_a_fault_that_is_put_back_is_found(name: str) -> None:
    planted = PLANTED[name]
    with put_back(planted):
        wrong = run(plan_of(planted.seed)).wrong
    assert [one for one in wrong if re.search(planted.seen_as, one)]


def test_a_failure_is_made_small_and_replayed() -> None:
    planted = PLANTED["refused on stale knowledge"]
    with put_back(planted):
        whole = run(plan_of(planted.seed))
        least = shrink(whole, 60)
        again = run(plan_from(token(least.plan)))
    assert kind(least.wrong[0]) == kind(whole.wrong[0])
    assert len(least.plan.acts) < len(whole.plan.acts) / 2
    assert (again.digest, again.wrong) == (least.digest, least.wrong)


def test_the_command_says_what_failed_and_how_to_see_it_again() -> None:
    seed = PLANTED["a repeated command is carried out again"].seed
    told = simulated(
        "0", "--seeds", "1", "--from", str(seed), "--planted", "a repeated command is carried out again", "--json"
    )
    figures = json.loads(told.stdout)
    assert (told.returncode, figures["seeds"], figures["failed"]) == (1, 1, 1)
    assert figures["commands"] > 0
    assert figures["virtual_hours"] >= 0
    assert figures["failures"][0]["seed"] == seed
    assert figures["failures"][0]["replay"] in told.stderr
