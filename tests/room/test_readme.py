"""Nothing in the code cites a rule, a numbered case or a paragraph that `live/room/README.md` does not explain."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.readmes import ROOT, missing

PAGE = ROOT / "live/room/README.md"
PLACES = ("live", "consumers", "tests", "frontend/src")
SUFFIXES = {".py", ".ts", ".svelte", ".toml", ".lua"}

Citation = tuple[str, str]
"""Of which kind, and which of that kind."""

NUMBERS = r"\d+(?:\s*(?:,|/|and)\s*\d+)*"
CITES: dict[str, re.Pattern[str]] = {
    "rule": re.compile(rf"\b[Rr]ules? ({NUMBERS})"),
    "decision": re.compile(r"\b[Dd]ecision (\d+/\d+)"),
    "case": re.compile(rf"\b[Cc]ases? ({NUMBERS})|test_(?:\w+_)?case_(\d+)_"),
    "paragraph": re.compile(rf"\b[Pp]ara(?:graph)?s? ({NUMBERS})"),
    "day": re.compile(r'\b[Ss]eed (day \d+(?:, (?:"[^"]*"|\d+:\d+|[A-Z][\w-]*(?: [IVX]+\b)?))?)'),
}


def cited(text: str) -> set[Citation]:
    """What `text` cites. A citation may be broken over two lines, of a comment too."""
    lines = "\n".join(map(str.rstrip, text.split("\n")))
    joined = re.sub(r"\n\s*(?:#|//|--|\*)?\s*", " ", lines)
    found: set[Citation] = set()
    for kind, pattern in CITES.items():
        for match in pattern.finditer(joined):
            said = next(group for group in match.groups() if group)
            whole = kind in ("decision", "day")
            found |= {(kind, said)} if whole else {(kind, number) for number in re.findall(r"\d+", said)}
    return found


def table(heading: str) -> dict[str, str]:
    """The rows under a heading of the page, by their first cell."""
    part = PAGE.read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ", 1) for line in part.splitlines() if line.startswith("| ")]
    return {first: rest for first, rest in rows[1:]}


def explained() -> set[Citation]:
    found: set[Citation] = {("case", number) for number in table("Numbered cases")}
    for row in table("Rules that are cited"):
        if row.startswith("decision "):
            found.add(("decision", row.removeprefix("decision ")))
        else:
            found |= {("rule", number) for number in re.findall(r"\d+", row)}
    for row in table("Paragraphs of the programme's source that are cited"):
        found.add(("day", row) if row.startswith("day ") else ("paragraph", row.removeprefix("paragraph ")))
    return found


def sources() -> Iterator[Path]:
    for place in PLACES:
        for file in sorted((ROOT / place).rglob("*")):
            if file.suffix in SUFFIXES and file != Path(__file__):
                yield file


def held_cases() -> Iterator[tuple[str, str]]:
    """Every test with the number of a case in its name: the number, and how the page lists it."""
    for file in sources():
        name = file.relative_to(ROOT).as_posix()
        if file.name.startswith("test_"):
            for whole, number in re.findall(r"def (test_(?:\w+_)?case_(\d+)_\w+)", file.read_text()):
                yield number, f"`{name}::{whole}`"
        elif file.name.endswith(".test.ts"):
            for number, title in re.findall(r'\bit\("case (\d+): ([^"]+)"', file.read_text()):
                yield number, f"`{name}`: {title}"


def test_every_file_and_test_on_the_page_exists() -> None:
    assert missing(PAGE) == []


def test_whatever_is_cited_is_explained() -> None:
    known = explained()
    unknown = {
        f"{file.relative_to(ROOT)}: {kind} {which}"
        for file in sources()
        for kind, which in cited(file.read_text()) - known
    }
    assert unknown == set()


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("It is refused (edge case 99).", ("case", "99")),
        ("cases 3 and 99", ("case", "99")),
        ("def test_case_99_something() -> None:", ("case", "99")),
        ("def test_that_case_99_is_held() -> None:", ("case", "99")),
        ('it("case 99: something", () => {', ("case", "99")),
        ("Rules 71 / 113 and 70 / 912: at any moment.", ("rule", "912")),
        ("as it says (rule\n    # 199 / 240)", ("rule", "199")),
        ("decision 34/999", ("decision", "34/999")),
        ("(seed para 99)", ("paragraph", "99")),
        ("(preliminary information, paragraph 99)", ("paragraph", "99")),
        ("(seed day 9: the summary)", ("day", "day 9")),
        ("(seed day 1, Panel IX)", ("day", "day 1, Panel IX")),
        ('(seed day 1, "TBA")', ("day", 'day 1, "TBA"')),
    ],
)
def test_a_citation_that_the_page_does_not_have_is_found(text: str, which: Citation) -> None:
    assert which in cited(text) - explained()


def test_every_case_lists_its_tests_or_says_that_it_is_not_built() -> None:
    rows = table("Numbered cases")
    held = list(held_cases())
    assert len(held) > 60
    assert [(number, listed) for number, listed in held if listed not in rows.get(number, "")] == []
    tested = {number for number, _ in held}
    assert {number for number, row in rows.items() if "Not built" in row} == rows.keys() - tested


def test_every_title_of_a_front_end_test_on_the_page_is_one() -> None:
    known = {listed for _, listed in held_cases()}
    titled = re.findall(r"`[^`]+\.test\.ts`: [^|<]+?(?= \||<br>)", PAGE.read_text())
    assert titled
    assert [title for title in titled if title.strip() not in known] == []
