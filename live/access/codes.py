"""Codes of badges, wherever somebody shows one: wrong ones go on one account of their address, on sockets and over HTTP
alike. The right code always opens: it cannot be guessed, and one phone must not lock a venue out.
"""

from django.dispatch import Signal
from django.http import HttpRequest

from live.access.bounds import WRONG_CODES, seconds
from live.access.requests import address_behind, throttles_of
from live.programme.credentials import find_badge, read_code
from live.programme.models import Badge

code_refused = Signal()
"""Sent with the `request` that showed a code which opens nothing, for the audit trail."""


class TooManyCodes(Exception):
    """This code opens nothing, and neither did many before it; `seconds` until the next is worth it."""

    def __init__(self, wait: float) -> None:
        super().__init__()
        self.seconds = seconds(wait)


def badge_by_code(request: HttpRequest, code: str) -> Badge | None:
    """The badge whose code `request` shows, or `None`. Asks the database. Raises `TooManyCodes`."""
    badge = find_badge(code)
    if badge is not None:
        return badge
    # What cannot be a code, such as a program's token that has expired, is no guess.
    if read_code(code) is not None:
        wait = throttles_of(request).take(WRONG_CODES, address_behind(request))
        if wait > 0:
            raise TooManyCodes(wait)
    code_refused.send(sender=Badge, request=request)
    return None
