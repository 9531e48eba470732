"""Several server processes on one listening socket: started, watched, replaced when they die, ended together."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from socket import socket
from types import FrameType
from typing import Any

from django.urls import get_resolver
from prometheus_client.multiprocess import mark_process_dead

from live.web.serving.listening import Listening, allow
from live.web.serving.server import Server
from live.web.serving.store_process import POLL_SECONDS, StoreProcess

LONGEST_BACK_OFF_SECONDS = 2.0
LONG_LIFE_SECONDS = 5.0
"""A process that lived this long starts again at once when it dies."""


def stand_by(listening: Listening) -> None:
    """Load everything, and serve once a line comes in on standard input. At its end the parent is gone: then return."""
    allow(listening)
    server = Server(listening.opened)
    # What the first page would have to load otherwise.
    get_resolver().url_patterns  # noqa: B018
    if not sys.stdin.readline():
        return
    _end_with_parent()
    server.run()


def _end_with_parent() -> None:
    """End, as on SIGTERM, when the parent is gone, however it went: it holds the other end of standard input."""
    parent = os.dup(sys.stdin.fileno())
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), sys.stdin.fileno())

    def wait() -> None:
        while os.read(parent, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()


@dataclass(slots=True)
class Worker:
    """One serving process, and when it may be started again."""

    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    again_at: float = 0.0


class Supervisor:
    """Several processes on one listening socket; each is started again, with back-off, if it dies.

    A spare has everything loaded and takes the place of one that dies: loading takes a second, and several on a busy
    machine, during which the screens of whole rooms would stand still.
    """

    def __init__(self, listening: socket, count: int, say: Any, counts: str) -> None:
        self._listening = listening
        self._workers = [Worker() for _ in range(count)]
        self._say = say
        self._counts = counts
        self._ending = False
        self._spare: subprocess.Popen[bytes] | None = None
        self._spare_since = 0.0

    def run(self, store_process: StoreProcess) -> None:
        """Until SIGTERM or SIGINT, which is passed on; all have ended when this returns."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        while not self._ending:
            for worker in self._workers:
                self._monitor(worker)
            self._keep_a_spare()
            store_process.look_after()
            time.sleep(POLL_SECONDS)
        running = [worker.process for worker in self._workers] + [self._spare]
        for process in running:
            if process is not None:
                process.terminate()
        for process in running:
            if process is not None:
                process.wait()

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._ending = True

    def _monitor(self, worker: Worker) -> None:
        now = time.monotonic()
        if worker.process is not None and (code := worker.process.poll()) is not None:
            worker.failures = 0 if now - worker.started_at > LONG_LIFE_SECONDS else worker.failures + 1
            worker.again_at = now + min(LONGEST_BACK_OFF_SECONDS, 0.1 * 2**worker.failures)
            mark_process_dead(worker.process.pid, self._counts)  # type: ignore[no-untyped-call]
            self._say(f"A server process ended with {code}; it starts again.")
            if worker.process.stdin is not None:
                worker.process.stdin.close()
            worker.process = None
        if worker.process is None and now >= worker.again_at and not self._ending:
            worker.started_at = now
            worker.process = self._start()

    def _keep_a_spare(self) -> None:
        """Start a spare once all workers serve."""
        if self._spare is not None and self._spare.poll() is not None:
            self._spare = None
        now = time.monotonic()
        whole = all(worker.process is not None for worker in self._workers)
        if self._spare is None and whole and now - self._spare_since > LONGEST_BACK_OFF_SECONDS:
            self._spare_since = now
            self._spare = self._launch()

    def _start(self) -> subprocess.Popen[bytes]:
        """A process that serves: the spare, if there is one."""
        process, self._spare = self._spare or self._launch(), None
        assert process.stdin is not None
        # A process that has just died is noticed by `_monitor`. The pipe stays open: see `_end_with_parent`.
        with suppress(OSError):
            process.stdin.write(b"\n")
            process.stdin.flush()
        return process

    def _launch(self) -> subprocess.Popen[bytes]:
        fd = self._listening.fileno()
        return subprocess.Popen(
            [sys.executable, "-m", "live", "serve", "--stand-by", "--fd", str(fd)],
            pass_fds=[fd],
            stdin=subprocess.PIPE,
            # Ctrl-C is for the parent, which passes it on once.
            process_group=0,
            # Each process leaves its counts there; any of them can then answer for all.
            env=os.environ | {"PROMETHEUS_MULTIPROC_DIR": self._counts},
        )
