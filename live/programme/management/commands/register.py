"""`rostrum register`: read a register as other people have it. Nothing is stored."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from live.programme.imports.brought import REGISTER_FORMATS
from live.programme.imports.process import read_registers
from live.programme.management.reading import add_reading, read_and_tell


class Command(BaseCommand):
    help = "Read files with delegations and people, and say what is in them and what is wrong; nothing is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        doing = parser.add_subparsers(dest="doing", required=True)
        reading = doing.add_parser("read", help="say what a register holds and what is wrong with it")
        add_reading(reading, REGISTER_FORMATS)

    def handle(self, *_args: Any, **options: Any) -> None:
        read_and_tell(self.stdout, options, read_registers)
