"""Requests for the floor and interventions: what a list of speakers holds, and what becomes of it. Frozen values."""

from datetime import datetime
from enum import StrEnum

from msgspec.structs import replace

from live.room.model.plan import Capacity, CategoryId, Names, Seconds, Value


class InterventionKind(StrEnum):
    """What is asked for. Points of order, replies and statements of the Secretariat are no turns on the list."""

    STATEMENT = "statement"
    REACTION = "reaction"
    QUESTION = "question"
    POINT_OF_ORDER = "point_of_order"
    RIGHT_OF_REPLY = "right_of_reply"
    SECRETARIAT = "secretariat"


INTERRUPTING = frozenset({InterventionKind.POINT_OF_ORDER, InterventionKind.SECRETARIAT})
"""Rules 71 / 113 and 70 / 112: at any moment. The interrupted speaker gets it back."""

ON_THE_LIST = frozenset({InterventionKind.STATEMENT, InterventionKind.REACTION, InterventionKind.QUESTION})
"""What is called from the list of speakers and counts as a turn."""


class Rank(StrEnum):
    """The level at which a delegation speaks, highest first. It orders a list by protocol; only organisers see it."""

    HEAD_OF_STATE = "head_of_state"
    HEAD_OF_GOVERNMENT = "head_of_government"
    VICE_PRESIDENT = "vice_president"
    DEPUTY_PRIME_MINISTER = "deputy_prime_minister"
    MINISTER = "minister"
    VICE_MINISTER = "vice_minister"
    HEAD_OF_DELEGATION = "head_of_delegation"


class Handling(StrEnum):
    """Why a request stands where it stands, if not by the order of the list."""

    MOVED = "moved"
    SWAPPED = "swapped"
    DRAWN = "drawn"
    CALLED_ABSENT = "called_absent"
    CARRIED_OVER = "carried_over"
    CEDED = "ceded"


class Speaker(Value, frozen=True):
    """Who is shown as speaking, as they were named at the time. `delegation` is `None` for a podium slot.

    `title` is what `person` is, as they wish to be called: "Minister of the Interior".
    """

    names: Names
    delegation: str | None = None
    category: CategoryId | None = None
    person: str | None = None
    detail: str | None = None
    video: bool = False
    title: str | None = None


class FloorRequest(Value, frozen=True):
    """A delegation's place on a list of speakers. `id` is `r` and the position of the entry that made it.

    Of several that one entry made their number follows; of one called by mistake, the position of the correction.

    `verified` says whether the capacity is settled; until then it gives neither precedence nor time, and is not said
    aloud. `joint` are the delegations on whose behalf a joint statement is made. `about` is the intervention or slot
    that a reaction or question is addressed to, `question` the published question it speaks to, from 1. `announced` is
    the name a delegation gave for its speaker, `announced_title` their title: `speaker.person` and `speaker.title` once
    the secretariat took them over. `ready` is whether they were seen in the room, `None` if nobody looked. `absences`
    counts the times they were called and not there.
    """

    id: str
    speaker: Speaker
    requested_at: datetime
    requested_by: str
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: str | None = None
    from_desk: bool = False
    kind: InterventionKind = InterventionKind.STATEMENT
    verified: bool = True
    joint: tuple[str, ...] = ()
    about: str | None = None
    question: int | None = None
    rank: Rank | None = None
    language: str | None = None
    announced: str | None = None
    scheduled_at: datetime | None = None
    ready: bool | None = None
    absences: int = 0
    handling: Handling | None = None
    announced_title: str | None = None

    def speaks_as(self, capacity: Capacity) -> bool:
        """Whether it is in `capacity`, and that is settled."""
        return self.verified and self.capacity is capacity

    def as_national(self) -> "FloorRequest":
        """The same, spoken for its own delegation and for nobody else."""
        return replace(self, capacity=Capacity.NATIONAL, on_behalf_of=None)


class Release(Value, frozen=True):
    """Requests that went to the list of another room."""

    room: str
    requests: tuple[FloorRequest, ...]


class Became(StrEnum):
    """What became of a request that does not wait any more, as its delegation is told."""

    CALLED = "called"
    SPOKE = "spoke"
    PASSED = "passed"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    DISMISSED = "dismissed"
    CEDED = "ceded"
    CARRIED_OVER = "carried_over"
    RELEASED = "released"
    SET_ASIDE = "set_aside"


class Fate(Value, frozen=True):
    """What became of `request` at `at`. `to` is the segment, the room or the delegation that it went to; `by` who gave
    it up, where its delegation did.
    """

    request: str
    delegation: str
    became: Became
    at: datetime
    to: str | None = None
    by: str | None = None


class SetAside(Value, frozen=True):
    """A request whose delegation left the register: kept, and not called. `behind` are those who stood ahead of it."""

    request: FloorRequest
    behind: tuple[str, ...] = ()


class Outcome(StrEnum):
    """What became of a turn."""

    SPOKE = "spoke"
    ABSENT = "absent"
    DECLINED = "declined"


class Intervention(Value, frozen=True):
    """One turn on the floor, from being called.

    Given the floor at `called_at`; the clock starts later, at `started_at`. It has run for `now - runs_from`, or for
    `paused_at - runs_from` while it is paused: a pause moves `runs_from`, so no time is ever added up. `allotted` is
    `None` where no limit is stated. `request` is what it was called from, `unlisted` marks one who was on no list,
    `yielded_from` the intervention whose remaining time this is. `ended_at` and `outcome` come with its end.
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
    kind: InterventionKind = InterventionKind.STATEMENT
    called_by: str | None = None
    request: FloorRequest | None = None
    unlisted: bool = False
    yielded_from: str | None = None
    ended_at: datetime | None = None
    outcome: Outcome | None = None

    @property
    def answers(self) -> str:
        """The id of the request that this turn was, by which its delegation knows it; else the turn's own.

        They differ where the wrong delegation was called, and the request of the right one came off the list.
        """
        return self.id if self.request is None else self.request.id
