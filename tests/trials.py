"""In the tree of mutants, as a plugin of pytest: each mutant tried with the tests that reach its function.

The tests are collected once, and run once as they are; then each mutant has a process of its own, forked off this one,
in which it stands in the place of its function. First those tests are asked with which other mutants of the function
died, then those that are quick for what they notice: most die within milliseconds. `tests/mutants.py` starts this, and
tells what came of it.
"""

import functools
import gc
import json
import math
import os
import resource
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from itertools import count
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from mutmut.mutation import trampoline

FILES = "MUTATED_FILES"
PROCESSES = "MUTANTS_AT_ONCE"
SAMPLE = "MUTANTS_OF_EACH_FILE"
"""The names in the environment of what is tried: in which files, how many at once, and how many of each file."""

SURVIVED, DIED, UNREACHED = 0, 1, 33
"""As mutmut notes them."""
SPARE_SECONDS = 10
SLOWER = 4
"""A mutant hangs that takes so many seconds more, and so many times as much of the processor, as its tests did."""
MEMORY = 4 << 30
SAVED_EVERY = 50

Function = Callable[..., Any]


class Place:
    """A function that is spoilt, and what stands in its place: itself, or one of its mutants."""

    watched: set[str] = set()

    def __init__(self, module: str, mutants: dict[str, Function]) -> None:
        self.module = module
        self.mutants = mutants
        self.stands: Function | None = None

    @property
    def name(self) -> str:
        """As in the names of its mutants."""
        return f"{self.module}.{self.mutants['_mutmut_orig'].__name__.partition('__mutmut_')[0]}"

    def call(self, *arguments: Any, **named: Any) -> Any:
        """Once it is known what stands here it is called straight away."""
        if self.stands is None:
            self.watched.add(self.name)
            return self.mutants["_mutmut_orig"](*arguments, **named)
        return self.stands(*arguments, **named)


PLACES: list[Place] = []


def in_place(mutants: dict[str, Function], is_classmethod: bool = False) -> Callable[[Function], Function]:
    """What mutmut puts around every function that it spoils; its own looks into the environment at every call."""
    assert not is_classmethod, "no class method of the room is spoilt yet"

    def around(function: Function) -> Function:
        place = Place(function.__module__, mutants)
        PLACES.append(place)

        @functools.wraps(function)
        def stand_in(*arguments: Any, **named: Any) -> Any:
            return (place.stands or place.call)(*arguments, **named)

        return stand_in

    return around


trampoline.wrap_in_trampoline = in_place  # type: ignore[assignment]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """In the place of running the tests."""
    trials = Trials(session.items)
    if not trials.watch():
        session.testsfailed += 1
        return True
    for file in json.loads(os.environ[FILES]):
        trials.of_file(Path(f"{file}.meta"), int(os.environ[PROCESSES]), int(os.environ[SAMPLE]))
    return True


class Trials:
    """What is known of the tests, and what came of the mutants."""

    def __init__(self, items: Sequence[pytest.Item]) -> None:
        self.items = items
        self.took: list[float] = []
        self.reach: dict[str, list[int]] = defaultdict(list)
        self.killed: dict[str, Counter[int]] = defaultdict(Counter)
        """How many mutants of each function each test noticed; and of all, without a name."""

    def watch(self) -> bool:
        """Run every test on what is not spoilt, and see which functions it reaches; whether all pass."""
        for number, item in enumerate(self.items):
            Place.watched.clear()
            _forget()
            began = process_time()
            failed = [report for report in runtestprotocol(item, log=False, nextitem=None) if report.failed]
            for report in failed:
                print(f"\n{item.nodeid} fails on what is not spoilt:\n{report.longreprtext}", file=sys.__stderr__)
            if failed:
                return False
            self.took.append(process_time() - began)
            for function in Place.watched:
                self.reach[function].append(number)
        for place in PLACES:
            place.stands = place.mutants["_mutmut_orig"]
        # What is shared with every process forked off this one is not looked through by any.
        gc.collect()
        gc.freeze()
        return True

    def of_file(self, noted: Path, processes: int, most: int) -> None:
        """Try those of one file that were not tried yet, at `most` so many, and note what came of them beside it."""
        if not noted.exists():
            return
        notes = json.loads(noted.read_text())
        codes: dict[str, int | None] = notes["exit_code_by_key"]
        left = iter([name for name in drawn(codes, most) if codes[name] is None])
        running: dict[int, tuple[str, int]] = {}
        try:
            for number in count(1):
                while len(running) < processes and (name := next(left, None)) is not None:
                    if self.reach[_function(name)]:
                        pid, told = self._begin(name)
                        running[pid] = name, told
                    else:
                        codes[name] = UNREACHED
                if not running:
                    break
                pid, status = os.wait()
                name, told = running.pop(pid)
                codes[name] = os.waitstatus_to_exitcode(status)
                self._learn(name, told)
                if number % SAVED_EVERY == 0:
                    noted.write_text(json.dumps(notes))
        finally:
            noted.write_text(json.dumps(notes))
        tried = [codes[name] for name in drawn(codes, most)]
        lives = sum(code in (SURVIVED, UNREACHED) for code in tried)
        print(f"{noted.name.removesuffix('.meta')}: {lives} of {len(tried)} live", file=sys.__stderr__, flush=True)

    def _begin(self, name: str) -> tuple[int, int]:
        """The process in which the mutant `name` is tried, and where it tells which test noticed."""
        told, tells = os.pipe()
        pid = os.fork()
        if pid:
            os.close(tells)
            return pid, told
        code = DIED
        try:
            code = self._tried(name, tells)
        finally:
            # Whatever came out of it, this process does not go on as pytest.
            os._exit(code)

    def _tried(self, name: str, tells: int) -> int:
        module, _, spoilt = name.rpartition(".")
        place = next(known for known in PLACES if known.module == module and spoilt in known.mutants)
        place.stands = place.mutants[spoilt]
        _forget()
        killed = self.killed[_function(name)]
        worth = {test: self.took[test] / (1 + self.killed[""][test]) for test in self.reach[_function(name)]}
        tests = sorted(worth, key=lambda test: (-killed[test], worth[test]))
        most = math.ceil(SPARE_SECONDS + SLOWER * sum(self.took[test] for test in tests))
        resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        for test in tests:
            if any(report.failed for report in runtestprotocol(self.items[test], log=False, nextitem=None)):
                os.write(tells, str(test).encode())
                return DIED
        return SURVIVED

    def _learn(self, name: str, told: int) -> None:
        with os.fdopen(told) as said:
            if test := said.read():
                for function in (_function(name), ""):
                    self.killed[function][int(test)] += 1


def drawn(names: Iterable[str], most: int) -> list[str]:
    """At `most` so many of `names`, drawn by lot: the same every time, in the order in which they are."""
    known = list(names)
    lots = set(sorted(known, key=lambda name: sha256(name.encode()).digest())[:most])
    return [name for name in known if name in lots]


def _forget() -> None:
    """Empty what remembers its answers: it would not ask a mutant again."""
    for name, module in list(sys.modules.items()):
        for known in vars(module).values() if name.startswith("live.") else ():
            if isinstance(known, functools._lru_cache_wrapper):
                known.cache_clear()


def _function(mutant: str) -> str:
    return mutant.partition("__mutmut_")[0]
