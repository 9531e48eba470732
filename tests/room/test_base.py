"""What a command may hold: whoever holds too much is told where, and how much it may be."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace

from live.room.commands import AddSpeaker, LogIntervention, MoveRequest, PublishProgramme, ReceiveReport, SaveBullets
from live.room.commands.base import LONGEST_ID, LONGEST_PRINTED, MOST_IDS, MOST_PRINTED
from live.room.commands.reports import CarriedNotes, CarriedReport
from live.room.model.plan import RegisteredGroup
from live.room.model.reports import MAX_BULLET, MAX_BULLETS, Heading, Noted, Report
from live.room.model.texts import Unfit
from live.room.refusals import Reason
from tests.given import AT, OPEN, PANEL, after, programme, refused, secretariat, slot

NAIVE = datetime(2017, 12, 4)  # noqa: DTZ001
BY = {Heading.COMMITMENTS: CarriedNotes((" A\tfund ",), 1, "user:writer", AT.astimezone(timezone(timedelta(hours=2))))}


def publishes(**known: Any) -> PublishProgramme:
    return replace(programme(), **known)


def crowd(many: int) -> PublishProgramme:
    lineup = tuple(slot("nobody") for _ in range(many))
    return programme(segments=(replace(PANEL, phases=(replace(PANEL.phases[0], lineup=lineup),)),))


def named(length: int) -> PublishProgramme:
    return publishes(groups=(RegisteredGroup({"en": "x" * length}),))


def bullet(length: int) -> ReceiveReport:
    return ReceiveReport("annex", "work", CarriedReport({Heading.COMMITMENTS: CarriedNotes(("x" * length,))}))


@pytest.mark.parametrize(
    ("holds", "most", "of", "field"),
    [
        (lambda many: AddSpeaker("x" * many), LONGEST_ID, "characters", "delegation"),
        (lambda many: AddSpeaker("fiji", person="x" * many), 1000, "characters", "person"),
        (lambda many: MoveRequest("r1", ("r1",) * many), MOST_IDS, "entries", "seen"),
        (lambda many: MoveRequest("r1", ("r1", "x" * many)), LONGEST_ID, "characters", "seen[1]"),
        (lambda many: SaveBullets("work", Heading.COMMITMENTS, ("x",) * many), MAX_BULLETS, "entries", "bullets"),
        (bullet, MAX_BULLET, "characters", "report.noted.commitments.bullets[0]"),
        (crowd, MOST_PRINTED, "entries", "segments[0].phases[0].lineup"),
        (named, LONGEST_PRINTED, "characters", "groups[0].names.en"),
        (lambda many: publishes(process_chairs={"x" * many: "fiji"}), LONGEST_PRINTED, "characters", "process_chairs"),
        (lambda many: publishes(process_chairs={"x": "x" * many}), LONGEST_PRINTED, "characters", "process_chairs.x"),
        (
            lambda many: publishes(process_chairs={str(n): "fiji" for n in range(many)}),
            1000,
            "entries",
            "process_chairs",
        ),
        (
            lambda many: publishes(groups=(RegisteredGroup({str(n): "x" for n in range(many)}),)),
            MOST_PRINTED,
            "entries",
            "groups[0].names",
        ),
    ],
    ids=map(str, range(12)),
)
def test_as_much_as_a_field_may_hold_is_held_and_of_more_the_place_is_named(
    holds: Callable[[int], object], most: int, of: str, field: str
) -> None:
    holds(most)
    with pytest.raises(Unfit) as no:
        holds(most + 1)
    assert (no.value.fault, no.value.field) == (f"expected at most {most} {of}", field)


def test_an_instant_without_an_offset_is_named_by_its_place() -> None:
    notes = CarriedReport({Heading.COMMITMENTS: CarriedNotes((), at=NAIVE)})
    with pytest.raises(Unfit, match=r"^expected an instant with its offset.* - in `began_at`$"):
        LogIntervention("kenya", NAIVE, 60)
    with pytest.raises(Unfit, match=r"^expected an instant with its offset.* - in `report.noted.commitments.at`$"):
        ReceiveReport("annex", "work", notes)


def test_what_is_clean_is_left_as_it_is_and_the_rest_is_cleaned_in_its_place() -> None:
    seen = ("r1", "r2")
    assert MoveRequest("r1", seen).seen is seen
    assert MoveRequest("r1", ("r1", " r2\n")).seen == seen
    chairs = {"Puebla Process": "mexico"}
    assert publishes(process_chairs=chairs).process_chairs is chairs
    for soiled in ({" Puebla\tProcess ": "mexico"}, {"Puebla Process": " mexico"}):
        assert publishes(process_chairs=soiled).process_chairs == chairs
    clean = CarriedReport({Heading.COMMITMENTS: CarriedNotes(("A fund",), 1, "user:writer", AT)}, AT)
    assert ReceiveReport("annex", "work", clean).report is clean
    assert ReceiveReport("annex", "work", CarriedReport(BY, AT)).report == clean


def test_the_same_with_other_fields_is_what_it_would_be_if_it_were_made_anew() -> None:
    told = programme(room="annex")
    other = told.but(version=" second\n", instead_of=" first\n")
    assert other == replace(told, version="second", instead_of="first")
    assert other.register is told.register
    assert told == programme(room="annex")
    with pytest.raises(Unfit, match=r" - in `version`$"):
        told.but(version="x" * (LONGEST_ID + 1))


def test_a_report_as_a_room_has_it_is_taken_as_one_that_is_carried() -> None:
    report: Any = Report({Heading.COMMITMENTS: Noted(("A fund",), 1, "user:writer", AT)}, AT, "user:writer")
    notes = CarriedNotes(("A fund",), 1, "user:writer", AT)
    carried = CarriedReport({Heading.COMMITMENTS: notes}, AT, "user:writer")
    assert ReceiveReport("annex", "work", report).report == carried


def test_a_name_in_which_nothing_is_to_be_seen_is_refused_by_its_field() -> None:
    no = refused(OPEN, secretariat(ReceiveReport("\u200b", "work", CarriedReport())))
    assert (no.reason, no.detail) == (Reason.OUT_OF_RANGE, {"field": "room"})
    assert after(OPEN, secretariat(AddSpeaker("fiji", person=" "))).lists["panel"].waiting[0].speaker.person is None
