"""Django's commands and ours: what they cannot do is said in our name, and numbers are read as what they count."""

import gc
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.management import ManagementUtility
from django.core.management.base import BaseCommand, CommandError, SystemCheckError


class Commands(ManagementUtility):
    """Finds and runs a command."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        command = super().fetch_command(subcommand)
        gc.freeze()
        gc.enable()  # See `live.__main__.main`.
        command.execute = _in_our_name(command.execute)  # type: ignore[method-assign]  # Django has no other place.
        return command


def never_failing(write: Callable[[str], object]) -> Callable[[str], None]:
    """`write`, for a process that has to go on: a disk that is full or a reader that is gone must not end it."""

    def say(text: str) -> None:
        with suppress(OSError, ValueError):  # `ValueError`: the file is closed.
            write(text)

    return say


def whole_number(least: int) -> Callable[[str], int]:
    """For argparse: a whole number that is not below `least`."""

    def read(text: str) -> int:
        if text.isascii() and text.isdecimal() and int(text) >= least:
            return int(text)
        raise ArgumentTypeError(f"{text!r} is not a whole number from {least}")

    return read


def _in_our_name(execute: Callable[..., Any]) -> Callable[..., Any]:
    """`execute` of a command; Django would say `CommandError` before what it has to say."""

    def run(*arguments: Any, **options: Any) -> Any:
        try:
            return execute(*arguments, **options)
        except CommandError as error:
            if options.get("traceback") or isinstance(error, SystemCheckError):
                raise
            sys.exit(f"rostrum: {error}")

    return run
