"""`rostrum publish`: the imported programme, put in force while the meeting goes on."""

import asyncio
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from live.programme.publishing import NotInstalled
from live.store.embedded import StoreUnavailable
from live.store.room_log import Unavailable
from live.web.cli.publishing import CannotPublish, publish
from live.web.serving.store_process import StoreProcess


class Command(BaseCommand):
    """Screens show the new programme at once. Lists, the speaker and clocks are left as they are."""

    help = "Put the imported programme in force in its rooms."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", metavar="DIR", help="folder for everything that is kept (.data)")

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            with StoreProcess(self.stderr.write, shared=True):
                published = asyncio.run(publish())
        except NotInstalled:
            raise CommandError("No programme was imported yet: rostrum programme import FOLDER.") from None
        except (CannotPublish, StoreUnavailable, Unavailable) as error:
            raise CommandError(str(error)) from None
        for note in published.notes:
            self.stdout.write(f"note: {note}")
        self.stdout.write(f"In force in {', '.join(published.rooms)}.")
