"""A pytest plugin: what each test costs of the processor, whichever of its processes spends it.

`./rostrum test --cpu ...` prints it by folder, by file and for the dearest tests. Wall time says little on a machine
that has other work; this does not depend on it. What is shared (a server, a browser) is charged to the test that
starts it, and what it does for a test to that test. To ask costs some milliseconds itself, after every test.
"""

import ctypes
import os
import sys
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

DEAREST = 40
ADOPTS_ORPHANS = 36
"""PR_SET_CHILD_SUBREAPER: processes whose parent has gone are counted too."""
TICKS = os.sysconf("SC_CLK_TCK")
KINDS = {b"node": "browser", b"chromium": "browser", b"valkey": "stores", b"postgres": "stores", b"python": "commands"}
TESTS = "tests"
"""The kind of the process that runs the tests. The others: browser, stores, commands (servers too), else."""

Cost = Counter[str]


class Meter:
    """Of this process and all below it, what was spent since it was last asked."""

    def __init__(self) -> None:
        ctypes.CDLL(None).prctl(ADOPTS_ORPHANS, 1, 0, 0, 0)
        self._before = family()
        self._started = 0
        sys.addaudithook(self._see)

    def _see(self, event: str, _arguments: tuple[Any, ...]) -> None:
        if event == "subprocess.Popen":
            self._started += 1

    def spent(self) -> Cost:
        now, before = family(), self._before
        cost: Cost = Counter(processes=self._started)
        counted = counted_of_ended(before, now)
        for process, one in now.items():
            earlier = before.get(process, Process(one.parent, one.kind, 0, 0))
            cost[one.kind] += one.own - earlier.own
            # What ended may have been waited for by nobody: then the system does not add it here.
            unseen = max(0, one.of_ended - earlier.of_ended - counted[process])
            cost["commands" if one.kind == TESTS else one.kind] += unseen
        self._before, self._started = now, 0
        return cost


Identity = tuple[int, int]
"""The number of a process, and when it began: numbers are given again."""


@dataclass
class Process:
    """What one process spent, and what those spent that it started and that have ended; in hundredths of a second."""

    parent: int
    kind: str
    own: int
    of_ended: int


Family = dict[Identity, Process]


def counted_of_ended(before: Family, now: Family) -> Counter[Identity]:
    """For each process, what of those below it that have ended since was counted while they lived."""
    living = {process[0]: process for process in now}
    parents = {process[0]: one.parent for process, one in before.items()}
    counted: Counter[Identity] = Counter()
    for process in before.keys() - now.keys():
        above = before[process].parent
        while above not in living and above in parents:
            above = parents[above]
        if above in living:
            counted[living[above]] += before[process].own + before[process].of_ended
    return counted


def family() -> Family:
    """This process and all below it."""
    known: dict[int, tuple[Identity, Process]] = {}
    below: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, tail = place.read_bytes().rpartition(b")")
        except OSError:  # It has just ended.
            continue
        pid, fields = int(place.parent.name), tail.split()
        kind = TESTS if pid == os.getpid() else next((kind for part, kind in KINDS.items() if part in name), "else")
        user, system, of_ended_user, of_ended_system = (int(field) * 100 // TICKS for field in fields[11:15])
        known[pid] = (
            (pid, int(fields[19])),
            Process(int(fields[1]), kind, user + system, of_ended_user + of_ended_system),
        )
        below.setdefault(known[pid][1].parent, []).append(pid)
    waiting, found = [os.getpid()], Family()
    while waiting:
        pid = waiting.pop()
        waiting += below.get(pid, [])
        found[known[pid][0]] = known[pid][1]
    return found


class InEachProcess:
    """Where tests are run."""

    def __init__(self) -> None:
        self._meter = Meter()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_process(self) -> Generator[None, object, object]:
        self._meter = Meter()
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if report.when == "teardown":
            report.cost = dict(self._meter.spent())  # type: ignore[attr-defined]
        return report


class Summary:
    """Where results come together."""

    def __init__(self) -> None:
        self._costs: dict[str, Cost] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown":
            self._costs[report.nodeid] = Counter(getattr(report, "cost", {}))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        folders, files = dict[str, Cost](), dict[str, Cost]()
        for node, cost in self._costs.items():
            file = node.partition("::")[0]
            files.setdefault(file, Counter()).update(cost)
            folders.setdefault(str(Path(file).parent), Counter()).update(cost)
        for title, rows in ("folder", folders), ("file", files), ("test", self._costs):
            terminalreporter.write_sep("-", f"seconds of the processor by {title}")
            columns = ("all", "tests", "browser", "commands", "stores", "else")
            terminalreporter.write_line("".join(f"{column:>9}" for column in columns) + "  started")
            most_first = sorted(rows.items(), key=lambda row: -seconds(row[1]))
            for name, cost in most_first[:DEAREST] if rows is self._costs else most_first:
                figures = [seconds(cost), *(cost[column] / 100 for column in columns[1:])]
                line = "".join(f"{figure:9.1f}" for figure in figures)
                terminalreporter.write_line(f"{line}{cost['processes']:9}  {name}")
        total = sum(map(seconds, self._costs.values()))
        terminalreporter.write_line(f"{total:9.1f} in all, {total / 60:.1f} minutes of one core")


def seconds(cost: Cost) -> float:
    return sum(spent for kind, spent in cost.items() if kind != "processes") / 100


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(InEachProcess())
    config.pluginmanager.register(Summary())
