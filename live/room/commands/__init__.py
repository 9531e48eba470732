"""What may be asked of a room, in the imperative. Each says what its asker saw, so that a late press is refused."""

from typing import TypeAlias

from live.room.commands.base import Command, PublishProgramme
from live.room.commands.clock import ClockCommand, ExtendTime, PauseClock, ResumeClock, StartClock
from live.room.commands.floor import (
    CallDelegation,
    CallNextSpeaker,
    CallSecretariat,
    CallSpeaker,
    CorrectSpeaker,
    DeclineFloor,
    EndIntervention,
    FloorCommand,
    LogIntervention,
    MarkAbsent,
    YieldTime,
)
from live.room.commands.lists import (
    AcceptRequests,
    CarriedRequest,
    CarryOver,
    ClearList,
    CloseList,
    DrawLots,
    ListCommand,
    MoveRequest,
    OpenList,
    ReleaseRequests,
    SetOrder,
    SwapRequests,
)
from live.room.commands.meeting import (
    AdjournMeeting,
    ContinueWithoutInterpretation,
    MeetingCommand,
    ResumeMeeting,
    SetBatch,
    SetTimeLimit,
    SuspendMeeting,
)
from live.room.commands.podium import (
    AddSlot,
    PodiumCommand,
    ResolveSlot,
)
from live.room.commands.record import AddNote, CorrectPerson, RecordCommand
from live.room.commands.rehearsal import BeginRehearsal, RehearsalCommand, ResetRehearsal
from live.room.commands.reports import (
    CarriedNotes,
    CarriedReport,
    ClearMessage,
    ReceiveReport,
    ReopenReport,
    ReportingCommand,
    SaveBullets,
    SendMessage,
    SetQuestions,
    ShowQuestion,
    ShowReport,
    SubmitReport,
)
from live.room.commands.requests import (
    AddSpeaker,
    AmendRequest,
    CedePlace,
    DismissPoint,
    MarkReady,
    RequestCommand,
    RequestFloor,
    TakeOverRequest,
    VerifyCapacity,
    WithdrawRequest,
)
from live.room.commands.rundown import CarryOutPlan, EndSegment, RundownCommand, StartPhase, StartSegment
from live.room.commands.undo import Undo

__all__ = [
    "AcceptRequests",
    "AddNote",
    "AddSlot",
    "AddSpeaker",
    "AdjournMeeting",
    "AmendRequest",
    "AnyCommand",
    "BeginRehearsal",
    "CallDelegation",
    "CallNextSpeaker",
    "CallSecretariat",
    "CallSpeaker",
    "CarriedNotes",
    "CarriedReport",
    "CarriedRequest",
    "CarryOutPlan",
    "CarryOver",
    "CedePlace",
    "ClearList",
    "ClearMessage",
    "ClockCommand",
    "CloseList",
    "Command",
    "ContinueWithoutInterpretation",
    "CorrectPerson",
    "CorrectSpeaker",
    "DeclineFloor",
    "DismissPoint",
    "DrawLots",
    "EndIntervention",
    "EndSegment",
    "ExtendTime",
    "FloorCommand",
    "ListCommand",
    "LogIntervention",
    "MarkAbsent",
    "MarkReady",
    "MeetingCommand",
    "MoveRequest",
    "OpenList",
    "PauseClock",
    "PodiumCommand",
    "PublishProgramme",
    "ReceiveReport",
    "RecordCommand",
    "RehearsalCommand",
    "ReleaseRequests",
    "ReopenReport",
    "ReportingCommand",
    "RequestCommand",
    "RequestFloor",
    "ResetRehearsal",
    "ResolveSlot",
    "ResumeClock",
    "ResumeMeeting",
    "RoomCommand",
    "RundownCommand",
    "SaveBullets",
    "SendMessage",
    "SetBatch",
    "SetOrder",
    "SetQuestions",
    "SetTimeLimit",
    "ShowQuestion",
    "ShowReport",
    "StartClock",
    "StartPhase",
    "StartSegment",
    "SubmitReport",
    "SuspendMeeting",
    "SwapRequests",
    "TakeOverRequest",
    "Undo",
    "VerifyCapacity",
    "WithdrawRequest",
    "YieldTime",
]

RoomCommand: TypeAlias = (
    RundownCommand
    | CarryOutPlan
    | MeetingCommand
    | ListCommand
    | RequestCommand
    | FloorCommand
    | ClockCommand
    | PodiumCommand
    | ReportingCommand
    | RecordCommand
    | RehearsalCommand
    | Undo
)
"""What people ask of a room, from a screen or over HTTP."""

AnyCommand: TypeAlias = PublishProgramme | RoomCommand
