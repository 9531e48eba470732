"""In the tree of mutants, as a plugin of pytest: each mutant tried with the tests that reach its function.

The tests are collected once, and run once as they are; then every few mutants of a function have a process, forked off
this one, in which one after the other stands in the place of the function. The tests are asked first that notice most
for what they cost, by what came of other mutants of the function, and of all: most die within milliseconds.
`tests/mutants.py` starts this, and tells what came of it.
"""

import functools
import gc
import json
import math
import os
import resource
import sys
import traceback
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import accumulate, groupby, islice
from pathlib import Path
from tempfile import TemporaryFile
from time import process_time
from typing import IO, Any

import pytest
from _pytest.runner import runtestprotocol
from mutmut.mutation import trampoline

FILES = "MUTATED_FILES"
PROCESSES = "MUTANTS_AT_ONCE"
SAMPLE = "MUTANTS_OF_EACH_FILE"
TESTS = "TESTS_OF_SOME_FILES"
SECONDS = "SECONDS_OF_TESTS"
"""The names in the environment of what is tried: in which files, how many at once, how many of each file; which files
of tests are asked about some files alone; and for how many seconds tests are asked about each mutant."""

SURVIVED, DIED, UNREACHED = 0, 1, 33
"""As mutmut notes them."""
SPARE_SECONDS = 10
SLOWER = 4
"""A mutant hangs that takes so many seconds more, and so many times as much of the processor, as its tests did."""
MEMORY = 4 << 30
OVERHEAD = 0.002
"""What it costs to ask a test that takes no time."""
UNKNOWN, OF_THE_TOPIC, OF_ALL = 0.05, 0.1, 0.5
"""How likely it is that a test notices before more is known: any, one of the topic of the file, and the whole day."""
THE_DAY = "test_day.py"
BY_ONE_PROCESS = 25
"""A process costs more than most mutants."""

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
        self.of_its_topic: dict[str, set[int]] = defaultdict(set)
        self.asked: dict[str, Counter[int]] = defaultdict(Counter)
        self.killed: dict[str, Counter[int]] = defaultdict(Counter)
        """Of how many mutants of each function, and without a name of all, each test was asked, and noticed."""
        self.seconds = float(os.environ[SECONDS])

    def watch(self) -> bool:
        """Run every test on what is not spoilt, and see which functions it reaches; whether all pass."""
        of_some = json.loads(os.environ[TESTS])
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
            holds = of_some.get(item.nodeid.partition("::")[0])
            for function in Place.watched:
                module = function.rpartition(".")[0]
                if holds is None or module in holds:
                    self.reach[function].append(number)
                    if holds or item.path.name.startswith(f"test_{module.rpartition('.')[2]}"):
                        self.of_its_topic[function].add(number)
        for place in PLACES:
            place.stands = place.mutants["_mutmut_orig"]
        print(f"{len(self.items)} tests take {sum(self.took):.0f} s", file=sys.__stderr__, flush=True)
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
        chosen = drawn(codes, most)
        left = deque(_together([name for name in chosen if codes[name] is None]))
        running: dict[int, tuple[list[str], IO[str]]] = {}
        try:
            while left or running:
                while left and len(running) < processes:
                    names = left.popleft()
                    tells = TemporaryFile("w+")  # noqa: SIM115  read when its process has ended
                    running[self._begin(names, tells)] = names, tells
                pid, status = os.wait()
                names, told = running.pop(pid)
                with told:
                    came = self._learn(names, told)
                codes.update(came)
                if names := [name for name in names if name not in came]:
                    # With the first of these the process hung, or Python came down.
                    codes[names[0]] = os.waitstatus_to_exitcode(status)
                    left.extendleft([names[1:]] if names[1:] else ())
                noted.write_text(json.dumps(notes))
        finally:
            noted.write_text(json.dumps(notes))
        lives = sum(codes[name] in (SURVIVED, UNREACHED) for name in chosen)
        print(f"{noted.name.removesuffix('.meta')}: {lives} of {len(chosen)} live", file=sys.__stderr__, flush=True)

    def _worth_asking(self, function: str) -> list[int]:
        """The tests that reach `function`, those first that are likeliest to notice for what they cost."""

        def worth(test: int) -> float:
            of_all = (self.killed[""][test] + UNKNOWN) / (self.asked[""][test] + 1)
            if test in self.of_its_topic[function]:
                of_all = max(of_all, OF_THE_TOPIC)
            if self.items[test].path.name == THE_DAY:
                of_all = max(of_all, OF_ALL)
            likely = (self.killed[function][test] + of_all) / (self.asked[function][test] + 1)
            return likely / (self.took[test] + OVERHEAD)

        tests = sorted(self.reach[function], key=worth, reverse=True)
        ends = accumulate(self.took[test] for test in tests)
        return [test for test, end in zip(tests, ends, strict=True) if end <= self.seconds] or tests[:1]

    def _begin(self, names: Sequence[str], told: IO[str]) -> int:
        """The process in which the mutants `names` of one function are tried, and what came of each is `told`."""
        if pid := os.fork():
            return pid
        try:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            for name in names:
                print(*self._tried(name), file=told, flush=True)
            os._exit(0)
        except BaseException:
            traceback.print_exc(file=sys.__stderr__)
        finally:
            # Whatever came out of it, this process does not go on as pytest.
            os._exit(DIED)

    def _tried(self, name: str) -> tuple[int, ...]:
        """What came of the mutant `name`, and the tests that were asked."""
        module, _, spoilt = name.rpartition(".")
        place = next(known for known in PLACES if known.module == module and spoilt in known.mutants)
        tests = self._worth_asking(_function(name))
        most = process_time() + SPARE_SECONDS + SLOWER * sum(self.took[test] for test in tests)
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(most), resource.RLIM_INFINITY))
        place.stands = place.mutants[spoilt]
        _forget()
        code, asked = SURVIVED if tests else UNREACHED, []
        for test in tests:
            asked.append(test)
            if any(report.failed for report in runtestprotocol(self.items[test], log=False, nextitem=None)):
                code = DIED
                break
        place.stands = place.mutants["_mutmut_orig"]
        self._remember(_function(name), code, asked)
        return code, *asked

    def _learn(self, names: Sequence[str], told: IO[str]) -> dict[str, int]:
        """What came of each of `names` of which something is `told`."""
        told.seek(0)
        came = {}
        for name, line in zip(names, told, strict=False):
            code, *asked = map(int, line.split())
            self._remember(_function(name), code, asked)
            came[name] = code
        return came

    def _remember(self, function: str, code: int, asked: Sequence[int]) -> None:
        for known in (function, ""):
            self.asked[known].update(asked)
            self.killed[known].update(asked[-1:] if code == DIED else ())


def _together(names: Iterable[str]) -> Iterator[list[str]]:
    """`names` as they are tried by one process each: some mutants of one function."""
    for _, alike in groupby(names, _function):
        while some := list(islice(alike, BY_ONE_PROCESS)):
            yield some


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
