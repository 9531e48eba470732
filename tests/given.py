"""The vocabulary of the tests: a room, and what people do in it.

order(after(OPEN, asks("kenya"), asks("fiji"))) == ["kenya", "fiji"]
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from live.room.authority import Actor, Role
from live.room.commands import (
    AddSpeaker,
    AnyCommand,
    CallDelegation,
    CallNextSpeaker,
    CallSpeaker,
    CloseList,
    EndIntervention,
    EndSegment,
    ExtendTime,
    MoveRequest,
    OpenList,
    PauseClock,
    PublishProgramme,
    RequestFloor,
    ResumeClock,
    StartClock,
    StartPhase,
    StartSegment,
    Undo,
    WithdrawRequest,
)
from live.room.model.plan import (
    Capacity,
    Category,
    Certainty,
    Delegation,
    Format,
    Phase,
    PhaseKind,
    RoomProfile,
    Segment,
    SpeakerSlot,
)
from live.room.model.state import RoomState
from live.room.refusals import Reason, Refused
from live.room.rules import speakers
from live.room.transitions import Entry, decide, evolve

AT = datetime(2017, 12, 4, 17, tzinfo=UTC)
"""When everything here begins."""

UNSAID = "unsaid"
"""Stands in every text of the programme that is not for everyone, so that one look tells whether it got out."""

REGIONAL_PROCESS = Capacity.REGIONAL_PROCESS
GROUP = Capacity.GROUP
CO_FACILITATOR = Capacity.CO_FACILITATOR

DESK = Actor(id=f"user:{UNSAID}-desk", role=Role.OPERATOR)
CHAIR = Actor(id=f"user:{UNSAID}-chair", role=Role.PRESIDING_OFFICER)


def badge(delegation: str, number: int = 1) -> Actor:
    """Someone of `delegation`; the first badge is its head's."""
    role = Role.HEAD_OF_DELEGATION if number == 1 else Role.DELEGATE
    return Actor(id=f"badge:{UNSAID}-{delegation}-{number}", role=role, delegation=delegation)


# The programme


def register(*more: str) -> tuple[Delegation, ...]:
    """Six States, an organisation, and `more` of them if a test needs a crowd."""
    states = ("fiji", "kenya", "mexico", "nepal", "peru", "switzerland", *more)
    named = tuple(Delegation(name, {"en": name.title()}, Category.MEMBER_STATE) for name in states)
    return (*named, Delegation("iom", {"en": "IOM"}, Category.UN_SYSTEM))


def in_three_languages(*more: str) -> tuple[Delegation, ...]:
    """The register of a conference whose delegations have names in three."""
    others = {"fr": "{} in French", "ar": "{} in Arabic"}
    return tuple(
        replace(known, names=known.names | {code: text.format(known.names["en"]) for code, text in others.items()})
        for known in register(*more)
    )


def slot(name: str, **known: object) -> SpeakerSlot:
    return SpeakerSlot(id=name, names={"en": name.title()}, **known)  # type: ignore[arg-type]


def phase(name: str, kind: PhaseKind, *lineup: SpeakerSlot, **known: object) -> Phase:
    return Phase(id=name, kind=kind, names={"en": name.title()}, lineup=lineup, **known)  # type: ignore[arg-type]


def segment(name: str, form: Format, starts: int, ends: int, *phases: Phase, **known: object) -> Segment:
    """`starts` and `ends` are minutes after `AT`."""
    return Segment(
        id=name,
        names={"en": name.title()},
        format=form,
        starts_at=AT + timedelta(minutes=starts),
        ends_at=AT + timedelta(minutes=ends),
        phases=phases,
        **known,  # type: ignore[arg-type]
    )


WELCOME = segment(
    "welcome",
    Format.CEREMONY,
    0,
    60,
    phase(
        "ceremony",
        PhaseKind.CEREMONY,
        slot("president", person=f"{UNSAID} president", certainty=Certainty.TO_BE_CONFIRMED, allotted=600),
        slot("minister", person="A. Minister", focus="Words of welcome", category=Category.MEMBER_STATE),
    ),
)
PANEL = segment(
    "panel",
    Format.PANEL,
    60,
    180,
    phase("introduction", PhaseKind.INTRODUCTION, slot("co-facilitators")),
    phase(
        "openings",
        PhaseKind.OPENINGS,
        slot("academia", person="B. Scholar", represents=f"{UNSAID} three universities"),
        slot("civil-society", certainty=Certainty.PLACEHOLDER, allotted=420),
        time_limit=300,
    ),
    phase("discussion", PhaseKind.DISCUSSION),
    phase("floor", PhaseKind.FLOOR, serves_list=True, time_limit=120, process_extra=60),
    phase("replies", PhaseKind.REPLIES, slot("academia-again"), serves_list=True),
    hard_end=True,
    moderators=(
        slot(
            "moderator",
            person=f"{UNSAID} moderator",
            certainty=Certainty.ALTERNATIVES,
            alternatives=({"en": f"{UNSAID} other"},),
        ),
    ),
    interpretation=("en", "es"),
    format_notes=(f"{UNSAID} note",),
    objectives=(f"{UNSAID} objective",),
)
LUNCH = segment("lunch", Format.BREAK, 180, 240, phase("meal", PhaseKind.BREAK))
GROUP_WORK = segment(
    "group-work",
    Format.BREAKOUT,
    240,
    360,
    phase("talks", PhaseKind.TALK, slot("first-talk"), slot("second-talk"), time_limit=900, limit_is_guide=True),
    phase("exchange", PhaseKind.FLOOR, serves_list=True, time_limit=180, limit_is_guide=True),
)
CLOSING = segment("closing", Format.CLOSING, 360, 390, phase("farewell", PhaseKind.CEREMONY, slot("host")))
SEGMENTS = (WELCOME, PANEL, LUNCH, GROUP_WORK, CLOSING)


def programme(
    room: str = "plenary",
    version: str = "first",
    segments: tuple[Segment, ...] = SEGMENTS,
    delegations: tuple[Delegation, ...] | None = None,
) -> PublishProgramme:
    """A day in one room: a ceremony, a panel with questions from the floor, lunch, group work, an end."""
    return PublishProgramme(
        version=version,
        profile=RoomProfile(room, {"en": room.title()}, "America/Mexico_City", {"en": "Stocktaking"}),
        segments=segments,
        register=register() if delegations is None else delegations,
        process_chairs={"Colombo Process": "nepal", "Puebla Process": "mexico"},
    )


# What people do


@dataclass(frozen=True)
class Step:
    """Something `actor` asks, in the words that fit the room as it then is; or, without an actor, time that passes."""

    actor: Actor | None
    ask: Callable[[RoomState], AnyCommand] | None = None
    seconds: float = 0


def by(actor: Actor, command: AnyCommand) -> Step:
    return Step(actor, lambda _: command)


def secretariat(command: AnyCommand) -> Step:
    return by(DESK, command)


def later(seconds: float) -> Step:
    return Step(None, seconds=seconds)


def asks(
    delegation: str,
    capacity: Capacity = Capacity.NATIONAL,
    on_behalf_of: str | None = None,
    *,
    segment: str | None = None,
    number: int = 1,
    **known: object,
) -> Step:
    """`delegation` asks for the floor from its phone `number`."""
    asked = RequestFloor(capacity, on_behalf_of, segment, **known)  # type: ignore[arg-type]
    return by(badge(delegation, number), asked)


def of(delegation: str, command: Callable[[str], AnyCommand], actor: Actor = DESK) -> Step:
    """`actor` asks `command` of the request of `delegation`, whichever list it is on."""
    return Step(actor, lambda state: command(request_of(state, delegation)))


def on_floor(command: Callable[[str], AnyCommand], actor: Actor = DESK) -> Step:
    """`actor` asks `command` of whatever has the floor."""
    return Step(actor, lambda state: command(_turn(state)))


def moves(delegation: str, ahead_of: str | None = None) -> Step:
    """The desk puts `delegation` ahead of another, or at the end."""

    def ask(state: RoomState) -> AnyCommand:
        segment, _ = speakers.find(state, request_of(state, delegation))
        seen = tuple(request.id for request in speakers.list_of(state, segment).waiting)
        return MoveRequest(request_of(state, delegation), seen, request_of(state, ahead_of) if ahead_of else None)

    return Step(DESK, ask)


def calls_up(delegation: str, **known: object) -> Step:
    """`delegation` is given the floor in one act, on the list or not."""

    def ask(state: RoomState) -> AnyCommand:
        return CallDelegation(delegation, state.floor.id if state.floor else None, **known)  # type: ignore[arg-type]

    return Step(DESK, ask)


def picks(delegation: str) -> Step:
    """The desk gives the floor to one of those who wait, whoever is next."""

    def ask(state: RoomState) -> AnyCommand:
        return CallSpeaker(request_of(state, delegation), state.floor.id if state.floor else None)

    return Step(DESK, ask)


def adds(
    delegation: str, capacity: Capacity = Capacity.NATIONAL, on_behalf_of: str | None = None, **known: object
) -> Step:
    """The desk puts `delegation` on the list."""
    return secretariat(AddSpeaker(delegation, capacity, on_behalf_of, **known))  # type: ignore[arg-type]


def withdraws(delegation: str, *, whose: str | None = None) -> Step:
    """`delegation` takes its own request back; or tries to take back that of `whose`."""
    return Step(badge(delegation), lambda state: WithdrawRequest(request_of(state, whose or delegation)))


def strikes(delegation: str) -> Step:
    """The desk takes `delegation` off the list."""
    return Step(DESK, lambda state: WithdrawRequest(request_of(state, delegation)))


def starts(segment: str) -> Step:
    return Step(DESK, lambda state: StartSegment(segment, state.rundown.current))


def ends(segment: str) -> Step:
    return secretariat(EndSegment(segment))


def goes_to(phase: str) -> Step:
    return Step(DESK, lambda state: StartPhase(phase, state.rundown.phase))


def opens_list(segment: str | None = None) -> Step:
    return secretariat(OpenList(segment))


def closes_list(segment: str | None = None) -> Step:
    return secretariat(CloseList(segment))


def calls_next() -> Step:
    """The desk gives the floor to whoever it sees next."""

    def ask(state: RoomState) -> AnyCommand:
        following = speakers.queue(state)
        return CallNextSpeaker(following[0].id if following else "nobody")

    return Step(DESK, ask)


def calls(expecting: str) -> Step:
    return secretariat(CallNextSpeaker(expecting))


def starts_clock() -> Step:
    return Step(DESK, lambda state: StartClock(_turn(state)))


def pauses() -> Step:
    return Step(DESK, lambda state: PauseClock(_turn(state)))


def resumes() -> Step:
    return Step(DESK, lambda state: ResumeClock(_turn(state)))


def extends(seconds: int) -> Step:
    return Step(DESK, lambda state: ExtendTime(_turn(state), seconds))


def gives_back() -> Step:
    """The speaker gives the floor back."""
    return Step(DESK, lambda state: EndIntervention(_turn(state)))


def undoes() -> Step:
    """The desk takes back the latest act."""
    return Step(DESK, lambda state: Undo(state.acts[-1].position if state.acts else 0))


def _turn(state: RoomState) -> str:
    return state.floor.id if state.floor else "nobody"


# What comes of it


def told(state: RoomState, *steps: Step) -> Iterator[tuple[Entry, RoomState]]:
    """Every entry that `steps` make, and the room after it. Raises `Refused`."""
    at = state.at or AT
    for step in steps:
        at += timedelta(seconds=step.seconds)
        if step.actor is None or step.ask is None:
            continue
        events = decide(state, step.ask(state), step.actor, at)
        if not events:
            continue
        position = state.position + 1
        entry = Entry(position, at, step.actor.id, step.actor.role, f"c{position}", events)
        state = evolve(state, entry)
        yield entry, state


def after(state: RoomState, *steps: Step) -> RoomState:
    """The room after `steps`, one after another. Raises `Refused`."""
    for _, reached in told(state, *steps):
        state = reached
    return state


def entries(state: RoomState, *steps: Step) -> list[Entry]:
    return [entry for entry, _ in told(state, *steps)]


def refused(state: RoomState, *steps: Step) -> Refused:
    """How the last of `steps` is refused; those before it are not."""
    before = sum(step.actor is not None for step in steps) - 1
    carried_out = 0
    try:
        for _ in told(state, *steps):
            carried_out += 1
    except Refused as no:
        assert carried_out == before, f"step {carried_out + 1} was refused: {no}"
        return no
    raise AssertionError("it was not refused")


def refusal(state: RoomState, *steps: Step) -> Reason:
    """Why the last of `steps` is refused."""
    return refused(state, *steps).reason


def order(state: RoomState, segment: str | None = None) -> list[str | None]:
    """The delegations on the list, in the order in which they will be called."""
    listed = speakers.list_of(state, segment or state.rundown.current or "")
    return [request.speaker.delegation for request in listed.waiting]


def following(state: RoomState) -> list[str]:
    """Everyone who will be called: line-up by slot, list by delegation."""
    return [who.id if isinstance(who, SpeakerSlot) else str(who.speaker.delegation) for who in speakers.queue(state)]


def speaking(state: RoomState) -> str | None:
    """The delegation, or the slot, that has the floor."""
    return (state.floor.speaker.delegation or state.floor.id) if state.floor else None


def request_of(state: RoomState, delegation: str) -> str:
    """The request of `delegation` that will be called first, on any list."""
    for listed in state.lists.values():
        for request in speakers.everyone_on(listed):
            if request.speaker.delegation == delegation:
                return request.id
    return "none"


# Rooms to begin with

NOTHING = RoomState()
"""Before any programme."""

PUBLISHED = after(NOTHING, secretariat(programme()))
"""The programme is known; nothing runs."""

PANEL_RUNS = after(PUBLISHED, starts("panel"))
"""The panel runs, in its introduction."""

OPEN = after(PANEL_RUNS, goes_to("floor"), opens_list())
"""The panel takes questions from the floor, and the list is open."""

KENYA_SPEAKS = after(OPEN, asks("kenya"), calls_next(), starts_clock())
"""Kenya has the floor, and its two minutes run."""
