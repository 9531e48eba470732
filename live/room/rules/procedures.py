"""The rules of procedure as named profiles: what is in order in a segment, and for how long.

Limits that only some bodies know are figures here and not code, so that a profile can be read and disputed.
"""

from live.room.model.conference import MINUTE, Rules
from live.room.model.plan import Format, OrderPolicy, Procedure, Segment
from live.room.model.state import RoomState

RULES: dict[Procedure, Rules] = {
    Procedure.INTERACTIVE_PANEL: Rules(),
    Procedure.GENERAL_DEBATE: Rules(order=OrderPolicy.PROTOCOL, right_of_reply=(10 * MINUTE, 5 * MINUTE)),
    Procedure.BREAKOUT: Rules(summary=15 * MINUTE),
    Procedure.CEREMONY: Rules(phones_ask=False, points_of_order=False),
    Procedure.FORMAL: Rules(right_of_reply=(10 * MINUTE, 5 * MINUTE)),
}

USUAL: dict[Format, Procedure] = {
    Format.CEREMONY: Procedure.CEREMONY,
    Format.BREAKOUT: Procedure.BREAKOUT,
    Format.BREAK: Procedure.CEREMONY,
    Format.REGISTRATION: Procedure.CEREMONY,
}
"""The procedure of a format that names none. All others are interactive panels (seed paragraph 9)."""


def procedure_of(segment: Segment) -> Procedure:
    return segment.procedure or USUAL.get(segment.format, Procedure.INTERACTIVE_PANEL)


def rules_of(state: RoomState, segment: Segment) -> Rules:
    """What is in order in `segment`: the figures of the conference, or the usual ones."""
    procedure = procedure_of(segment)
    return state.settings.procedures.get(procedure, RULES[procedure])
