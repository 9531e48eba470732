"""What a page for developers names, and whether it is there.

Between backquotes a page may write a file or folder (from its own folder or from the root), `file::name` for what is
defined in that file, `./rostrum verb`, and the name of a class, function or constant. All else there is not checked.
"""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CODE = ("live", "consumers", "frontend/src")
SUFFIXES = (".py", ".ts", ".svelte", ".lua", ".md", ".json", ".toml", ".lock", ".csv")
QUOTED = re.compile(r"`([^`\n]+)`")
DEFINES = (
    r"(?:\b(?:function|class|interface|const|let|type)\s+{0}\b|^\s+(?:async |get |private |readonly )*{0}\s*[(<=])"
)


def missing(page: Path) -> list[str]:
    """What `page` names and is not there."""
    quoted = QUOTED.findall(re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL))
    return [name for name in quoted if not _exists(name, page.parent)]


def _exists(name: str, folder: Path) -> bool:
    if name.startswith("./rostrum "):
        return name.split()[1] in verbs()
    path, _, inside = name.partition("::")
    if inside:
        file = _found(path, folder)
        return file is not None and defines(file, inside)
    if name.endswith(("/", *SUFFIXES)):
        return _found(name, folder) is not None
    if re.fullmatch(r"[A-Za-z_]+[a-z_]+\w*(\.\w+)?(\(.*\))?", name) and (name[0].isupper() or "(" in name):
        return any(defines(file, name.partition("(")[0]) for file in code())
    return True


def _found(path: str, folder: Path) -> Path | None:
    return next((place / path for place in (folder, ROOT) if (place / path).exists()), None)


@cache
def code() -> list[Path]:
    """Every file in which a class or function of the product may be defined."""
    return [file for part in CODE for end in ("py", "ts", "svelte") for file in sorted((ROOT / part).rglob(f"*.{end}"))]


@cache
def verbs() -> frozenset[str]:
    """What may follow `./rostrum`."""
    own = re.findall(r'case "(\w+)"', (ROOT / "tests/__main__.py").read_text())
    commands = (ROOT / "live").rglob("management/commands/*.py")
    return frozenset({*own, *(file.stem for file in commands), "migrate", "createsuperuser", "makemigrations"})


@cache
def defines(file: Path, name: str) -> bool:
    """Whether `file` defines `name`: a class, function or constant, or `Class.member`."""
    if file.suffix == ".py":
        return name in _defined_in(file)
    text = file.read_text()
    return all(re.search(DEFINES.format(re.escape(part)), text, re.MULTILINE) for part in name.split("."))


@cache
def _defined_in(file: Path) -> set[str]:
    return _defined(ast.parse(file.read_text()))


def _defined(tree: ast.Module | ast.ClassDef, within: str = "") -> set[str]:
    found: set[str] = set()
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name):
                found |= {within + name} | _defined(node, f"{within}{name}.")
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(within + name)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found.add(within + name)
            case _:
                pass
    return found
