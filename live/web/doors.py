"""Who sent an HTTP request: by bearer token, badge or sign-in. The sockets' door is `consumers.admission`."""

import time
from collections import OrderedDict
from functools import partial

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja.utils import check_csrf

from consumers import admission
from live.access.requests import bearer_token
from live.programme.credentials import find_badge
from live.programme.models import Badge
from live.record.models import Door
from live.room.authority import Actor
from live.web import entrances

TRIES_FROM_ADDRESS = 300
TRIES_SECONDS = 60.0
ADDRESSES = 10_000


class WrongKey(Exception):
    """A code, token or password that opens nothing; `code` is what every language translates."""

    def __init__(self, code: str, status: int = 403) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


def actor_of(request: HttpRequest, room: str | None = None) -> Actor:
    """Whoever sent `request`, as they are in `room` or anywhere; `PUBLIC` if nobody known.

    Raises `WrongKey` for a token that opens nothing.

    Cookies alone do not carry a change: without its CSRF token it is refused as `forged`.
    """
    by_token = bearer_token(request) is not None
    if not by_token and request.method not in ("GET", "HEAD"):
        forged(request)
    try:
        return admission.identify(request, room, partial(badge_for, request)).actor
    except admission.AuthenticationFailed:
        raise WrongKey("unknown_token", 401) from None


def forged(request: HttpRequest) -> None:
    """Raise `WrongKey` if `request` may come from another site's page. Asked once: whoever signs in gets a new token,
    and a second look would put the old one back.
    """
    if getattr(request, "is_our_own", False):
        return
    if check_csrf(request) is not None:
        raise WrongKey("forged")
    request.is_our_own = True  # type: ignore[attr-defined]


def locked_out(request: HttpRequest, *_: object) -> HttpResponse:
    """What django-axes says to whoever tried too many passwords: as the API says it, and in words at Django's door."""
    if request.path.startswith("/api/"):
        return JsonResponse({"refused": "too_many_tries"}, status=429)
    return HttpResponse("Too many wrong passwords. Try again in five minutes.\n", "text/plain", status=429)


def badge_for(request: HttpRequest, code: str) -> Badge:
    """The badge with this code. Raises `WrongKey`, also for too many wrong codes from one address."""
    _tries.count(request.META.get("REMOTE_ADDR", ""))
    badge = find_badge(code)
    if badge is None:
        _tries.failed(request.META.get("REMOTE_ADDR", ""))
        entrances.note(request, Door.BADGE_UNKNOWN)
        raise WrongKey("unknown_badge")
    return badge


class _Tries:
    """Wrong codes by address, in this process: a venue is one address, so it is given many."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, list[float]] = OrderedDict()

    def count(self, address: str) -> None:
        since = time.monotonic() - TRIES_SECONDS
        recent = [at for at in self._wrong.get(address, []) if at > since]
        if len(recent) >= TRIES_FROM_ADDRESS:
            raise WrongKey("too_many_tries", 429)

    def failed(self, address: str) -> None:
        since = time.monotonic() - TRIES_SECONDS
        self._wrong[address] = [*(at for at in self._wrong.pop(address, []) if at > since), time.monotonic()]
        while len(self._wrong) > ADDRESSES:
            self._wrong.popitem(last=False)


_tries = _Tries()
