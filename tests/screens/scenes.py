"""What a room comes to: each scene is brought about by the commands that bring it about in earnest."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from live.room.commands import (
    AddSpeaker,
    CallNextSpeaker,
    CloseList,
    ExtendTime,
    OpenList,
    PauseClock,
    PublishProgramme,
    RequestFloor,
    SaveBullets,
    SendMessage,
    ShowReport,
    StartClock,
    StartPhase,
    StartSegment,
    SubmitReport,
    SuspendMeeting,
)
from live.room.model.plan import Capacity, Names
from live.room.model.reports import Heading, Prepared, Target
from live.room.model.turns import InterventionKind
from live.room.rules import rundown
from tests.screens.stage import Stage

Scene = Callable[[Stage], Awaitable[None]]

ASKING = ("fji", "ken", "mex", "che", "gbr", "prk", "civ", "are", "rus", "chn", "egy", "fra")
LONG = "gbr"
BULLETS = (
    "Firewalls between immigration control and public services",
    "End the detention of children",
    "Recognise skills across borders",
)


async def between(_stage: Stage) -> None:
    """Nothing runs."""


async def ceremony(stage: Stage) -> None:
    """A dignitary speaks, by the clock of nobody."""
    await stage.do(StartSegment("d1-welcome"))
    await call_next(stage)
    await start_clock(stage)


async def openings(stage: Stage) -> None:
    """A panellist has five minutes."""
    await stage.do(StartSegment("d1-panel-1"), StartPhase("d1-panel-1-openings"))
    await call_next(stage)
    await start_clock(stage)


async def discussion(stage: Stage) -> None:
    """The panel talks among itself: nobody has the floor."""
    await panel_at(stage, "discussion")


async def panel_at(stage: Stage, phase: str) -> None:
    """The first panel, which may be under way, comes to a phase."""
    if stage.room.state.rundown.current != "d1-panel-1":
        await stage.do(StartSegment("d1-panel-1", expecting=stage.room.state.rundown.current))
    await stage.do(StartPhase(f"d1-panel-1-{phase}"))


async def listed(stage: Stage) -> None:
    """The list is open and a dozen have asked; nobody speaks yet."""
    await panel_at(stage, "floor")
    await stage.do(OpenList())
    for delegation in ASKING:
        await stage.delegate(delegation, RequestFloor())


async def floor(stage: Stage) -> None:
    """Somebody speaks, a dozen wait."""
    await listed(stage)
    await call_next(stage)
    await start_clock(stage)


async def called(stage: Stage) -> None:
    """Somebody was given the floor and has not begun."""
    await listed(stage)
    await call_next(stage)


async def on_behalf(stage: Stage) -> None:
    """A State with a long name speaks for a group with a long name."""
    await stage.do(StartSegment("d1-panel-1"), StartPhase("d1-panel-1-floor"), OpenList())
    group = "Bali Process on People Smuggling, Trafficking in Persons and Related Transnational Crime"
    await stage.do(AddSpeaker(LONG, Capacity.GROUP, group))
    for delegation in ("fji", "ken", "mex", "che", "ven"):
        await stage.delegate(delegation, RequestFloor())
    await call_next(stage)
    await start_clock(stage)


async def over(stage: Stage) -> None:
    """Somebody speaks who was given a few seconds."""
    await floor(stage)
    assert stage.room.state.floor is not None
    await stage.do(ExtendTime(stage.room.state.floor.id, -118))


async def paused(stage: Stage) -> None:
    """The speaker's clock stands, and the list is closed."""
    await floor(stage)
    assert stage.room.state.floor is not None
    await stage.do(PauseClock(stage.room.state.floor.id), CloseList())


async def pause(stage: Stage) -> None:
    """Lunch."""
    await stage.do(StartSegment("d1-lunch"))


async def interrupted(stage: Stage) -> None:
    """Somebody speaks, and much calls for attention."""
    await floor(stage)
    await interrupt(stage)


async def interrupt(stage: Stage) -> None:
    """A point of order waits, and a claim has to be checked."""
    await stage.delegate("bra", RequestFloor(kind=InterventionKind.POINT_OF_ORDER))
    await stage.delegate("ind", RequestFloor(capacity=Capacity.GROUP, on_behalf_of="G77"))


async def message(stage: Stage) -> None:
    """A message lies over the hall and another over the podium."""
    await floor(stage)
    await stage.do(
        SendMessage(Target.HALL, prepared=Prepared.TAKE_SEATS),
        SendMessage(Target.PODIUM, prepared=Prepared.PLEASE_CONCLUDE),
    )


async def suspended(stage: Stage) -> None:
    """The meeting is suspended in mid-speech."""
    await floor(stage)
    await stage.do(SuspendMeeting(900))


async def reported(stage: Stage) -> None:
    """Somebody speaks while the wall shows a report of two headings."""
    await floor(stage)
    first, last = Heading.COMMITMENTS, Heading.FOLLOW_UP_AND_REVIEW
    await stage.do(
        SaveBullets("d1-panel-1", first, BULLETS, 0),
        SaveBullets("d1-panel-1", last, ("Meet again in a year",), 0),
        SubmitReport("d1-panel-1"),
        ShowReport("d1-panel-1"),
    )


async def reported_over(stage: Stage) -> None:
    """The same, and the speaker is over time."""
    await reported(stage)
    assert stage.room.state.floor is not None
    await stage.do(ExtendTime(stage.room.state.floor.id, -118))


SCENES: dict[str, Scene] = {
    "between": between,
    "ceremony": ceremony,
    "openings": openings,
    "discussion": discussion,
    "listed": listed,
    "called": called,
    "floor": floor,
    "on-behalf": on_behalf,
    "over": over,
    "paused": paused,
    "pause": pause,
    "interrupted": interrupted,
    "message": message,
    "suspended": suspended,
    "reported": reported,
    "reported-over": reported_over,
}


async def call_next(stage: Stage) -> None:
    """Give the floor to the next speaker."""
    await stage.do(CallNextSpeaker(first_waiting(stage)))


async def start_clock(stage: Stage) -> None:
    """Start the clock of the speaker."""
    assert stage.room.state.floor is not None
    await stage.do(StartClock(stage.room.state.floor.id))


def first_waiting(stage: Stage) -> str:
    """The id of the next speaker."""
    from live.room.rules import speakers  # noqa: PLC0415

    return speakers.queue(stage.room.state)[0].id


async def lunch_is_later(stage: Stage, way: Names | None = None) -> None:
    """The programme is published anew: lunch begins ten minutes later. The room is found by `way`."""
    lunch = rundown.segment_named(stage.room.state, "d1-lunch")
    await _lunch_begins(stage, lunch.starts_at + timedelta(minutes=10), way)


async def lunch_is_overdue(stage: Stage) -> None:
    """The programme is published anew: lunch should have begun a minute ago."""
    await _lunch_begins(stage, datetime.now(UTC) - timedelta(minutes=1))


async def _lunch_begins(stage: Stage, at: datetime, way: Names | None = None) -> None:
    state = stage.room.state
    assert state.profile is not None
    segments = tuple(
        replace(known, starts_at=at) if known.id == "d1-lunch" else known for known in state.rundown.segments
    )
    profile = replace(state.profile, way=way or state.profile.way)
    await stage.do(PublishProgramme("moved", profile, segments, tuple(state.register.values())))
