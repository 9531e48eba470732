"""What is made for spreadsheets opens right in them, and runs nothing."""

import csv
import io
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.programme.models import Badge
from live.programme.publishing import issue_badges
from live.spreadsheets import MARK, harmless, write_csv
from tests.programme.test_publishing import command, register_one

NOTHING = " \t\r\n\v\f\xa0\u3000\u200b\ufeff\u2028\0"
SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"


@pytest.mark.parametrize("sign", SIGNS)
def test_no_cell_begins_a_formula_whatever_stands_before(sign: str) -> None:
    before = ["", *NOTHING, "  \t", "\r\n ", '"', "x;", "Lima; ", "x\t", "x\n"]
    cells = [f'{one}{sign}HYPERLINK("http://example.org")' for one in before]
    assert [cell for cell in cells if runs(str(harmless(cell)))] == []


def runs(cell: str) -> bool:
    """Whether some part of `cell` is run by a program that passes over blanks, or splits elsewhere."""
    parts = [unicodedata.normalize("NFKC", part) for part in re.split(r"[;\t\r\n\v\f\x85\u2028\u2029]", cell)]
    bare = ["".join(letter for letter in part if unicodedata.category(letter)[0] not in "CZ") for part in parts]
    return any(part.lstrip('"')[:1] in set("=+-@") for part in bare if part.lstrip('"'))


@given(st.text(alphabet=st.sampled_from(NOTHING + SIGNS + "ab;,'\"")))
def test_nothing_that_can_be_typed_runs(typed: str) -> None:
    assert not runs(str(harmless(typed)))


@pytest.mark.parametrize("cell", ["Côte d’Ivoire", "国际移民组织", "a-b", "3 = 3", "", "Lima; Quito", 5, None])
def test_what_is_harmless_stays_as_it_is(cell: str | int | None) -> None:
    assert harmless(cell) == cell


def test_a_table_has_a_mark_of_utf_8_and_line_ends_of_its_own() -> None:
    file = io.StringIO(newline="")
    write_csv(file, ["name", "n"], [("Кения", 1), ('a "quoted" name', 2)])
    assert file.getvalue() == f'{MARK}name,n\r\nКения,1\r\n"a ""quoted"" name",2\r\n'


@pytest.mark.django_db
def test_a_holder_of_a_badge_is_text_in_the_table_of_badges() -> None:
    register_one("late")
    issue_badges(["late"])
    Badge.objects.filter(number=2).update(holder=' =HYPERLINK("http://example.org")')
    told = command("badges")
    assert told.startswith(f"{MARK}delegation,name,")
    rows = list(csv.DictReader(io.StringIO(told.removeprefix(MARK))))
    assert [row["holder"] for row in rows] == ["", '\' =HYPERLINK("http://example.org")', "", ""]
