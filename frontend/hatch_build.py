"""Builds the screens, and the Chinese font of documents, whenever the Python package is built or installed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FRONTEND = Path(__file__).resolve().parent
# Hatchling loads this file by its path, so its neighbours are not importable by themselves.
sys.path.append(str(FRONTEND))

import fonts  # noqa: E402
import toolchain  # noqa: E402

FONTS = "live/documents/fonts"


class Screens(BuildHookInterface[Any]):
    def dependencies(self) -> list[str]:
        return [] if toolchain.machine_has_node() else [toolchain.NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        install()
        run("run", "build")
        fonts.write_fonts(FRONTEND.parent / FONTS)
        if version != "editable":
            build_data["force_include"][str(FRONTEND / "dist")] = "live/web/built"
            build_data["force_include"][str(FRONTEND.parent / FONTS)] = FONTS


def install() -> None:
    """Bring `node_modules` to what the lock says; leave it alone when it is there already."""
    wanted = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    stamp = FRONTEND / "node_modules" / ".installed-from"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    run("ci", "--include=dev")
    stamp.write_text(wanted)


def run(*args: str) -> None:
    command = [*toolchain.npm(), *args]
    done = subprocess.run(
        command,
        cwd=FRONTEND,
        env=toolchain.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"npm {' '.join(args)} failed:\n{done.stdout[-4000:]}")
