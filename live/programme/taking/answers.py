"""What somebody says of a file that it does not say itself: which day, which room, what goes and what stays."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from live.room.model.plan import Format

Said = Annotated[str, msgspec.Meta(max_length=120)]
Scope = Literal["days", "add", "whole"]
"""What becomes of what the file does not have: on its days it goes; nothing goes; all of it goes."""
MOST_MAPPED = 300


class Answers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The answers to what an import asks, and how the file is to be read. Empty is what was not answered.

    `mapping` says of headings what they are, `rooms` of rooms in the file which one each is, by id or by a new name.
    `room` is for entries that name none, `day` for those without one, as a date or a number. `minutes` is how long an
    entry lasts that has no end, `kind` how it is run where that is not said. `leave_out` leaves rows at fault out.
    """

    format: Said = ""
    zone: Said = ""
    mapping: Annotated[dict[Said, Said], msgspec.Meta(max_length=MOST_MAPPED)] = {}
    scope: Scope = "days"
    rooms: Annotated[dict[Said, Said], msgspec.Meta(max_length=MOST_MAPPED)] = {}
    room: Said = ""
    day: date | Annotated[int, msgspec.Meta(ge=1, le=366)] | None = None
    first_day: date | None = None
    title: Said = ""
    minutes: Annotated[int, msgspec.Meta(ge=1, le=720)] | None = None
    kind: Format | None = None
    leave_out: bool = False
