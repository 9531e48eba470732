"""How much everybody may ask for: a person by badge, sign-in or screen; and an address for all who show nothing.

A venue is one address, with hundreds of phones behind it: what an address may is wide, and a person with a badge or a
sign-in does not use it up.
"""

import math
from typing import Any, NamedTuple

from live.access.addresses import subscriber
from live.access.throttles import Bound, Throttles
from live.room.authority import Actor, Role
from live.room.refusals import Reason, Refused

BYTES_A_COUNT = 2048
"""A command that is longer counts as several: what is accepted is kept for ever."""

COMMANDS = {
    # A delegate acts now and then, but may well press three buttons in a second.
    Role.DELEGATE: Bound("commands", 20, 1.0),
    Role.HEAD_OF_DELEGATION: Bound("commands", 20, 1.0),
    # Several desks may share one sign-in.
    Role.OPERATOR: Bound("commands", 600, 30.0),
    Role.ADMINISTRATOR: Bound("commands", 600, 30.0),
}
COMMANDS_OF_OTHERS = Bound("commands", 60, 4.0)
"""Of those who preside, moderate or report; and of an address, for a caller who may ask nothing is only told so."""


class Holder(NamedTuple):
    """Whose account counts something, and how much it allows."""

    who: str
    allowed: "Allowed"


class Allowed(NamedTuple):
    """`sockets` at once in one process; new connections; HTTP requests, some `running` and some `waiting` meanwhile."""

    sockets: int
    connections: Bound
    requests: Bound
    running: int
    waiting: int


OF_A_BADGE = Allowed(12, Bound("connections", 40, 0.5), Bound("requests", 100, 3.0), 2, 30)
OF_AN_ORGANISER = Allowed(64, Bound("connections", 200, 5.0), Bound("requests", 400, 20.0), 6, 100)
OF_AN_ADDRESS = Allowed(6_000, Bound("connections", 10_000, 100.0), Bound("requests", 3_000, 100.0), 8, 500)

RUNNING_AT_ONCE = 16
"""HTTP requests in one process, of everybody: what is begun holds up the sockets."""
WAITING_AT_ONCE = 2_000

WRONG_CODES = Bound("wrong-codes", 300, 0.5)
"""Wrong codes from one address, before it has to wait. A right code opens even then: 60 bits are not guessed."""
WRONG_SIGN_INS = Bound("wrong-sign-ins", 7, 1 / 36)
"""Wrong passwords for one name from one address, or from one device that signed in before, before it has to wait."""
SIGN_INS_AT_ONCE = 8
"""Passwords being checked or waiting, from devices on which nobody has signed in yet; checking is slow."""
SIGN_INS_OF_DEVICES = 8
"""Places of their own for devices that signed in before."""
NOTED = Bound("noted", 10, 1 / 60)
"""How often it is written down that somebody signed in again in the same way."""
FAILURES_NOTED = Bound("failures-noted", 12, 0.25)
"""Failed tries of one address that are written down: one that fails without end must not fill the disk."""

REFUSALS = Bound("refusals", 60, 5.0)
"""So often a holder is refused at once; after that every refusal keeps the asker waiting, or it would cost us more
than them."""
REFUSED_EACH_SECONDS = 0.1
"""From one slow refusal of a holder to the next."""
REFUSED_WITHIN_SECONDS = 30.0
FLOODS = Bound("floods", 20, 0.2)
"""So often a holder may be sent away for frames without end; after that their sockets open slowly."""
OPENS_SLOWLY_SECONDS = 3.0

FILES_READ = Bound("files-read", 30, 0.2)
"""Files that somebody of the secretariat lets be read: each takes a process of its own for a while."""

EDITS = Bound("edits", 60, 2.0)
"""Changes that somebody makes at the programme desk: each checks the whole programme."""

BADGE_ACTS = Bound("badge-acts", 300, 10.0)
"""What somebody does at a badge desk: a scanner asks two things of every badge, and several desks may share a sign-in.
"""
BADGE_SHEETS = Bound("badge-sheets", 40, 0.5)
"""Sheets of badges that somebody has made: each takes a process of its own for a while."""

BODY_BYTES = 65_536
BODY_BYTES_BY_PATH: dict[str, int] = {"/admin/": 1 << 20}
"""How long the body of a request may be under paths that begin so; the longest that fits counts."""
BODY_BYTES_OF_FILES = 28 << 20
"""Files of 20 MiB, as a body of JSON holds them."""
FILES_PATHS = frozenset(
    {"/api/setup/read", "/api/setup/take-in", "/api/setup/register/read", "/api/setup/register/take-in"}
)
"""Where those who may set up send files. Of anybody else's none is kept while they come."""

UNFINISHED_AT_ONCE = 2_000
"""Connections in one process that have not yet asked for anything, or wait for more of a request."""
UNFINISHED_OF_AN_ADDRESS = 600
UNREAD_AT_ONCE = 200
"""Connections that do not take in what they asked for: each may hold the largest file that is served."""
HEAD_SECONDS = 10.0
"""Within which a request's first line and headers are to be here, from the first byte or the opening."""
BODY_SECONDS = 30.0
"""And its body; larger bodies have longer, at 16 KiB a second."""
UNREAD_SECONDS = 20.0


def body_bytes(path: str, *, sends_files: bool = False) -> int:
    """How long a request's body may be at `path`, of somebody who `sends_files` or of anybody."""
    if sends_files and path in FILES_PATHS:
        return BODY_BYTES_OF_FILES
    fitting = [prefix for prefix in BODY_BYTES_BY_PATH if path.startswith(prefix)]
    return BODY_BYTES_BY_PATH[max(fitting, key=len)] if fitting else BODY_BYTES


def address_of(client: Any) -> str:
    """The address that the account of `client`, as ASGI has it, goes by."""
    return subscriber(str(client[0]) if client else "")


def seconds(wait: float) -> int:
    """`wait` as an asker reads it: whole seconds, at least one."""
    return max(1, math.ceil(wait))


async def require_allowance(throttles: Throttles, actor: Actor, who: str, size: int) -> None:
    """Write a command of `size` bytes to its asker's account; `who` is the holder of the connection it came by.

    Raises `Refused`, with the seconds until it may be asked again.
    """
    known = actor.role is not Role.PUBLIC
    bound = COMMANDS.get(actor.role, COMMANDS_OF_OTHERS)
    wait = await throttles.ask(bound, actor.id if known else who, 1 + size // BYTES_A_COUNT)
    if wait > 0:
        raise Refused(Reason.TOO_MANY, seconds=seconds(wait))


class OpenSockets:
    """How many sockets each holder has open in this process."""

    def __init__(self) -> None:
        self._open: dict[str, int] = {}

    def enter(self, who: str, most: float) -> bool:
        """Count one more, unless there are so many."""
        if (count := self._open.get(who, 0)) >= most:
            return False
        self._open[who] = count + 1
        return True

    def leave(self, who: str) -> None:
        """Count one less."""
        if (count := self._open.get(who, 0)) > 1:
            self._open[who] = count - 1
        else:
            self._open.pop(who, None)
