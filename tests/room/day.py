"""One long day in two rooms: a programme that leaves nothing out, and what people did in it, act by act.

What its screens showed is in `day.txt`. A new act is written among the others, where it makes sense.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec.structs import replace

from live.room.commands import (
    AcceptRequests,
    AddNote,
    AddSlot,
    AdjournMeeting,
    AmendRequest,
    AnyCommand,
    BeginRehearsal,
    CallSecretariat,
    CallSpeaker,
    CarriedRequest,
    CarryOutPlan,
    CarryOver,
    CedePlace,
    ClearList,
    ClearMessage,
    CloseList,
    ContinueWithoutInterpretation,
    CorrectPerson,
    CorrectSpeaker,
    DeclineFloor,
    DismissPoint,
    DrawLots,
    LogIntervention,
    MarkAbsent,
    MarkReady,
    PublishProgramme,
    ReceiveReport,
    ReleaseRequests,
    RequestFloor,
    ResetRehearsal,
    ResolveSlot,
    ResumeMeeting,
    SaveBullets,
    SendMessage,
    SetBatch,
    SetOrder,
    SetQuestions,
    SetTimeLimit,
    ShowQuestion,
    ShowReport,
    SubmitReport,
    SuspendMeeting,
    SwapRequests,
    TakeOverRequest,
    VerifyCapacity,
    WithdrawRequest,
    YieldTime,
)
from live.room.commands.reports import CarriedNotes, CarriedReport
from live.room.model.conference import CategoryProfile, ConferenceSettings, Rules
from live.room.model.plan import (
    Capacity,
    Category,
    Certainty,
    Delegation,
    Format,
    OrderPolicy,
    PhaseKind,
    Procedure,
    RegisteredGroup,
    RoomProfile,
    Segment,
    TimeLimit,
)
from live.room.model.reports import Heading, Prepared, Target
from live.room.model.state import RoomState
from live.room.model.turns import InterventionKind, Rank
from tests.given import (
    AT,
    DESK,
    UNSAID,
    Step,
    adds,
    asks,
    badge,
    calls_next,
    calls_up,
    closes_list,
    ends,
    extends,
    gives_back,
    goes_to,
    moves,
    of,
    on_floor,
    opens_list,
    pauses,
    phase,
    picks,
    request_of,
    resumes,
    secretariat,
    segment,
    slot,
    starts,
    starts_clock,
    undoes,
    withdraws,
)

POINT = InterventionKind.POINT_OF_ORDER
REPLY = InterventionKind.RIGHT_OF_REPLY


@dataclass(frozen=True)
class Act:
    """What somebody does in `room`, so many seconds after the act before."""

    sentence: str
    step: Step
    seconds: float = 60
    room: str = "plenary"


# The programme


SETTINGS = ConferenceSettings(
    categories=(
        CategoryProfile(Category.MEMBER_STATE),
        CategoryProfile(Category.UN_SYSTEM, {"en": "Agencies", "fr": "Agences"}, points_of_order=False, time_limit=90),
        CategoryProfile(Category.NGO, points_of_order=False, head=False),
    ),
    member={"en": "Participant"},
    members={"en": "Participants"},
    languages=("en", "fr"),
    procedures={Procedure.BREAKOUT: Rules(summary=600)},
)
REGISTER = (
    *(
        Delegation(name, {"en": name.title()}, Category.MEMBER_STATE, region)
        for name, region in {
            "fiji": "Oceania",
            "kenya": "Africa",
            "mexico": "Americas",
            "nepal": "Asia",
            "peru": "Americas",
            "switzerland": None,
        }.items()
    ),
    Delegation("iom", {"en": "IOM", "fr": "OIM"}, Category.UN_SYSTEM),
    Delegation("caritas", {"en": "Caritas"}, Category.NGO, "Europe"),
)
GROUPS = (
    RegisteredGroup({"fr": "Groupe des 77", "en": "Group of 77"}, chair="peru"),
    RegisteredGroup({"en": "Puebla Process", "es": "Proceso Puebla"}, Capacity.REGIONAL_PROCESS, chair="mexico"),
    RegisteredGroup({"en": "AOSIS"}),
)


def minute(number: int) -> datetime:
    return AT + timedelta(minutes=number)


WELCOME = segment(
    "welcome",
    Format.CEREMONY,
    0,
    60,
    phase(
        "ceremony",
        PhaseKind.CEREMONY,
        slot("president", person=f"{UNSAID} president", certainty=Certainty.TO_BE_CONFIRMED, allotted=600),
        slot("minister", person="A. Minister", focus="Words of welcome", category=Category.MEMBER_STATE, short="Min."),
        slot("greeting", person="B. Far", video=True),
        slot("laureate", withdrawn=True),
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
        slot("union", person="C. Worker", withdrawn=True),
        time_limit=300,
    ),
    phase("discussion", PhaseKind.DISCUSSION),
    phase(
        "floor",
        PhaseKind.FLOOR,
        serves_list=True,
        time_limit=120,
        process_extra=60,
        limits=(TimeLimit(180, capacity=Capacity.GROUP), TimeLimit(60, category=Category.NGO)),
        batch=3,
    ),
    phase("replies", PhaseKind.REPLIES, slot("academia-again"), serves_list=True),
    phase("summing-up", PhaseKind.SUMMARY, slot("rapporteur"), reserved=300),
    procedure=Procedure.FORMAL,
    hard_end=True,
    moderators=(
        slot(
            "moderator",
            person=f"{UNSAID} moderator",
            short="Mod.",
            certainty=Certainty.ALTERNATIVES,
            alternatives=({"en": f"{UNSAID} other"},),
        ),
        slot("second-moderator", certainty=Certainty.PLACEHOLDER),
        slot("third-moderator", withdrawn=True),
    ),
    rapporteurs=(slot("rapporteur", person="D. Writer"),),
    interpretation=("en", "es"),
    questions=({"en": "For the motion"}, {"en": "What has been learned of it since the last meeting?"}),
    format_notes=(f"{UNSAID} note",),
    objectives=(f"{UNSAID} objective",),
    list_opens_at=minute(66),
    list_closes_at=minute(170),
    questions_at=minute(80),
)
LUNCH = segment("lunch", Format.BREAK, 180, 240, phase("meal", PhaseKind.BREAK))
GROUP_WORK = segment(
    "group-work",
    Format.BREAKOUT,
    240,
    360,
    phase("talks", PhaseKind.TALK, slot("first-talk"), time_limit=900, limit_is_guide=True),
    phase("exchange", PhaseKind.FLOOR, serves_list=True, time_limit=180, limit_is_guide=True),
    phase("wrap-up", PhaseKind.SUMMARY),
)
REPORTS = segment(
    "reports",
    Format.REPORTS,
    360,
    420,
    phase(
        "in-turn",
        PhaseKind.REPORTS,
        slot("first-report", reports_on="group-work"),
        slot("second-report", reports_on="salon-work", allotted=240),
    ),
)
CLOSING = segment(
    "closing", Format.CLOSING, 420, 450, phase("farewell", PhaseKind.CEREMONY, slot("host")), hard_end=True
)
SALON_PANEL = segment("salon-panel", Format.PANEL, 0, 180, phase("talk", PhaseKind.FLOOR, serves_list=True))
SALON_WORK = segment(
    "salon-work",
    Format.BREAKOUT,
    180,
    300,
    phase("exchange", PhaseKind.FLOOR, serves_list=True, time_limit=60),
)
FIRST = (WELCOME, PANEL, LUNCH, GROUP_WORK, REPORTS, CLOSING)
LATER = (
    WELCOME,
    PANEL,
    LUNCH,
    replace(REPORTS, starts_at=minute(250), ends_at=minute(310)),
    replace(CLOSING, starts_at=minute(310), ends_at=minute(340)),
)
"""Group work is left out, and the rest comes earlier."""


def publishes(
    version: str,
    *segments: Segment,
    gone: tuple[str, ...] = (),
    room: str = "plenary",
    settings: ConferenceSettings = SETTINGS,
) -> Step:
    plenary = room == "plenary"
    profile = RoomProfile(
        room,
        {"en": room.title()},
        "America/Mexico_City",
        {"en": "Stocktaking"},
        way={"en": "left, level 1"} if plenary else {},
        colour="#00437f" if plenary else None,
    )
    register = tuple(known for known in REGISTER if known.id not in gone)
    return secretariat(PublishProgramme(version, profile, segments, register, groups=GROUPS, settings=settings))


# What people do in it


def turn_of(state: RoomState, delegation: str) -> str:
    """The last turn of `delegation`."""
    return next(turn.id for turn in reversed(state.turns) if turn.speaker.delegation == delegation)


def reacts(delegation: str, to: str) -> Step:
    """`delegation` asks to react to what `to` said."""

    def ask(state: RoomState) -> AnyCommand:
        return RequestFloor(kind=InterventionKind.REACTION, about=turn_of(state, to), language="French")

    return Step(badge(delegation), ask)


def desk(ask: Callable[[RoomState], AnyCommand]) -> Step:
    """The desk asks what fits the room as it is."""
    return Step(DESK, ask)


def speaking(state: RoomState) -> str | None:
    return state.floor.id if state.floor else None


MORNING = (
    Act(
        "the programme of the salon is published", publishes("s1", SALON_PANEL, SALON_WORK, room="salon"), room="salon"
    ),
    Act("the programme is published", publishes("first", *FIRST)),
    Act("a rehearsal has the plenary first", secretariat(BeginRehearsal())),
    Act("it is over", desk(lambda state: ResetRehearsal(state.rehearsing.id if state.rehearsing else ""))),
    Act("a list is opened ahead of group work", opens_list("group-work")),
    Act("Fiji asks for it", asks("fiji", segment="group-work", question=None, person="E. Islander", title="Captain")),
    Act("the welcome starts late", starts("welcome"), 180),
    Act("the President is called", calls_next()),
    Act("the clock starts, which nobody sees", starts_clock(), 3),
    Act("the Minister follows", calls_next(), 300),
    Act("the greeting is played", calls_next(), 120),
    Act("the greeting is over", gives_back(), 90),
    Act("the salon's panel starts", starts("salon-panel"), room="salon"),
    Act("the salon opens its list", opens_list(), room="salon"),
    Act("Kenya asks in the salon", asks("kenya"), room="salon"),
    Act("Peru is put on the salon's list", adds("peru"), room="salon"),
    Act("the panel starts", starts("panel"), 3000),
    Act("a moderator is settled", secretariat(ResolveSlot("moderator", person="F. Even", video=False))),
    Act("the placeholder is filled", secretariat(ResolveSlot("civil-society", person="G. Activist", name="Activists"))),
    Act("the programme opens the list by itself", secretariat(CarryOutPlan()), 300),
    Act("the openings begin", goes_to("openings")),
    Act("the scholar speaks", calls_next()),
    Act("the scholar's clock starts", starts_clock(), 2.5),
    Act("the questions are out by the programme", secretariat(CarryOutPlan()), 239.5),
    Act("the first question is shown", secretariat(ShowQuestion(1)), 5),
    Act("the second question is shown", secretariat(ShowQuestion(2)), 5),
    Act("Kenya asks", asks("kenya", person="H. Kamau", title="Minister", question=1, language="Swahili"), 5),
    Act("the podium discusses", goes_to("discussion"), 200),
    Act("a mayor joins the replies", secretariat(AddSlot("replies", "Mayor", "I. Mayor"))),
    Act("no question is shown any more", secretariat(ShowQuestion(None)), 5),
    Act("Nepal asks for a group that nobody knows", asks("nepal", Capacity.GROUP, "Landlocked"), 5),
    Act("Peru asks for the Group of 77, which it chairs", asks("peru", Capacity.GROUP, "Group of 77"), 5),
    Act("Mexico asks for the process that it chairs", asks("mexico", Capacity.REGIONAL_PROCESS, "Puebla Process"), 5),
    Act("the desk puts IOM on the list", adds("iom", person="J. Officer", language="French", question=2), 5),
    Act("Caritas asks", asks("caritas"), 5),
    Act(
        "Fiji comes with Nepal and a rank", adds("fiji", joint=("nepal",), rank=Rank.MINISTER, scheduled_at=minute(120))
    ),
    Act("Kenya says that it is here", of("kenya", MarkReady, badge("kenya")), 5),
    Act("Caritas is looked for in vain", of("caritas", lambda one: MarkReady(one, False)), 5),
    Act("the floor begins", goes_to("floor")),
    Act("the hall is told to sit down", secretariat(SendMessage(Target.HALL, Prepared.TAKE_SEATS)), 5),
    Act("the podium is told something", secretariat(SendMessage(Target.PODIUM, text="Five minutes left")), 5),
    Act("Mexico has the floor", calls_next(), 20),
    Act("its clock starts", starts_clock(), 5),
    Act("the hall's message is gone", secretariat(ClearMessage(Target.HALL)), 5),
    Act("its clock pauses", pauses(), 31.25),
    Act("its clock runs on", resumes(), 9.75),
    Act("it is given a minute", extends(60), 10),
    Act("Switzerland raises a point of order", asks("switzerland", kind=POINT), 10),
    Act("Fiji raises one too", asks("fiji", kind=POINT), 10),
    Act("Switzerland's point is heard", picks("switzerland"), 10),
    Act("the Secretariat answers", desk(lambda state: CallSecretariat(speaking(state), "K. Secretary")), 20),
    Act("the Secretariat is done", gives_back(), 20),
    Act("the point is done", gives_back(), 20),
    Act("Fiji's point is not taken", of("fiji", DismissPoint), 20),
    Act("Mexico is done", gives_back(), 40),
    Act("Nepal's claim is looked into and holds", of("nepal", VerifyCapacity), 5),
    Act("Switzerland reacts to Mexico", reacts("switzerland", "mexico"), 5),
    Act("Kenya says more", of("kenya", lambda one: AmendRequest(one, person="L. Wanjiru"), badge("kenya")), 5),
    Act("the desk takes the name over", of("kenya", lambda one: AmendRequest(one, person="L. Wanjiru")), 5),
    Act("Kenya is called", calls_next(), 30),
    Act("Kenya is not there", on_floor(MarkAbsent), 30),
    Act("Peru speaks for the Group of 77", picks("peru"), 30),
    Act("its clock starts", starts_clock(), 4),
    Act("Peru yields to Switzerland", on_floor(lambda turn: YieldTime(turn, "switzerland")), 50),
    Act("Switzerland's clock starts", starts_clock(), 4),
    Act("Switzerland has spoken", gives_back(), 61),
    Act("Nepal is named in its place", calls_up("nepal"), 20),
    Act(
        "it was Fiji", desk(lambda state: CorrectSpeaker(speaking(state) or "", "fiji", request_of(state, "fiji"))), 20
    ),
    Act("Fiji's clock starts", starts_clock(), 2),
    Act("the panel replies after two", secretariat(SetBatch(2, anew=True)), 2),
    Act("Fiji has spoken", gives_back(), 100),
    Act("Switzerland asks for a reply", asks("switzerland", kind=REPLY), 5),
    Act("groups get four minutes", secretariat(SetTimeLimit(240, capacity=Capacity.GROUP)), 5),
    Act("all get ninety seconds", secretariat(SetTimeLimit(90)), 5),
    Act("the list is kept by protocol", secretariat(SetOrder(OrderPolicy.PROTOCOL)), 5),
    Act("Caritas is moved ahead of Kenya", moves("caritas", "kenya"), 5),
    Act(
        "IOM and Kenya swap", desk(lambda state: SwapRequests(*(request_of(state, who) for who in ("iom", "kenya")))), 5
    ),
    Act("a colleague holds Kenya's place", of("kenya", TakeOverRequest, badge("kenya", 2)), 5),
    Act("Kenya cedes to Peru", of("kenya", lambda one: CedePlace(one, "peru"), badge("kenya")), 5),
    Act("IOM is called", picks("iom"), 10),
    Act("IOM passes", on_floor(DeclineFloor), 10),
    Act("that is taken back", undoes(), 10),
    Act("IOM's clock starts", starts_clock(), 2),
    Act("the meeting is suspended", secretariat(SuspendMeeting(900)), 20),
    Act("it is resumed", secretariat(ResumeMeeting()), 600),
    Act("the clock runs on", resumes(), 2),
    Act("IOM has spoken", gives_back(), 70),
    Act("the reply is heard", picks("switzerland"), 10),
    Act("its clock starts", starts_clock(), 2),
    Act("the reply is over", gives_back(), 30),
)
AFTERNOON = (
    Act("what Kenya said is written down", desk(lambda _: LogIntervention("kenya", minute(100), 75)), 5),
    Act(
        "a note is made of it",
        desk(lambda state: AddNote(turn_of(state, "kenya"), minute(100), "Handed in")),
        5,
    ),
    Act(
        "who spoke is put right",
        desk(lambda state: CorrectPerson(turn_of(state, "kenya"), minute(100), "M. Otieno", "Envoy")),
        5,
    ),
    Act("Mexico asks again", asks("mexico"), 5),
    Act("Mexico changes its mind", withdraws("mexico"), 5),
    Act("lots are drawn", secretariat(DrawLots("said aloud")), 5),
    Act("the salon's panel ends", ends("salon-panel"), room="salon"),
    Act(
        "Nepal goes to the salon", desk(lambda state: ReleaseRequests("panel", (request_of(state, "nepal"),), "salon"))
    ),
    Act(
        "the salon takes Nepal in",
        secretariat(
            AcceptRequests(
                "plenary", (CarriedRequest("nepal", minute(100), Capacity.GROUP, "Landlocked"),), "salon-work"
            )
        ),
        room="salon",
    ),
    Act("the list closes in ten minutes", secretariat(CloseList(in_seconds=600)), 5),
    Act("they go on without interpreters", secretariat(ContinueWithoutInterpretation()), 5),
    Act("it has closed, and is opened again", opens_list(), 700),
    Act("the list is closed", closes_list(), 5),
    Act("Peru has the floor as the panel ends", picks("peru"), 5),
    Act("Kenya may wait on for group work", adds("kenya", segment="group-work"), 5),
    Act("the panel is over and lunch begins", starts("lunch"), 60),
    Act("the salon's work starts", starts("salon-work"), 60, room="salon"),
    Act("those not reached wait for group work", secretariat(CarryOver("panel", "group-work")), 60),
    Act("group work starts", starts("group-work"), 600),
    Act("the talk is given", calls_next(), 5),
    Act("its clock starts", starts_clock(), 2),
    Act("the exchange begins", goes_to("exchange"), 800),
    Act("Fiji speaks", calls_next(), 10),
    Act("Fiji's clock starts", starts_clock(), 2),
    Act("new questions are asked", secretariat(SetQuestions("group-work", ("And now?",))), 2),
    Act("Fiji has spoken", gives_back(), 200),
    Act(
        "the rapporteur writes",
        secretariat(SaveBullets("group-work", Heading.FOLLOW_UP_AND_REVIEW, ("Meet again", "Count"))),
        5,
    ),
    Act("and writes", secretariat(SaveBullets("group-work", Heading.COMMITMENTS, ("Recognise skills",))), 5),
    Act("the report is shown", secretariat(ShowReport("group-work", Heading.FOLLOW_UP_AND_REVIEW)), 5),
    Act("it is shown no more", secretariat(ShowReport()), 5),
    Act("the report is submitted", secretariat(SubmitReport("group-work")), 5),
    Act(
        "the salon's report comes",
        secretariat(
            ReceiveReport(
                "salon",
                "salon-work",
                CarriedReport(
                    {Heading.COMMITMENTS: CarriedNotes(("Fewer forms",), 2, "user:writer", minute(290))},
                    minute(291),
                    "user:writer",
                ),
            )
        ),
        5,
    ),
    Act("the reports start", starts("reports"), 60),
    Act(
        "a shorter programme leaves group work out, and Caritas",
        publishes("second", *LATER, gone=("caritas",), settings=replace(SETTINGS, languages=())),
        5,
    ),
    Act("the first report is brought", calls_next(), 5),
    Act("the second report is brought", calls_next(), 300),
    Act("somebody looks at the first meanwhile", secretariat(ShowReport("group-work")), 5),
    Act(
        "the first report is asked for again",
        desk(lambda state: CallSpeaker("first-report", speaking(state))),
        5,
    ),
    Act("the meeting is adjourned", secretariat(AdjournMeeting()), 60),
    Act("it is taken up again", secretariat(ResumeMeeting()), 60),
    Act("the orphans are let go", secretariat(ClearList("group-work")), 60),
    Act("Caritas is back", publishes("third", *LATER), 60),
    Act("Caritas gives up", of("caritas", lambda one: WithdrawRequest(one, declined=True)), 60),
    Act("the closing starts", starts("closing"), 60),
    Act("it ends", ends("closing"), 300),
    Act("a rehearsal has the room", secretariat(BeginRehearsal()), 20_000),
)
DAY = (*MORNING, *AFTERNOON)
