"""The pages, as they were built. Which room a page shows it reads from its address."""

import json
import re
import sys
from base64 import b64encode
from contextlib import suppress
from functools import cache
from hashlib import sha256

from asgiref.sync import sync_to_async
from csp.constants import SELF
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe
from django.views.defaults import page_not_found, server_error

from consumers.room_socket import PREVIEW
from live.access.requests import scope_of
from live.access.viewing import is_public
from live.programme.exports.json_ld import json_ld
from live.room.authority import View
from live.store.room_log import Unavailable
from live.web.bundle import bundle_root
from live.web.database import what_failed
from live.web.published import moved_in, programme_in

FOYER = "foyer"
IN_WORDS = {
    400: "The database cannot keep what was sent.\n",
    503: "The database cannot be asked now. Try again in a moment.\n",
}


@cache
def _built(name: str) -> tuple[bytes, list[str]]:
    """The page, which is told what the cookie is called whose token it has to send with every change; and what the
    content security policy has to name so that the script in it runs: that it is unchanged.
    """
    try:
        page = (bundle_root() / f"{name}.html").read_bytes()
    except FileNotFoundError:
        raise Http404(f"There is no page {name}.") from None
    page = page.replace(b"<html ", f'<html data-csrf="{settings.CSRF_COOKIE_NAME}" '.encode(), 1)
    scripts = re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)
    return page, [f"'sha256-{b64encode(sha256(script).digest()).decode()}'" for script in scripts]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is said of an address that there is not: to a program as the API says it, to a reader in their language."""
    if request.path.startswith("/api/"):
        return JsonResponse({"refused": "unknown_address"}, status=404)
    if "text/html" in request.headers.get("Accept", ""):
        with suppress(Http404):  # The screens may not be built.
            return _answered("not-found", 404)
    return page_not_found(request, exception)


def not_answered(request: HttpRequest) -> HttpResponse:
    """What is said where something was raised that nobody expected: to a program as the API says it."""
    status, code = what_failed(sys.exc_info()[1])
    if request.path.startswith("/api/"):
        return JsonResponse({"refused": code}, status=status)
    if (said := IN_WORDS.get(status)) is None:
        return server_error(request)
    return HttpResponse(said, "text/plain", status)


@require_safe
def phone_worker(_request: HttpRequest) -> HttpResponse:
    """The script that keeps the phone's page at hand. It governs only what lies below its own address."""
    try:
        script = (bundle_root() / "phone-worker.js").read_bytes()
    except FileNotFoundError:
        raise Http404("There is no such script.") from None
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@require_safe
@ensure_csrf_cookie
def page(_request: HttpRequest, name: str, room: str = "") -> HttpResponse:
    """The page called `name`; it is never kept by a browser, for the files it names change with every release."""
    return _answered(name)


def _answered(name: str, status: int = 200) -> HttpResponse:
    built, scripts = _built(name)
    response = HttpResponse(built, status=status, headers={"Cache-Control": "no-cache"})
    response._csp_update = {"script-src": scripts}  # type: ignore[attr-defined]  # So django-csp is told.
    return response


async def front(request: HttpRequest) -> HttpResponse:
    """The first page, which says to machines what the programme is, as far as it can be asked now."""
    response: HttpResponse = await sync_to_async(page)(request, "index")
    rostrum = scope_of(request).get("rostrum")
    try:
        rooms = await rostrum.rooms.all() if rostrum is not None else []
    except Unavailable:
        rooms = []
    published = programme_in(rooms)
    if any(room.segments for room in published.rooms):
        written = json.dumps(json_ld(published, moved_in(rooms)), ensure_ascii=False).replace("<", "\\u003c")
        data = f'<script type="application/ld+json">{written}</script></head>'
        response.content = response.content.replace(b"</head>", data.encode(), 1)
    return response


async def wall(request: HttpRequest, name: str, room: str = "") -> HttpResponse:
    """The same for what hangs on walls, with what it is to show now: far from the server it would wait twice more for
    that. Shown in frames of those whom `ROSTRUM_FRAMES` names, as far as everybody may look at it; nothing can be done
    on it. The hall is shown in our own control page too.
    """
    response: HttpResponse = await sync_to_async(page)(request, name, room)
    for_everybody = name == FOYER or is_public(View(name))
    if for_everybody and PREVIEW not in request.GET:
        _show_at_once(request, response, name, room)
    theirs = settings.FRAMES if for_everybody else []
    if allowed := [*([SELF] if name == View.HALL else []), *theirs]:
        response._csp_replace = {"frame-ancestors": allowed}  # type: ignore[attr-defined]  # As csp's decorator does.
        # It knows no origins but our own, and where it differs the stricter of the two would hold.
        response.xframe_options_exempt = bool(theirs)
        if not theirs:
            response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _show_at_once(request: HttpRequest, response: HttpResponse, name: str, room: str) -> None:
    """Put into the page the view that its socket would show first, where somebody looks at that here already or did:
    no page is to wait for a room. Then no browser may keep the page, not even to go back to it: it would be shown with
    the speaker of another hour.
    """
    rostrum = scope_of(request).get("rostrum")
    audience = rostrum.audiences.known(name, room) if rostrum is not None else None
    if audience is None or audience.degraded:
        return
    of = "/ws/foyer/" if name == FOYER else f"/ws/rooms/{room}/{name}/"
    written = audience.whole().replace("<", "\\u003c")
    view = f'<script type="application/json" id="first-view" data-of="{of}">{written}</script></head>'
    response.content = response.content.replace(b"</head>", view.encode(), 1)
    response["Cache-Control"] = "no-store"
