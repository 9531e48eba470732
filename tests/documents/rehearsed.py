"""A rehearsed day: a ceremony, a panel with everything that can happen in one, lunch, and an action group that reports.

Its names are in six languages, and one of them looks like a formula.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from live.room.commands import (
    AddNote,
    AdjournMeeting,
    CallSecretariat,
    CallSpeaker,
    CarryOver,
    CedePlace,
    ContinueWithoutInterpretation,
    CorrectPerson,
    CorrectSpeaker,
    DeclineFloor,
    DismissPoint,
    LogIntervention,
    MarkAbsent,
    ResumeMeeting,
    SaveBullets,
    SetTimeLimit,
    SubmitReport,
    SuspendMeeting,
    YieldTime,
)
from live.room.model.plan import Category, Delegation, Procedure, SpeakerSlot
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
    SEGMENTS,
    Step,
    adds,
    asks,
    badge,
    calls_next,
    calls_up,
    closes_list,
    ends,
    entries,
    extends,
    gives_back,
    goes_to,
    later,
    of,
    on_floor,
    opens_list,
    pauses,
    picks,
    programme,
    resumes,
    secretariat,
    starts,
    starts_clock,
    undoes,
)

NAMES = {
    "kenya": ("Kenya", "Kenya", "Kenya", "Кения", "肯尼亚", "كينيا", "Africa"),
    "fiji": ("Fiji", "Fidji", "Fiji", "Фиджи", "斐济", "فيجي", "Oceania"),
    "mexico": ("Mexico", "Mexique", "México", "Мексика", "墨西哥", "المكسيك", "Americas"),
    "nepal": ("Nepal", "Népal", "Nepal", "Непал", "尼泊尔", "نيبال", "Asia"),
    "peru": ("Peru", "Pérou", "Perú", "Перу", "秘鲁", "بيرو", "Americas"),
    "switzerland": ("Switzerland", "Suisse", "Suiza", "Швейцария", "瑞士", "سويسرا", "Europe"),
}
LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
REGISTER = (
    *(
        Delegation(
            name,
            dict(zip(LANGUAGES, known[:6], strict=True)),
            Category.MEMBER_STATE,
            known[6],
            name[:3].upper(),
        )
        for name, known in NAMES.items()
    ),
    Delegation("iom", {"en": "IOM", "fr": "OIM"}, Category.UN_SYSTEM),
    Delegation("trick", {"en": '=HYPERLINK("http://x.example")'}, Category.CIVIL_SOCIETY),
)
RAPPORTEUR = SpeakerSlot(id="rapporteur", names={"en": "Ghana", "fr": "Ghana", "ar": "غانا"})
DAY = tuple(
    replace(known, procedure=Procedure.FORMAL)
    if known.id == "panel"
    else replace(known, rapporteurs=(RAPPORTEUR,))
    if known.id == "group-work"
    else known
    for known in SEGMENTS
)
PUBLISHES = programme(segments=DAY, delegations=REGISTER)


def speaks(seconds: float) -> tuple[Step, ...]:
    """Whoever is next has the floor for so long."""
    return calls_next(), starts_clock(), later(seconds), gives_back(), later(12)


MORNING = (
    secretariat(PUBLISHES),
    later(240),
    starts("welcome"),
    calls_next(),
    later(600),
    calls_next(),
    later(540.4),
    gives_back(),
    starts("panel"),
    calls_next(),
    later(200),
    goes_to("openings"),
    *speaks(312),
    *speaks(430),
    goes_to("floor"),
    opens_list(),
    *(asks(name) for name in ("kenya", "fiji", "mexico", "peru", "trick")),
    later(20),
    adds("switzerland", person="B. Wrong", language="French"),
    asks("nepal", REGIONAL_PROCESS, "Colombo Process"),
    *speaks(171),
    *speaks(131.9),
    calls_next(),
    later(25),
    on_floor(MarkAbsent),
    calls_next(),
    starts_clock(),
    later(30),
    pauses(),
    later(60),
    resumes(),
    extends(30),
    later(20),
    asks("iom", kind=InterventionKind.POINT_OF_ORDER),
    picks("iom"),
    later(40),
    gives_back(),
    resumes(),
    later(10),
    on_floor(lambda turn: YieldTime(turn, "iom")),
    starts_clock(),
    later(33),
    gives_back(),
    asks("iom", kind=InterventionKind.POINT_OF_ORDER),
    of("iom", DismissPoint),
    secretariat(SetTimeLimit(90)),
    calls_next(),
    on_floor(DeclineFloor, badge("peru")),
    *speaks(95),
    # Called by mistake, and undone.
    calls_up("kenya"),
    later(4),
    undoes(),
    calls_up("kenya"),
    starts_clock(),
    later(3),
    on_floor(lambda turn: CorrectSpeaker(turn, "peru")),
    later(50),
    gives_back(),
    secretariat(SuspendMeeting(900)),
    later(930),
    secretariat(ResumeMeeting()),
    Step(DESK, lambda state: CallSecretariat(state.floor.id if state.floor else None, "C. Officer")),
    later(35),
    gives_back(),
    Step(DESK, lambda state: CallSpeaker("academia", state.floor.id if state.floor else None)),
    starts_clock(),
    later(106),
    gives_back(),
    adds("iom", kind=InterventionKind.REACTION, about="academia", joint=("nepal", "fiji")),
    picks("iom"),
    starts_clock(),
    later(52),
    gives_back(),
    of("kenya", lambda request: CedePlace(request, "nepal"), badge("kenya")),
    closes_list(),
    secretariat(ContinueWithoutInterpretation()),
    *speaks(88),
    asks("mexico", kind=InterventionKind.RIGHT_OF_REPLY),
    picks("mexico"),
    starts_clock(),
    later(140),
    gives_back(),
    ends("panel"),
    opens_list("group-work"),
    secretariat(CarryOver("panel", "group-work")),
    secretariat(AdjournMeeting()),
)
AFTERNOON = (
    later(9000),
    starts("group-work"),
    *speaks(700),
    goes_to("exchange"),
    asks("peru"),
    *speaks(600),
    later(900),
    secretariat(LogIntervention("switzerland", AT + timedelta(seconds=13_700), 61)),
    secretariat(SaveBullets("group-work", Heading.COMMITMENTS, ("Recognise skills", "=1+1"))),
    secretariat(SubmitReport("group-work")),
    ends("group-work"),
)


def correct_the_record() -> tuple[Step, ...]:
    """The day after, the desk puts a name right and notes something."""

    def names(state: RoomState) -> CorrectPerson:
        return CorrectPerson(*_turn_of(state, "switzerland"), "A. Right", "Minister", Gender.WOMAN)

    def notes(state: RoomState) -> AddNote:
        return AddNote(*_turn_of(state, "mexico"), "Statement handed in at the podium")

    return later(60_000), Step(DESK, names), Step(DESK, notes)


def _turn_of(state: RoomState, delegation: str) -> tuple[str, datetime]:
    turn = next(turn for turn in state.turns if turn.speaker.delegation == delegation)
    return turn.id, turn.called_at


def log() -> list[Entry]:
    """The whole day."""
    return entries(NOTHING, *MORNING, *AFTERNOON, *correct_the_record())
