"""What autobahn makes ready for a log of debugging before it asks whether there is one: texts in colour, for every
connection and all that is received. Nobody reads them here, and they are a tenth of a handshake.
"""

from typing import Any

from autobahn.twisted import websocket as over_twisted
from autobahn.websocket import protocol


def make_nothing_ready() -> None:
    """Let autobahn write nothing for logs. What it says to a log all the same lacks these parts."""
    for module, makers in ((protocol, ("hltype", "hlval", "pformat")), (over_twisted, ("hltype", "hlval"))):
        for maker in makers:
            setattr(module, maker, _nothing)


def _nothing(_of: Any) -> str:
    return ""
