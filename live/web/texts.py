"""What no text that comes in may hold: NUL. Nobody types it, and PostgreSQL takes it in none."""

from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import sync_and_async_middleware

from live.room.refusals import Reason

NUL = "\0"
Answer = Callable[[HttpRequest], Any]


def has_nul(request: HttpRequest) -> bool:
    """Whether address, query or cookies hold it, written as they may be."""
    cookies = (text for pair in request.COOKIES.items() for text in pair)
    return (
        NUL in request.path_info or "%00" in request.META.get("QUERY_STRING", "") or any(NUL in one for one in cookies)
    )


@sync_and_async_middleware
def no_nul(get_response: Answer) -> Answer:
    """Refuse such a request before anybody looks anything up by it. Bodies are `live.wire`'s and Django's forms'."""

    def refused(request: HttpRequest) -> HttpResponse | None:
        if not has_nul(request):
            return None
        if request.path.startswith("/api/"):
            detail = {"path": "$", "fault": "holds a NUL"}
            return JsonResponse({"refused": Reason.MALFORMED, "detail": detail}, status=400)
        return HttpResponse("The address or a cookie holds a NUL.\n", "text/plain", 400)

    if iscoroutinefunction(get_response):

        async def answer_later(request: HttpRequest) -> HttpResponse:
            found: HttpResponse = refused(request) or await get_response(request)
            return found

        return answer_later

    def answer(request: HttpRequest) -> HttpResponse:
        found: HttpResponse = refused(request) or get_response(request)
        return found

    return answer
