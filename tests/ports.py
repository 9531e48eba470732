"""Ports of this machine, for what tests start."""

import secrets
import socket
from contextlib import suppress

NEVER_GIVEN = range(10_000, 32_000)
"""Below those that a system gives to whoever connects: what is stopped finds its port free when it is started again."""


def free_port() -> int:
    """One that nobody listens on now, and that no connection is given."""
    while True:
        # Not by `random`, which Hypothesis sets back for each example.
        port = secrets.choice(NEVER_GIVEN)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
