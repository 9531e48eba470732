"""Whose requests may be as long as files are. It is asked before the body comes, where no database can be asked.

Somebody who may set up is given a cookie by the page that takes files. It lets nobody in: who sends the files is asked
again when they are here.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from live.access.bounds import FILES_PATHS
from live.access.requests import Scope, cookies_of

FILES_SALT = "rostrum_files"
FILES_SECONDS = 18 * 3600
"""As long as a sign-in."""


def allow_files(request: HttpRequest, response: HttpResponse, asker: str) -> None:
    """Let the browser of `asker`, who may set up, send files."""
    response.set_cookie(
        settings.FILES_COOKIE_NAME,
        signing.dumps(asker, salt=FILES_SALT),
        max_age=FILES_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
        path="/",
    )


def disallow_files(response: HttpResponse) -> None:
    """They sign out."""
    response.delete_cookie(settings.FILES_COOKIE_NAME)


def may_send_files(scope: Scope) -> bool:
    """Whether a request may have the body of files: by its path, and by whom its browser belongs to."""
    if scope.get("path") not in FILES_PATHS:
        return False
    try:
        signing.loads(cookies_of(scope).get(settings.FILES_COOKIE_NAME, ""), salt=FILES_SALT, max_age=FILES_SECONDS)
    except (signing.BadSignature, ValueError):
        return False
    return True
