"""`rostrum rehearse`: the whole conference, played at speed by virtual people on a running product."""

import argparse
import asyncio
import json
import os
import secrets
import sys
from pathlib import Path

import django
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn


def main() -> int:
    parser = argparse.ArgumentParser(prog="rostrum rehearse", description=__doc__)
    parser.add_argument(
        "--speed", type=float, default=60.0, metavar="N", help="how many times as quick as the clock (60)"
    )
    parser.add_argument("--delegations", type=int, default=200, metavar="N", help="how many have a phone there (200)")
    parser.add_argument("--seed", type=int, help="the same seed makes the same people, if not at the same instants")
    parser.add_argument("--days", default="all", help="1, 2, 3, some of them such as 1,2, or all")
    parser.add_argument("--minutes", type=float, help="only so many of the conference's minutes")
    parser.add_argument("--faults", action="store_true", help="kill and freeze servers and store, cut and delay wires")
    parser.add_argument("--spoil", action="store_true", help="feed one screen a wrong frame: it has to fail")
    parser.add_argument("--from-record", type=Path, metavar="FILE", help="instead: the meeting in this backup")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")
    parser.add_argument("--plots", type=Path, metavar="FOLDER", help="also three pictures, as SVG")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "live.web.settings")
    # The badge codes hang on it; and nothing of whoever runs this may be found or left.
    os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
    django.setup()
    from live.record.restoring import CannotRestore  # noqa: PLC0415
    from tests.rehearse.conference import Asked, play  # noqa: PLC0415  Models cannot be imported before.
    from tests.rehearse.plots import plot  # noqa: PLC0415
    from tests.rehearse.recorded import Meeting  # noqa: PLC0415

    days = (1, 2, 3) if asked.days == "all" else tuple(int(day) for day in asked.days.split(","))
    if not set(days) <= {1, 2, 3} or asked.speed <= 0 or asked.delegations < 1:
        parser.error("there are days 1, 2 and 3, some speed and some delegations")
    try:
        recorded = Meeting.read(asked.from_record) if asked.from_record else None
    except CannotRestore as error:
        parser.error(str(error))
    seed = asked.seed if asked.seed is not None else secrets.randbelow(1_000_000)
    wanted = Asked(
        asked.speed,
        asked.delegations,
        days,
        seed,
        asked.faults,
        minutes=asked.minutes,
        recorded=recorded,
        spoiled=asked.spoil,
    )
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("the product starts", total=1.0)
        report = asyncio.run(play(wanted, lambda says, done: progress.update(task, description=says, completed=done)))
    if asked.plots is not None:
        plot(report, asked.plots)
    print(json.dumps(report.figures(), ensure_ascii=False) if asked.json else report.text())
    return 0 if report.passed else 1


if __name__ == "__main__":
    sys.exit(main())
