"""A program: sets up what the tests' server serves, and prints as JSON the keys that cannot be derived."""

import asyncio
import json
import os
from datetime import date

import django

ORGANISER, OPERATOR, VISITOR = "organiser", "operator", "visitor"
PASSWORD = "a long enough password"
NOTHING = "ROSTRUM_TESTS_SET_UP_NOTHING"
"""With this in the environment there is an organiser, and nothing else."""
SPENT = ("fra", 2)
"""A badge that was revoked: delegation and number."""


def main() -> dict[str, str]:
    """Database, programme and people, where the environment says; and the programme published."""
    django.setup()
    # Only now: models cannot be imported before.
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    from live.programme.credentials import revoke_badge  # noqa: PLC0415
    from live.programme.examples import install_builtin  # noqa: PLC0415
    from live.programme.models import Badge  # noqa: PLC0415
    from live.programme.publishing import programme_commands  # noqa: PLC0415
    from live.rooms import Rooms  # noqa: PLC0415
    from live.store.redis_log import RedisStore  # noqa: PLC0415
    from live.web.cli.migrating import bring_up_to_date  # noqa: PLC0415

    bring_up_to_date()
    users = get_user_model().objects
    users.create_superuser(ORGANISER, password=PASSWORD)
    if os.environ.get(NOTHING):
        return {}
    install_builtin(date(2017, 12, 4))
    users.create_user(OPERATOR, password=PASSWORD, is_staff=True)
    users.create_user(VISITOR, password=PASSWORD)
    delegation, number = SPENT
    revoke_badge(Badge.objects.get(delegation=delegation, number=number))
    commands = programme_commands()

    async def publish() -> None:
        rooms = Rooms(RedisStore(settings.REDIS_URL, settings.REDIS_PREFIX))
        await rooms.publish(commands)
        await rooms.close()

    asyncio.run(publish())
    return {}


if __name__ == "__main__":
    print(json.dumps(main()))
