"""From what was read of registers to who is registered: who is new, who changed, who is gone, and who is one too many.

Nothing is stored here, and nobody is ever lost: who is not in the file stays, unless it is asked that they go.

One class takes all the steps, for each of them may change what the one before found: hence the length.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

import msgspec

from live.programme.imports.faults import Code, Place, Remark, quoted
from live.programme.imports.remarks import at_fault, row_key, row_of
from live.programme.imports.values import Participant, Register, RowState
from live.programme.taking.answers import MOST_MAPPED, Said
from live.room.model.plan import CategoryId, Value
from live.room.model.texts import one_line

FIELDS = ("title", "given", "family", "function", "organisation", "email", "phone", "key")
TAKEN = ("register-table", "participants", "note-verbale")
"""The formats that hold people with their names."""
WEIGHT = (RowState.SKIPPED, RowState.SAME, RowState.NEW, RowState.CHANGED, RowState.FAULT)
"""Of a row that holds several people, the state that weighs most."""
MOST_PEOPLE = 20_000
LONGEST = 300
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class RegisterAnswers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody says of a register. `said` is which delegation is meant by a name wherever it stands, `rows` by
    that of one row; `new` are names that become delegations, of this category. `heads` is who heads a delegation: a
    row, or somebody by their number. `over` lets in whom a delegation has too many, and why; `remove` takes these out.
    """

    mapping: Annotated[dict[Said, Said], msgspec.Meta(max_length=MOST_MAPPED)] = {}
    said: Annotated[dict[str, Said], msgspec.Meta(max_length=2000)] = {}
    rows: Annotated[dict[str, Said], msgspec.Meta(max_length=2000)] = {}
    new: Annotated[dict[Said, CategoryId], msgspec.Meta(max_length=2000)] = {}
    heads: Annotated[dict[str, str], msgspec.Meta(max_length=2000)] = {}
    over: Annotated[dict[str, Reason], msgspec.Meta(max_length=2000)] = {}
    remove: Annotated[tuple[int, ...], msgspec.Meta(max_length=MOST_PEOPLE)] = ()


class Registrant(Value, frozen=True):
    """Somebody who is registered; `id` is their number, none before they are stored."""

    delegation: str
    title: str = ""
    given: str = ""
    family: str = ""
    function: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""
    key: str = ""
    head: bool = False
    id: int | None = None

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.given, self.family)))


class Held(Value, frozen=True):
    """Who is registered now. `most` people a delegation may have, `allowed` some more, and none more than `largest`;
    `holders` are names that were written on badges by hand.
    """

    people: tuple[Registrant, ...] = ()
    most: int = 4
    largest: int = 200
    allowed: dict[str, int] = {}
    holders: dict[str, tuple[str, ...]] = {}


class Row(Value, frozen=True):
    """A person of the file and what becomes of them; `fields` are those that change."""

    state: RowState
    place: Place
    person: Registrant
    said: str = ""
    fields: tuple[str, ...] = ()


class OverLimit(Value, frozen=True):
    """A delegation that has more people than it may, and why they are let in."""

    delegation: str
    most: int
    why: str


class HeadQuestion(Value, frozen=True):
    """A delegation of which it is not known who heads it: the rows that say so, and who does now."""

    delegation: str
    rows: tuple[str, ...]
    now: int | None = None


class RegisterDraft(Value, frozen=True):
    """What becomes of files. `stored` is everybody who is new or changed, `removed` who goes, `gone` who is not in the
    file and stays.
    """

    format: str
    rows: tuple[Row, ...] = ()
    sums: dict[RowState, int] = {}
    errors: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()
    gone: tuple[Registrant, ...] = ()
    heads: tuple[HeadQuestion, ...] = ()
    stored: tuple[Registrant, ...] = ()
    removed: tuple[int, ...] = ()
    over: tuple[OverLimit, ...] = ()

    @property
    def changes(self) -> bool:
        return bool(self.stored or self.removed)


def draft_register(
    read: Sequence[Register], held: Held, answers: RegisterAnswers, names: Mapping[str, str]
) -> RegisterDraft:
    """What becomes of `held` by what was read of each file; `names` are those of the delegations."""
    return _Draft(read, held, answers, names).drafted()


class _Draft:
    """One run."""

    def __init__(
        self, read: Sequence[Register], held: Held, answers: RegisterAnswers, names: Mapping[str, str]
    ) -> None:
        self.read, self.held, self.answers, self.names = read, held, answers, names
        self.errors: list[Remark] = [error for one in read for error in one.errors]
        self.faulty: frozenset[Place] = frozenset()
        self.notes: list[Remark] = [
            note for one in read for note in one.notes if note.code not in (Code.SEVERAL_HEADS, Code.NO_HEAD)
        ]
        self.known: dict[int, Registrant] = {person.id: person for person in held.people if person.id is not None}
        self.rows: list[Row] = []
        self.heads: list[HeadQuestion] = []
        self.over: list[OverLimit] = []
        for one in read:
            if one.format and one.format not in TAKEN:
                self.errors.append(Remark(_file(one), Code.OTHER_KIND, {"kind": one.format, "wanted": "register"}))

    def drafted(self) -> RegisterDraft:
        coming = [
            person
            for one in self.read
            if one.format in TAKEN
            for person in one.people
            if person.state is RowState.NEW and person.delegation and not person.withdrawn and person.name
        ]
        matched = _matched(coming, self.held.people)
        in_file = {person.id for person in matched.values()}
        gone = tuple(person for person in self.held.people if person.id not in in_file)
        removed = tuple(person.id for person in gone if person.id is not None and person.id in self.answers.remove)
        after = {id(one): _merged(one, matched.get(id(one))) for one in coming}
        for left in removed:
            del self.known[left]
        self._settle_heads(coming, matched, after)
        kept_out = self._over_limit(coming, matched, after)
        taken = {id(one) for one in coming} - kept_out
        self.faulty = at_fault(self.errors)
        for one in (person for read in self.read if read.format in TAKEN for person in (*read.people, *read.strangers)):
            self.rows.append(self._row(one, matched.get(id(one)), after.get(id(one)), id(one) in taken))
        sheets = list(dict.fromkeys((row.place.file, row.place.sheet) for row in self.rows))
        self.rows.sort(key=lambda row: (sheets.index((row.place.file, row.place.sheet)), row.place.row or 0))
        changed = [after[id(one)] for one in coming if id(one) in taken and after[id(one)] != matched.get(id(one))]
        stored = [*self._unseated(changed, removed), *changed]
        return RegisterDraft(
            format=next((one.format for one in self.read), ""),
            rows=tuple(self.rows),
            sums=self._sums(),
            errors=tuple(self.errors),
            notes=tuple(self.notes),
            gone=gone,
            heads=tuple(self.heads),
            stored=tuple(stored),
            removed=removed,
            over=tuple(self.over),
        )

    def _settle_heads(
        self, coming: Sequence[Participant], matched: Mapping[int, Registrant], after: dict[int, Registrant]
    ) -> None:
        """Who heads each delegation: whom the file names, if that is one and nobody else does; else as answered."""
        headed = {person.delegation: person for person in self.known.values() if person.head}
        by_delegation: dict[str, list[Participant]] = {}
        for one in coming:
            by_delegation.setdefault(one.delegation, []).append(one)
        for delegation, people in by_delegation.items():
            now = headed.get(delegation)
            named = [one for one in people if one.head]
            here = next((one for one in people if now is not None and matched.get(id(one)) == now), None)
            chosen = self._answered(delegation, named, now)
            asked = len(named) > 1 or (len(named) == 1 and now is not None and here is None)
            if chosen is None and not asked:
                chosen = named[0] if named else now
            if asked:
                rows = tuple(row_key(one.place) + f"!{one.name}" for one in named)
                self.heads.append(HeadQuestion(delegation, rows, now.id if now is not None else None))
                if chosen is None:
                    chosen = now
                    values = {
                        "name": quoted(self._name(delegation)),
                        "count": str(len(named) + (here is None and now is not None)),
                    }
                    self.notes += [Remark(one.place, Code.SEVERAL_HEADS, values) for one in named]
            elif chosen is None:
                self.notes.append(Remark(people[0].place, Code.NO_HEAD, {"name": quoted(self._name(delegation))}))
            for one in people:
                is_head = one is chosen or (chosen is now and now is not None and one is here)
                after[id(one)] = msgspec.structs.replace(after[id(one)], head=is_head)

    def _answered(
        self, delegation: str, named: Sequence[Participant], now: Registrant | None
    ) -> Participant | Registrant | None:
        said = self.answers.heads.get(delegation, "")
        if now is not None and said == str(now.id):
            return now
        return next((one for one in named if row_key(one.place) + f"!{one.name}" == said), None)

    def _unseated(self, changed: Sequence[Registrant], removed: Sequence[int]) -> Iterator[Registrant]:
        """Those who head a delegation no more, though the file does not speak of them."""
        headed = {person.delegation for person in changed if person.head}
        spoken_of = {person.id for person in changed}
        for person in self.known.values():
            if person.head and person.delegation in headed and person.id not in {*spoken_of, *removed}:
                yield msgspec.structs.replace(person, head=False)

    def _over_limit(
        self, coming: Sequence[Participant], matched: Mapping[int, Registrant], after: dict[int, Registrant]
    ) -> set[int]:
        """Those for whom there is no place: of each delegation the last who would come, but never its head."""
        there = self._how_many_stay(coming, matched)
        kept_out: set[int] = set()
        for delegation, people in self._newcomers(coming, matched).items():
            most = max(self.held.most, self.held.allowed.get(delegation, 0))
            count = there.get(delegation, 0) + len(people)
            if count <= most:
                continue
            why = one_line(self.answers.over.get(delegation, ""))
            if why and count <= self.held.largest:
                self.over.append(OverLimit(delegation, count, why))
                continue
            places = max(0, most - there.get(delegation, 0))
            in_order = sorted(people, key=lambda one: not after[id(one)].head)
            for one in in_order[places:]:
                kept_out.add(id(one))
                if after[id(one)].head:
                    self._keep_head(delegation, coming, matched, after)
                values = {"name": quoted(self._name(delegation)), "count": str(count), "most": str(most)}
                self.errors.append(Remark(one.place, Code.OVER_LIMIT, values))
        return kept_out

    def _how_many_stay(self, coming: Sequence[Participant], matched: Mapping[int, Registrant]) -> dict[str, int]:
        """By delegation, those of it already who go to no other."""
        there = {key: len(names) for key, names in self.held.holders.items()}
        moving = {
            before.id
            for one in coming
            if (before := matched.get(id(one))) is not None and before.delegation != one.delegation
        }
        for person in self.known.values():
            if person.id not in moving:
                there[person.delegation] = there.get(person.delegation, 0) + 1
        return there

    def _newcomers(
        self, coming: Sequence[Participant], matched: Mapping[int, Registrant]
    ) -> dict[str, list[Participant]]:
        """By delegation, those who need a place in it."""
        holders = {key: [_name(name) for name in names] for key, names in self.held.holders.items()}
        newcomers: dict[str, list[Participant]] = {}
        for one in coming:
            before = matched.get(id(one))
            if before is not None and before.delegation == one.delegation:
                continue
            if _name(one.name) in holders.get(one.delegation, []):
                continue  # It is their name that was written on the badge.
            newcomers.setdefault(one.delegation, []).append(one)
        return newcomers

    def _keep_head(
        self,
        delegation: str,
        coming: Sequence[Participant],
        matched: Mapping[int, Registrant],
        after: dict[int, Registrant],
    ) -> None:
        """There is no place for whom the file names: whoever heads the delegation still does."""
        for one in coming:
            if (before := matched.get(id(one))) is not None and before.head and before.delegation == delegation:
                after[id(one)] = msgspec.structs.replace(after[id(one)], head=True)

    def _row(self, one: Participant, before: Registrant | None, after: Registrant | None, taken: bool) -> Row:
        person = after or _merged(one, None)
        if one.state is RowState.FAULT or (after is not None and not taken):
            return Row(RowState.FAULT, one.place, person, one.said)
        if after is None:
            state = RowState.FAULT if row_of(one.place) in self.faulty else RowState.SKIPPED
            return Row(state, one.place, person, one.said)
        if before is None:
            return Row(RowState.NEW, one.place, person)
        fields = tuple(
            field for field in ("delegation", *FIELDS, "head") if getattr(before, field) != getattr(after, field)
        )
        return Row(RowState.CHANGED if fields else RowState.SAME, one.place, person, fields=fields)

    def _sums(self) -> dict[RowState, int]:
        """How many rows of the files are in each state."""
        states: dict[Place, RowState] = {}
        for place, state in (
            *((row.place, row.state) for row in self.rows),
            *((skipped.place, RowState.SKIPPED) for one in self.read for skipped in one.skipped),
            *((error.place, RowState.FAULT) for error in self.errors if error.place.row is not None),
        ):
            at = row_of(place)
            states[at] = max(state, states.get(at, RowState.SKIPPED), key=WEIGHT.index)
        sums = dict.fromkeys(RowState, 0)
        for state in states.values():
            sums[state] += 1
        return sums

    def _name(self, delegation: str) -> str:
        return self.names.get(delegation, delegation)


def _file(read: Register) -> Place:
    places = [*(one.place for one in read.people), *(one.place for one in read.delegations)]
    return Place(places[0].file if places else "")


def _merged(read: Participant, before: Registrant | None) -> Registrant:
    """`before` with what the file says of them. What it does not say stays."""
    said = {field: getattr(read, field)[:LONGEST].strip() for field in FIELDS if getattr(read, field)}
    if before is None:
        return Registrant(delegation=read.delegation, head=read.head, **said)
    if not read.given and before.given and _name(read.family) == _name(before.name):
        said.pop("family", None)  # A file that has names in one column says nothing of their parts.
    return msgspec.structs.replace(before, delegation=read.delegation, **said)


def _matched(coming: Sequence[Participant], held: Sequence[Registrant]) -> dict[int, Registrant]:
    """Who of `held` each of `coming` is, the surest marks first; nobody is found twice, nor chosen among several."""
    found: dict[int, Registrant] = {}
    free = {person.id: person for person in held}
    for number in range(3):
        wanted: dict[object, list[Participant]] = {}
        for one in coming:
            if id(one) not in found and (mark := _marks(one)[number]) is not None:
                wanted.setdefault(mark, []).append(one)
        there: dict[object, list[Registrant]] = {}
        for person in free.values():
            if (mark := _marks(person)[number]) is not None:
                there.setdefault(mark, []).append(person)
        for mark, asking in wanted.items():
            if len(asking) == 1 and len(there.get(mark, ())) == 1:
                found[id(asking[0])] = there[mark][0]
                del free[there[mark][0].id]
    return found


def _marks(one: Participant | Registrant) -> tuple[object, object, object]:
    """By what somebody is known: the number of registration, the name in the delegation, the address there."""
    return (
        one.key or None,
        (one.delegation, _name(one.name)) if one.name else None,
        (one.delegation, one.email.casefold()) if one.email else None,
    )


def _name(name: str) -> tuple[str, ...]:
    """A name in whatever order its parts are written."""
    return tuple(sorted(one_line(name).casefold().replace("’", "'").split()))
