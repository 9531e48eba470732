"""The parts of a segment of which a file says no more than its format: what a secretariat would begin with.

No limits are made up: that none is stated is told of the programme as of any other.
"""

import tomllib
from functools import cache
from typing import Any

from live.programme.publishing import BUILTIN
from live.room.model.plan import Format, Names, PhaseKind

Part = tuple[str, PhaseKind, str, bool]
"""Its id, what happens in it, under which of our names (none: that of the segment), and whether it calls the list."""

PARTS: dict[Format, tuple[Part, ...]] = {
    Format.REGISTRATION: (("pause", PhaseKind.BREAK, "", False),),
    Format.BREAK: (("pause", PhaseKind.BREAK, "", False),),
    Format.CEREMONY: (("ceremony", PhaseKind.CEREMONY, "", False),),
    Format.OPENING: (("introduction", PhaseKind.INTRODUCTION, "", False),),
    Format.CLOSING: (("summary", PhaseKind.SUMMARY, "", False),),
    Format.KEYNOTES: (("talks", PhaseKind.TALK, "", False),),
    Format.REPORTS: (("reports", PhaseKind.REPORTS, "", False),),
    Format.TALKS: (
        ("talks", PhaseKind.TALK, "", False),
        ("floor", PhaseKind.FLOOR, "questions-and-answers", True),
    ),
    Format.PANEL: (
        ("openings", PhaseKind.OPENINGS, "panel-openings", False),
        ("discussion", PhaseKind.DISCUSSION, "panel-discussion", False),
        ("floor", PhaseKind.FLOOR, "questions-and-answers", True),
    ),
    Format.BREAKOUT: (
        ("introduction", PhaseKind.INTRODUCTION, "introduction", False),
        ("discussion", PhaseKind.DISCUSSION, "open-discussion", True),
        ("summary", PhaseKind.SUMMARY, "summary", False),
    ),
}
"""The first part of each is where those speak whom the file names."""


def phases_of(format: Format, names: Names) -> list[dict[str, Any]]:
    """The parts of a segment of this format and these names, as our document has them."""
    return [
        {
            "id": key,
            "kind": kind.value,
            "names": _named(name) if name else dict(names),
            **({"serves_list": True} if serves_list else {}),
        }
        for key, kind, name, serves_list in PARTS[format]
    ]


def _named(name: str) -> Names:
    return dict(_names()[name])


@cache
def _names() -> dict[str, Names]:
    """The names of parts in six languages, of which the built-in programme has all that are needed."""
    names: dict[str, Names] = tomllib.loads((BUILTIN / "names.toml").read_text(encoding="utf-8"))["names"]
    return names
