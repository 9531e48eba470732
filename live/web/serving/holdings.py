"""What this process holds: memory, open files, connections, tasks. Which of them only grows is seen in `/metrics`."""

import asyncio
import os
import resource
from contextlib import suppress
from pathlib import Path

from live import metrics

NOTED_EVERY_SECONDS = 10.0
_SELF = Path("/proc/self")


def note(connections: int, loop: asyncio.AbstractEventLoop) -> None:
    """Tell `/metrics`; where there is no `/proc`, of the connections and tasks alone.

    To be called in another thread than that of `loop`: of thousands, tasks and files take their time to count.
    """
    pid = str(os.getpid())
    metrics.PROCESS_CONNECTIONS.labels(pid).set(connections)
    metrics.PROCESS_TASKS.labels(pid).set(len(asyncio.all_tasks(loop)))
    with suppress(OSError):
        pages = int((_SELF / "statm").read_text().split()[1])
        metrics.PROCESS_MEMORY_BYTES.labels(pid).set(pages * resource.getpagesize())
        # One of them is the list itself, which is open while it is read.
        metrics.PROCESS_OPEN_FILES.labels(pid).set(len(os.listdir(_SELF / "fd")) - 1)
