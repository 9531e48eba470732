"""A module of ours that runs in a process of its own: it has so much memory and time and no more, and we go on."""

import subprocess
import sys
from datetime import timedelta


def run(module: str, given: bytes, *arguments: str, patience: timedelta) -> subprocess.CompletedProcess[bytes]:
    """What `python -m module` with `arguments` made of `given`. Raises `subprocess.TimeoutExpired`."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        input=given,
        capture_output=True,
        timeout=patience.total_seconds(),
        check=False,
    )


def keep_within(memory: int, patience: timedelta) -> None:
    """Called first by the process that does the work: no more bytes, and no more seconds of a processor."""
    import resource  # noqa: PLC0415  # Windows has none.

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    seconds = int(patience.total_seconds())
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
