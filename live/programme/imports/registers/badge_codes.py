"""What the QR codes of Indico's badges say, one a line. No code is ever shown or noted in full."""

import base64
import binascii
import json
from uuid import UUID

from live.programme.imports.faults import Code, Place
from live.programme.imports.registers.builder import RegisterBuilder
from live.programme.imports.sources import Source
from live.programme.imports.values import Participant, Register, Setting

NAME = "indico-badges"
VERSION = 2
LONGEST = 2000


def recognises(source: Source) -> bool:
    if source.is_zip:
        return False
    lines = [line for line in source.text.splitlines()[:200] if line.strip()]
    return any(_content(line) is not None for line in lines)


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
        held = _content(line)
        ids = [] if held is None else [_uuid(part) for part in held[2:4]]
        if held is None:
            builder.error(place, Code.NOT_A_BADGE)
        elif held[0] != VERSION:
            builder.error(place, Code.BADGE_VERSION, value=held[0])
        elif any(identity is None for identity in ids):
            builder.error(place, Code.BADGE_DAMAGED)
        else:
            registration, *accompanying = map(str, ids)
            key = accompanying[0] if accompanying else registration
            builder.add(Participant(place=place, key=key, accompanies=registration if accompanying else ""))
    return builder.register(check_limits=False)


def _uuid(part: object) -> UUID | None:
    """The UUID whose bytes `part` is in base64."""
    if not isinstance(part, str):
        return None
    try:
        return UUID(bytes=base64.b64decode(part, validate=True))
    except (binascii.Error, ValueError):
        return None
