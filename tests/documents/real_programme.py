"""The programme of Puerto Vallarta as it might have run: the morning of day 1, and the three action groups of day 2.

Every act is the room's own, at a given time of the venue's clock. Persons are invented.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from live.proceedings.conference import Proceedings, together
from live.proceedings.folding import proceedings_of
from live.programme.importing import import_programme
from live.programme.publishing import BUILTIN
from live.programme.register import builtin
from live.room.commands import (
    AdjournMeeting,
    CallSecretariat,
    CallSpeaker,
    CarryOver,
    ContinueWithoutInterpretation,
    CorrectPerson,
    DeclineFloor,
    LogIntervention,
    MarkAbsent,
    PublishProgramme,
    ReopenReport,
    ResolveSlot,
    SaveBullets,
    SetTimeLimit,
    SubmitReport,
)
from live.room.model.record import Gender
from live.room.model.reports import Heading
from live.room.model.state import RoomState
from live.room.model.turns import InterventionKind
from live.room.transitions import Entry
from tests.given import (
    AT,
    DESK,
    NOTHING,
    REGIONAL_PROCESS,
    Step,
    adds,
    asks,
    calls_next,
    closes_list,
    ends,
    entries,
    extends,
    gives_back,
    goes_to,
    later,
    on_floor,
    opens_list,
    pauses,
    picks,
    resumes,
    secretariat,
    starts,
    starts_clock,
    undoes,
)

ZONE = ZoneInfo("America/Mexico_City")
PANEL, GROUPS = "d1-panel-1", ("d2-action-group-1", "d2-action-group-2", "d2-action-group-3")
MODERATES, REPORTS_BACK = (
    ("moderator", "introduction-moderator", "summary-moderator"),
    ("rapporteur", "summary-rapporteur"),
)
MODERATORS = (("Costa Rica", "Ms. Ana Prado"), ("Morocco", "Mr. Y. Alaoui"), ("Philippines", "Ms. Liza Cruz"))
RAPPORTEURS = (("Ghana", "Mr. Kwame Mensah"), ("Canada", "Ms. Claire Roy"), ("Türkiye", "Ms. E. Yılmaz"))
REPORTS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    GROUPS[0]: (
        (
            "Recognise skills and qualifications across borders, beginning with the health professions",
            "Give every child in migration access to school within 30 days of arrival, whatever the status of the "
            "parents, and count those who are not reached",
        ),
        ("A fund of last resort for consular assistance", "Model bilateral agreements, published in six languages"),
        ("Report every two years on 12 indicators, disaggregated by sex and age",),
    ),
    GROUPS[1]: (
        ("Involve diaspora organisations in the design of return programmes", "Lower the cost of remittances to 3 %"),
        ("Community mediators, paid by municipalities <and trained by the State>",),
        (),
    ),
    GROUPS[2]: (
        ("City-to-city agreements on documentation: a municipal card opens access to services",),
        ("Direct access of local authorities to international funding",),
        ("A mayors’ forum before every review conference",),
    ),
}


def at(day: int, clock: str) -> datetime:
    """`10:04` or `10:04:30` of a day of the conference, on the venue's clock."""
    hour, minute, *second = map(int, clock.split(":"))
    return datetime(2017, 12, 3 + day, hour, minute, second[0] if second else 0, tzinfo=ZONE)


def timed(day: int, *parts: str | Step | Sequence[Step]) -> Iterator[Step]:
    """Steps, some of them at a time of the clock: what comes before a time takes until then."""
    now = AT
    for part in parts:
        if isinstance(part, str):
            then = at(day, part)
            yield later((then - now).total_seconds())
            now = then
            continue
        for step in (part,) if isinstance(part, Step) else part:
            now += timedelta(seconds=step.seconds)
            yield step


def speaks(seconds: float, before: float = 8) -> tuple[Step, ...]:
    """Whoever is next has the floor for so long, and the next is called a moment after."""
    return calls_next(), later(before), starts_clock(), later(seconds), gives_back(), later(11)


def goes_on(seconds: float) -> tuple[Step, ...]:
    """Whoever is next on a podium that has no limit."""
    return calls_next(), later(seconds), gives_back(), later(20)


def publishes(room: str) -> Step:
    programme = import_programme(BUILTIN)
    mine = next(known for known in programme.rooms if known.profile.id == room)
    return secretariat(
        PublishProgramme(
            version=programme.version,
            profile=mine.profile,
            segments=mine.segments,
            register=tuple(known.delegation for known in builtin()),
            process_chairs=programme.process_chairs,
            groups=programme.groups,
        )
    )


def settles(slot: str, name: str, person: str) -> Step:
    return secretariat(ResolveSlot(slot, person=person, name=name))


def names(delegation: str, person: str, title: str | None = None, gender: Gender | None = None) -> Step:
    """The desk says after the turn who spoke for `delegation`."""

    def corrects(state: RoomState) -> CorrectPerson:
        turn = next(turn for turn in reversed(state.turns) if turn.speaker.delegation == delegation)
        return CorrectPerson(turn.id, turn.called_at, person, title, gender)

    return Step(DESK, corrects)


def the_morning() -> Iterator[Step]:
    """The plenary on day 1: it begins late, is interrupted by a point of order, and ends after the interpreters."""
    yield from timed(
        1,
        "07:30",
        publishes("plenary"),
        secretariat(ResolveSlot("d1-welcome-president", person="H.E. Mr. Enrique Robles")),
        "08:00",
        starts("d1-registration"),
        "10:04",
        ends("d1-registration"),
        starts("d1-welcome"),
        *(goes_on(seconds) for seconds in (760, 640, 905, 988)),
        "11:04:30",
        ends("d1-welcome"),
        starts(PANEL),
        goes_on(252),
        goes_to(f"{PANEL}-openings"),
        *(speaks(seconds) for seconds in (312, 298, 341)),
        goes_to(f"{PANEL}-discussion"),
        later(400),
        goes_to(f"{PANEL}-floor"),
        opens_list(),
        (asks("egy", language="ar"), later(2), asks("bra"), later(3), asks("deu", person="Mr. Jonas Wirth")),
        (asks("ken"), asks("mex"), asks("npl", REGIONAL_PROCESS, "Colombo Process"), later(6)),
        (asks("eth"), asks("lka", REGIONAL_PROCESS, "Abu Dhabi Dialogue"), asks("gbr"), asks("chn", language="zh")),
        (asks("fji"), asks("phl"), asks("rus", language="ru"), asks("ury"), asks("bgd"), asks("cod"), asks("prk")),
        (adds("idn", person="Ms. Dewi Kartika", title="Deputy Minister", language="en", joint=("phl", "aus")),),
        (adds("ganhri", person="Ms. Marta Villar", language="en"), adds("icmc"), later(25)),
        speaks(207),
        names("npl", "Ms. Sarita Adhikari", "Ambassador", Gender.WOMAN),
        speaks(151),
        "11:49",
        speaks(118),
        names("egy", "Mr. Karim Nassar", "Ambassador", Gender.MAN),
        (calls_next(), later(6), starts_clock(), later(40)),
        (asks("ken", kind=InterventionKind.POINT_OF_ORDER, number=2), picks("ken"), later(40), gives_back(), resumes()),
        (later(60), extends(30), later(40), gives_back()),
        speaks(52),
        (calls_next(), later(20), on_floor(MarkAbsent), later(4)),
        speaks(126),
        secretariat(SetTimeLimit(90)),
        (calls_next(), on_floor(DeclineFloor), later(6)),
        speaks(88),
        (Step(DESK, lambda state: CallSecretariat(state.floor.id if state.floor else None, "Ms. A. Officer")),),
        (later(35), gives_back(), later(9)),
        (calls_next(), later(4), undoes(), later(20)),
        speaks(95),
        speaks(101),
        (calls_next(), later(5), starts_clock(), later(30), pauses(), later(45), resumes(), later(44), gives_back()),
        adds("deu", kind=InterventionKind.REACTION, about=f"{PANEL}-gfmd"),
        (picks("deu"), starts_clock(), later(47), gives_back()),
        (
            Step(DESK, lambda state: CallSpeaker(f"{PANEL}-gfmd", None)),
            later(5),
            starts_clock(),
            later(106),
            gives_back(),
        ),
        "12:45",
        closes_list(),
        speaks(121),
        speaks(90),
        "13:00",
        secretariat(ContinueWithoutInterpretation()),
        speaks(88),
        "13:06",
        ends(PANEL),
        starts("d1-lunch"),
        opens_list("d1-panel-2"),
        secretariat(CarryOver(PANEL, "d1-panel-2")),
        secretariat(AdjournMeeting()),
    )


def an_action_group(number: int) -> Iterator[Step]:
    """A breakout room on day 2: introduction, discussion by a guide of two minutes, summary, report."""
    segment = GROUPS[number - 1]
    speakers = {
        1: ("tha", "nor", "cri", "gha", "tun", "che", "unicef"),
        2: ("mar", "can", "vnm", "ecu", "sen"),
        3: ("zaf", "tur", "col", "jpn", "dom", "mli"),
    }[number]
    commitments, means, follow_up = REPORTS[segment]
    first, *_ = commitments
    yield from timed(
        2,
        "08:30",
        publishes(f"breakout-{number}"),
        *(settles(f"{segment}-{slot}", *MODERATORS[number - 1]) for slot in MODERATES),
        *(settles(f"{segment}-{slot}", *RAPPORTEURS[number - 1]) for slot in REPORTS_BACK),
        f"10:4{5 + number}",
        starts(segment),
        goes_on(330),
        goes_to(f"{segment}-discussion"),
        opens_list(),
        [asks(delegation) for delegation in speakers],
        *(speaks(97 + 13 * n) for n in range(len(speakers) - 1)),
        "11:40",
        secretariat(LogIntervention("iom", at(2, "11:20"), 61)),
        "12:30",
        goes_to(f"{segment}-summary"),
        goes_on(240),
        secretariat(SaveBullets(segment, Heading.COMMITMENTS, (first,))),
        secretariat(SaveBullets(segment, Heading.MEANS_OF_IMPLEMENTATION, means)),
        *([secretariat(SubmitReport(segment))] if number == 1 else []),
        "12:50",
        *([reopens(segment)] if number == 1 else []),
        secretariat(SaveBullets(segment, Heading.COMMITMENTS, commitments, 1)),
        secretariat(SaveBullets(segment, Heading.FOLLOW_UP_AND_REVIEW, follow_up)),
        goes_on(305),
        "12:58",
        secretariat(SubmitReport(segment)),
        f"13:0{number}",
        ends(segment),
    )


def reopens(segment: str) -> Step:
    return secretariat(ReopenReport(segment))


@cache
def logs() -> dict[str, list[Entry]]:
    """The log of every room, by its id."""
    groups = {f"breakout-{number}": entries(NOTHING, *an_action_group(number)) for number in (1, 2, 3)}
    return {"plenary": entries(NOTHING, *the_morning()), **groups}


@cache
def recorded() -> Proceedings:
    return together(proceedings_of(room, log) for room, log in logs().items())
