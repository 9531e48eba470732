"""`./rostrum test --mutants`: would the tests of the room notice if one line of the procedure were another?

mutmut makes of every function in `live/room` as many mutants as it knows ways to spoil a line: another comparison, an
argument left out, another word. A mutant dies if a test of `tests/room` fails with it. Of all of them 95 in a hundred
have to die, and each of the others is named in `tests/room/mutants.toml`, with the reason why nothing can notice it.

It writes `tests/room/mutants.md`: how many of each file die, and why the others cannot be noticed.

Where it is stopped it goes on the next time, from `.mutants/`: what lived and is not named, and what was changed since,
is tried anew; without that folder all of it is, as after tests were taken away. With names only those files are tried:
`./rostrum test --mutants rules/lists`. How they are tried is in `tests/trials.py`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import chdir
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

import msgspec
from mutmut.mutation.diff_apply import get_diff_for_mutant

from tests.trials import FILES, PROCESSES, SAMPLE, SECONDS, TESTS, drawn

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / ".mutants"
SPOILT = WORK / "mutants"
"""Where mutmut puts the tree in which every function has its mutants beside it."""
ROOM = "live/room"
NAMED = ROOT / "tests/room/mutants.toml"
RESULTS = ROOT / "tests/room/mutants.md"

AT_LEAST = 0.95
A_FEW = 0.7
"""For so many seconds of tests each mutant is asked about, the tests first that notice most for what they cost.

What lives then and is named lives; about the others all tests are asked that reach them.
"""
NICENESS = 10
COPIED = (
    "live/__init__.py",
    "live/tables.py",
    "live/wire.py",
    ROOM,
    # What a room's log is told as: the programme's own acts are held against it.
    "live/proceedings",
    "tests/__init__.py",
    "tests/given.py",
    "tests/often.py",
    "tests/readmes.py",
    "tests/trials.py",
    "tests/room",
    # What tests of the room hold against the screens.
    "frontend/src/live",
    "frontend/src/words",
)
"""All that the tests of the room need: neither Django nor a store, which would be started for every mutant."""
OF_THE_TREE = "tests/room/test_readme.py"
"""About files that are not copied."""
LEFT_OUT = (
    OF_THE_TREE,
    "tests/room/test_properties.py",
    "tests/room/test_transitions.py::test_a_flood_is_remembered_within_bounds_and_nothing_forgotten_is_carried_out_again",
)
"""What costs much, and would be asked about every mutant that lives."""
OF_SOME = {
    "tests/room/test_authority.py": ("authority.py",),
    "tests/room/test_bounds.py": ("rules/bounds.py", "commands/base.py"),
    "tests/room/test_pairs.py": ("rules/undo.py",),
    "tests/room/test_texts.py": ("model/texts.py", "commands/base.py"),
}
"""What costs more than all others together, and the files that it holds: it is asked about the mutants of no other."""
PLUGINS = ("cacheprovider", "django", "playwright", "schemathesis", "timeout", "asyncio", "aiohttp")
"""Of no use here, and each costs time at every start."""

HOW = ("--quiet", "--assert=plain", "--tb=native")
"""That a test fails is all that is asked: to say why costs more than to find out."""

SPOIL = "from mutmut.__main__ import *; copy_src_dir(); copy_also_copy_files(); create_mutants(1)"
"""What mutmut does first, in `WORK`; trying them is `tests/trials.py`."""
NOT_SPOILT = [r"^\s*assert ", r"assert_never\("]
"""Lines that say what cannot be: they are for readers and types, and their words are never seen."""

ABOUT = f"""# What came of the mutants of the room

`./rostrum test --mutants` writes this, of all that it has tried. `README.md` beside it says what is asked, and
`{NAMED.name}` names those that live and why nothing can notice them. What lives otherwise lived with the tests that
were asked: after a whole try with all that reach it, after `--quick` with those of a second. What is not tried was
never reached, or is to be tried anew: it lived before there was a new test, or its function is another now.
"""
TABLE = (
    "| file of `live/room` | mutants | tried | die | live, and are named | live otherwise |",
    "|---|---:|---:|---:|---:|---:|",
)
REASONS = ("| why those that are named live | how many |", "|---|---:|")

LIVES = (0, 33)
"""What mutmut notes of a mutant with which all tests pass, or that no test reaches; of one that was not tried nothing.

Anything else is one that fails, that hangs or that brings Python down: it is noticed.
"""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One line of the procedure that is another. `name` is mutmut's, and another whenever the function is changed."""

    name: str
    file: str
    function: str
    was: str
    becomes: str

    @property
    def place(self) -> tuple[str, str, str]:
        """By what it is known for longer than by its name."""
        return f"{self.file}::{self.function}", self.was, self.becomes


class Survivor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mutant that no test can notice, and why."""

    where: str
    was: str
    becomes: str
    why: str

    @property
    def place(self) -> tuple[str, str, str]:
        """As of a `Mutant`."""
        return self.where, self.was, self.becomes


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Mutants that are all alike: `was` and `becomes` are patterns."""

    was: str
    becomes: str
    why: str

    def has(self, mutant: Mutant) -> bool:
        """Whether `mutant` is of this kind."""
        return bool(re.fullmatch(self.was, mutant.was) and re.fullmatch(self.becomes, mutant.becomes))


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `NAMED` holds."""

    kind: tuple[Kind, ...] = ()
    survivor: tuple[Survivor, ...] = ()


Codes: TypeAlias = dict[str, dict[str, int | None]]
"""What mutmut notes of each mutant, by file and name."""


class _Noted(msgspec.Struct):
    exit_code_by_key: dict[str, int | None]


@cache
def named() -> Named:
    """The mutants that are known to live."""
    return msgspec.convert(tomllib.loads(NAMED.read_text()), Named)


def main(*arguments: str) -> int:
    """Try the mutants; how the command ends."""
    parser = ArgumentParser(prog="rostrum test --mutants", description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", help="below live/room, such as rules/lists; all of them if none is named")
    parser.add_argument("--processes", type=int, default=max(1, (os.cpu_count() or 2) // 2))
    parser.add_argument("--sample", type=int, default=sys.maxsize, help="try so many of each file alone, drawn by lot")
    parser.add_argument("--quick", action="store_true", help=f"ask about each for {A_FEW} s of tests and no longer")
    options = parser.parse_args(arguments)
    files = list(_chosen(options.files))
    os.nice(NICENESS)
    _lay_out()
    subprocess.run([sys.executable, "-c", SPOIL], cwd=WORK, check=True, stdout=subprocess.DEVNULL)
    for seconds in (A_FEW,) if options.quick else (A_FEW, sys.maxsize):
        _try_the_living_anew(files)
        if (code := _try(files, options.processes, options.sample, seconds)) != 0:
            return code
    tried = {file: _codes(file, options.sample) for file in files}
    RESULTS.write_text(_results({file: _codes(file) for file in _chosen(())}))
    return _judge(tried)


def _try(files: Sequence[str], processes: int, sample: int, seconds: float) -> int:
    """Try the mutants of `files` that were not tried; how pytest ends. Each is asked about for so many `seconds`."""
    if not any(code is None for file in files for code in _codes(file, sample).values()):
        return 0
    of_others = [test for test, its in OF_SOME.items() if not {*its} & {*files}]
    left_out = [f"--{'deselect' if '::' in test else 'ignore'}={test}" for test in (*LEFT_OUT, *of_others)]
    command = [sys.executable, "-m", "pytest", "-p", "tests.trials", *HOW, "tests/room", *left_out]
    told = {
        FILES: json.dumps([f"{ROOM}/{file}" for file in files]),
        TESTS: json.dumps({test: [_module(file) for file in its] for test, its in OF_SOME.items()}),
        PROCESSES: str(processes),
        SAMPLE: str(sample),
        SECONDS: str(seconds),
    }
    return subprocess.run(command, cwd=SPOILT, env=os.environ | told, check=False).returncode


def _module(file: str) -> str:
    return f"{ROOM}/{file}".removesuffix(".py").replace("/", ".")


def _chosen(names: Sequence[str]) -> Iterator[str]:
    """The files to be tried, below `live/room`."""
    for name in names:
        if not (ROOT / ROOM / f"{name}.py").is_file():
            raise SystemExit(f"there is no {ROOM}/{name}.py")
        yield f"{name}.py"
    if not names:
        yield from sorted(file.relative_to(ROOT / ROOM).as_posix() for file in (ROOT / ROOM).rglob("*.py"))


def _lay_out() -> None:
    """Copy what is needed, where it is otherwise than it was: mutmut spoils anew what is younger than its mutants."""
    wanted = {file.relative_to(ROOT) for place in COPIED for file in _files(ROOT / place)}
    for file in _files(WORK):
        if file.relative_to(WORK) not in wanted and SPOILT not in file.parents:
            file.unlink()
    for path in wanted:
        if not (WORK / path).exists() or (WORK / path).read_bytes() != (ROOT / path).read_bytes():
            (WORK / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, WORK / path)
    shutil.rmtree(SPOILT / "tests", ignore_errors=True)
    (WORK / "pyproject.toml").write_text(
        "\n".join(
            (
                "[tool.pytest.ini_options]",
                f"addopts = {[word for plugin in PLUGINS for word in ('-p', f'no:{plugin}')]}",
                "[tool.mutmut]",
                'source_paths = ["live"]',
                'also_copy = ["frontend"]',
                # All of it, whatever is tried: what mutmut once copied as it was it takes for spoilt.
                f"only_mutate = ['{ROOM}/*']",
                f"do_not_mutate_patterns = {json.dumps(NOT_SPOILT)}",
                "",
            )
        )
    )


def _files(place: Path) -> list[Path]:
    """`place` itself, or all in it."""
    if place.is_file():
        return [place]
    return [file for file in place.rglob("*") if file.is_file() and "__pycache__" not in file.parts]


def _try_the_living_anew(files: Sequence[str]) -> None:
    """Forget that mutants of `files` lived that are not named: there may be a test now with which they die.

    mutmut looks at their functions alone.
    """
    for file in files:
        noted = SPOILT / ROOM / f"{file}.meta"
        if noted.exists():
            notes = msgspec.json.decode(noted.read_bytes())
            unnamed = {mutant.name for mutant in _living({file: _codes(file)}) if _why(mutant) is None}
            notes["exit_code_by_key"] |= dict.fromkeys(unnamed)
            noted.write_bytes(msgspec.json.encode(notes))


def _judge(codes: Codes) -> int:
    """Say what became of those that were tried, by file, and what is not as it should be."""
    mutants = _living(codes)
    known = {one.place for one in named().survivor if one.where.partition("::")[0] in codes}
    unnamed = [mutant for mutant in mutants if _why(mutant) is None]
    all_tried = all(len(noted) == len(_codes(file)) for file, noted in codes.items())
    dead = known - {mutant.place for mutant in mutants} if all_tried else set()
    _tell(codes, mutants, unnamed)
    for where, was, becomes in sorted(dead):
        print(f"named, and does not live: {where}: {was!r} as {becomes!r}")
    total = sum(map(len, codes.values()))
    assert None not in {code for noted in codes.values() for code in noted.values()}, "all of these were tried"
    share = 1 - len(mutants) / total if total else 1.0
    print(
        f"{total - len(mutants)} of {total} mutants die ({share:.1%}), {len(mutants) - len(unnamed)} named equivalent"
    )
    return 1 if unnamed or dead or share < AT_LEAST else 0


def _why(mutant: Mutant) -> str | None:
    """Why nobody can notice `mutant`, if it is named."""
    kinds = (kind.why for kind in named().kind if kind.has(mutant))
    return next(kinds, next((one.why for one in named().survivor if one.place == mutant.place), None))


def _living(codes: Codes) -> list[Mutant]:
    return [_shown(file, name) for file, noted in codes.items() for name, code in noted.items() if code in LIVES]


def _results(codes: Codes) -> str:
    """What came of all that were tried, as a page."""
    mutants = _living(codes)
    lives, known = (Counter(one.file for one in some) for some in (mutants, filter(_why, mutants)))
    figures = [
        (file, len(noted), sum(code is not None for code in noted.values()), lives[file], known[file])
        for file, noted in codes.items()
        if noted
    ]
    figures.append(("all", *(sum(column) for column in list(zip(*figures, strict=True))[1:])))
    rows = [
        f"| {file.removesuffix('.py')} | {made:,} | {tried:,} | {_share(tried - live, tried)} | {why} | {live - why} |"
        for file, made, tried, live, why in figures
    ]
    alike = [next((kind.why for kind in named().kind if kind.has(mutant)), None) for mutant in mutants]
    kinds = [f"| {why} | {many} |" for why, many in Counter(filter(None, alike)).most_common()]
    one_by_one = f"| Each for a reason of its own. | {sum(known.values()) - sum(why is not None for why in alike)} |"
    return "\n".join((ABOUT, *TABLE, *rows, "", *REASONS, *kinds, one_by_one, ""))


def _share(died: int, tried: int) -> str:
    return f"{died:,}: {died / tried:.1%}" if tried else "–"


def _codes(file: str, most: int = sys.maxsize) -> dict[str, int | None]:
    """How pytest ended for `most` mutants of `file`; none of a file without a function."""
    noted = SPOILT / ROOM / f"{file}.meta"
    if not noted.exists():
        return {}
    codes = msgspec.json.decode(noted.read_bytes(), type=_Noted).exit_code_by_key
    return {name: codes[name] for name in drawn(codes, most)}


def _shown(file: str, name: str) -> Mutant:
    """The mutant `name`, with the line that is another."""
    with chdir(WORK):
        said = get_diff_for_mutant(name, path=f"{ROOM}/{file}")
    lines = [line for line in said.splitlines() if not line.startswith(("---", "+++"))]
    was, becomes = (" ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
    return Mutant(name, file, _function(name), was, becomes)


def _function(name: str) -> str:
    """`place_of` of `live.room.rules.lists.x_place_of__mutmut_3`, `Class.method` of `…xǁClassǁmethod__mutmut_3`."""
    mangled = name.rpartition(".")[2].rpartition("__mutmut_")[0]
    return mangled.removeprefix("xǁ").replace("ǁ", ".") if "ǁ" in mangled else mangled.removeprefix("x_")


def _tell(codes: Codes, mutants: Sequence[Mutant], unnamed: Sequence[Mutant]) -> None:
    lives = Counter(mutant.file for mutant in mutants)
    for file, noted in codes.items():
        if noted:
            print(f"{file:28} {len(noted) - lives[file]:5} of {len(noted):5} die: {1 - lives[file] / len(noted):.1%}")
    for mutant in unnamed:
        where, was, becomes = mutant.place
        print(f"\n[[survivor]]  # {mutant.name}\nwhere = {where!r}\nwas = '''{was}'''\nbecomes = '''{becomes}'''")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
