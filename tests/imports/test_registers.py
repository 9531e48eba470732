"""Registers, as their samples are rightly read."""

from live.programme.imports.faults import Code
from live.programme.imports.values import RowState
from live.spreadsheets import harmless
from tests.imports.samples import by_row, good, register, register_of, rows_of


def test_a_register_from_excel() -> None:
    read = register("csv-utf8-bom.csv")
    assert read.errors == ()
    assert read.counts() == {"delegations": 8, "people": 11, "heads": 8}
    assert {one.id for one in read.delegations} >= {"egy", "chn", "blr", "civ", "tur", "mex"}
    assert rows_of(read.notes, Code.DUPLICATE) == [8]
    assert read.people[9].family == "Halvorstad, Jr."
    assert read.people[10].family == 'Quispilla "Xime" Montalvario'
    assert read.people[11].family == "Echegoya de la Sierra"


def test_hostile_cells_stay_text() -> None:
    read = register("formula-injection.csv")
    assert read.counts() == {"delegations": 11, "people": 11, "heads": 11}
    assert by_row(read.errors) == {(13, "delegation", Code.DELEGATION_UNKNOWN)}
    assert rows_of(read.notes, Code.NOT_AN_ADDRESS) == [4]
    people = {person.place.row: person for person in read.people}
    assert (people[2].family, people[3].given, people[4].title) == ("=1+1", "@SUM(1+1)", "+Dr.")
    assert people[9].given == "'=1+1"
    assert people[10].family == "-"
    assert people[11].given == "<b>Dalitso</b><script>alert(1)</script>"
    assert harmless(people[2].family) == "'=1+1"


def test_participants_by_nationality() -> None:
    read = register("participants.xlsx")
    assert read.counts() == {"delegations": 11, "people": 24, "heads": 0}
    assert by_row(read.errors) == {(14, "nationality", Code.NO_STATE), (16, "nationality", Code.NO_STATE)}
    assert rows_of(read.notes, Code.NO_ORGANISATION) == [9, *range(13, 20), 21, 23, 24, 25]
    assert rows_of(read.notes, Code.NO_FUNCTION) == rows_of(read.notes, Code.ONE_NAME) == [21]
    usa = [person for person in read.people if person.delegation == "usa"]
    assert len(usa) == 6


def test_a_list_of_speakers_from_paper() -> None:
    read = register("speakers-list-paper.csv")
    assert len(read.people) == 33
    assert by_row(read.errors) == {(35, "delegation", Code.DELEGATION_UNKNOWN)}
    assert rows_of(read.notes, Code.HEADING_SKIPPED) == [2, 22, 23]
    assert rows_of(read.notes, Code.DELEGATION_BY_ALIAS) == [16, 17, 30]
    assert rows_of(read.notes, Code.WITHDRAWN) == [33]
    assert rows_of(read.notes, Code.ORDER_TWICE) == [10]
    assert rows_of(read.notes, Code.ORDER_INSERTED) == [18]
    assert rows_of(read.notes, Code.ORDER_NONE) == [37]
    assert [note.values["value"] for note in read.notes if note.code is Code.ORDER_MISSING] == ["12"]
    assert rows_of(read.notes, Code.LEVEL_UNCLEAR) == [13, 21, 31, 32]
    assert rows_of(read.notes, Code.LANGUAGE_UNCLEAR) == [16, 28]
    assert rows_of(read.notes, Code.SPEAKS_TWICE) == [34]
    assert [person.place.row for person in read.people] == sorted(person.place.row or 0 for person in read.people)
    assert sum(bool(person.group) for person in read.people) == 9


def test_a_registration_of_six_hundred() -> None:
    read = register("registration-export.xlsx")
    assert read.counts()["people"] == 591
    assert read.counts()["delegations"] == 176
    assert rows_of(read.errors, Code.OVER_LIMIT) == [73, 74, 195, 373, 374, 375]
    assert len(read.errors) == 6
    assert len(good(read)) == 585
    notes = {code: rows_of(read.notes, code) for code in Code}
    assert notes[Code.DUPLICATE] == [200, 595, 596, 597, 598]
    assert notes[Code.DUPLICATE_DIFFERS] == [599, 600, 601, 602]
    assert notes[Code.SEVERAL_HEADS] == [105, 107, 261, 262]
    assert notes[Code.NO_HEAD] == [181, 309, 383]
    assert notes[Code.NOT_AN_ADDRESS] == [63, 193, 373]
    assert notes[Code.ONE_NAME] == [198, 269, 565]
    assert notes[Code.CATEGORY_DIFFERS] == [224]
    assert notes[Code.CATEGORY_UNKNOWN] == [269, 492, 493]
    assert notes[Code.TOTAL_SKIPPED] == [603]
    assert set(notes[Code.DELEGATION_BY_ALIAS]) >= {160, 161, 483, 484, 485, 522, 523, 524, 525}
    heads = {person.place.row: person.head for person in read.people}
    assert all(heads[row] for row in (69, 164, 196, 266, 321, 490, 596, 600))
    assert not any(heads[row] for row in (70, 125, 165, 197, 267, 322, 491, 595, 599))


def test_a_note_verbale() -> None:
    read = register("delegations-note-verbale.docx")
    assert read.counts() == {"delegations": 11, "people": 31, "heads": 9}
    assert rows_of(read.errors, Code.OVER_LIMIT) == [9]
    assert len(read.errors) == 1
    names = [person.family for person in read.people]
    assert "Zola Tshuma" in names
    assert "Sefu Kamanzi" not in names
    assert rows_of(read.notes, Code.HEAD_UNNAMED) == [10, 17]
    assert rows_of(read.notes, Code.HEADING_SKIPPED) == [2, 13, 16]
    assert rows_of(read.notes, Code.HEADER_AGAIN) == [8]
    assert rows_of(read.notes, Code.FOOTNOTE_SKIPPED) == [18]
    by_delegation = {one.id: [who for who in read.people if who.delegation == one.id] for one in read.delegations}
    sizes = {key: (sum(p.head for p in who), sum(not p.head for p in who)) for key, who in by_delegation.items()}
    assert sizes["vnm"] == (1, 2)
    assert sizes["ury"] == (0, 2)
    assert sizes["tur"] == (1, 4)
    assert sizes["european-union"] == (1, 1)
    fiji = by_delegation["fji"][0]
    assert (fiji.title, fiji.family, fiji.function) == ("Mr.", "Sione Fonuavai", "Chargé d’affaires a.i.")


def test_rosters_of_states_by_code() -> None:
    three = register("mun-roster-alpha3.json")
    assert three.errors == ()
    assert len(three.delegations) == 20
    assert sum(len(one.seats) for one in three.delegations) == 59
    assert sum(note.code is Code.NO_SEATS for note in three.notes) == 2
    two = register("mun-roster-alpha2.json")
    assert len(two.delegations) == 17
    assert sum(len(one.seats) for one in two.delegations) == 55
    assert [error.place.path for error in two.errors] == ["[17].alpha2Code"]


def test_codes_of_badges_of_indico() -> None:
    read = register("indico-badge-qr.txt")
    assert [person.key for person in read.people] == [
        "9c6ab710-4a08-4720-8ede-24428a013fda",
        "d3b9c9d9-a754-4c3e-9f33-44d507b07fa3",
        "0c68ec55-41dc-477f-ba17-fea535c3212d",
        "22527dbd-a43e-4740-a04d-45f265aec90a",
        "9c6ab710-4a08-4720-8ede-24428a013fda",
    ]
    assert read.people[1].accompanies == read.people[0].key
    assert read.people[4].state is RowState.SAME
    assert rows_of(read.errors, Code.BADGE_DAMAGED) == [5, 7]
    assert rows_of(read.errors, Code.BADGE_VERSION) == [6]
    assert rows_of(read.errors, Code.NOT_A_BADGE) == [9]
    assert not any("==" in remark.text or "WIFI" in remark.text for remark in (*read.errors, *read.notes))


def test_a_part_of_a_name_offers_all_that_have_it() -> None:
    read = register_of("delegation,given name,family name\nKorea,A,B\nMickronesia,C,D\n")
    assert "Republic of Korea" in read.errors[0].text
    assert "Democratic People’s Republic of Korea" in read.errors[0].text
    assert "Micronesia" in read.errors[1].text


def test_a_country_written_once_above_its_people_is_theirs() -> None:
    rows = 'country,participants,email\nFrance,"Dupont, Jean",x@y.fr\n,Marie Po,m@y.fr\n,Pierre Po,\nGermany,Max Bo,\n'
    assert [person.delegation for person in register_of(rows).people] == ["fra", "fra", "fra", "deu"]


def test_who_is_not_in_the_register_is_offered_who_is_like_them_and_never_made() -> None:
    read = register_of("delegation,given name,family name\nKenia Republic,A,B\nUrugay,C,D\n")
    assert rows_of(read.errors, Code.DELEGATION_UNKNOWN) == [2, 3]
    assert "Uruguay" in read.errors[1].text
    assert read.delegations == ()
