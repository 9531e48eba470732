"""Registers are taken in again and again: who is new, who changed, who is gone; nobody is lost, and no limit is passed
but by somebody who says why.
"""

from typing import Any

import msgspec
import pytest
from django.contrib.auth import get_user_model

from live.programme.credentials import badge_code, find_badge
from live.programme.desk import edits
from live.programme.imported import builtin_known
from live.programme.imports import guessing
from live.programme.imports.brought import Brought, Wanted
from live.programme.imports.faults import Code
from live.programme.imports.values import Known, RowState, Setting
from live.programme.models import Allowance, Badge, Delegation, Participant
from live.programme.publishing import programme_commands
from live.programme.taking import registering
from live.programme.taking.register import RegisterAnswers, RegisterDraft, draft_register
from live.programme.taking.register_preview import preview
from live.programme.taking.storing import MovedOn
from live.room.model.plan import Category
from tests.imports.samples import FILES

pytestmark = [pytest.mark.usefixtures("installed"), pytest.mark.django_db]
HEADER = "Delegation,Title,Given name,Family name,Head,E-mail"
KENYA = ("Kenya,Ms.,Wanjiru,Kamau,yes,w@example.org", "Kenya,Mr.,Juma,Otieno,no,", "Kenya,Ms.,Ada,Njoroge,no,",
         "Kenya,Mr.,Sefu,Kamanzi,no,")  # fmt: skip


@pytest.fixture
def desk() -> Any:
    return get_user_model().objects.create_user("desk")


def table(*rows: str, header: str = HEADER) -> tuple[str, bytes]:
    return "register.csv", "\n".join([header, *rows]).encode()


def sample(name: str) -> tuple[str, bytes]:
    return name, (FILES / name).read_bytes()


def drafted(*files: tuple[str, bytes], **said: Any) -> RegisterDraft:
    answers = msgspec.convert(said, RegisterAnswers)
    made = registering.new_ids(answers.new)
    known = (
        *builtin_known(),
        *(Known(id=made[name], names={"en": name}, category=kind) for name, kind in answers.new.items()),
    )
    setting = Setting(known=known, members=registering.NO_LIMIT, said=answers.said | made, rows=answers.rows)
    read = guessing.read_registers([Brought(*file) for file in files], Wanted(setting, mapping=answers.mapping))
    return draft_register(read, registering.held(), answers, {one.id: one.names["en"] for one in known})


def taken(desk: Any, *files: tuple[str, bytes], **said: Any) -> RegisterDraft:
    draft = drafted(*files, **said)
    base = registering.version_of(registering.held())
    registering.take_register(draft, base, msgspec.convert(said, RegisterAnswers).new, desk)
    return draft


def people(delegation: str) -> dict[str, tuple[int | None, bool]]:
    """The number of everybody's badge, and who heads the delegation."""
    return {
        f"{one.given} {one.family}": (one.badge.number if one.badge else None, one.is_head)
        for one in Participant.objects.filter(delegation=delegation, left_at=None).select_related("badge")
    }


def sums(draft: RegisterDraft) -> dict[str, int]:
    return {state.value: count for state, count in draft.sums.items() if count}


def codes(draft: RegisterDraft) -> list[tuple[int | None, Code]]:
    return [(error.place.row, error.code) for error in draft.errors]


def test_a_delegation_comes_with_its_head_and_everybody_has_a_badge(desk: Any) -> None:
    draft = taken(desk, table(*KENYA))
    assert sums(draft) == {"new": 4}
    assert people("ken") == {
        "Wanjiru Kamau": (1, True),
        "Juma Otieno": (2, False),
        "Ada Njoroge": (3, False),
        "Sefu Kamanzi": (4, False),
    }
    held = {badge.number: badge for badge in Badge.objects.filter(delegation="ken")}
    assert [held[number].is_head for number in (1, 2, 3, 4)] == [True, False, False, False]
    assert held[1].holder == "Ms. Wanjiru Kamau"


@pytest.mark.parametrize("name", ["registration-export.xlsx", "delegations-note-verbale.docx", "csv-utf8-bom.csv",
                                  "formula-injection.csv", "participants.xlsx"])  # fmt: skip
def test_every_sample_is_taken_as_far_as_it_is_good_and_again_changes_nothing(desk: Any, name: str) -> None:
    first = taken(desk, sample(name))
    rows = {one.place.row for one in first.rows} | {error.place.row for error in first.errors if error.place.row}
    assert sum(first.sums.values()) >= len(rows)
    assert Participant.objects.count() == len(first.stored) > 0
    assert not Participant.objects.filter(badge=None).exists()
    again = taken(desk, sample(name))
    assert not again.changes
    assert again.gone == ()
    assert again.sums[RowState.NEW] == again.sums[RowState.CHANGED] == 0
    assert again.sums[RowState.FAULT] == first.sums[RowState.FAULT]
    assert sum(again.sums.values()) == sum(first.sums.values())


def test_the_register_of_six_hundred_rows_is_taken_as_its_description_says(desk: Any) -> None:
    file = sample("registration-export.xlsx")
    draft = drafted(file)
    over = sorted(row or 0 for row, code in codes(draft) if code is Code.OVER_LIMIT)
    assert over == [73, 74, 195, 373, 374, 375]
    assert sum(draft.sums.values()) == 601, "600 rows and the total"
    assert len(drafted(file).stored) == 585, "former names are known to the list that comes with Rostrum"
    assert {one.delegation for one in draft.heads} == {"chl", "jpn"}
    taken(desk, file)
    assert Participant.objects.filter(is_head=True, delegation__in=["chl", "jpn"]).count() == 0, "nobody chose"
    (choice,) = [one for one in drafted(file).heads if one.delegation == "chl"]
    taken(desk, file, heads={"chl": choice.rows[1]})
    (head,) = Participant.objects.filter(is_head=True, delegation="chl")
    assert head.badge is not None and head.badge.is_head
    assert not drafted(file, heads={"chl": choice.rows[1]}).changes
    assert not drafted(file).changes, "what was chosen stays chosen"


def test_who_changed_is_changed_and_who_is_not_in_the_file_stays_until_it_is_asked(desk: Any) -> None:
    taken(desk, table(*KENYA))
    code = badge_code(Badge.objects.get(delegation="ken", number=2))
    draft = taken(desk, table("Kenya,Amb.,Wanjiru,Kamau,yes,", KENYA[2]))
    assert sums(draft) == {"changed": 1, "same": 1}
    assert [row.fields for row in draft.rows] == [("title",), ()]
    assert {person.name for person in draft.gone} == {"Juma Otieno", "Sefu Kamanzi"}
    assert len(people("ken")) == 4
    assert Participant.objects.get(family="Kamau").email == "w@example.org", "what a file does not say stays"
    assert Badge.objects.get(delegation="ken", number=1).holder == "Amb. Wanjiru Kamau"
    juma = next(person.id for person in draft.gone if person.family == "Otieno")
    assert juma is not None
    gone = taken(desk, table(KENYA[0], KENYA[2]), remove=[juma])
    assert gone.removed == (juma,)
    assert "Juma Otieno" not in people("ken")
    assert Participant.objects.get(pk=juma).left_at is not None, "their row is kept"
    assert find_badge(code) is None, "a badge of one who left lets nobody in"
    taken(desk, table("Kenya,Dr.,Amina,Odhiambo,no,"))
    assert people("ken")["Amina Odhiambo"] == (2, False)
    assert badge_code(Badge.objects.get(delegation="ken", number=2)) != code, "another wearer, another code"


def test_only_those_who_are_not_in_the_file_can_be_taken_out(desk: Any) -> None:
    taken(desk, table(*KENYA))
    everybody = list(Participant.objects.values_list("pk", flat=True))
    assert drafted(table(*KENYA), remove=everybody).removed == ()


def test_a_limit_is_kept_over_several_files_and_passed_only_with_a_reason_that_is_written_down(desk: Any) -> None:
    taken(desk, table(*KENYA))
    fifth = table("Kenya,Mr.,Prakash,Rai,no,")
    draft = taken(desk, fifth)
    assert (sums(draft), codes(draft)) == ({"fault": 1}, [(2, Code.OVER_LIMIT)])
    assert len(people("ken")) == 4
    assert codes(drafted(fifth, over={"ken": " "})) == [(2, Code.OVER_LIMIT)], "blanks are no reason"
    draft = taken(desk, fifth, over={"ken": "Agreed with the chair"})
    assert sums(draft) == {"new": 1}
    assert people("ken")["Prakash Rai"] == (5, False)
    (allowance,) = Allowance.objects.all()
    assert (allowance.delegation_id, allowance.most, allowance.by, allowance.why) == (
        "ken", 5, "desk", "Agreed with the chair")  # fmt: skip
    assert codes(drafted(table("Kenya,Mr.,A,Sixth,no,"))) == [(2, Code.OVER_LIMIT)]
    assert not drafted(fifth).changes


def test_nobody_lets_in_more_than_there_are_badges_for(desk: Any) -> None:
    crowd = table(*[f"Kenya,Mr.,Given{number},Family{number},no," for number in range(201)])
    draft = taken(desk, crowd, over={"ken": "All of them"})
    assert sums(draft) == {"new": 4, "fault": 197}
    long = table(f"Uganda,Mr.,{'A' * 2000},B,no,")
    assert sums(taken(desk, long)) == {"new": 1}
    assert not drafted(long).changes


def test_how_many_may_come_is_a_setting(desk: Any) -> None:
    edits.allow_badges(2, desk)
    draft = taken(desk, table(*KENYA))
    assert sums(draft) == {"new": 2, "fault": 2}
    edits.allow_badges(6, desk)
    assert Badge.objects.filter(delegation="ken").count() == 6
    assert sums(taken(desk, table(*KENYA))) == {"same": 2, "new": 2}
    edits.allow_badges(1, desk)
    assert len(people("ken")) == 4, "who is there stays"


def test_the_head_has_a_place_before_the_others(desk: Any) -> None:
    rows = [row.replace(",yes,", ",no,") if at == 0 else row for at, row in enumerate(KENYA)]
    draft = drafted(table(*rows, "Kenya,Mr.,Last,But Head,yes,"))
    assert codes(draft) == [(5, Code.OVER_LIMIT)]
    assert [row.person.head for row in draft.rows] == [False, False, False, False, True]


def test_a_new_head_takes_the_place_of_one_who_is_not_only_when_that_is_said(desk: Any) -> None:
    taken(desk, table(*KENYA[:2]))
    new = table("Kenya,Mr.,New,Head,yes,")
    draft = taken(desk, new)
    assert people("ken") == {"Wanjiru Kamau": (1, True), "Juma Otieno": (2, False), "New Head": (3, False)}
    (asked,) = draft.heads
    taken(desk, new, heads={"ken": asked.rows[0]})
    assert people("ken") == {"Wanjiru Kamau": (1, False), "Juma Otieno": (2, False), "New Head": (3, True)}
    assert list(Badge.objects.filter(delegation="ken", is_head=True).values_list("number", flat=True)) == [3]
    both = table("Kenya,Ms.,Wanjiru,Kamau,yes,", "Kenya,Mr.,New,Head,no,")
    taken(desk, both)
    assert people("ken")["Wanjiru Kamau"] == (1, True), "a file that names both says which it is"


def test_a_name_that_fits_two_is_never_chosen_for_anybody(desk: Any) -> None:
    rows = ("Korea,Mr.,Do-yun,Kim,no,", "Korea,Ms.,Ji-woo,Pak,no,", KENYA[0])
    draft = taken(desk, table(*rows))
    assert sums(draft) == {"fault": 2, "new": 1}
    shown = preview(draft, builtin_known(), "")
    assert [(one.place.column, one.place.row) for one in shown.errors] == [("", 2), ("", 3)]
    assert {one for error in shown.errors for one in error.offered} == {"kor", "prk"}
    assert [row.said for row in draft.rows if row.state is RowState.FAULT] == ["Korea", "Korea"]
    keys = [error.key for error in shown.errors]
    both = taken(desk, table(*rows), rows={keys[0]: "kor", keys[1]: "prk"})
    assert sums(both) == {"new": 2, "same": 1}
    assert (list(people("kor")), list(people("prk"))) == (["Do-yun Kim"], ["Ji-woo Pak"])


def test_a_name_that_nobody_knows_is_said_once_for_all_its_rows(desk: Any) -> None:
    rows = [f"Obervoltaland,Mr.,A{number},B{number},no," for number in range(3)]
    assert sums(drafted(table(*rows))) == {"fault": 3}
    assert sums(drafted(table(*rows), said={"Obervoltaland": "bfa"})) == {"new": 3}
    assert sums(drafted(table(*rows), said={"Obervoltaland": "nowhere"})) == {"fault": 3}


def test_a_delegation_that_is_new_is_made_when_it_is_said_and_published_with_the_programme(desk: Any) -> None:
    before = programme_commands()
    row = table("Mayors of the Coast,Ms.,Ada,One,yes,")
    taken(desk, row, new={"Mayors of the Coast": "local_authority"})
    made = Delegation.objects.get(slug="mayors-of-the-coast")
    assert (made.names, made.category) == ({"en": "Mayors of the Coast"}, Category.LOCAL_AUTHORITY)
    assert people(made.slug) == {"Ada One": (1, True)}
    after = programme_commands()
    assert {one.version for one in after.values()} != {one.version for one in before.values()}
    assert made.slug in {one.id for one in after["plenary"].register}
    taken(desk, table("Mayors of the Plain,Ms.,No,Name,yes,"), new={"Mayors of the Sea": "ngo"})
    assert not Delegation.objects.filter(slug="mayors-of-the-sea").exists(), "nobody came for it"


def test_a_name_written_on_a_badge_by_hand_keeps_its_badge_and_its_place(desk: Any) -> None:
    Badge.objects.filter(delegation="ken", number=3).update(holder="Juma Otieno")
    Badge.objects.filter(delegation="ken", number=4).update(holder="Somebody Else")
    draft = taken(desk, table(*KENYA))
    assert codes(draft) == [(5, Code.OVER_LIMIT)]
    assert people("ken") == {"Wanjiru Kamau": (1, True), "Juma Otieno": (3, False), "Ada Njoroge": (2, False)}
    assert Badge.objects.get(delegation="ken", number=4).holder == "Somebody Else"


def test_who_has_a_number_of_registration_may_change_name_and_delegation(desk: Any) -> None:
    header = f"{HEADER},Registration ID"
    taken(desk, table("Kenya,Ms.,Ada,Njoroge,no,a@example.org,77", header=header))
    old = badge_code(Badge.objects.get(delegation="ken", participant__family="Njoroge"))
    draft = taken(desk, table("Uganda,Ms.,Ada,Njoroge-Smith,no,a@example.org,77", header=header))
    assert [row.fields for row in draft.rows] == [("delegation", "family")]
    assert (people("ken"), list(people("uga"))) == ({}, ["Ada Njoroge-Smith"])
    assert find_badge(old) is None


def test_of_two_at_once_one_is_told_that_it_moved_on(desk: Any) -> None:
    draft, base = drafted(table(*KENYA)), registering.version_of(registering.held())
    registering.take_register(draft, base, {}, desk)
    with pytest.raises(MovedOn):
        registering.take_register(draft, base, {}, desk)
    assert Participant.objects.count() == 4


def test_what_is_no_register_of_people_is_not_taken(desk: Any) -> None:
    for name in ("speakers-list-paper.csv", "mun-roster-alpha3.json", "programme-day.csv", "tc39-agenda.md"):
        draft = drafted(sample(name))
        assert draft.errors, name
        assert not draft.changes, name
