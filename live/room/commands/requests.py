"""What may be asked of one request for the floor."""

from typing import TypeAlias

from msgspec import UNSET, UnsetType

from live.room.commands.base import Command, Id, Ids, Instant, Text
from live.room.model.plan import Capacity
from live.room.model.turns import InterventionKind, Rank


class RequestFloor(Command, frozen=True, tag="request_floor"):
    """Put the asker's own delegation on the list. `on_behalf_of` names the group or process in that capacity.

    A `kind` that is no turn on the list is put where it belongs: points of order before the chair, replies on a list of
    their own. `about` is the intervention or slot it is addressed to, `question` the published question it speaks to.
    """

    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: Text | None = None
    segment: Id | None = None
    kind: InterventionKind = InterventionKind.STATEMENT
    about: Id | None = None
    question: int | None = None
    language: Text | None = None
    person: Text | None = None
    title: Text | None = None


class AddSpeaker(Command, frozen=True, tag="add_speaker"):
    """Put `delegation` on the list on its behalf: a nameplate, a paper form, a nod. A closed list takes it too."""

    delegation: Id
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: Text | None = None
    segment: Id | None = None
    kind: InterventionKind = InterventionKind.STATEMENT
    about: Id | None = None
    question: int | None = None
    language: Text | None = None
    person: Text | None = None
    rank: Rank | None = None
    joint: Ids = ()
    scheduled_at: Instant | None = None
    title: Text | None = None


class AmendRequest(Command, frozen=True, tag="amend_request"):
    """Say more of `request`: what is left out stays, and `null` clears. A place does not change by it.

    A delegation may amend its own speaker's name and title, language, question and to whom it reacts; the rest is the
    secretariat's, and so is taking a name over for the screens.
    """

    request: Id
    person: Text | UnsetType | None = UNSET
    language: Text | UnsetType | None = UNSET
    about: Id | UnsetType | None = UNSET
    question: int | UnsetType | None = UNSET
    rank: Rank | UnsetType | None = UNSET
    joint: Ids | UnsetType | None = UNSET
    scheduled_at: Instant | UnsetType | None = UNSET
    title: Text | UnsetType | None = UNSET


class WithdrawRequest(Command, frozen=True, tag="withdraw_request"):
    """Take `request` off its list. A speaker who is being called declines by it.

    `declined` is for the desk, which was told that the delegation will not speak.
    """

    request: Id
    declined: bool = False


class TakeOverRequest(Command, frozen=True, tag="take_over_request"):
    """Hold the own delegation's `request` in a colleague's stead. It keeps its place."""

    request: Id


class VerifyCapacity(Command, frozen=True, tag="verify_capacity"):
    """Say whether the capacity claimed by `request` `holds`; one that does not becomes national."""

    request: Id
    holds: bool = True


class MarkReady(Command, frozen=True, tag="mark_ready"):
    """Say that the delegation of `request` is here, or with `ready` false that they were looked for and not found."""

    request: Id
    ready: bool = True


class CedePlace(Command, frozen=True, tag="cede_place"):
    """Give the place of `request` to another delegation, which speaks in its own name."""

    request: Id
    delegation: Id


class DismissPoint(Command, frozen=True, tag="dismiss_point"):
    """Rule that the point of order `request` is not taken. It is logged."""

    request: Id


RequestCommand: TypeAlias = (
    RequestFloor
    | AddSpeaker
    | AmendRequest
    | WithdrawRequest
    | TakeOverRequest
    | VerifyCapacity
    | MarkReady
    | CedePlace
    | DismissPoint
)
