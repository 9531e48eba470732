"""Every command has its place: whoever may ask it has a page that sends it (`deploy/rights.md` against the pages)."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "frontend" / "src" / "pages"
RIGHTS = ROOT / "deploy" / "rights.md"
MAKERS = ROOT / "frontend" / "src" / "live" / "commands.ts"

SHOWS = {
    "control": "control",
    "moderator": "control",
    "phone": "phone",
    "rapporteur": "rapporteur",
    "record": "proceedings",
}
"""Which view the pages that send commands are drawn from: whoever may see it has the page."""

SET_UP = "the set-up pages are an issue of their own; until then the command line"
BY_ITSELF = "the room's processes ask it when the time of the programme comes; nobody has to press anything"
WITHOUT = {
    ("carry_out_plan", "administrator"): BY_ITSELF,
    ("carry_out_plan", "operator"): BY_ITSELF,
    ("publish_programme", "administrator"): SET_UP,
    ("publish_programme", "operator"): SET_UP,
}
"""Commands that a role may ask and has no page for, and why."""


def table(first: str) -> dict[str, set[str]]:
    """A table of `deploy/rights.md` whose first column is `first`: by what it names, the roles that may."""
    lines = RIGHTS.read_text().splitlines()
    begins = next(n for n, line in enumerate(lines) if line.startswith(f"| {first} |"))
    roles = [cell.strip() for cell in lines[begins].strip("|").split("|")][1:]
    found: dict[str, set[str]] = {}
    for line in lines[begins + 2 :]:
        if not line.startswith("|"):
            break
        name, *cells = [cell.strip() for cell in line.strip("|").split("|")]
        found[name.strip("`")] = {role for role, cell in zip(roles, cells, strict=True) if cell == "yes"}
    return found


def sources(page: str) -> str:
    """All that the page called `page` is written in."""
    folder = PAGES / page
    written = [
        *folder.rglob("*.svelte"),
        *(path for path in folder.rglob("*.ts") if not path.name.endswith(".test.ts")),
    ]
    return "\n".join(path.read_text() for path in sorted(written))


def makers() -> dict[str, str]:
    """By the name of a function that makes a command, the command that it makes."""
    made = re.findall(r"export const (\w+) = .*?\btype: \"(\w+)\"", MAKERS.read_text(), re.DOTALL)
    return dict(made)


def sent(page: str) -> set[str]:
    """The commands that a page sends: named there, or made by a function that is called there."""
    text = sources(page)
    named = set(re.findall(r"\btype: \"(\w+)\"", text))
    # Which of several commands one button sends is chosen by an expression, or by an argument.
    chosen = re.findall(r"\btype: ([^,}\n]*\?[^,}\n]*)", text) + re.findall(r"\(type: ([^)]*)\)", text)
    named |= {name for choice in chosen for name in re.findall(r"\"(\w+)\"", choice)}
    return named | {command for maker, command in makers().items() if re.search(rf"\b{maker}\(", text)}


def missing() -> set[tuple[str, str]]:
    """Commands and roles that may ask them, for which no page of theirs has a place."""
    views = table("view")
    sends = {page: sent(page) for page in SHOWS if (PAGES / page).is_dir()}
    return {
        (command, role)
        for command, roles in table("command").items()
        for role in roles
        if not any(command in sends[page] and role in views[SHOWS[page]] for page in sends)
    }


def test_every_command_has_a_page_that_sends_it_for_every_role_that_may_ask_it() -> None:
    assert missing() - set(WITHOUT) == set()


def test_what_is_said_to_have_no_page_has_none() -> None:
    assert set(WITHOUT) - missing() == set()


@pytest.mark.parametrize("page", sorted(SHOWS))
def test_a_page_sends_only_commands_that_there_are(page: str) -> None:
    if (PAGES / page).is_dir():
        known = set(table("command"))
        makes = {command for maker, command in makers().items() if re.search(rf"\b{maker}\(", sources(page))}
        assert makes <= known
