"""The tree in which mutants are tried has all that the tests of the room need."""

import ast
from pathlib import Path

from tests.mutants import COPIED, ROOM, ROOT, named


def test_whatever_the_tests_of_the_room_import_is_copied_for_mutants() -> None:
    missing = {
        f"{file.relative_to(ROOT)} imports {name}"
        for place in COPIED
        for file in _modules(ROOT / place)
        for name in _imported(file)
        if not any(_is_at(name, copied) for copied in COPIED)
    }
    assert missing == set()


def test_whoever_is_named_is_there_still() -> None:
    """That a named mutant lives is seen by trying it; that its line was not changed meanwhile is seen at once."""
    gone = {
        one.place
        for one in named().survivor
        for path, _, function in [one.where.partition("::")]
        if one.was not in " ".join(map(str.strip, (ROOT / ROOM / path).read_text().splitlines()))
        or f"def {function.rpartition('.')[2]}(" not in (ROOT / ROOM / path).read_text()
    }
    assert gone == set()


def _modules(place: Path) -> list[Path]:
    return sorted(place.rglob("*.py")) if place.is_dir() else [place] if place.suffix == ".py" else []


def _imported(file: Path) -> set[str]:
    """The modules of this project, with what is taken from them, by their dotted names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.partition(".")[0] in ("live", "consumers", "tests")}


def _is_at(name: str, copied: str) -> bool:
    """Whether what is called `name` is the module `copied`, in it, or below it."""
    package = copied.removesuffix(".py").replace("/", ".")
    return name == package or name.startswith(f"{package}.")
