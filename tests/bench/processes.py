"""Processes under test: started on given cores with a socket to listen on, looked at through /proc, and ended."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from tests.bench.cores import pinned
from tests.bench.figures import Wrong

BACKLOG = 4096
ENDS_WITHIN_SECONDS = 20.0
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(
    arguments: Sequence[str], environment: dict[str, str], log: Path, cores: frozenset[int], unix: Path | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`python -m <arguments>` as a server: the process and its port on 127.0.0.1; 0, if it listens on `unix` instead.

    In `arguments`, `{fd}` stands for the number of a socket that listens already: whoever knocks before the server is
    ready waits there.
    """
    with _listening(unix) as listening, log.open("wb") as words, pinned(cores):
        port, fd = 0 if unix else listening.getsockname()[1], listening.fileno()
        command = [sys.executable, "-m", *(argument.format(fd=fd) for argument in arguments)]
        process = subprocess.Popen(command, env=environment, pass_fds=[fd], stdout=words, stderr=subprocess.STDOUT)
    try:
        yield process, port
    finally:
        end(process)


def _listening(unix: Path | None) -> socket.socket:
    if unix is None:
        listening = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
    else:
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listening.bind(str(unix))
        listening.listen(BACKLOG)
    listening.setblocking(False)
    return listening


def end(process: subprocess.Popen[bytes]) -> None:
    """End `process` in good order, or else in bad."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(ENDS_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def descendants(pid: int) -> list[int]:
    """The children of `pid`, and theirs."""
    children = [int(child) for child in _read(pid, f"task/{pid}/children").split()]
    return [found for child in children for found in (child, *descendants(child))]


def command_of(pid: int) -> list[str]:
    return _read(pid, "cmdline").rstrip("\0").split("\0")


def reads_a_pipe(pid: int) -> bool:
    """Whether the standard input of `pid` is a pipe: one that stands by waits there for its turn."""
    return os.readlink(f"/proc/{pid}/fd/0").startswith("pipe:")


def memory_kib(pid: int) -> tuple[int, int]:
    """What `pid` holds in memory: all of it (RSS), and what it shares with nobody (USS)."""
    sizes = dict(line.split(":") for line in _read(pid, "smaps_rollup").splitlines()[1:])
    kib = {name: int(size.split()[0]) for name, size in sizes.items()}
    return kib["Rss"], kib["Private_Clean"] + kib["Private_Dirty"]


def cpu_seconds(pid: int) -> float:
    """What `pid` has used of a core so far."""
    after_name = _read(pid, "stat").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / TICKS_PER_SECOND


def connections(pid: int, port: int) -> int:
    """How many connections to `port` are open in `pid`."""
    held = set[str]()
    for file in Path(f"/proc/{pid}/fd").iterdir():
        try:
            held.add(os.readlink(file))
        except FileNotFoundError:
            continue
    rows = [row.split() for row in _read(pid, "net/tcp").splitlines()[1:]]
    # Column 1 is the local address, 3 the state (01 is open), 9 the inode.
    return sum(row[1].endswith(f":{port:04X}") and row[3] == "01" and f"socket:[{row[9]}]" in held for row in rows)


class Neighbours:
    """How much of this machine others took, from when this was made."""

    def __init__(self) -> None:
        self._since = monotonic()
        self._before = _busy_seconds() - _own_seconds()

    def share(self) -> float:
        """Of all its cores, so far. Call it when every process of ours but this has ended."""
        cores = os.cpu_count() or 1
        return max(
            0.0, round((_busy_seconds() - _own_seconds() - self._before) / (monotonic() - self._since) / cores, 2)
        )


def _busy_seconds() -> float:
    """What all cores together have spent on anything but idling and waiting for disks."""
    user, nice, system, _idle, _waiting, *interrupts = map(
        int, Path("/proc/stat").read_text().split("\n")[0].split()[1:]
    )
    return (user + nice + system + sum(interrupts[:3])) / TICKS_PER_SECOND


def _own_seconds() -> float:
    """What this process and those that it has seen end have spent."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError as error:
        raise Wrong(f"process {pid} cannot be looked at: {error.strerror}; the benchmarks need Linux") from None
