"""What the demo says when it is up: where every screen is, and how to come in."""

from pathlib import Path

import segno
from django.conf import settings
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from live.programme.credentials import badge_code
from live.programme.models import Badge, Room

SHOWN_BADGES = ("ken", "fji", "mex", "che", "iom")
MOST_BADGES = 5
"""Of another conference the first so many."""
ROOM_SCREENS = ("hall", "podium", "interpreters", "overlay", "control")


def welcome(address: str, organiser: str, password: str, data: Path) -> None:
    """Print the addresses of every screen, the organiser's sign-in, some badge codes and a QR code for phones."""
    console = Console()
    screens = Table.grid(padding=(0, 2))
    for room in Room.objects.all():
        screens.add_row(f"[bold]{room}[/bold]")
        for screen in ROOM_SCREENS:
            screens.add_row(f"  {screen}", f"{address}/{screen}/{room.pk}/")
    badges = Table.grid(padding=(0, 2))
    badges.add_row("[bold]Badges, for the phone[/bold]")
    first = Badge.objects.filter(number=1).select_related("delegation")
    for badge in first.filter(delegation__in=SHOWN_BADGES) or first[:MOST_BADGES]:
        badges.add_row(f"  {badge.delegation}", badge_code(badge))
    console.print(
        Panel(
            f"[bold]{address}/[/bold]   where to go\n"
            f"[bold]{address}/control/[/bold]   run a room: {organiser} / {password}\n"
            f"[bold]{address}/phone/[/bold]   ask for the floor\n"
            f"[bold]{address}/foyer/[/bold]   all rooms",
            title="Rostrum",
            expand=False,
        )
    )
    console.print(screens)
    console.print(badges)
    if console.is_terminal:
        segno.make(f"{address}/phone/").terminal(compact=True)
    kept = "the Redis of REDIS_URL and in " if not settings.REDIS_URL.startswith("unix:") else ""
    console.print(f"Kept in {kept}{data}. Ctrl-C ends it; started again, it goes on where it was.")
