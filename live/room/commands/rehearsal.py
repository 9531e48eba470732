"""What may be asked of a room's rehearsal: that it begins, and that it is over."""

from typing import TypeAlias

from live.room.commands.base import Command, Id


class BeginRehearsal(Command, frozen=True, tag="begin_rehearsal"):
    """Rehearse in this room: its screens show a log of the rehearsal's own, marked, until `ResetRehearsal`.

    The programme begins anew there; what is in the room's own log stays as it is. Refused while a segment runs.
    """


class ResetRehearsal(Command, frozen=True, tag="reset_rehearsal"):
    """End `rehearsal`: the room shows its own log again, as it was; what was rehearsed is put away."""

    rehearsal: Id


RehearsalCommand: TypeAlias = BeginRehearsal | ResetRehearsal
