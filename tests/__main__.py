"""What `./rostrum test`, `check`, `bench`, `faults`, `rehearse`, `simulate`, `pictures`, `words` and `lock` run.

All of them on the packages of requirements-dev.lock.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
FRONTEND = ROOT / "frontend"
# The front end's own files are a tool beside the packages, not one of them.
sys.path.append(str(FRONTEND))

import toolchain  # noqa: E402

TESTS_BYTES = 4 << 30
"""What the data of all tests may take, with much to spare."""

Tool = tuple[list[str], Path]


def test(*arguments: str) -> int:
    """The tests of every day, four processes for two cores; with `--all` the long ones too; else as pytest is told.
    With `--cpu` first of all, what each costs of the processor is printed too. `--mutants` is another job: whether the
    tests of the room would notice if it were another.
    """
    if arguments[:1] == ("--mutants",):
        return subprocess.run(python("tests.mutants", *arguments[1:]), cwd=ROOT, check=False).returncode
    measured = ["-p", "tests.cpu"] if arguments[:1] == ("--cpu",) else []
    arguments = arguments[len(measured) // 2 :]
    if arguments not in ((), ("--all",)):
        options = [*measured, *arguments]
        return subprocess.run(python("pytest", *options), cwd=ROOT, env=compiled_once(), check=False).returncode
    chosen = measured if arguments else [*measured, "-m", "not long"]
    profile = {"HYPOTHESIS_PROFILE": "nightly"} if arguments else {}
    # Much of the time a test waits for a screen or a server.
    processes = 2 * (os.cpu_count() or 2)
    options = ["--processes", str(processes), "--durations", "20", *chosen]
    # Short: the path of a Unix socket has 107 bytes at most.
    with TemporaryDirectory(prefix="rt-", dir=quickest_place()) as place:
        # A database server does not run as root: its user has to get to its own folder in here.
        Path(place).chmod(0o711)
        options += ["--basetemp", f"{place}/t"]
        environment = compiled_once() | {"TMPDIR": place} | profile
        with beside(Path(place) / "screens", npm("test"), FRONTEND, toolchain.environment()) as screens:
            failed = subprocess.run(python("pytest", *options), cwd=ROOT, env=environment, check=False).returncode
    return failed or screens.returncode


@contextmanager
def beside(
    said: Path, command: list[str], folder: Path, environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` meanwhile, and show at the end what it `said`."""
    with said.open("w+b") as kept:
        with subprocess.Popen(command, cwd=folder, env=environment, stdout=kept, stderr=subprocess.STDOUT) as running:
            yield running
        sys.stdout.write(said.read_text(errors="replace"))


def compiled_once() -> dict[str, str]:
    """The environment in which every process of the tests finds its modules compiled, the packages as they were when
    they were installed: many machines have Python keep no bytecode, and each of four processes would compile the tests
    for ten seconds, each server the product.
    """
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def quickest_place() -> Path | None:
    """Where the data of tests is kept: in memory if there is room, for every command waits until it is on the disk."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= TESTS_BYTES
    return memory if roomy else None


def check() -> int:
    """Run every tool, say one line of each, and show what those that failed had to say."""
    tools: dict[str, Tool] = {
        "ruff format": (python("ruff", "format", "--check", "."), ROOT),
        "ruff check": (python("ruff", "check", "."), ROOT),
        "mypy": (python("mypy"), ROOT),
        "import-linter": ([str(Path(sys.executable).with_name("lint-imports")), "--no-logo"], ROOT),
        "django": (python("live", "check", "--fail-level", "WARNING"), ROOT),
        "migrations": (python("live", "makemigrations", "--check", "--dry-run"), ROOT),
        "contract": (python("live", "contract", "--check"), ROOT),
        "rights": (python("live", "rights", "--check"), ROOT),
        "svelte-check": (npm("check"), FRONTEND),
        "vitest": (npm("test"), FRONTEND),
    }
    with TemporaryDirectory(prefix="rostrum-check-") as data, ThreadPoolExecutor(max_workers=2) as runner:
        # What Django is asked must not depend on, or change, the data folder of whoever asks.
        environment = toolchain.environment() | {"NO_COLOR": "1", "ROSTRUM_DATA": data}
        verdicts = [runner.submit(passes, name, tool, environment) for name, tool in tools.items()]
        return 0 if all(verdict.result() for verdict in verdicts) else 1


def passes(name: str, tool: Tool, environment: dict[str, str]) -> bool:
    command, folder = tool
    started = time.monotonic()
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    verdict = "failed" if done.returncode else "ok"
    said = done.stdout.rstrip() + "\n" if done.returncode else ""
    print(f"{name:14} {verdict:6} {time.monotonic() - started:5.1f} s\n{said}", end="", flush=True)
    return done.returncode == 0


def bench(*arguments: str) -> NoReturn:
    """One benchmark, in the place of this process: a signal that ends it finds what it has to clear up."""
    os.execv(sys.executable, python("tests.bench", *arguments))


def pictures(*arguments: str) -> int:
    """A picture of every screen, from a running demo; in `frontend/pictures`, or the folder that is named."""
    return subprocess.run(python("tests.pictures", *arguments), cwd=ROOT, check=False).returncode


def words(*arguments: str) -> int:
    """The words of the screens out to translators and back."""
    return subprocess.run(python("tests.words", *arguments), check=False).returncode


def faults(*arguments: str) -> NoReturn:
    """Rounds of faults, in the place of this process, for the same reason."""
    os.execv(sys.executable, python("tests.faults", *arguments))


def rehearse(*arguments: str) -> NoReturn:
    """The whole conference, played, in the place of this process, for the same reason."""
    os.execv(sys.executable, python("tests.rehearse", *arguments))


def simulate(*arguments: str) -> int:
    """Seeds of the simulation, in an order that hangs on nothing but the seed."""
    return subprocess.run(python("tests.simulation", *arguments), cwd=ROOT, check=False).returncode


def lock() -> int:
    """Pin everything anew: hashes of the public files, and nowhere an address."""
    for name, arguments in {
        "requirements.lock": ["pyproject.toml"],
        "requirements-dev.lock": ["pyproject.toml", "--group", "dev", "--constraint", "requirements.lock"],
        "requirements-node.lock": ["--group", "node"],
    }.items():
        options = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate"]
        plain = ["--no-config", "--quiet", "--upgrade", "--python-version", "3.11", "--output-file", name]
        # This machine's own indexes must not show in what every machine installs.
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("UV_", "PIP_"))}
        command = python("uv", "pip", "compile", *options, *plain, *arguments)
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        if "://" in (ROOT / name).read_text():
            raise SystemExit(f"{name} has an address in it")
    return 0


def python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def npm(script: str) -> list[str]:
    return [*toolchain.npm(), "run", "--silent", script]


def bring_node() -> None:
    if not (toolchain.machine_has_node() or toolchain.packaged_node()):
        options = ["--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes", "--no-deps"]
        subprocess.run(python("pip", "install", *options, "-r", "requirements-node.lock"), cwd=ROOT, check=True)


def main(verb: str, *arguments: str) -> int:
    match verb:
        case "lock":
            return lock()
        case "bench":
            bench(*arguments)
        case "faults":
            faults(*arguments)
        case "rehearse":
            rehearse(*arguments)
        case "simulate":
            return simulate(*arguments)
        case "pictures":
            return pictures(*arguments)
        case "words":
            return words(*arguments)
        case "check":
            bring_node()
            return check()
        case "test":
            bring_node()
            return test(*arguments)
        case _:
            raise SystemExit(
                f"there is no {verb}: test, check, bench, faults, rehearse, simulate, pictures, words or lock"
            )


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nstopped")
