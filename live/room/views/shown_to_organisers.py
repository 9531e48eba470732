"""The values that only those who conduct a room are shown, and rapporteurs."""

from live.room.model.plan import (
    Capacity,
    Category,
    Certainty,
    Format,
    Names,
    OrderPolicy,
    PhaseKind,
    Seconds,
)
from live.room.model.state import ListStatus, SegmentStatus
from live.room.model.turns import Outcome, Rank
from live.room.rules.precedence import Why
from live.room.views.shown import (
    FloorShown,
    MessageShown,
    PhaseShown,
    QuestionShown,
    RoomShown,
    RulesShown,
    SegmentShown,
    Shown,
    SittingShown,
    SlotShown,
    SpeakerShown,
    Stamp,
)


class ForecastShown(Shown, frozen=True):
    """Of the `of` who wait, `fit` will be heard before `until`; all of them at `all_fit_at` seconds each.

    Without `all_fit_at` they fit as it is, or never would. As of the last entry: what is later follows from `pace`,
    `begins_at` and `until`. The list should be closed by `close_by` if those on it are to be heard.
    """

    pace: Seconds
    begins_at: Stamp
    until: Stamp
    fit: int
    of: int
    close_by: Stamp
    all_fit_at: Seconds | None = None


class NotedShown(Shown, frozen=True):
    """The bullets under one heading; `version` is what `save_bullets` starts from."""

    bullets: tuple[str, ...] = ()
    version: int = 0
    by: str | None = None
    at: Stamp | None = None


class ReportShown(Shown, frozen=True):
    """The report on one segment. To organisers, in the words in which another room takes it over (`receive_report`)."""

    noted: dict[str, NotedShown]
    submitted_at: Stamp | None = None
    submitted_by: str | None = None
    room: str | None = None


class PlannedSlot(Shown, frozen=True):
    """A podium slot as organisers see it: with how sure it is."""

    id: str
    names: Names
    certainty: Certainty
    person: str | None = None
    short: str | None = None
    focus: str | None = None
    represents: str | None = None
    alternatives: tuple[Names, ...] = ()
    heard: bool = False
    video: bool = False
    reports_on: str | None = None
    withdrawn: bool = False


class LimitShown(Shown, frozen=True):
    """A limit for some. Without `seconds` they have none."""

    seconds: Seconds | None = None
    category: Category | None = None
    capacity: Capacity | None = None


class PlannedPhase(Shown, frozen=True):
    id: str
    kind: PhaseKind
    names: Names
    lineup: tuple[PlannedSlot, ...] = ()
    serves_list: bool = False
    time_limit: Seconds | None = None
    limit_is_guide: bool = False
    process_extra: Seconds = 0
    limits: tuple[LimitShown, ...] = ()
    limit_now: Seconds | None = None
    """What the next speaker without a limit of their own is given."""
    batch: int | None = None
    reserved: Seconds | None = None


class PlannedSegment(Shown, frozen=True):
    id: str
    names: Names
    format: Format
    starts_at: Stamp
    ends_at: Stamp
    status: SegmentStatus
    phases: tuple[PlannedPhase, ...]
    hard_end: bool = False
    started_at: Stamp | None = None
    ended_at: Stamp | None = None
    expected_start: Stamp | None = None
    """When it will start as it looks now; left out once it has started."""
    expected_end: Stamp | None = None
    squeezed: Seconds = 0
    """What a fixed end will take from its printed length."""
    no_changeover: bool = False
    """It starts the minute another format ends: the room has to be seated anew in no time."""
    floor_ends_at: Stamp | None = None
    """Until when its list can be heard: what is reserved for the summary comes after."""
    list_status: ListStatus = ListStatus.NOT_OPEN
    list_count: int = 0
    takes_list: bool = False
    objectives: tuple[str, ...] = ()
    format_notes: tuple[str, ...] = ()
    moderators: tuple[SlotShown, ...] = ()
    questions: tuple[Names, ...] = ()
    podium: tuple[PlannedSlot, ...] = ()
    """Moderators and rapporteurs as organisers see them, for `resolve_slot`."""


class RequestShown(Shown, frozen=True):
    """A request with what only organisers may know."""

    speaker: SpeakerShown
    requested_at: Stamp
    requested_by: str
    why: Why
    from_desk: bool = False
    belongs_ahead_of: str | None = None
    """By the order of the list this would stand earlier, ahead of that one. It is proposed, never done by itself."""
    pending: bool = False
    claims: str | None = None
    """What an unverified request says it is on behalf of."""
    about: str | None = None
    question: int | None = None
    rank: Rank | None = None
    announced: str | None = None
    scheduled_at: Stamp | None = None
    ready: bool | None = None
    absences: int = 0
    allotted: Seconds | None = None
    turns: int = 0
    """How often the delegation was heard on this segment."""
    first_time: bool = False
    """The delegation was never heard in this room."""
    in_joint: str | None = None
    """The joint statement in which the delegation speaks too, by its request."""
    unregistered: bool = False
    """The delegation left the register while it waited: the request is set aside."""


class CarriedShown(Shown, frozen=True):
    """A released request, in the words in which another room accepts it (`accept_requests`)."""

    delegation: str
    requested_at: Stamp
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: str | None = None
    person: str | None = None
    verified: bool = True


class ReleaseShown(Shown, frozen=True):
    room: str
    requests: tuple[CarriedShown, ...]


class ControlListShown(Shown, frozen=True):
    segment: str
    status: ListStatus
    order: tuple[str, ...]
    waiting: dict[str, RequestShown]
    policy: OrderPolicy = OrderPolicy.INSCRIPTION
    opens_at: Stamp | None = None
    closes_at: Stamp | None = None
    points_order: tuple[str, ...] = ()
    points: dict[str, RequestShown] = {}
    replies_order: tuple[str, ...] = ()
    replies: dict[str, RequestShown] = {}
    released: tuple[ReleaseShown, ...] = ()
    aside_order: tuple[str, ...] = ()
    aside: dict[str, RequestShown] = {}
    """Requests of delegations that left the register: kept, not called, and shown to nobody else."""


class RundownShown(Shown, frozen=True):
    order: tuple[str, ...]
    segments: dict[str, PlannedSegment]
    running: str | None = None
    phase: str | None = None
    phase_started_at: Stamp | None = None


class NextShown(Shown, frozen=True):
    """Who would be called now; its `id` is what `call_next_speaker` expects."""

    id: str
    speaker: SpeakerShown
    allotted: Seconds | None = None


class BatchShown(Shown, frozen=True):
    """How many were heard since the panel last replied. It is due to reply once `taken` reaches `size`."""

    taken: int
    size: int


class ShareShown(Shown, frozen=True):
    turns: int
    seconds: Seconds


class FairnessShown(Shown, frozen=True):
    """Turns and time on the running segment, and two hints: requests that the chair might think of."""

    delegations: dict[str, ShareShown] = {}
    categories: dict[str, ShareShown] = {}
    regions: dict[str, ShareShown] = {}
    first_time: str | None = None
    """The first who was never heard here, where whoever is next was."""
    other_region: str | None = None
    """The first from another region than the last speaker, where whoever is next is from the same."""


class TurnShown(Shown, frozen=True):
    """A turn that ended. `spoke` is the time on its clock, pauses left out."""

    id: str
    speaker: SpeakerShown
    called_at: Stamp
    ended_at: Stamp
    spoke: Seconds
    outcome: Outcome
    allotted: Seconds | None = None
    called_by: str | None = None
    unlisted: bool = False


class ActShown(Shown, frozen=True):
    """An act that may be undone, the latest first: `did` names the event, `about` whom it concerned, `by` who did it.

    It can be undone for ten minutes from `at`.
    """

    did: str
    at: Stamp
    by: str
    about: Names | None = None


class OrphanShown(Shown, frozen=True):
    """A list whose segment the programme left out: how many wait on it, to be carried over to another list."""

    waiting: int
    names: Names | None = None
    points: int = 0
    replies: int = 0


class ControlView(Shown, frozen=True):
    """All that those who conduct the room may know of it."""

    room: RoomShown
    rundown: RundownShown
    list: ControlListShown | None = None
    next: NextShown | None = None
    floor: FloorShown | None = None
    also_waits: tuple[str, ...] = ()
    """Requests of the delegation that has the floor, which wait for another turn like this one."""
    version: str | None = None
    sitting: SittingShown | None = None
    rules: RulesShown | None = None
    batch: BatchShown | None = None
    forecast: ForecastShown | None = None
    fairness: FairnessShown | None = None
    messages: dict[str, MessageShown] = {}
    """What lies over the screens now, by `hall` and `podium`."""
    question: QuestionShown | None = None
    reports: dict[str, ReportShown] = {}
    """By segment. `shown_report` is the one the room sees."""
    shown_report: str | None = None
    hard_end_at: Stamp | None = None
    turns: dict[str, TurnShown] = {}
    """The last turns that ended, by number; the latest has the highest."""
    acts: dict[str, ActShown] = {}
    """What may be undone, by position. The latest has the highest, and is the one that `undo` takes back."""
    broken: tuple[str, ...] = ()
    """What could not be drawn, by name, and is left out."""
    orphans: dict[str, OrphanShown] = {}
    """Lists of segments that the programme has no more, by segment."""


class RapporteurView(Shown, frozen=True):
    """What a rapporteur writes, and what was said: the turns of the running segment, by number."""

    room: RoomShown
    order: tuple[str, ...]
    names: dict[str, Names]
    """The segments one may report on, in the order of `order`."""
    reports: dict[str, ReportShown]
    segment: SegmentShown | None = None
    phase: PhaseShown | None = None
    floor: FloorShown | None = None
    questions: tuple[Names, ...] = ()
    turns: dict[str, TurnShown] = {}
    broken: tuple[str, ...] = ()
    """What could not be drawn, by name, and is left out."""


class OverviewRoomShown(Shown, frozen=True):
    """A room as the secretariat sees it beside the others."""

    room: RoomShown
    list_status: ListStatus
    list_count: int
    segment: SegmentShown | None = None
    phase: PhaseShown | None = None
    floor: FloorShown | None = None
    upcoming: SegmentShown | None = None
    sitting: SittingShown | None = None
    forecast: ForecastShown | None = None
    expected_end: Stamp | None = None
    upcoming_start: Stamp | None = None
    """When what comes next will start as it looks now, with the rooms that people come from."""
    reports: dict[str, bool] = {}
    """Segments on which something was written, and whether it was submitted."""


class ClashShown(Shown, frozen=True):
    """Somebody who is to speak in two rooms within minutes: the request in each, by room."""

    by: str
    delegation: str
    requests: dict[str, str]


class OverviewView(Shown, frozen=True):
    """All rooms, for those who conduct them."""

    order: tuple[str, ...]
    rooms: dict[str, OverviewRoomShown]
    clashes: tuple[ClashShown, ...] = ()
    broken: tuple[str, ...] = ()
    """What could not be drawn, by name, and is left out."""
