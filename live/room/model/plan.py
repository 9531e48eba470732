"""What is planned: delegations, segments, phases, slots on the podium. Frozen values, on which all else is built.

Instants are aware datetimes in UTC with whole milliseconds; durations are whole seconds. A missing fact is `None`.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeAlias

import msgspec

Names: TypeAlias = Annotated[dict[str, str], msgspec.Meta(extra={"by": "language"})]
"""A name by language (`en fr es ru zh ar`). `en` is always there; a language left out is read as `en`."""

Seconds: TypeAlias = int


class Value(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A frozen fact. Fields equal to their default are left out of its JSON."""


class Category(StrEnum):
    """Who a delegation is at a conference of the United Nations (seed para 6), in their order by protocol.

    A conference may have categories of its own instead; these are known where it names none.
    """

    MEMBER_STATE = "member_state"
    OBSERVER_STATE = "observer_state"
    OBSERVER_ENTITY = "observer_entity"
    IGO = "igo"
    UN_SYSTEM = "un_system"
    NHRI = "nhri"
    NGO = "ngo"
    CIVIL_SOCIETY = "civil_society"
    ACADEMIA = "academia"
    PRIVATE_SECTOR = "private_sector"
    DIASPORA = "diaspora"
    MIGRANT_ORGANISATION = "migrant_organisation"
    LOCAL_AUTHORITY = "local_authority"


CategoryId: TypeAlias = str
"""A category of this conference, by its id: one of `Category`, or of its own."""


class Delegation(Value, frozen=True):
    """What holds a place on a list: a State, an organisation, a stakeholder. Never a person (seed para 6)."""

    id: str
    names: Names
    category: CategoryId
    region: str | None = None
    iso3: str | None = None


class Capacity(StrEnum):
    """In what capacity an intervention is made. It belongs to the intervention, not to the person."""

    NATIONAL = "national"
    GROUP = "group"
    REGIONAL_PROCESS = "regional_process"
    CO_FACILITATOR = "co_facilitator"


class RegisteredGroup(Value, frozen=True):
    """A group or regional process that the conference knows, in whose name delegations speak; `chair` chairs it."""

    names: Names
    capacity: Capacity = Capacity.GROUP
    chair: str | None = None


class Format(StrEnum):
    """How a segment is run."""

    REGISTRATION = "registration"
    CEREMONY = "ceremony"
    OPENING = "opening"
    PANEL = "panel"
    TALKS = "talks"
    KEYNOTES = "keynotes"
    BREAKOUT = "breakout"
    REPORTS = "reports"
    CLOSING = "closing"
    BREAK = "break"


BREAKS = frozenset({Format.BREAK, Format.REGISTRATION})
"""Formats in which no meeting sits: they need no interpreters, and a delay ends in them."""
SAME_PODIUM = frozenset({Format.OPENING, Format.CLOSING})
"""Formats that need no new seating: the co-facilitators alone, where they sit anyway."""


def reseats(before: Format, following: Format) -> bool:
    """Whether a room has to be arranged anew between two such segments: between different ones, if a meeting sits in
    both and neither has the co-facilitators alone (seed day 1, 16:30).
    """
    return before is not following and not {before, following} & (BREAKS | SAME_PODIUM)


class Procedure(StrEnum):
    """The named profile by which a segment is conducted; what each means is in `procedures`."""

    INTERACTIVE_PANEL = "interactive_panel"
    GENERAL_DEBATE = "general_debate"
    BREAKOUT = "breakout"
    CEREMONY = "ceremony"
    FORMAL = "formal"


class OrderPolicy(StrEnum):
    """What order a list of speakers is suggested in. The chair may always overrule it.

    By inscription (rule 68 / 109), by protocol (category, then rank, then inscription), as a pool from which the
    moderator picks, or by lots drawn.
    """

    INSCRIPTION = "inscription"
    PROTOCOL = "protocol"
    POOL = "pool"
    LOTS = "lots"


class TimeLimit(Value, frozen=True):
    """A limit for some: of a category, in a capacity, or both. `None` lifts the limit."""

    seconds: Seconds | None = None
    category: CategoryId | None = None
    capacity: Capacity | None = None


class PhaseKind(StrEnum):
    """What happens in a part of a segment; it decides which clock runs and who sees it."""

    CEREMONY = "ceremony"
    INTRODUCTION = "introduction"
    OPENINGS = "openings"
    TALK = "talk"
    DISCUSSION = "discussion"
    FLOOR = "floor"
    REPLIES = "replies"
    REPORTS = "reports"
    SUMMARY = "summary"
    BREAK = "break"


class Certainty(StrEnum):
    """How sure the programme is of a speaker. Anything but `confirmed` is for organisers only."""

    CONFIRMED = "confirmed"
    TO_BE_CONFIRMED = "to_be_confirmed"
    ALTERNATIVES = "alternatives"
    PLACEHOLDER = "placeholder"


class SpeakerSlot(Value, frozen=True):
    """A place on the podium named by the programme: a person, an office, or a sector still to be filled.

    `names` is what is shown ("President of Mexico"); `person` the holder, if the programme names one; `focus` the
    programme's line on what they speak about; `represents` how many bodies one speaker stands for, in words;
    `short` an abbreviation that tells two like offices apart. `allotted` overrides the phase's time limit. `video` is
    a message that is played, `reports_on` the segment whose results a rapporteur brings, `withdrawn` who will not come.
    """

    id: str
    names: Names
    person: str | None = None
    short: str | None = None
    focus: str | None = None
    represents: str | None = None
    category: CategoryId | None = None
    certainty: Certainty = Certainty.CONFIRMED
    alternatives: tuple[Names, ...] = ()
    allotted: Seconds | None = None
    video: bool = False
    reports_on: str | None = None
    withdrawn: bool = False


class Phase(Value, frozen=True):
    """A part of a segment with one rule for its clock.

    `lineup` speaks in its order. `serves_list` says that after it the list of speakers is called. `time_limit` is per
    intervention; `None` is "no limit stated". A limit that is a guide is counted up and never called over time.
    `process_extra` is added for one who speaks on behalf of a regional process (seed day 1, Panel I). `limits` are
    those for some categories and capacities. `batch` is how many are heard before the panel replies; `reserved` the
    time kept for this phase at the end of its segment. `assumed` are limits that the organisers have not stated.
    """

    id: str
    kind: PhaseKind
    names: Names
    lineup: tuple[SpeakerSlot, ...] = ()
    serves_list: bool = False
    time_limit: Seconds | None = None
    limit_is_guide: bool = False
    process_extra: Seconds = 0
    limits: tuple[TimeLimit, ...] = ()
    batch: int | None = None
    reserved: Seconds | None = None
    assumed: bool = False


class Segment(Value, frozen=True):
    """One block of the programme in one room, from its printed start to its printed end.

    `hard_end` marks an end that others depend on (interpreters, the rooms that start next). `procedure` is `None` where
    the format says which. Its list takes requests from `list_opens_at` until `list_closes_at`, if nobody decides
    otherwise; its questions are for those who conduct it alone until `questions_at`.
    """

    id: str
    names: Names
    format: Format
    starts_at: datetime
    ends_at: datetime
    phases: tuple[Phase, ...] = ()
    hard_end: bool = False
    moderators: tuple[SpeakerSlot, ...] = ()
    rapporteurs: tuple[SpeakerSlot, ...] = ()
    interpretation: tuple[str, ...] = ()
    questions: tuple[Names, ...] = ()
    objectives: tuple[str, ...] = ()
    format_notes: tuple[str, ...] = ()
    procedure: Procedure | None = None
    list_opens_at: datetime | None = None
    list_closes_at: datetime | None = None
    questions_at: datetime | None = None

    @property
    def takes_list(self) -> bool:
        """Whether it has a list of speakers: one of its phases serves it."""
        return any(phase.serves_list for phase in self.phases)


class RoomProfile(Value, frozen=True):
    """A room as the programme knows it: a stable id and a label that may change late (seed para 5)."""

    id: str
    names: Names
    zone: str
    conference: Names
    way: Names = {}
    """How it is found from the foyer: "left, level 1"."""
    colour: str | None = None
    """By which those who conduct several rooms tell it from the others: `#00437f`. Without one, screens choose."""
