"""Foreign JSON, read without trust: what is not of the kind that is looked for counts as nothing."""

from typing import Any


def table(value: object) -> dict[str, Any]:
    """`value` if it is a table, else an empty one."""
    return value if isinstance(value, dict) else {}


def listed(value: object) -> list[Any]:
    """`value` if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def tables(value: object) -> list[dict[str, Any]]:
    """The tables in a list, or those that a table holds under its keys."""
    held = value.values() if isinstance(value, dict) else listed(value)
    return [part for part in held if isinstance(part, dict)]


def text(value: object) -> str:
    """`value` if it is text or a number, as text."""
    return "" if isinstance(value, bool) or not isinstance(value, str | int | float) else str(value)
