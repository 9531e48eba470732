"""Who speaks and who moderates: the places on a podium, as they were where the file names the same people."""

from collections.abc import Mapping, Sequence
from typing import Any

from live.programme.imports.values import Person, Segment
from live.room.model.plan import Certainty

Slot = dict[str, Any]


def take_people(held: dict[str, Any], read: Segment, offices: Mapping[str, Any]) -> None:
    """Put the people of `read` into the segment `held`. Whom a file does not name at all stays."""
    if read.moderators:
        before = held.get("moderators", [])
        held["moderators"] = _seated(read.moderators, before, "moderator", before, offices)
    if not read.speakers or not held["phases"]:
        return
    phases = held["phases"]
    before = [slot for phase in phases for slot in phase.get("lineup", ())]
    seated = _seated(read.speakers, before, "speaker", [*before, *held.get("moderators", [])], offices)
    kept = {id(slot) for slot in seated}
    for phase in phases:
        if "lineup" in phase:
            phase["lineup"] = [slot for slot in phase["lineup"] if id(slot) in kept]
    here = {id(slot) for phase in phases for slot in phase.get("lineup", ())}
    if new := [slot for slot in seated if id(slot) not in here]:
        main = next((phase for phase in phases if phase.get("lineup")), phases[0])
        main["lineup"] = [*main.get("lineup", ()), *new]
    for phase in phases:
        if not phase.get("lineup"):
            phase.pop("lineup", None)


def _seated(
    people: Sequence[Person], before: Sequence[Slot], kind: str, others: Sequence[Slot], offices: Mapping[str, Any]
) -> list[Slot]:
    """A place for each of `people`: theirs, if they had one.

    Places still to be filled are in no file that was written of a programme: where it names nobody new, they stay.
    """
    named = {_shown(slot, offices): slot for slot in reversed(before)}
    found = [named.get(_name(person, whole=True)) or named.get(_name(person)) for person in people]
    for person, slot in zip(people, found, strict=True):
        if slot is not None:
            _confirm(slot, person)
    if all(found):
        mentioned = {id(slot) for slot in found}
        return [slot for slot in before if id(slot) in mentioned or slot.get("certainty", "confirmed") != "confirmed"]
    taken = {slot["id"] for slot in others}
    seated: list[Slot] = []
    for person, slot in zip(people, found, strict=True):
        made = slot or _slot(person, kind, taken)
        taken.add(made["id"])
        if not any(made is other for other in seated):
            seated.append(made)
    return seated


def _confirm(slot: Slot, person: Person) -> None:
    """Whether somebody is certain to come is as the file has it; what else is open is only settled by hand."""
    if person.certainty is Certainty.TO_BE_CONFIRMED and "certainty" not in slot:
        slot["certainty"] = person.certainty.value
    elif person.certainty is Certainty.CONFIRMED and slot.get("certainty") == Certainty.TO_BE_CONFIRMED.value:
        del slot["certainty"]


def _slot(person: Person, kind: str, taken: set[str]) -> Slot:
    number = next(number for number in range(1, len(taken) + 2) if f"{kind}-{number}" not in taken)
    certainty = person.certainty
    if not person.named and certainty is Certainty.CONFIRMED:
        certainty = Certainty.PLACEHOLDER
    slot: Slot = {"id": f"{kind}-{number}", "names": {"en": person.organisation or person.name}}
    if person.organisation:
        slot["person"] = person.name
    if certainty is not Certainty.CONFIRMED:
        slot["certainty"] = certainty.value
    return slot


def _name(person: Person, *, whole: bool = False) -> str:
    """By what a person is known; `whole` as it was written, with what follows the comma."""
    return (f"{person.name}, {person.organisation}" if whole and person.organisation else person.name).casefold()


def _shown(slot: Slot, offices: Mapping[str, Any]) -> str:
    names = slot.get("names") or offices.get(slot.get("office", ""), {}).get("names", {})
    return str(slot.get("person") or names.get("en", "")).casefold()
