"""The rules of procedure as named profiles: what is in order in a segment, and for how long.

Limits that only some bodies know are figures here and not code, so that a profile can be read and disputed.
"""

from live.room.model.plan import Format, OrderPolicy, Procedure, Seconds, Segment, Value

MINUTE: Seconds = 60


class Rules(Value, frozen=True):
    """What a procedure allows.

    `phones_ask` lets delegations ask for the floor themselves. `right_of_reply` gives the time of a delegation's first,
    second ... reply; there are no more than it names (rule 73 / 115; decision 34/401). `summary` is kept at the end of
    a segment that ends in one, unless the programme says how much.
    """

    order: OrderPolicy = OrderPolicy.INSCRIPTION
    phones_ask: bool = True
    points_of_order: bool = True
    right_of_reply: tuple[Seconds, ...] = ()
    summary: Seconds = 0


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


def rules_of(segment: Segment) -> Rules:
    """What is in order in `segment`."""
    return RULES[procedure_of(segment)]
