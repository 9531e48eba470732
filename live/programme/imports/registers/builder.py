"""What a reader of registers gathers, and what is asked of all of it at the end: repeated people, limits, heads."""

import re
import unicodedata
from collections.abc import Iterable

import msgspec

from live.programme.imports.faults import Code, Place
from live.programme.imports.registers.delegations import Directory
from live.programme.imports.remarks import Remarks, at_fault, once, row_key, row_of
from live.programme.imports.values import Delegation, Known, Participant, Register, RowState, Setting
from live.room.model.texts import one_line

ADDRESS = re.compile(r"[^\s@<>()\"',;:=|]+@(?:[^\s@<>()\"',;:=|.]+\.)+[^\s@<>()\"',;:=|.]+")
MOST_REMARKS = 2000


class RegisterBuilder(Remarks):
    """One file on its way to a `Register`."""

    def __init__(self, format: str, file: str, setting: Setting) -> None:
        super().__init__(file)
        self.format = format
        self.setting = setting
        self.directory = Directory(setting.known)
        self.known = {delegation.id: delegation for delegation in setting.known}
        self.delegations: dict[str, Delegation] = {}
        self.people: list[Participant] = []
        self.strangers: list[Participant] = []

    def find(self, said: str, place: Place) -> Known | None:
        """The delegation that is called `said`, or that was answered to be meant. `None` and an error if there is none,
        or more than one.
        """
        answered = self.setting.rows.get(row_key(place)) or self.setting.said.get(said)
        if answered and (meant := self.known.get(answered)) is not None:
            return meant
        found = self.directory.find(said)
        if not found.delegations:
            offered = ", ".join(one.names["en"] for one in self.directory.like(said))
            self.error(place, Code.DELEGATION_UNKNOWN, value=said, offered=f" Is it {offered}?" if offered else "")
            return None
        if len(found.delegations) > 1:
            offered = ", ".join(sorted(one.names["en"] for one in found.delegations))
            self.error(place, Code.DELEGATION_AMBIGUOUS, value=said, offered=offered)
            return None
        one = found.delegations[0]
        if found.withdrawn:
            self.note(place, Code.WITHDRAWN, value=said)
        elif found.by_alias:
            self.note(place, Code.DELEGATION_BY_ALIAS, value=said, name=one.names["en"])
        return one

    def take(self, known: Known, place: Place, seats: tuple[str, ...] = ()) -> str:
        """Note that the file names the delegation `known`, and return its id."""
        self.delegations.setdefault(known.id, Delegation(id=known.id, name=known.names["en"], place=place, seats=seats))
        return known.id

    def email(self, said: str, place: Place) -> str:
        """The address in `said`; what is none is told and left out."""
        text = one_line(said).removeprefix("mailto:")
        if not text or ADDRESS.fullmatch(text):
            return text
        self.note(place, Code.NOT_AN_ADDRESS, value=text)
        return ""

    def add(self, person: Participant) -> None:
        self.people.append(person)

    def register(self, *, check_limits: bool = True) -> Register:
        """All that was read, checked."""
        if not self.people and not self.delegations and not self.errors:
            self.note(Place(self.file), Code.NO_ENTRIES)
        people = self._without_repeated(self.people)
        if check_limits:
            self._check_heads(people)
            self._check_limits(people)
        faulty = at_fault(self.errors)
        people = [
            msgspec.structs.replace(person, state=RowState.FAULT)
            if row_of(person.place) in faulty and person.state is RowState.NEW
            else person
            for person in people
        ]
        return Register(
            format=self.format,
            delegations=tuple(self.delegations.values()),
            people=tuple(people),
            strangers=tuple(self.strangers),
            skipped=tuple(self.skipped),
            errors=once(self.errors),
            notes=once(self.notes)[:MOST_REMARKS],
        )

    def _without_repeated(self, people: list[Participant]) -> list[Participant]:
        """Mark who was there before, by delegation and name; what differs is told."""
        seen: dict[tuple[str, str], Participant] = {}
        kept: list[Participant] = []
        for person in people:
            key = (person.delegation, _key(person.name) or person.key)
            first = seen.setdefault(key, person) if key[1] else person
            if first is person:
                kept.append(person)
                continue
            fields = [
                field
                for field in ("title", "given", "family", "head", "email", "function", "phone")
                if getattr(person, field) != getattr(first, field)
            ]
            other = str(msgspec.structs.replace(first.place, file="", column="", field=""))
            other = other.removeprefix(": ")
            if fields:
                self.note(person.place, Code.DUPLICATE_DIFFERS, other=other, fields=", ".join(fields))
            else:
                self.note(person.place, Code.DUPLICATE, other=other)
            kept.append(msgspec.structs.replace(person, state=RowState.SAME))
        return kept

    def _of(self, people: list[Participant]) -> Iterable[tuple[Delegation, list[Participant]]]:
        by_delegation: dict[str, list[Participant]] = {}
        for person in people:
            if person.delegation and person.state is RowState.NEW and not person.withdrawn:
                by_delegation.setdefault(person.delegation, []).append(person)
        for key, members in by_delegation.items():
            yield self.delegations[key], members

    def _check_limits(self, people: list[Participant]) -> None:
        most = self.setting.heads + self.setting.members
        for delegation, members in self._of(people):
            heads = [person for person in members if person.head][: self.setting.heads]
            others = [person for person in members if person not in heads]
            room = most - len(heads) if heads else most
            for person in others[room:]:
                self.error(person.place, Code.OVER_LIMIT, name=delegation.name, count=len(members), most=most)

    def _check_heads(self, people: list[Participant]) -> None:
        for delegation, members in self._of(people):
            heads = [person for person in members if person.head]
            if len(heads) > self.setting.heads:
                for head in heads:
                    self.note(head.place, Code.SEVERAL_HEADS, name=delegation.name, count=len(heads))
            elif not heads and self.known[delegation.id].category not in self.setting.headless:
                self.note(members[0].place, Code.NO_HEAD, name=delegation.name)


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", one_line(name)).casefold().replace("’", "'")
