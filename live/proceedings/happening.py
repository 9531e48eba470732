"""What happened beside the statements, event by event."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from live.proceedings.delivery import Span, TurnKey, key_of, who_is
from live.proceedings.occurrences import Occurrence, OccurrenceKind
from live.proceedings.places import Places
from live.proceedings.statements import Correction
from live.room.model.events import (
    AnyEvent,
    BatchSet,
    CapacityVerified,
    FloorDeclined,
    InterpretationEnded,
    InterventionLogged,
    ListArranged,
    ListCarriedOver,
    ListCleared,
    ListClosed,
    ListOpened,
    MeetingAdjourned,
    MeetingResumed,
    MeetingSuspended,
    PhaseStarted,
    PlaceCeded,
    PointDismissed,
    RequestsAccepted,
    RequestsReleased,
    RequestWithdrawn,
    SegmentEnded,
    SegmentStarted,
    SpeakerAbsent,
    SpeakerCalled,
    SpeakerCorrected,
    TimeExtended,
    TimeLimitSet,
)
from live.room.model.plan import Names
from live.room.model.state import RoomState, SittingStatus
from live.room.model.turns import FloorRequest
from live.room.rules.groups import in_all_languages
from live.room.rules.speakers import everyone_on
from live.room.transitions import Entry


class Happening:
    """Gathers what happened beside the statements, and what it means for them."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._silent: list[Span] = []
        self._silent_since: datetime | None = None
        self.occurrences: list[tuple[TurnKey | None, Occurrence]] = []
        self.extended: defaultdict[TurnKey, int] = defaultdict(int)
        self.corrections: defaultdict[TurnKey, list[Correction]] = defaultdict(list)
        self.yielded: dict[TurnKey, Names] = {}
        self.written: set[TurnKey] = set()

    def silent(self, until: datetime | None) -> list[Span]:
        """When the meeting did not sit; an interruption that goes on lasts at least `until`."""
        goes_on = [(self._silent_since, until)] if self._silent_since is not None and until is not None else []
        return [*self._silent, *goes_on]

    def take(self, event: AnyEvent, entry: Entry, before: RoomState, after: RoomState) -> None:
        """Note what `event` of `entry` did, between the states `before` and `after` the entry."""
        self._sits(entry.at, after)
        match event:
            case SpeakerCalled() | SpeakerCorrected() | SpeakerAbsent() | FloorDeclined() | InterventionLogged():
                self._on_floor(event, entry, before)
            case TimeExtended(_, seconds) if before.floor is not None:
                self.extended[key_of(before.floor)] += seconds
                who = who_is(before, before.floor.speaker)
                self._add(OccurrenceKind.TIME_EXTENDED, entry, before, who=who, seconds=seconds)
            case RequestWithdrawn() | PlaceCeded() | CapacityVerified() | PointDismissed():
                self._to_request(event, entry, before)
            case (
                ListOpened()
                | ListClosed()
                | ListArranged()
                | ListCarriedOver()
                | ListCleared()
                | RequestsReleased()
                | RequestsAccepted()
            ):
                self._to_list(event, entry, before)
            case _:
                self._to_meeting(event, entry, before, after)

    def _add(
        self,
        kind: OccurrenceKind,
        entry: Entry,
        state: RoomState,
        segment: str | None = None,
        key: TurnKey | None = None,
        **details: Any,
    ) -> None:
        here = state.rundown
        phase = here.phase if segment in (None, here.current) else None
        place = self._places.at(segment or here.current, phase)
        details.setdefault("by", entry.actor)
        self.occurrences.append((key, Occurrence(kind, entry.at, entry.position, place, **details)))

    def _sits(self, at: datetime, after: RoomState) -> None:
        sits = after.sitting.status is SittingStatus.SITTING
        if sits and self._silent_since is not None:
            self._silent.append((self._silent_since, at))
            self._silent_since = None
        elif not sits and self._silent_since is None:
            self._silent_since = at

    def _on_floor(
        self,
        event: SpeakerCalled | SpeakerCorrected | SpeakerAbsent | FloorDeclined | InterventionLogged,
        entry: Entry,
        before: RoomState,
    ) -> None:
        turn = before.floor
        match event:
            case SpeakerCalled(called) if called.yielded_from is not None and turn is not None:
                self.yielded[key_of(called)] = turn.speaker.names
                who = who_is(before, turn.speaker)
                self._add(OccurrenceKind.YIELDED, entry, before, called.segment, who=who, to=called.speaker.names)
            case SpeakerCorrected(_, speaker) if turn is not None:
                was, became = who_is(before, turn.speaker), who_is(before, speaker)
                self.corrections[key_of(turn)].append(Correction(entry.at, entry.actor, was, became))
                self._add(OccurrenceKind.CORRECTED, entry, before, turn.segment, who=was, to=speaker.names)
            case SpeakerAbsent() if turn is not None:
                self._not_spoken(OccurrenceKind.ABSENT, entry, before, turn.called_by)
            case FloorDeclined() if turn is not None:
                self._not_spoken(OccurrenceKind.DECLINED, entry, before, entry.actor)
            case InterventionLogged(logged):
                self.written.add(key_of(logged))
            case _:
                pass

    def _not_spoken(self, kind: OccurrenceKind, entry: Entry, before: RoomState, by: str | None) -> None:
        turn = before.floor
        assert turn is not None
        who = who_is(before, turn.speaker)
        self._add(kind, entry, before, turn.segment, key_of(turn), who=who, called=turn.called_at, by=by)

    def _to_request(
        self,
        event: RequestWithdrawn | PlaceCeded | CapacityVerified | PointDismissed,
        entry: Entry,
        before: RoomState,
    ) -> None:
        request = _request(before, event.segment, event.request)
        if request is None:
            return  # It was gone already.
        who = who_is(before, request.speaker)
        details: dict[str, Any] = {"who": who, "capacity": request.capacity}
        match event:
            case RequestWithdrawn():
                kind = OccurrenceKind.WITHDRAWN if event.by_delegation else OccurrenceKind.REMOVED
            case PlaceCeded():
                kind = OccurrenceKind.CEDED
                details["to"] = event.speaker.names
            case CapacityVerified():
                kind = OccurrenceKind.CAPACITY_VERIFIED if event.holds else OccurrenceKind.CAPACITY_REJECTED
                named = in_all_languages(before, request.capacity, request.on_behalf_of)
                details["to"] = named or ({"en": request.on_behalf_of} if request.on_behalf_of else None)
            case _:
                kind = OccurrenceKind.POINT_DISMISSED
        self._add(kind, entry, before, event.segment, **details)

    def _to_list(
        self,
        event: ListOpened
        | ListClosed
        | ListArranged
        | ListCarriedOver
        | ListCleared
        | RequestsReleased
        | RequestsAccepted,
        entry: Entry,
        before: RoomState,
    ) -> None:
        match event:
            case ListOpened(segment, until):
                self._add(OccurrenceKind.LIST_OPENED, entry, before, segment, until=until)
            case ListClosed(segment, until):
                self._add(OccurrenceKind.LIST_CLOSED, entry, before, segment, until=until)
            case ListArranged(segment, policy, order, seed):
                kind = OccurrenceKind.ORDER_SET if seed is None else OccurrenceKind.LOTS_DRAWN
                self._add(kind, entry, before, segment, order=policy, seed=seed, many=len(order))
            case ListCarriedOver(segment, target, requests):
                to = self._places.at(target).segment_names
                self._add(OccurrenceKind.CARRIED_OVER, entry, before, segment, to=to, many=len(requests))
            case ListCleared(segment, requests):
                self._add(OccurrenceKind.LIST_CLEARED, entry, before, segment, many=len(requests))
            case RequestsReleased(segment, release):
                to = {"en": release.room}
                self._add(OccurrenceKind.SENT_TO_ROOM, entry, before, segment, to=to, many=len(release.requests))
            case RequestsAccepted(segment, room, requests):
                to = {"en": room} if room else None
                self._add(OccurrenceKind.TAKEN_FROM_ROOM, entry, before, segment, to=to, many=len(requests))

    def _to_meeting(self, event: AnyEvent, entry: Entry, before: RoomState, after: RoomState) -> None:
        match event:
            case SegmentStarted(segment):
                self._add(OccurrenceKind.SEGMENT_STARTED, entry, after, segment)
            case SegmentEnded(segment):
                self._add(OccurrenceKind.SEGMENT_ENDED, entry, before, segment)
            case PhaseStarted(segment):
                self._add(OccurrenceKind.PHASE_STARTED, entry, after, segment)
            case MeetingSuspended(until):
                self._add(OccurrenceKind.SUSPENDED, entry, before, until=until)
            case MeetingResumed():
                self._add(OccurrenceKind.RESUMED, entry, before)
            case MeetingAdjourned():
                self._add(OccurrenceKind.ADJOURNED, entry, before)
            case InterpretationEnded(segment):
                self._add(OccurrenceKind.INTERPRETATION_ENDED, entry, before, segment)
            case TimeLimitSet(segment, phase, limit):
                self._add(
                    OccurrenceKind.LIMIT_SET,
                    entry,
                    before,
                    segment,
                    seconds=limit.seconds,
                    category=limit.category,
                    capacity=limit.capacity,
                    limited_phase=self._places.at(segment, phase).phase_names,
                )
            case BatchSet(segment, phase, size):
                limited = self._places.at(segment, phase).phase_names
                self._add(OccurrenceKind.BATCH_SET, entry, before, segment, many=size, limited_phase=limited)
            case _:
                pass


def _request(state: RoomState, segment: str, request: str) -> FloorRequest | None:
    listed = state.lists.get(segment)
    return next((one for one in everyone_on(listed) if one.id == request), None) if listed else None
