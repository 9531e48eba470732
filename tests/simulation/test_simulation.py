"""Seeds of every day; that the same seed gives the same history; and that faults are found, shrunk and replayed."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation.plans import plan_of
from tests.simulation.planted import PLANTED, Planted, put_back
from tests.simulation.shrinking import kind, plan_from, shrink, token
from tests.simulation.venue import Outcome, run, runs

EVERY_DAY = 200
AT_NIGHT = 2_000
WITHIN = 200
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


def found(planted: Planted) -> Outcome | None:
    """A run that shows the fault: of the seed that is known to, or of the first of many, should that have changed."""
    for outcome in runs(map(plan_of, [planted.seed, *range(WITHIN)])):
        if any(re.search(planted.seen_as, one) for one in outcome.wrong):
            return outcome
    return None


@pytest.mark.parametrize("name", PLANTED)
def test_a_fault_that_is_put_back_is_found(name: str) -> None:
    with put_back(PLANTED[name]):
        assert found(PLANTED[name]) is not None


def test_a_failure_is_made_small_and_replayed() -> None:
    planted = PLANTED["accepted before it is known to be stored"]
    with put_back(planted):
        whole = found(planted)
        assert whole is not None
        least = shrink(whole, 40)
        again = run(plan_from(token(least.plan)))
    assert kind(whole.wrong[0]) in map(kind, least.wrong)
    assert len(least.plan.acts) < len(whole.plan.acts) / 2
    assert (again.digest, again.wrong) == (least.digest, least.wrong)


def test_the_command_says_what_failed_and_how_to_see_it_again() -> None:
    name = "accepted before it is known to be stored"
    told = simulated("0", "--seeds", "5", "--planted", name, "--whole", "--json")
    figures = json.loads(told.stdout)
    assert (told.returncode, figures["seeds"]) == (1, 5)
    assert 0 < figures["failed"] == len(figures["failures"])
    assert figures["commands"] > 0 < figures["seeds_per_s"]
    assert figures["failures"][0]["replay"] in told.stderr
