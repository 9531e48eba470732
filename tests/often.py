"""How often a test that makes its cases up tries: a few times every day, and thoroughly at night.

`HYPOTHESIS_PROFILE=nightly` asks for the night's, which are others every time. Those of the day are always the same, so
that what fails was broken by what was changed.
"""

import os
from collections.abc import Iterable
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings

Case = TypeVar("Case")
PROFILES = {"everyday": 5, "nightly": 1}
"""Of how many cases of the night one is tried."""
PROFILE = os.environ.get("HYPOTHESIS_PROFILE") or "everyday"
if PROFILE not in PROFILES:
    raise SystemExit(f"HYPOTHESIS_PROFILE is one of {', '.join(PROFILES)}, not {PROFILE!r}")

ANY_MACHINE = [HealthCheck.too_slow]
"""How long it takes to make a case up, and to try it, says how busy a machine is, and is no reason to fail."""
settings.register_profile("everyday", derandomize=True, deadline=None, suppress_health_check=ANY_MACHINE)
settings.register_profile("nightly", print_blob=True, deadline=None, suppress_health_check=ANY_MACHINE)
settings.load_profile(PROFILE)


def one_of(rooms: int) -> int:
    """Of how many cases one is tried, so that in as many rooms all are."""
    return min(rooms, PROFILES[PROFILE])


def often(at_night: int) -> int:
    """How often to try what is tried `at_night` times in the night."""
    return max(1, at_night // PROFILES[PROFILE])


def each_of(cases: Iterable[Case], *chosen: Case) -> tuple[Case, ...]:
    """All `cases` at night, by day those that are `chosen`: for a test that goes through them on one page."""
    known = tuple(cases)
    assert set(chosen) <= set(known), "a case of the day that is none"
    return known if PROFILE == "nightly" else chosen


def of_the_day(cases: Iterable[Any], *chosen: Any) -> list[Any]:
    """All `cases`, of which those not `chosen` are tried at night only. What is chosen stands for its kind: of the
    languages the one that runs the other way or the one with the longest words, of states and sizes the narrowest.
    """
    known = list(cases)
    assert set(chosen) <= set(known), "a case of the day that is none"
    return [*chosen, *at_night(case for case in known if case not in chosen)]


def rows_of_the_day(cases: Iterable[tuple[Any, ...]], *chosen: tuple[Any, ...]) -> list[Any]:
    """The same, where each case is what several arguments are."""
    others = [case for case in cases if case not in chosen]
    return [*chosen, *(pytest.param(*case, marks=pytest.mark.long) for case in others)]


def at_night(cases: Iterable[Any]) -> list[Any]:
    """Cases of a test that are tried with the long ones only: each costs much, and all are of one kind."""
    return [pytest.param(case, marks=pytest.mark.long) for case in cases]
