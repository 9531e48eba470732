"""Which core does what: the server under test has the first for itself, the load side and the driver the second."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_ours = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]

SERVER = frozenset(_ours[:1])
LOAD = frozenset(_ours[1:2] or _ours[:1])
ALL = frozenset(_ours)


@contextmanager
def pinned(cores: frozenset[int]) -> Iterator[None]:
    """Processes that are started here run on `cores` only, where the system can be told so."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
