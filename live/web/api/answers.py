"""What the API answers with: JSON that nobody keeps, and refusals by their code."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from live import wire


def json_answer(value: Any, status: int = 200, **headers: str) -> HttpResponse:
    """`value` as JSON, which no browser and no proxy may keep."""
    headers = {"Cache-Control": "no-store"} | headers
    return HttpResponse(wire.write(value), content_type="application/json", status=status, headers=headers)


def unchanged(request: HttpRequest, headers: Mapping[str, str]) -> HttpResponse | None:
    """The answer to somebody who has already what the `ETag` among `headers` names; `None` if it has to be sent."""
    answer = get_conditional_response(request, etag=headers["ETag"])
    return None if answer is None else HttpResponse(status=answer.status_code, headers=headers)


def refusal_answer(code: str, status: int, **detail: Any) -> HttpResponse:
    """Why not: a code that pages have words for, and what belongs to it."""
    return json_answer({"refused": code, **({"detail": detail} if detail else {})}, status)
