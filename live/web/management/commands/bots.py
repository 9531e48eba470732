"""`rostrum bots`: simulated delegates, over real sockets, for the demo."""

import asyncio
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from live.access.admission import badge_in
from live.programme.models import Badge, Room
from live.web.cli.base import whole_number
from live.web.cli.delegates import SimulatedDelegate


class Command(BaseCommand):
    """Delegates who ask for the floor now and then, until they are stopped or the server is gone."""

    help = "Simulated delegates on a running server."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the server is")
        parser.add_argument("--count", type=whole_number(0), default=20, help="how many delegates (20)")
        parser.add_argument("--data", metavar="DIR", help="the server's data folder, for badges to wear (.data)")

    def handle(self, *_args: Any, url: str, count: int, **_options: Any) -> None:
        rooms = list(Room.objects.values_list("pk", flat=True))
        number = 2 if Badge.objects.filter(number=2).exists() else 1
        badges = list(Badge.objects.filter(number=number).order_by("code_hash")[:count]) if rooms else []
        asyncio.run(_all([SimulatedDelegate(url, badge_in(badge), rooms) for badge in badges]))


async def _all(delegates: list[SimulatedDelegate]) -> None:
    await asyncio.gather(*(delegate.attend() for delegate in delegates))
