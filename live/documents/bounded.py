"""Work that may grow, in a process of its own: it has so much memory and time and no more, and the server goes on.

Typst needs 3 GB for thousands of pages, and a template for Word may be anybody's.
"""

import resource
import subprocess
import sys
from datetime import timedelta

MEMORY = 6 * 1024**3
PATIENCE = timedelta(seconds=120)


class DocumentFailed(Exception):
    """A document could not be made, and why, in a sentence for whoever asked for it."""


def run(module: str, given: bytes, *arguments: str) -> bytes:
    """What `python -m module` writes, given `given`. Raises `DocumentFailed` with the last line of its complaint."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            input=given,
            capture_output=True,
            timeout=PATIENCE.total_seconds(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DocumentFailed(f"the document was not ready after {PATIENCE.total_seconds():.0f} seconds") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise DocumentFailed(said[-1] if said else f"the process that makes it ended with {done.returncode}")
    return done.stdout


def keep_within_bounds() -> None:
    """Called first by the process that does the work."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    seconds = int(PATIENCE.total_seconds())
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
