"""Who speaks, as screens show it: speakers by name, the floor with its clock, turns that ended."""

from msgspec.structs import replace

from live.room.model.plan import Capacity, CategoryId, Names, PhaseKind, Seconds, SpeakerSlot
from live.room.model.state import RoomState
from live.room.model.turns import FloorRequest, Intervention, InterventionKind, Outcome, Speaker
from live.room.rules import groups, speakers
from live.room.rules.clock import ran_for
from live.room.views.shared import Shown, Stamp, maybe, stamp
from live.room.views.shared.lists import listed_segment
from live.room.views.shared.rundown import here, slot_shown


class ClockShown(Shown, frozen=True):
    """It ran for `now - runs_from`, or `paused_at - runs_from` while paused; before `runs_from` it stands at zero.

    `allotted` is left out where there is no limit; `guide` marks one that is counted up and never called over.
    """

    allotted: Seconds | None = None
    guide: bool = False
    runs_from: Stamp | None = None
    paused_at: Stamp | None = None


class SpeakerShown(Shown, frozen=True):
    names: Names
    delegation: str | None = None
    category: CategoryId | None = None
    person: str | None = None
    detail: str | None = None
    capacity: Capacity = Capacity.NATIONAL
    on_behalf_of: str | None = None
    on_behalf_of_names: Names | None = None
    """What is spoken for in every language it is registered in."""
    kind: InterventionKind = InterventionKind.STATEMENT
    joint: tuple[str, ...] = ()
    """The delegations, by id, on whose behalf a joint statement is made."""
    language: str | None = None
    """What the statement is delivered in. Of those who wait only interpreters and organisers know."""
    video: bool = False
    question: int | None = None
    """The published question it speaks to, from 1."""
    question_names: Names | None = None
    """Where it is short enough to stand beside a name."""
    title: str | None = None
    """What `person` is: "Minister of the Interior"."""
    reacts_to: Names | None = None
    """Whom a reaction or question is addressed to, where that is known still."""


class InterruptedShown(Shown, frozen=True):
    """The speaker who gets the floor back, the clock standing where it stood."""

    id: str
    speaker: SpeakerShown
    clock: ClockShown | None = None


class FloorShown(Shown, frozen=True):
    id: str
    speaker: SpeakerShown
    called_at: Stamp
    clock: ClockShown | None = None
    interrupted: tuple[InterruptedShown, ...] = ()
    """Who waits for this to end: a point of order, or the Secretariat. The last of them gets the floor back first."""


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


SILENT_PHASES = frozenset({PhaseKind.CEREMONY, PhaseKind.TALK, PhaseKind.BREAK})
"""Phases whose clock the hall never sees: nobody counts down a head of State."""


SOLEMN_PHASES = frozenset({PhaseKind.CEREMONY})
"""Those whose clock not even the podium sees."""


def who_shown(state: RoomState, who: FloorRequest | SpeakerSlot) -> SpeakerShown:
    """`who` as they may be named aloud: a capacity that is only claimed is not said."""
    if isinstance(who, SpeakerSlot):
        return speaker_shown(speakers.slot_speaker(who))
    shown = speaker_shown(who.speaker, who)
    return _speaking_for(state, shown, who.capacity, who.on_behalf_of) if who.verified else shown


def _speaking_for(state: RoomState, shown: SpeakerShown, capacity: Capacity, name: str | None) -> SpeakerShown:
    names = groups.in_all_languages(state, capacity, name)
    question = question_named(state, shown.question)
    return replace(shown, capacity=capacity, on_behalf_of=name, on_behalf_of_names=names, question_names=question)


def speaker_shown(speaker: Speaker, of: FloorRequest | None = None) -> SpeakerShown:
    return SpeakerShown(
        names=speaker.names,
        delegation=speaker.delegation,
        category=speaker.category,
        person=speaker.person,
        title=speaker.title,
        detail=speaker.detail,
        kind=of.kind if of else InterventionKind.STATEMENT,
        joint=of.joint if of else (),
        video=speaker.video,
        question=of.question if of else None,
    )


SHORT_QUESTION = 40
"""The longest question, in letters, that is shown beside a speaker's name instead of its number: "For the motion"."""


def question_named(state: RoomState, number: int | None) -> Names | None:
    """The question of the running segment, or of that whose list is open, if it is short."""
    if number is None:
        return None  # As almost always: then no list is looked for.
    segment = listed_segment(state)
    if segment is None or not 1 <= number <= len(segment.questions):
        return None
    names = segment.questions[number - 1]
    return names if len(names["en"]) <= SHORT_QUESTION else None


def turn_speaker(state: RoomState, turn: Intervention) -> SpeakerShown:
    """Who has, or had, the floor in `turn`."""
    shown = speaker_shown(turn.speaker, turn.request)
    language = turn.request.language if turn.request else None
    shown = _speaking_for(state, shown, turn.capacity, turn.on_behalf_of)
    return replace(shown, kind=turn.kind, language=language)


def addressed(state: RoomState, about: str | None) -> Names | None:
    """The names of one who spoke, or sits on the podium, under the id `about`; `None` if that is nobody any more."""
    if about is None:
        return None
    turns = (*([state.floor] if state.floor else []), *reversed(state.interrupted), *reversed(state.turns))
    turn = next((known for known in turns if about in (known.id, known.answers)), None)
    if turn is not None:
        return turn.speaker.names
    segment, _ = here(state)
    slots = [slot for phase in segment.phases for slot in phase.lineup] if segment else []
    slots += [*segment.moderators, *segment.rapporteurs] if segment else []
    return next((slot_shown(slot).names for slot in slots if slot.id == about and not slot.withdrawn), None)


def floor_shown(state: RoomState, hushed: frozenset[PhaseKind] | None) -> FloorShown | None:
    """Who has the floor, with the clocks that the public may see: none in `hushed` phases. Without those, with all."""
    turn = state.floor
    if turn is None:
        return None
    _, phase = here(state)

    def clock_of(shown: Intervention) -> ClockShown | None:
        if hushed is None:
            return clock_shown(shown)
        # A clock that only counts up tells the public nothing, and hurries speakers who may take their time.
        is_public = phase is not None and shown.allotted is not None and phase.kind not in hushed
        return clock_shown(shown) if is_public else None

    return FloorShown(
        id=turn.id,
        speaker=replace(
            turn_speaker(state, turn), reacts_to=addressed(state, turn.request.about if turn.request else None)
        ),
        called_at=stamp(turn.called_at),
        clock=clock_of(turn),
        interrupted=tuple(
            InterruptedShown(waits.id, turn_speaker(state, waits), clock_of(waits)) for waits in state.interrupted
        ),
    )


def clock_shown(turn: Intervention) -> ClockShown:
    return ClockShown(
        allotted=turn.allotted,
        guide=turn.allotted_is_guide,
        runs_from=maybe(stamp, turn.runs_from),
        paused_at=maybe(stamp, turn.paused_at),
    )


def turn_shown(state: RoomState, turn: Intervention) -> TurnShown:
    """A turn that ended, as it is logged."""
    assert turn.ended_at is not None
    assert turn.outcome is not None
    return TurnShown(
        id=turn.id,
        speaker=turn_speaker(state, turn),
        called_at=stamp(turn.called_at),
        ended_at=stamp(turn.ended_at),
        spoke=int(ran_for(turn, turn.ended_at).total_seconds()),
        outcome=turn.outcome,
        allotted=turn.allotted,
        called_by=turn.called_by,
        unlisted=turn.unlisted,
    )
