"""Which views everybody may look at here: all that the core leaves open, or those that `ROSTRUM_PUBLIC_VIEWS` names."""

from functools import cache
from typing import Literal

from django.conf import settings

from live.room import authority
from live.room.authority import Actor, Rights, Role, View


@cache
def seen_by() -> Rights:
    """Who may look at which view of a room that is theirs."""
    return authority.seen_by(settings.PUBLIC_VIEWS)


def is_public(view: View) -> bool:
    """Whether nothing is asked of those who look at `view`."""
    return Role.PUBLIC in seen_by()[view]


def may_see(actor: Actor, view: View, room: str) -> bool:
    """Whether `actor` may look at `view` of `room`."""
    return authority.may_see(actor, view, room, seen_by())


def record_read_by(actor: Actor, room: str | None) -> Literal["whole", "public"] | None:
    """What `actor` may read of the record of `room`, or with `None` of all rooms.

    Everybody reads what is for everyone, where the conference publishes its proceedings.
    """
    if authority.may_read_record(actor, room):
        return "whole"
    return "public" if is_public(View.PROCEEDINGS) else None
