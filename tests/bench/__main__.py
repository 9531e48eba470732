"""What `./rostrum bench` runs: one benchmark, self-contained on loopback, bounded in count and in time."""

import asyncio
import os
import secrets
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

BENCHES = (
    "fanout",
    "connect",
    "commits",
    "storm",
    "burst",
    "bytes",
    "replay",
    "memory",
    "leaving",
    "idle",
    "stalls",
    "demo",
    "hostile",
    "record",
    "opening",
    "redraw",
    "scale",
    "deflate",
)
LONGEST_SECONDS = 590.0


def main() -> int:
    """The exit code: 1, and a sentence on standard error, if anything was not as promised."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with TemporaryDirectory(prefix="rostrum-bench-") as folder:
        # What is under test has its folder inside; Django is only asked for keys and models here.
        os.environ |= {"DJANGO_SETTINGS_MODULE": "live.web.settings", "ROSTRUM_DATA": folder}
        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
        import django  # noqa: PLC0415  It reads the environment.

        django.setup()
        options = read_options()
        if options.bench == "plot":
            from tests.bench.plot import draw  # noqa: PLC0415  Only after Django, like all that is imported here.

            draw()
            return 0
        return measure(options, Path(folder))


def read_options() -> Namespace:
    parser = ArgumentParser(prog="rostrum bench", description=__doc__)
    doing = parser.add_subparsers(dest="bench", required=True)
    for name in BENCHES:
        bench = import_module(f"tests.bench.{name}")
        its = doing.add_parser(name, help=bench.ABOUT)
        its.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
        bench.arguments(its)
    doing.add_parser("plot", help="draw the stored results anew")
    return parser.parse_args()


def measure(options: Namespace, folder: Path) -> int:
    from tests.bench.figures import Wrong, show  # noqa: PLC0415
    from tests.bench.processes import Neighbours  # noqa: PLC0415
    from tests.bench.product import set_up  # noqa: PLC0415

    bench = import_module(f"tests.bench.{options.bench}")
    neighbours = Neighbours()
    try:
        if bench.SET_UP:
            set_up(folder)
        figures = asyncio.run(bounded(bench.run(options, folder)))
    except Wrong as wrong:
        print(f"rostrum bench {options.bench}: {wrong}", file=sys.stderr)
        return 1
    show(options.bench, figures | {"others_cpu_share": neighbours.share()}, as_json=options.json)
    return 0


async def bounded(work: Awaitable[dict[str, Any]]) -> dict[str, Any]:
    """What comes of `work`. Raises `Wrong` if it takes too long."""
    from tests.bench.figures import Wrong  # noqa: PLC0415

    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return await work
    except TimeoutError:
        raise Wrong(f"it did not end within {LONGEST_SECONDS:g} s") from None


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nstopped")
