"""Reading files in the shell: the options of `programme read` and `register read`, and what they say."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from live.programme.imported import as_report, setting
from live.programme.imports.brought import Brought, Wanted
from live.programme.imports.process import bring
from live.programme.imports.values import Programme, Register
from live.room.model.zones import ZONES


class Output(Protocol):
    """Where lines are written."""

    def write(self, text: str, /) -> object: ...


def add_reading(parser: ArgumentParser, formats: Sequence[str]) -> None:
    """The arguments of a command that reads files of these formats."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a file of any known format")
    parser.add_argument("--format", default="", choices=formats, help="the format, if it is not to be guessed")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        type=_mapped,
        metavar="HEADING=FIELD",
        help="what a column of a table is, such as 'Titre=title_fr'",
    )
    parser.add_argument("--zone", type=_zone, help="read times without a zone in this one, such as Europe/Paris")
    parser.add_argument("--json", action="store_true", help="one JSON object for each file, a line each")


def read_and_tell(
    out: Output,
    options: Mapping[str, Any],
    read: Callable[[Sequence[Brought], Wanted], Sequence[Programme | Register]],
) -> None:
    """Read the files of `options`, say what is in them, and end with 1 if one of them has an error."""
    files = [brought for path in options["files"] for brought in bring(path)]
    wanted = Wanted(setting(options["zone"]), options["format"], dict(options["map"]))
    results = read(files, wanted)
    for result in results:
        report = as_report(result)
        out.write(json.dumps(report, ensure_ascii=False) if options["json"] else _in_words(report))
    if any(result.errors for result in results):
        sys.exit(1)


def _in_words(report: dict[str, Any]) -> str:
    counts = ", ".join(f"{count} {what}" for what, count in report.items() if isinstance(count, int))
    errors = [f"error: {remark['place']}: {remark['text']}" for remark in report["errors"]]
    notes = [f"note: {remark['place']}: {remark['text']}" for remark in report["notes"]]
    return "\n".join([f"{report['format'] or 'not read'}: {counts}", *errors, *notes])


def _mapped(text: str) -> tuple[str, str]:
    heading, _, field = text.rpartition("=")
    if not heading or not field:
        raise ArgumentTypeError(f"{text!r} is not a heading and a field, such as Titre=title_fr")
    return heading, field


def _zone(text: str) -> str:
    if text not in ZONES:
        raise ArgumentTypeError(f"{text!r} is no IANA time zone")
    return text
