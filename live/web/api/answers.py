"""What the API answers with: JSON that nobody keeps, and refusals by their code."""

from typing import Any

from django.http import HttpResponse

from live import wire


def json_answer(value: Any, status: int = 200, **headers: str) -> HttpResponse:
    """`value` as JSON, which no browser and no proxy may keep."""
    told = {"Cache-Control": "no-store"} | headers
    return HttpResponse(wire.write(value), content_type="application/json", status=status, headers=told)


def refusal_answer(code: str, status: int, **detail: Any) -> HttpResponse:
    """Why not: a code that pages have words for, and what belongs to it."""
    return json_answer({"refused": code, **({"detail": detail} if detail else {})}, status)
