"""Who may ask what and see what, as a table for people; made from `live.room.authority`, where it is decided."""

from collections.abc import Iterable, Iterator
from typing import get_args

from live.access.viewing import seen_by
from live.room.authority import SET_UP_BY, Role, asked_by
from live.room.commands import AnyCommand

HEADING = """# Who may do what

`rostrum rights` writes this from `live/room/authority.py`. `tests/room/test_authority.py` holds every cell against a
table written by hand, `tests/web/test_rights.py` over sockets and HTTP with what people come in by. A role counts in
the rooms where it is held; a rapporteur's, if so appointed, for one segment. Delegates, and heads of delegation, ask
for their own delegation only. What the public may see here is what `ROSTRUM_PUBLIC_VIEWS` leaves open.
"""


def table() -> str:
    """Views, commands and what is done on the set-up pages, by role, as Markdown."""
    views = [(view, roles) for view, roles in seen_by().items()]
    commands = [(kind.__struct_config__.tag, asked_by(kind)) for kind in get_args(AnyCommand)]
    set_up = _rows("on the set-up pages", SET_UP_BY.items())
    return "\n".join([HEADING, *_rows("view", views), "", *_rows("command", commands), "", *set_up, ""])


def _rows(what: str, rights: Iterable[tuple[object, frozenset[Role]]]) -> Iterator[str]:
    yield f"| {what} | {' | '.join(role.replace('_', ' ') for role in Role)} |"
    yield "|---" * (len(Role) + 1) + "|"
    for name, roles in rights:
        yield f"| `{name}` | {' | '.join('yes' if role in roles else '–' for role in Role)} |"
