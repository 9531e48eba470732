"""What the QR codes of Indico's badges say, one a line. No code is ever shown or noted in full."""

import base64
import binascii
import json
from uuid import UUID

from live.programme.imports.faults import Code, Place
from live.programme.imports.registers.builder import RegisterBuilder
from live.programme.imports.sources import Source
from live.programme.imports.values import Participant, Register, Setting
from live.room.model.plan import Value

NAME = "indico-badges"
VERSION = 2
LONGEST = 2000


class Ticket(Value, frozen=True):
    """Whose a ticket of Indico is: a registration there, or somebody who accompanies it."""

    host: str
    registration: str
    accompanying: str = ""

    @property
    def key(self) -> str:
        return self.accompanying or self.registration


def recognises(source: Source) -> bool:
    if source.is_zip:
        return False
    lines = [line for line in source.text.splitlines()[:200] if line.strip()]
    return any(_content(line) is not None for line in lines)


def ticket_of(line: str) -> Ticket | Code | None:
    """The ticket that a QR code says; what is wrong with it; `None` if the line is no code of Indico."""
    held = _content(line)
    if held is None:
        return None
    if held[0] != VERSION:
        return Code.BADGE_VERSION
    host, ids = held[1], [_uuid(part) for part in held[2:4]]
    if not isinstance(host, str) or any(identity is None for identity in ids):
        return Code.BADGE_DAMAGED
    registration, *accompanying = map(str, ids)
    return Ticket(host.casefold(), registration, *accompanying)


def _content(line: str) -> list[object] | None:
    """The list under `i`; `None` if the line is no code of Indico."""
    if len(line) > LONGEST:
        return None
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    held = data.get("i") if isinstance(data, dict) else None
    return held if isinstance(held, list) and len(held) >= 3 else None


def read(source: Source, setting: Setting) -> Register:
    """A registration for each line, by its UUID; an accompanying person names whom they accompany."""
    builder = RegisterBuilder(NAME, source.name, setting)
    for number, line in enumerate(source.text.splitlines(), 1):
        place = Place(source.name, row=number)
        if not line.strip():
            continue
        match ticket_of(line):
            case None:
                builder.error(place, Code.NOT_A_BADGE)
            case Code.BADGE_VERSION as code:
                builder.error(place, code, value=(_content(line) or [""])[0])
            case Code() as code:
                builder.error(place, code)
            case Ticket() as ticket:
                accompanies = ticket.registration if ticket.accompanying else ""
                builder.add(Participant(place=place, key=ticket.key, accompanies=accompanies))
    return builder.register(check_limits=False)


def _uuid(part: object) -> UUID | None:
    """The UUID whose bytes `part` is in base64."""
    if not isinstance(part, str):
        return None
    try:
        return UUID(bytes=base64.b64decode(part, validate=True))
    except (binascii.Error, ValueError):
        return None
