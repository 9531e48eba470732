"""Who sent an HTTP request: by bearer token, badge or sign-in. The sockets' door is `live.access.admission`."""

from django.http import HttpRequest
from ninja.utils import check_csrf

from live.access import admission
from live.access.codes import TooManyCodes, badge_by_code
from live.access.requests import bearer_token
from live.programme.credentials import Withdrawal, replaced_at
from live.programme.models import Badge
from live.room.authority import PUBLIC, Actor
from live.room.refusals import Reason


class WrongCredential(Exception):
    """A code, token or password that opens nothing, or not what was asked for; `code` is what every language
    translates, `seconds` how long to wait before the next try, `detail` what belongs to it.
    """

    def __init__(self, code: str, status: int = 403, seconds: int | None = None, **detail: str) -> None:
        super().__init__(code)
        self.detail = detail
        self.code = code
        self.status = status
        self.seconds = seconds


def actor_of(request: HttpRequest, room: str | None = None) -> Actor:
    """The sender of `request`, as they are in `room` or anywhere; `PUBLIC` if nobody known.

    Raises `WrongCredential` for a token that opens nothing.

    Cookies alone do not carry a change: without its CSRF token it is refused as `forged`.
    """
    by_token = bearer_token(request) is not None
    if not by_token and request.method not in ("GET", "HEAD"):
        require_csrf(request)
    try:
        return admission.identify(request, room).actor
    except admission.UnknownCode:
        raise WrongCredential("unknown_badge") from None
    except admission.AuthenticationFailed:
        raise WrongCredential("unknown_token", 401) from None
    except TooManyCodes as refused:
        raise WrongCredential("too_many_tries", 429, refused.seconds) from None


def require_csrf(request: HttpRequest) -> None:
    """Raise `WrongCredential` if `request` may come from another site's page.

    Called once in a request: signing in makes a new token, and a second call would put the old one back.
    """
    if getattr(request, "is_our_own", False):
        return
    if check_csrf(request) is not None:
        raise WrongCredential("forged")
    request.is_our_own = True  # type: ignore[attr-defined]


def not_permitted(actor: Actor) -> WrongCredential:
    """What is raised when `actor` may not do this: nobody known may sign in first."""
    return WrongCredential(Reason.NOT_PERMITTED, 401 if actor is PUBLIC else 403)


def badge_for(request: HttpRequest, code: str) -> Badge:
    """The badge with this code.

    Raises `WrongCredential`, which says that a code was replaced, or to wait after too many wrong codes from one
    address.
    """
    try:
        badge = badge_by_code(request, code)
    except TooManyCodes as refused:
        raise WrongCredential("too_many_tries", 429, refused.seconds) from None
    if badge is None:
        # Who shows a code that was replaced may have the new one in the other pocket; and nobody guesses one.
        if (at := replaced_at(code)) is not None:
            raise WrongCredential(Withdrawal.REPLACED, at=at.isoformat())
        raise WrongCredential("unknown_badge")
    return badge
