"""A pytest plugin: the tests in several processes, which are forked when every test has been collected.

`--processes 4`: each process takes a file of tests, and the next when it is through with that.
To read four thousand tests in takes four seconds of the processor, twice as many where nobody has run them before: here
that is done once, and not by every process.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess

import pytest

PARENT_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG."""
AS_ONE = multiprocessing.get_context("fork")


class Hooks:
    """What other plugins may do in each process."""

    @pytest.hookspec(firstresult=True)
    def pytest_process(self, session: pytest.Session) -> object:
        """Run tests in this process. What it needs for itself, and shall not share, is made and ended around this."""


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    parser.addoption("--processes", type=int, default=0, help="how many processes run tests side by side")
    pluginmanager.add_hookspecs(Hooks)


def are_forked(config: pytest.Config) -> bool:
    """Whether this process only collects tests, and others run them."""
    return bool(config.getoption("processes", 0))


class Files:
    """The files of tests, each with its tests, of which every process takes the first that nobody has taken."""

    def __init__(self, items: list[pytest.Item]) -> None:
        self._files = [list(tests) for _, tests in groupby(items, lambda item: item.path)]
        self._taken = AS_ONE.Value("i", 0)

    def take(self) -> list[pytest.Item]:
        """The tests of one file; none if there is no other."""
        with self._taken.get_lock():
            taken, self._taken.value = self._taken.value, self._taken.value + 1
        return self._files[taken] if taken < len(self._files) else []

    def close(self) -> None:
        """Nobody takes another."""
        self._taken.value = len(self._files)


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    config = session.config
    if not are_forked(config) or config.option.collectonly or session.testsfailed:
        return None
    assert threading.active_count() == 1, "a thread was started, which no fork would have"
    # Whoever asks for it first makes it anew.
    config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    sys.stdout.flush()
    files, processes = Files(session.items), dict[Connection, ForkProcess]()
    try:
        for _ in range(config.getoption("processes")):
            told, tells = AS_ONE.Pipe(duplex=False)
            process = AS_ONE.Process(target=_work, args=(session, files, tells, [*processes, told]))
            process.start()
            tells.close()
            processes[told] = process
        _listen(session, files, processes)
    finally:
        files.close()
        for process in processes.values():
            process.join()
    return True


# In the process that has collected


def _listen(session: pytest.Session, files: Files, processes: dict[Connection, ForkProcess]) -> None:
    """Take what is told of tests for what happened here, until nobody tells any more."""
    hook, missing = session.config.hook, {item.nodeid: item for item in session.items}
    if reporter := session.config.pluginmanager.get_plugin("terminalreporter"):
        # Of which file a test is says nothing where several are at work.
        reporter.showfspath = False
    telling = set(processes)
    while telling:
        for one in wait(telling):
            assert isinstance(one, Connection)
            try:
                name, given = one.recv()
            except EOFError:
                telling.remove(one)
                continue
            if name == "warning":
                hook.pytest_warning_recorded.call_historic(kwargs=given)
                continue
            report = hook.pytest_report_from_serializable(config=session.config, data=given)
            hook.pytest_runtest_logreport(report=report)
            if report.when == "teardown":
                missing.pop(report.nodeid, None)
        if session.shouldfail or session.shouldstop:
            files.close()
    if session.shouldfail:
        raise session.Failed(session.shouldfail)
    if session.shouldstop:
        raise session.Interrupted(session.shouldstop)
    for process in processes.values():
        process.join()
    ended = ", ".join(str(process.exitcode) for process in processes.values())
    for item in missing.values():
        why = f"the process that had taken it ended first: of all processes, {ended}"
        hook.pytest_runtest_logreport(report=pytest.TestReport(item.nodeid, item.location, {}, "failed", why, "call"))


# In each process that runs tests


class Work:
    """Runs tests, and says in the process that has collected what came of them."""

    def __init__(self, session: pytest.Session, files: Files, tells: Connection) -> None:
        self._session = session
        self._files = files
        self._tells = tells

    @pytest.hookimpl(trylast=True)
    def pytest_process(self, session: pytest.Session) -> bool:
        turn = self._in_turn()
        item = next(turn, None)
        try:
            while item is not None and not (session.shouldfail or session.shouldstop):
                # Before the test, so that what no other needs is ended with it.
                following = next(turn, None)
                session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                item = following
        finally:
            session._setupstate.teardown_exact(None)
        return True

    def _in_turn(self) -> Iterator[pytest.Item]:
        while tests := self._files.take():
            yield from tests

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        config = self._session.config
        self._tells.send(("report", config.hook.pytest_report_to_serializable(config=config, report=report)))

    def pytest_warning_recorded(
        self,
        warning_message: warnings.WarningMessage,
        when: str,
        nodeid: str,
        location: tuple[str, int, str] | None,
    ) -> None:
        one = warning_message
        # What it was raised about may be something that no other process has.
        plain = warnings.WarningMessage(str(one.message), one.category, one.filename, one.lineno)
        given = {"warning_message": plain, "when": when, "nodeid": nodeid, "location": location}
        self._tells.send(("warning", given))


def _work(session: pytest.Session, files: Files, tells: Connection, not_ours: list[Connection]) -> None:
    """The life of a process. What the terminal shows is written by the one that has collected."""
    config = session.config
    if sys.platform == "linux":
        # Whatever this one waits for then: as the store's server does, it goes with its parent.
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)
    # Else nobody would notice that the one who listens is gone.
    for told in not_ours:
        told.close()
    _capture_anew(config)
    config.pluginmanager.register(Work(session, files, tells))
    with suppress(KeyboardInterrupt):
        config.hook.pytest_process(session=session)


def _capture_anew(config: pytest.Config) -> None:
    """What tests print is kept in a file of this process's own; what is for the terminal goes nowhere."""
    captures = config.pluginmanager.get_plugin("capturemanager")
    assert captures is not None
    captures.stop_global_capturing()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    captures.start_global_capturing()
    captures.suspend_global_capture()
