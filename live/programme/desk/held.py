"""The parts of a programme as pages hold them: the tables of our own document (`exports.toml.tables`), which leave out
whatever says nothing; a segment with its `day` beside it, a room with its `order`.

These are shapes alone: what is changed on a page is checked as a whole programme is, by `importing`.
"""

from typing import NotRequired, TypedDict

from live.room.model.plan import CategoryId, Certainty, Format, Names, OrderPolicy, PhaseKind, Procedure


class SlotHeld(TypedDict):
    """A place on the podium."""

    id: str
    names: NotRequired[Names]
    person: NotRequired[str]
    short: NotRequired[str]
    focus: NotRequired[str]
    represents: NotRequired[str]
    category: NotRequired[CategoryId]
    certainty: NotRequired[Certainty]
    alternatives: NotRequired[list[str]]
    time_limit: NotRequired[str]
    video: NotRequired[bool]
    reports_on: NotRequired[str]


class PhaseHeld(TypedDict):
    """A phase of a segment. Lengths are minutes and seconds, `2:00`."""

    id: str
    kind: PhaseKind
    names: Names
    lineup: NotRequired[list[SlotHeld]]
    serves_list: NotRequired[bool]
    time_limit: NotRequired[str]
    limit_is_guide: NotRequired[bool]
    process_extra: NotRequired[str]
    batch: NotRequired[int]
    reserved: NotRequired[str]
    assumed: NotRequired[bool]


class SegmentHeld(TypedDict):
    """A segment. Times are times of day at the venue: when it begins and ends, and when by the programme its list of
    speakers opens and closes, and its questions are given to all.
    """

    id: str
    day: int
    room: str
    starts: str
    ends: str
    format: Format
    names: Names
    hard_end: NotRequired[bool]
    objectives: NotRequired[list[str]]
    format_notes: NotRequired[list[str]]
    questions: NotRequired[list[Names]]
    list_opens: NotRequired[str]
    list_closes: NotRequired[str]
    questions_at: NotRequired[str]
    procedure: NotRequired[Procedure]
    moderators: NotRequired[list[SlotHeld]]
    rapporteurs: NotRequired[list[SlotHeld]]
    phases: NotRequired[list[PhaseHeld]]


class RoomHeld(TypedDict):
    """A room."""

    id: str
    order: int
    names: Names
    interpretation: NotRequired[list[str]]
    way: NotRequired[Names]
    colour: NotRequired[str]


class ConferenceHeld(TypedDict):
    """The conference itself."""

    id: str
    names: Names
    zone: str
    first_day: str
    days: NotRequired[int]


class CategoryHeld(TypedDict):
    """A category of delegations."""

    id: CategoryId
    names: NotRequired[Names]
    points_of_order: NotRequired[bool]
    head: NotRequired[bool]
    time_limit: NotRequired[str]


class RulesHeld(TypedDict):
    """The figures of a procedure."""

    order: OrderPolicy
    phones_ask: bool
    points_of_order: bool
    right_of_reply: list[str]
    summary: NotRequired[str]


class GroupHeld(TypedDict):
    """A group of delegations, and the delegation that chairs it."""

    names: Names
    chair: NotRequired[str]


class ProcessHeld(TypedDict):
    """A regional process, and the delegation that chairs it."""

    name: str
    names: Names
    chair: str


class SettingsHeld(TypedDict):
    """What the conference decides for itself, and in whose name delegations speak."""

    badges: NotRequired[int]
    languages: NotRequired[list[str]]
    member: NotRequired[Names]
    members: NotRequired[Names]
    categories: NotRequired[list[CategoryHeld]]
    procedures: NotRequired[dict[Procedure, RulesHeld]]
    groups: NotRequired[list[GroupHeld]]
    processes: NotRequired[list[ProcessHeld]]


class UsualProcedures(TypedDict):
    """Every procedure of `Procedure`, by its name."""

    interactive_panel: RulesHeld
    general_debate: RulesHeld
    breakout: RulesHeld
    ceremony: RulesHeld
    formal: RulesHeld


class UsualSettings(TypedDict):
    """What holds where the conference decides nothing."""

    categories: list[CategoryHeld]
    procedures: UsualProcedures


class OfficeHeld(TypedDict):
    """Somebody who is named in several places of the programme."""

    names: Names
