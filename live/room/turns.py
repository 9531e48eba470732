"""Requests for the floor and interventions: what a list of speakers holds, and what becomes of it. Frozen values."""

from datetime import datetime

from live.room.plan import Capacity, Category, Names, Seconds, Value


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
