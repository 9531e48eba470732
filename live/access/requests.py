"""A request as it came, over HTTP or a socket: read by Django's own code in both cases, so that both say the same."""

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any

from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.http.cookie import parse_cookie
from django.middleware.csrf import CsrfViewMiddleware

from live.access.addresses import subscriber
from live.access.throttles import Throttles

Scope = Mapping[str, Any]
OF_SOCKETS = {"ws": "http", "wss": "https"}
SAY_WHERE = frozenset({b"host", b"origin", b"x-forwarded-host", b"x-forwarded-port", b"x-forwarded-proto"})
"""Headers that say which address was asked for, and from which address the page came."""


def request_of(scope: Scope) -> ASGIRequest:
    """The request that opened a connection, as Django reads any other. Its body is empty."""
    scheme = scope.get("scheme", "ws")
    as_http = {**scope, "type": "http", "method": "GET", "scheme": OF_SOCKETS.get(scheme, scheme)}
    # The query of a socket may be any bytes, and says nothing about who asks.
    return ASGIRequest(as_http | {"query_string": b""}, BytesIO())


def cookies_of(scope: Scope) -> dict[str, str]:
    """The cookies of `request_of(scope)`, without the work of making one: every screen that comes in is asked."""
    stated = b"; ".join(text for name, text in scope["headers"] if name == b"cookie")
    return parse_cookie(stated.decode("latin1"))


def scope_of(request: HttpRequest) -> Scope:
    """The scope that `request` came with: every request of ours comes over ASGI."""
    assert isinstance(request, ASGIRequest)
    return request.scope


def is_socket_of_ours(scope: Scope) -> bool:
    """Whether a socket was opened by one of our own pages, or by no page at all: by the rule of Django's CSRF check.

    Whoever comes by the same address is told the same again.
    """
    said = tuple((name, value) for name, value in scope["headers"] if name in SAY_WHERE)
    return _is_socket_of_ours(scope.get("scheme", "ws"), said, tuple(scope.get("server") or ()))


@lru_cache(maxsize=256)
def _is_socket_of_ours(scheme: str, said: tuple[tuple[bytes, bytes], ...], server: tuple[Any, ...]) -> bool:
    scope = {"type": "websocket", "path": "/", "scheme": scheme, "headers": said, "server": server or None}
    request = request_of(scope)
    try:
        request.get_host()
    except DisallowedHost:
        return False
    if "HTTP_ORIGIN" not in request.META:
        return True
    return bool(_csrf._origin_verified(request))  # type: ignore[attr-defined]  # Its only place in Django.


def address_behind(request: HttpRequest) -> str:
    """The address whose account `request` goes on."""
    return subscriber(request.META.get("REMOTE_ADDR", ""))


def throttles_of(request: HttpRequest) -> Throttles:
    """The accounts of this process."""
    throttles: Throttles = scope_of(request)["rostrum"].throttles
    return throttles


def bearer_token(request: HttpRequest) -> str | None:
    """The token that a program sends. Other schemes are a proxy's business, and say nothing here."""
    # Of several headers, or of one in which a proxy joined them, ours is the one that counts.
    for stated in request.headers.get("Authorization", "").split(","):
        scheme, _, token = stated.strip().partition(" ")
        if scheme.lower() == "bearer":
            return token.strip()
    return None


def _never_asked(_request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


_csrf = CsrfViewMiddleware(_never_asked)
