"""The process that reads files: it has so much memory and time and no more, and the server goes on.

What is to be read comes on standard input, and what was read goes to standard output. The libraries for workbooks,
documents and calendars are loaded here alone.
"""

import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import msgspec

from live import bounded_process
from live.programme.files import shown_name
from live.programme.imports.brought import LARGEST_BYTES, Brought, Wanted
from live.programme.imports.faults import Code, Place, Remark
from live.programme.imports.values import Programme, Register

MEMORY = 1024**3
PATIENCE = timedelta(seconds=60)
Read = TypeVar("Read", Programme, Register)


class Task(msgspec.Struct, frozen=True):
    """What the process is asked for."""

    files: tuple[Brought, ...]
    wanted: Wanted
    register: bool = False


def read_programmes(files: Sequence[Brought], wanted: Wanted) -> list[Programme]:
    """The programme in each of `files`; those that belong together are one. Whatever they hold, this returns."""
    return _read(Task(tuple(files), wanted), Programme)


def read_registers(files: Sequence[Brought], wanted: Wanted) -> list[Register]:
    """The register in each of `files`. Whatever they hold, this returns."""
    return _read(Task(tuple(files), wanted, register=True), Register)


def bring(path: Path) -> list[Brought]:
    """The file at `path`, or the TOML files of a folder; what cannot be read says why."""
    name = shown_name(path)
    try:
        if path.is_dir():
            parts = sorted(part for part in path.iterdir() if part.suffix.casefold() == ".toml")
            return [one for part in parts for one in bring(part)] or [_faulty(name, Code.IS_FOLDER)]
        if path.exists() and not path.is_file():
            return [_faulty(name, Code.CANNOT_READ, why="it is no regular file")]
        with path.open("rb") as opened:
            data = opened.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as fault:
        return [_faulty(name, Code.CANNOT_READ, why=getattr(fault, "strerror", None) or str(fault))]
    if len(data) > LARGEST_BYTES:
        return [_faulty(name, Code.TOO_LARGE, most=str(LARGEST_BYTES // 1024**2))]
    return [Brought(name, data)]


def _faulty(name: str, code: Code, **values: str) -> Brought:
    return Brought(name, fault=Remark(Place(name), code, values))


def _read(task: Task, kind: type[Read]) -> list[Read]:
    """What a process of its own makes of `task`; if it fell over one of several files, the others are read alone."""
    try:
        done = bounded_process.run("live.programme.imports.process", msgspec.msgpack.encode(task), patience=PATIENCE)
    except subprocess.TimeoutExpired:
        done = None
    if done is not None and done.returncode == 0:
        return msgspec.msgpack.decode(done.stdout, type=list[kind])  # type: ignore[valid-type]
    if len(task.files) > 1:
        alone = [msgspec.structs.replace(task, files=(file,)) for file in task.files]
        return [one for part in alone for one in _read(part, kind)]
    return [kind(format="", errors=(Remark(Place(task.files[0].name), Code.TOO_LONG),))]


def _main() -> None:
    bounded_process.keep_within(MEMORY, PATIENCE)
    from live.programme.imports import guessing  # noqa: PLC0415  # The libraries are for this process alone.

    task = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Task)
    read = guessing.read_registers if task.register else guessing.read_programmes
    try:
        results: list[Programme] | list[Register] = read(task.files, task.wanted)
    except MemoryError:
        sys.exit(1)
    except Exception as fault:  # A file may be at fault in ways that its reader does not think of.
        if len(task.files) > 1:
            sys.exit(1)  # Each is then read alone.
        remark = Remark(Place(task.files[0].name), Code.BROKEN, {"why": f"{type(fault).__name__} in the reading"})
        results = [Register(format="", errors=(remark,))] if task.register else [Programme(format="", errors=(remark,))]
    sys.stdout.buffer.write(msgspec.msgpack.encode(results))


if __name__ == "__main__":
    _main()
