"""The HTTP API held against its own OpenAPI document: no fault of ours, no answer that the document does not know."""

import subprocess
import sys
import tempfile
from pathlib import Path

from live.store.embedded import EmbeddedValkey
from tests.daphne import Daphne, serving, set_up
from tests.set_up import ORGANISER

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
)


def hold(daphne: Daphne, examples: int, seed: int, folder: Path, *, as_anyone: bool) -> str:
    """What Schemathesis finds wrong with `daphne`, asking as an organiser or as anyone; empty if nothing."""
    asks = [] if as_anyone else ["--header", f"Authorization: Bearer {daphne.manage('token', ORGANISER)}"]
    done = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("schemathesis")), "run", f"{daphne.address}/api/openapi.json", *asks),
            *("--checks", ",".join(CHECKS), "--max-examples", str(examples), "--seed", str(seed)),
            *("--generation-database", "none", "--request-timeout", "20", "--no-color"),
        ],
        cwd=folder,  # It leaves a folder behind where it runs.
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def main(examples: int, seed: int) -> int:
    """Hold the API of a server of its own. Its complaints go to standard output."""
    with tempfile.TemporaryDirectory(prefix="rostrum-http-") as name:
        folder = Path(name)
        with EmbeddedValkey(folder / "store") as store:
            environment, keys = set_up(folder, store.url)
            with serving(folder, environment | {"ROSTRUM_BOUNDS": "100"}, keys) as daphne:
                wrong = [hold(daphne, examples, seed, folder, as_anyone=anyone) for anyone in (True, False)]
    print("\n".join(wrong).strip() or f"nothing wrong, seed {seed}")
    return 1 if any(wrong) else 0
