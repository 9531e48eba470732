"""The list of speakers, as those who conduct the room see it."""

from collections import Counter
from functools import partial

from msgspec.structs import replace

from live.room.model.plan import Capacity, CategoryId, Names, OrderPolicy, Seconds, Segment
from live.room.model.state import ListStatus, RoomState, SpeakersList
from live.room.model.turns import ON_THE_LIST, FloorRequest, Rank
from live.room.outlook import fairness
from live.room.rules import groups, precedence, rundown, speakers
from live.room.rules.precedence import Why
from live.room.views.drawing import Drawing
from live.room.views.shared import Shown, Stamp, maybe, stamp
from live.room.views.shared.floor import SpeakerShown, addressed, who_shown
from live.room.views.shared.lists import status_shown


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
    claims_names: Names | None = None
    """The same in every language it is registered in."""
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
    announced_title: str | None = None
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
    title: str | None = None


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


def control_list_shown(state: RoomState, draw: Drawing, segment: Segment) -> ControlListShown:
    listed = speakers.list_of(state, segment.id)
    show = _Rows(state, segment, listed)

    def rows(requests: tuple[FloorRequest, ...]) -> dict[str, RequestShown]:
        return draw.each("list", ((request.id, partial(show.row, request)) for request in requests))

    waiting, points, replies = rows(listed.waiting), rows(listed.points), rows(listed.replies)
    return ControlListShown(
        segment=segment.id,
        status=status_shown(state, listed),
        order=tuple(waiting),
        waiting=waiting,
        policy=show.policy,
        opens_at=maybe(stamp, listed.opens_at),
        closes_at=maybe(stamp, listed.closes_at),
        points_order=tuple(points),
        points=points,
        replies_order=tuple(replies),
        replies=replies,
        released=tuple(
            ReleaseShown(release.room, tuple(_carried(request) for request in release.requests))
            for release in listed.released
        ),
        aside_order=tuple(gone.request.id for gone in listed.aside),
        aside={gone.request.id: show.row(gone.request) for gone in listed.aside},
    )


class _Rows:
    """The rows of one list: what is the same for all of them is worked out once."""

    def __init__(self, state: RoomState, segment: Segment, listed: SpeakersList) -> None:
        self.state = state
        self.segment = segment
        phase = rundown.list_phase(state, segment)
        assert phase is not None, "only a segment that has a list is listed"
        self.phase = phase
        self.policy = speakers.policy_of(state, segment)
        self.limits: dict[tuple[CategoryId | None, Capacity, bool], Seconds | None] = {}
        self.misplaced = precedence.misplaced(listed.waiting, self.policy, state.settings.classes)
        requests = (*listed.waiting, *([state.floor.request] if state.floor and state.floor.request else []))
        self.heard = fairness.heard(state)
        turns = [turn for turn in state.turns if turn.segment == segment.id and speakers.counts(turn)]
        self.turns = Counter(turn.speaker.delegation for turn in turns)
        self.joint: dict[str | None, str] = {member: request.id for request in requests for member in request.joint}

    def row(self, request: FloorRequest) -> RequestShown:
        delegation = request.speaker.delegation
        return RequestShown(
            speaker=replace(
                who_shown(self.state, request),
                capacity=request.capacity,
                language=request.language,
                reacts_to=addressed(self.state, request.about),
            ),
            requested_at=stamp(request.requested_at),
            requested_by=request.requested_by,
            why=precedence.why(request, self.policy),
            from_desk=request.from_desk,
            belongs_ahead_of=self.misplaced.get(request.id),
            pending=not request.verified,
            claims=None if request.verified else request.on_behalf_of,
            claims_names=None
            if request.verified
            else groups.in_all_languages(self.state, request.capacity, request.on_behalf_of),
            about=request.about,
            question=request.question,
            rank=request.rank,
            announced=request.announced,
            announced_title=request.announced_title,
            scheduled_at=maybe(stamp, request.scheduled_at),
            ready=request.ready,
            absences=request.absences,
            allotted=self._allotted(request),
            turns=self.turns[delegation],
            first_time=delegation not in self.heard,
            in_joint=self.joint.get(delegation),
            unregistered=delegation not in self.state.register,
        )

    def _allotted(self, request: FloorRequest) -> Seconds | None:
        """The same for all of a category and capacity; of replies, their number tells."""
        if request.kind not in ON_THE_LIST:
            return speakers.allotted(self.state, request, self.segment, self.phase)
        like = request.speaker.category, request.capacity, request.verified
        if like not in self.limits:
            self.limits[like] = speakers.allotted(self.state, request, self.segment, self.phase)
        return self.limits[like]


def _carried(request: FloorRequest) -> CarriedShown:
    return CarriedShown(
        delegation=request.speaker.delegation or "",
        requested_at=stamp(request.requested_at),
        capacity=request.capacity,
        on_behalf_of=request.on_behalf_of,
        person=request.speaker.person,
        title=request.speaker.title,
        verified=request.verified,
    )
