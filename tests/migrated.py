"""The tables of the product with nothing in them. To make them takes half a second: that is done once for all tests."""

import fcntl
import os
import shutil
import sys
from pathlib import Path

from tests import forked
from tests.valkey import shared


def copy_migrated(to: Path) -> None:
    """Put a database in SQLite, as `rostrum migrate` leaves it, at `to`; outside of tests there is none to copy."""
    if (together := shared()) is None:
        return
    folder = together / "migrated"
    folder.mkdir(exist_ok=True)
    made = folder / "rostrum.sqlite3"
    with (folder / "turn").open("w") as turn:
        # Of all processes that need it, the first makes it.
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not made.exists():
            command = [sys.executable, "-m", "live", "migrate", "--verbosity", "0"]
            environment = {**os.environ, "ROSTRUM_DATA": str(folder), "DATABASE_URL": ""}
            forked.run(command, env=environment, check=True, timeout=120)
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(made, to)
