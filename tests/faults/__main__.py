"""`rostrum faults`: a running product under one fault after another, and what people were told held against the log."""

import argparse
import asyncio
import json
import logging
import os
import secrets
import sys

import django


def main() -> int:
    parser = argparse.ArgumentParser(prog="rostrum faults", description=__doc__)
    parser.add_argument("--rounds", type=int, default=50, metavar="N", help="how many rounds (50)")
    parser.add_argument("--seed", type=int, help="the same seed does the same harm, if not at the same instant")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")
    parser.add_argument("--verbose", action="store_true", help="a line for every round, on standard error")
    parser.add_argument(
        "--fuzz", type=int, metavar="N", help="instead: so many inputs to what reads frames and entries"
    )
    parser.add_argument(
        "--http", type=int, metavar="N", help="instead: so many requests of each kind to the HTTP API of a server"
    )
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "live.web.settings")
    # The badge codes hang on it; and nothing of whoever runs this may be found or left.
    os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
    # These ask for more than people do.
    os.environ.setdefault("ROSTRUM_BOUNDS", "100")
    seed = asked.seed if asked.seed is not None else secrets.randbelow(1_000_000)
    if asked.fuzz is not None:
        from tests.faults import fuzzing  # noqa: PLC0415

        return fuzzing.main(asked.fuzz, seed)
    django.setup()
    if asked.http is not None:
        from tests.faults import http_api  # noqa: PLC0415

        return http_api.main(asked.http, seed)
    if asked.verbose:
        logging.getLogger("tests").setLevel(logging.INFO)
    from tests.faults.rounds import run  # noqa: PLC0415  Models cannot be imported before.

    report = asyncio.run(run(asked.rounds, seed, lambda line: print(line, file=sys.stderr, flush=True)))
    figures = report.figures()
    if asked.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        for name, value in figures.items():
            print(f"{name:18} {value}")
    return 0 if report.passed else 1


if __name__ == "__main__":
    sys.exit(main())
