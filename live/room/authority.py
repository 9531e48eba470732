"""Who may ask what, and who may see what. The answer is the same for sockets, pages, scripts and tests."""

from collections.abc import Collection, Mapping
from enum import StrEnum

import msgspec

from live.room.commands import (
    AddNote,
    AmendRequest,
    AnyCommand,
    BeginRehearsal,
    CarryOutPlan,
    CedePlace,
    CorrectPerson,
    DeclineFloor,
    MarkReady,
    PublishProgramme,
    RequestFloor,
    ResetRehearsal,
    SaveBullets,
    SubmitReport,
    TakeOverRequest,
    WithdrawRequest,
)
from live.room.refusals import Reason, Refused


class Role(StrEnum):
    """What somebody is to the meeting. Who has which role is decided when they come in."""

    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    PRESIDING_OFFICER = "presiding_officer"
    MODERATOR = "moderator"
    RAPPORTEUR = "rapporteur"
    HEAD_OF_DELEGATION = "head_of_delegation"
    DELEGATE = "delegate"
    INTERPRETER = "interpreter"
    SCREEN = "screen"
    PUBLIC = "public"


class View(StrEnum):
    """What a kind of screen is shown of a room."""

    HALL = "hall"
    PODIUM = "podium"
    PHONE = "phone"
    CONTROL = "control"
    INTERPRETERS = "interpreters"
    OVERLAY = "overlay"
    RAPPORTEUR = "rapporteur"
    PROCEEDINGS = "proceedings"


class Act(StrEnum):
    """What is done on the set-up pages. It is about the whole conference, never about one room."""

    READ_FILES = "read_files"
    TAKE_IN = "take_in"
    EDIT = "edit"
    BADGES = "badges"
    PUBLISH = "publish"
    ACCOUNTS = "accounts"


SECRETARIAT = frozenset({Role.ADMINISTRATOR, Role.OPERATOR})
CONDUCT = SECRETARIAT | {Role.PRESIDING_OFFICER, Role.MODERATOR}
DELEGATES = frozenset({Role.HEAD_OF_DELEGATION, Role.DELEGATE})
EVERYONE = frozenset(Role)

Rights = Mapping[View, frozenset[Role]]

SEEN_BY: Rights = {
    View.HALL: EVERYONE,
    View.OVERLAY: EVERYONE,
    View.PODIUM: EVERYONE,
    View.INTERPRETERS: EVERYONE,
    View.PHONE: DELEGATES | CONDUCT,
    View.RAPPORTEUR: CONDUCT | {Role.RAPPORTEUR},
    View.PROCEEDINGS: CONDUCT | DELEGATES | {Role.RAPPORTEUR},
    View.CONTROL: CONDUCT,
}
"""Who may look at what, where nothing was closed to the public or published."""

CLOSED: Rights = {
    View.HALL: EVERYONE - {Role.PUBLIC},
    View.OVERLAY: EVERYONE - {Role.PUBLIC},
    View.PODIUM: CONDUCT | {Role.SCREEN},
    View.INTERPRETERS: CONDUCT | {Role.INTERPRETER, Role.SCREEN},
}
"""Who may look at the open views where a conference closes them: those who work with one, and paired screens."""


PUBLISHED: Rights = {View.PROCEEDINGS: EVERYONE}
"""Who may look at what is closed until a conference publishes it."""


def seen_by(public: Collection[View]) -> Rights:
    """Who may look at what, where only the views in `public` are open."""
    changed = {view: roles for view, roles in CLOSED.items() if view not in public}
    changed |= {view: roles for view, roles in PUBLISHED.items() if view in public}
    return {**SEEN_BY, **changed}


class Actor(msgspec.Struct, frozen=True):
    """Someone or something that came through a door. `rooms` is `None` for all rooms.

    `segments` are those that a rapporteur reports on, `None` for all.
    """

    id: str
    role: Role = Role.PUBLIC
    delegation: str | None = None
    rooms: frozenset[str] | None = None
    segments: frozenset[str] | None = None

    def enters(self, room: str) -> bool:
        """Whether this actor's role holds in `room`."""
        return self.rooms is None or room in self.rooms


PUBLIC = Actor(id="public")
PROGRAMME = Actor(id="programme", role=Role.OPERATOR)
"""In whose name a programme is published and carried out: nobody did it, and nobody takes it back."""


def id_of_badge(delegation: str, number: int) -> str:
    """The id of the actor who wears this badge."""
    return f"badge:{delegation}-{number}"


def badge_number(actor: str | None) -> int | None:
    """The number of the badge that the actor of this id wears; `None` if they wear none."""
    kind, _, number = (actor or "").rpartition("-")
    return int(number) if kind.startswith("badge:") and number.isdecimal() else None


def may_see(actor: Actor, view: View, room: str, rights: Rights = SEEN_BY) -> bool:
    """Whether `actor` may look at `view` of `room`."""
    return actor.enters(room) and actor.role in rights[view]


def may_read_record(actor: Actor, room: str | None) -> bool:
    """Whether `actor` may read the whole record of `room`, or with `None` of all rooms: all are theirs then."""
    theirs = actor.rooms is None if room is None else actor.enters(room)
    return theirs and actor.role in CONDUCT | {Role.RAPPORTEUR}


ASKED_BY: dict[type[AnyCommand], frozenset[Role]] = {
    PublishProgramme: SECRETARIAT,
    BeginRehearsal: SECRETARIAT | {Role.MODERATOR},
    ResetRehearsal: SECRETARIAT | {Role.MODERATOR},
    CarryOutPlan: SECRETARIAT,
    AddNote: SECRETARIAT,
    CorrectPerson: SECRETARIAT,
    RequestFloor: DELEGATES,
    TakeOverRequest: DELEGATES,
    WithdrawRequest: DELEGATES | CONDUCT,
    AmendRequest: DELEGATES | CONDUCT,
    MarkReady: DELEGATES | CONDUCT,
    DeclineFloor: DELEGATES | CONDUCT,
    SaveBullets: CONDUCT | {Role.RAPPORTEUR},
    SubmitReport: CONDUCT | {Role.RAPPORTEUR},
    CedePlace: CONDUCT | {Role.HEAD_OF_DELEGATION},
}
"""Who may ask for what is not for those alone who conduct a meeting."""


SET_UP_BY: Mapping[Act, frozenset[Role]] = {
    **dict.fromkeys(Act, SECRETARIAT),
    Act.ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
}
"""Who may do what on the set-up pages: an operator all but look after accounts."""


def may_set_up(actor: Actor, act: Act) -> bool:
    """Whether `actor` may do `act`: in all rooms alike."""
    return actor.rooms is None and actor.role in SET_UP_BY[act]


def asked_by(command: type[AnyCommand]) -> frozenset[Role]:
    """The roles that may ask `command` of a room that is theirs."""
    return ASKED_BY.get(command, CONDUCT)


def permit(actor: Actor, command: AnyCommand, room: str) -> None:
    """Let `command` pass, or raise `Refused(not_permitted)`."""
    if not actor.enters(room) or actor.role not in asked_by(type(command)) or not _reports(actor, command):
        raise Refused(Reason.NOT_PERMITTED)


def _reports(actor: Actor, command: AnyCommand) -> bool:
    """Whether `command` is about a report that `actor` may write, if it is about a report."""
    if not isinstance(command, SaveBullets | SubmitReport) or actor.segments is None:
        return True
    return command.segment in actor.segments
