"""From the entries of a room's log to its proceedings.

What was said is read from the state that the room itself folds (`transitions.evolve`), so that an undo takes back here
exactly what it took back there. What happened beside it is read from the events, without those that were undone.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter

from live.proceedings import delivery
from live.proceedings.course import RoomProceedings
from live.proceedings.delivery import Shown, TurnKey, key_of
from live.proceedings.happening import Happening
from live.proceedings.occurrences import Occurrence, OccurrenceKind, Struck
from live.proceedings.places import Places
from live.proceedings.running import Course
from live.proceedings.statements import Correction, Note, Statement, Who
from live.room.model.events import NoteAdded, PersonCorrected, Undone
from live.room.model.record import Gender, Identity, RecordNote
from live.room.model.state import RoomState
from live.room.model.turns import INTERRUPTING, Intervention, Outcome
from live.room.transitions import Entry, evolve


def proceedings_of(room: str, entries: Iterable[Entry]) -> RoomProceedings:
    """What `entries`, the whole log of `room` or its beginning, say of it."""
    fold = Fold(room)
    fold.go_on(entries)
    return fold.made()


class UndoesBefore(Exception):
    """An entry takes back one that was folded as if it held: fold anew, from the first entry."""


class Fold:
    """The proceedings of a room, which go on as its log does."""

    def __init__(self, room: str) -> None:
        self._room = room
        self._undone: set[int] = set()
        self._state = RoomState()
        self._places = Places(room)
        self._shown: dict[TurnKey, tuple[Intervention, object, Shown]] = {}
        self._happening = Happening(self._places)
        self._course = Course(self._places)
        self._struck: dict[int, Struck] = {}
        self._notes: defaultdict[TurnKey, list[RecordNote]] = defaultdict(list)
        self._identities: defaultdict[TurnKey, list[Identity]] = defaultdict(list)

    @property
    def upto(self) -> int:
        """The position of the last entry that is in it."""
        return self._state.position

    def go_on(self, entries: Iterable[Entry]) -> None:
        """Take `entries`, which follow those that were taken. Raises `UndoesBefore`, and has taken none then."""
        log = tuple(entries)
        undone = {event.position for entry in log for event in entry.events if isinstance(event, Undone)}
        if any(position <= self.upto for position in undone):
            raise UndoesBefore
        self._undone |= undone
        for entry in log:
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        before = self._state
        after = self._state = evolve(before, entry)
        self._places.see(after)
        self._keep_shown(before, after)
        if entry.position in self._undone:
            self._strike(entry, after)
            return
        for event in entry.events:
            if isinstance(event, Undone):
                self._take_back(event, entry, before, after)
            elif isinstance(event, NoteAdded):
                self._notes[event.note.intervention, event.note.called_at].append(event.note)
            elif isinstance(event, PersonCorrected):
                self._identities[event.identity.intervention, event.identity.called_at].append(event.identity)
            else:
                self._happening.take(event, entry, before, after)
                self._course.take(event, entry, before, after)

    def _keep_shown(self, before: RoomState, after: RoomState) -> None:
        """Keep what is shown of every turn that is new or is another than it was."""
        fresh: Sequence[Intervention] = ()
        if after.turns is not before.turns:
            known = len(before.turns)
            grew = len(after.turns) > known and (not known or after.turns[known - 1] is before.turns[-1])
            fresh = after.turns[known:] if grew else after.turns
        here = (after.floor,) if after.floor else ()
        for turn in (*fresh, *after.interrupted, *here):
            seen = self._shown.get(key_of(turn))
            # A turn that ended keeps what was shown of it, whatever the register says later.
            if seen is None or (turn.ended_at is None and (seen[0] is not turn or seen[1] is not after.register)):
                self._shown[key_of(turn)] = turn, after.register, delivery.shown(after, turn, self._places)

    def _strike(self, entry: Entry, after: RoomState) -> None:
        act = after.acts[-1] if after.acts and after.acts[-1].position == entry.position else None
        place = self._places.at(after.rundown.current, after.rundown.phase)
        did = tuple(str(event.__struct_config__.tag) for event in entry.events)
        about = act.about if act else None
        # Until its undoing is read, it was undone when it was done.
        struck = Struck(entry.position, entry.at, entry.actor, did, about, entry.at, entry.actor, place)
        self._struck[entry.position] = struck

    def _take_back(self, event: Undone, entry: Entry, before: RoomState, after: RoomState) -> None:
        kept = {key_of(turn) for turn in _all_turns(after)}
        lost = [turn for turn in _all_turns(before) if key_of(turn) not in kept]
        statements = tuple(
            self._statement(turn, before.turns) for turn in lost if turn.outcome in (None, Outcome.SPOKE)
        )
        struck = self._struck[event.position]
        self._struck[event.position] = replace(struck, undone_at=entry.at, undone_by=entry.actor, statements=statements)

    def made(self) -> RoomProceedings:
        """All of it."""
        state = self._state
        turns = _all_turns(state)
        interrupting = tuple(turn for turn in turns if turn.kind in INTERRUPTING)
        said = [self._statement(turn, interrupting) for turn in turns if turn.outcome in (None, Outcome.SPOKE)]
        statements = _numbered(sorted(said, key=attrgetter("called")))
        profile = state.profile
        return RoomProceedings(
            room=self._room,
            names=profile.names if profile else {"en": self._room},
            conference=profile.conference if profile else {"en": ""},
            zone=profile.zone if profile else "UTC",
            upto=state.position,
            settings=state.settings,
            as_of=state.at,
            statements=statements,
            occurrences=self._occurrences(turns),
            runs=self._course.runs(state),
            not_reached=self._course.not_reached(turns),
            reports=self._course.reports(state),
            struck=tuple(self._struck.values()),
            estimates=self._course.estimates(turns),
            list_estimates=self._course.list_estimates(turns),
        )

    def _statement(self, turn: Intervention, turns: Iterable[Intervention]) -> Statement:
        key = key_of(turn)
        shown = self._shown[key][2]
        who, corrections, gender = self._identified(key, shown.who)
        request = turn.request
        seconds = delivery.used(turn, turns, self._happening.silent(turn.ended_at))
        return Statement(
            number=0,
            id=turn.id,
            kind=shown.kind,
            place=shown.place,
            who=who,
            called=turn.called_at,
            started=turn.started_at,
            ended=turn.ended_at,
            allotted=turn.allotted,
            guide=turn.allotted_is_guide,
            extended=self._happening.extended[key],
            used=seconds,
            over=delivery.over(turn, seconds),
            clocked=turn.started_at is not None,
            capacity=turn.capacity,
            on_behalf_of=turn.on_behalf_of,
            on_behalf_of_names=shown.behalf,
            joint=shown.joint,
            language=request.language if request else None,
            to=shown.to,
            question=request.question if request else None,
            question_names=shown.question_names,
            uninterpreted_since=self._course.uninterpreted(turn),
            yielded_by=self._happening.yielded.get(key),
            unlisted=turn.unlisted,
            written_afterwards=key in self._happening.written,
            corrections=corrections,
            asked=self._course.asked.get(turn.answers),
            called_by=turn.called_by,
            announced=request.announced if request and not who.person else None,
            announced_title=request.announced_title if request and not who.title else None,
            gender=gender,
            notes=tuple(Note(note.at, note.by, note.text) for note in self._notes.get(key, ())),
        )

    def _identified(self, key: TurnKey, shown: Who) -> tuple[Who, tuple[Correction, ...], Gender | None]:
        """Who spoke, as it was put right on the floor and in the record, and every correction, the first first."""
        corrections = list(self._happening.corrections[key])
        who, gender = shown, None
        for identity in self._identities.get(key, ()):
            named = replace(who, person=identity.person, title=identity.title)
            corrections.append(Correction(identity.at, identity.by, who, named, afterwards=True))
            who, gender = named, identity.gender
        return who, tuple(sorted(corrections, key=attrgetter("at"))), gender

    def _occurrences(self, turns: Sequence[Intervention]) -> tuple[Occurrence, ...]:
        """A speaker who declined a call that was undone afterwards took their request back by it."""
        passed = {key_of(turn) for turn in turns if turn.outcome is Outcome.DECLINED}
        found = []
        for key, one in self._happening.occurrences:
            if one.kind is OccurrenceKind.DECLINED and key not in passed:
                found.append(replace(one, kind=OccurrenceKind.WITHDRAWN, called=None))
            else:
                found.append(one)
        return tuple(found)


def _all_turns(state: RoomState) -> tuple[Intervention, ...]:
    return (*state.turns, *state.interrupted, *((state.floor,) if state.floor else ()))


def _numbered(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Each with its number in its segment."""
    counts: dict[str | None, int] = defaultdict(int)
    numbered = []
    for statement in statements:
        counts[statement.place.segment] += 1
        numbered.append(replace(statement, number=counts[statement.place.segment]))
    return tuple(numbered)
