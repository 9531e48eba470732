"""What is true of a room: its programme, its lists of speakers and who has the floor.

Everything here is a frozen value. Instants are aware datetimes in UTC with whole milliseconds; durations are whole
seconds. A missing fact is `None`; nothing here says how long is left, because that is wrong the moment it is written.
"""

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import msgspec

Names: TypeAlias = dict[str, str]
"""A name by language (`en fr es ru zh ar`). `en` is always there; a language left out is read as `en`."""

Seconds: TypeAlias = int


class Value(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A frozen fact. Fields equal to their default are left out of its JSON."""


class Category(StrEnum):
    """Who a delegation is (seed para 6). It decides label style, suggested order and statistics."""

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


class Delegation(Value, frozen=True):
    """Whoever holds a place on a list: a State, an organisation, a stakeholder. Never a person (seed para 6)."""

    id: str
    names: Names
    category: Category
    region: str | None = None
    iso3: str | None = None


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
    `short` an abbreviation that tells two like offices apart. `allotted` overrides the phase's time limit.
    """

    id: str
    names: Names
    person: str | None = None
    short: str | None = None
    focus: str | None = None
    represents: str | None = None
    category: Category | None = None
    certainty: Certainty = Certainty.CONFIRMED
    alternatives: tuple[Names, ...] = ()
    allotted: Seconds | None = None


class Phase(Value, frozen=True):
    """A part of a segment with one rule for its clock.

    `lineup` speaks in its order. `serves_list` says that after it the list of speakers is called. `time_limit` is per
    intervention; `None` is "no limit stated". A limit that is a guide is counted up and never called over time.
    `process_extra` is added for whoever speaks on behalf of a regional process (seed day 1, Panel I).
    """

    id: str
    kind: PhaseKind
    names: Names
    lineup: tuple[SpeakerSlot, ...] = ()
    serves_list: bool = False
    time_limit: Seconds | None = None
    limit_is_guide: bool = False
    process_extra: Seconds = 0


class Segment(Value, frozen=True):
    """One block of the programme in one room, from its printed start to its printed end.

    `hard_end` marks an end that others depend on (interpreters, the rooms that start next).
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


class RoomProfile(Value, frozen=True):
    """A room as the programme knows it: a stable id and a label that may change late (seed para 5)."""

    id: str
    names: Names
    zone: str
    conference: Names


class Capacity(StrEnum):
    """In what capacity an intervention is made. It belongs to the intervention, not to the person."""

    NATIONAL = "national"
    GROUP = "group"
    REGIONAL_PROCESS = "regional_process"
    CO_FACILITATOR = "co_facilitator"


class Speaker(Value, frozen=True):
    """Who is shown as speaking, as they were named at the time. `delegation` is `None` for a podium slot."""

    names: Names
    delegation: str | None = None
    category: Category | None = None
    person: str | None = None
    detail: str | None = None


class FloorRequest(Value, frozen=True):
    """A delegation's place on a list of speakers. `id` is `r` and the position of the entry that made it."""

    id: str
    speaker: Speaker
    requested_at: datetime
    requested_by: str
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: str | None = None
    from_desk: bool = False


class ListStatus(StrEnum):
    """Rule 73 / 115: the presiding officer announces the list and, with consent, closes it."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    CLOSED = "closed"


class SpeakersList(Value, frozen=True):
    """The list of speakers of one segment. `waiting` is in the order in which they will be called."""

    status: ListStatus = ListStatus.NOT_OPEN
    waiting: tuple[FloorRequest, ...] = ()


class Intervention(Value, frozen=True):
    """One turn on the floor, from being called.

    Given the floor at `called_at`; the clock starts later, at `started_at`. It has run for `now - runs_from`, or for
    `paused_at - runs_from` while it is paused: a pause moves `runs_from`, so no time is ever added up. `allotted` is
    `None` where no limit is stated.
    """

    id: str
    segment: str
    phase: str
    speaker: Speaker
    called_at: datetime
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: str | None = None
    allotted: Seconds | None = None
    allotted_is_guide: bool = False
    started_at: datetime | None = None
    runs_from: datetime | None = None
    paused_at: datetime | None = None


class SegmentStatus(StrEnum):
    """Where a segment stands. A segment that is neither was not begun."""

    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"


class Progress(Value, frozen=True):
    """What has come of a segment: planned against actual."""

    status: SegmentStatus = SegmentStatus.PLANNED
    started_at: datetime | None = None
    ended_at: datetime | None = None


class Rundown(Value, frozen=True):
    """The room's segments in order, how far each has come, and the phase that runs in the current one."""

    segments: tuple[Segment, ...] = ()
    progress: dict[str, Progress] = {}
    current: str | None = None
    phase: str | None = None
    phase_started_at: datetime | None = None


class RoomState(Value, frozen=True):
    """All that is true of one room after the entry at `position`.

    `epoch` names the log this was folded from. `register` holds every delegation that may be put on a list;
    `process_chairs` which delegation chairs which regional process. `heard` are the podium slots that have been called.
    `carried_out` maps (actor, command id) of the last decisions to their positions.
    """

    epoch: str = ""
    position: int = 0
    at: datetime | None = None
    profile: RoomProfile | None = None
    version: str | None = None
    register: dict[str, Delegation] = {}
    process_chairs: dict[str, str] = {}
    rundown: Rundown = Rundown()
    lists: dict[str, SpeakersList] = {}
    heard: frozenset[str] = frozenset()
    floor: Intervention | None = None
    carried_out: dict[tuple[str, str], int] = {}
