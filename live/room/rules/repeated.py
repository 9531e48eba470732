"""What was carried out lately, so that a command that is sent twice happens once.

No client repeats a command for longer than `REPEATED_FOR`, and one that says it was asked before that is refused. The
room remembers for `REMEMBERED_FOR`, which is longer by more than clocks differ. It remembers `PAGES` times `PAGE`
decisions at most; what was asked before the oldest of them is refused as well, so that nothing happens twice even then.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from live.room.model.state import CarriedOut, RoomState
from live.room.refusals import Reason, Refused

REPEATED_FOR = timedelta(minutes=10)
REMEMBERED_FOR = timedelta(minutes=15)
CLOCKS_DIFFER = timedelta(minutes=1)
"""No client that tells when it asked is this far ahead."""
PAGE = 256
PAGES = 256


def carried_out(state: RoomState, actor: str, command_id: str) -> int | None:
    """The position at which `actor`'s command was carried out, if it is remembered."""
    asked = actor, command_id
    return next((page.positions[asked] for page in reversed(state.carried_out) if asked in page.positions), None)


def asked_in_time(state: RoomState, asked_at: datetime | None, at: datetime) -> None:
    """Pass if a command asked at `asked_at` would be remembered had it been carried out, or raise `Refused`.

    A caller that does not say when it asked must not repeat for longer than `REPEATED_FOR`.
    """
    if asked_at is None:
        return
    if asked_at.tzinfo is None or asked_at > at + CLOCKS_DIFFER:
        raise Refused(Reason.OUT_OF_RANGE, field="asked_at")
    forgotten = state.forgotten is not None and asked_at <= state.forgotten + CLOCKS_DIFFER
    if forgotten or asked_at < at - REPEATED_FOR:
        raise Refused(Reason.ASKED_TOO_LONG_AGO, seconds=int(REPEATED_FOR.total_seconds()))


def with_carried_out(state: RoomState, actor: str, command_id: str, position: int, at: datetime) -> RoomState:
    """`state`, remembering that `actor`'s command stands at `position`."""
    pages = state.carried_out
    last = pages[-1] if pages and len(pages[-1].positions) < PAGE else CarriedOut(at)
    kept = pages[:-1] if pages and last is pages[-1] else pages
    known = (*kept, CarriedOut(at, {**last.positions, (actor, command_id): position}))
    old = sum(page.until < at - REMEMBERED_FOR for page in known)
    drop = max(old, len(known) - PAGES)
    if not drop:
        return replace(state, carried_out=known)
    return replace(state, carried_out=known[drop:], forgotten=known[drop - 1].until)
