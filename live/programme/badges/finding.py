"""Whom something that was scanned is of: the code of a badge, the address in its QR code, or a ticket of Indico."""

from datetime import datetime
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from live.programme.credentials import Withdrawal, find_badge, hash_of_ticket, read_code, withdrawn_badge
from live.programme.imports.faults import Code
from live.programme.imports.registers.badge_codes import Ticket, ticket_of
from live.programme.models import Badge, Participant
from live.room.model.plan import Value

MOST_SCANNED = 2000


class ScanRefusal(StrEnum):
    """Why what was scanned opens nothing."""

    UNKNOWN = "unknown_badge"
    REPLACED = Withdrawal.REPLACED.value
    REVOKED = Withdrawal.REVOKED.value
    DELEGATION_WITHDRAWN = Withdrawal.DELEGATION_WITHDRAWN.value
    TICKET_UNLINKED = "ticket_unlinked"
    TICKET_DAMAGED = "ticket_damaged"
    NO_CODE = "no_code"


class Found(Value, frozen=True):
    """The badge that was found by a `ticket` or its own code; or why the code opens nothing, and since when.

    A code that was replaced still says which badge it was of.
    """

    badge: int | None = None
    ticket: bool = False
    why: ScanRefusal | None = None
    at: datetime | None = None


def find(scanned: str) -> Found:
    """Whom `scanned` is of. Asks the database."""
    match ticket_of(scanned.strip()):
        case Ticket() as ticket:
            return _of_ticket(ticket)
        case Code():
            return Found(ticket=True, why=ScanRefusal.TICKET_DAMAGED)
        case _:
            return _of_code(_code_in(scanned))


def ticket_hash(scanned: str) -> str | None:
    """What is kept of a ticket of Indico; `None` if `scanned` is none."""
    ticket = ticket_of(scanned.strip())
    return _hash(ticket) if isinstance(ticket, Ticket) else None


def _of_ticket(ticket: Ticket) -> Found:
    badge = Badge.objects.filter(ticket_hash=_hash(ticket)).first()
    if badge is not None:
        return Found(badge.pk, ticket=True)
    known = Participant.objects.filter(key=ticket.key, left_at=None, badge__isnull=False)[:2]
    if len(known) == 1 and known[0].badge_id is not None:
        return Found(known[0].badge_id, ticket=True)
    return Found(ticket=True, why=ScanRefusal.TICKET_UNLINKED)


def _of_code(code: str) -> Found:
    if read_code(code) is None:
        return Found(why=ScanRefusal.NO_CODE)
    if (badge := find_badge(code)) is not None:
        return Found(badge.pk)
    if (withdrawn := withdrawn_badge(code)) is not None:
        return Found(withdrawn.badge.pk, why=ScanRefusal(withdrawn.why), at=withdrawn.at)
    return Found(why=ScanRefusal.UNKNOWN)


def _code_in(scanned: str) -> str:
    """The code in the address of a badge's QR code, or what was scanned."""
    try:
        held = parse_qs(urlsplit(scanned.strip()).fragment).get("badge", [])
    except ValueError:
        held = []
    return held[0] if held else scanned


def _hash(ticket: Ticket) -> str:
    return hash_of_ticket(ticket.host, ticket.registration, ticket.accompanying)
