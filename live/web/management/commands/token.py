"""`rostrum token USER`: a token with which a program speaks for an organiser."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from live.access.admission import token_for


class Command(BaseCommand):
    """Prints the token and nothing else."""

    help = "Print an API token for an organiser; it ends with their password, or after 30 days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="the organiser's user name")
        parser.add_argument("--data", metavar="DIR", help="folder for everything that is kept (.data)")

    def handle(self, *_args: Any, user: str, **_options: Any) -> None:
        known = get_user_model().objects.filter(username=user).first()
        if known is None:
            raise CommandError(f"There is no user {user}.")
        self.stdout.write(token_for(known))
