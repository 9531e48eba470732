"""The conferences that come with Rostrum, each of another kind, with those who are on its register."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import msgspec
from django.db import transaction

from live.programme import credentials
from live.programme.models import Badge, Conference, Delegation
from live.programme.programme import fingerprint
from live.programme.publishing import BUILTIN, Installed, install, issue_badges
from live.programme.register import Registered, builtin, builtin_stamp, listed_in, stamp_of
from live.programme.registration import take_list
from live.room.model.plan import Value

HERE = Path(__file__).parent


class Example(Value, frozen=True):
    """A conference to begin with: its document, and who is on its register."""

    path: Path
    listed: Callable[[], tuple[Registered, ...]]
    stamp: Callable[[], str]


def _beside(name: str) -> Example:
    register = HERE / f"{name}.csv"
    return Example(HERE / f"{name}.toml", partial(listed_in, register), partial(stamp_of, register))


FIRST = BUILTIN.name
EXAMPLES = {
    FIRST: Example(BUILTIN, builtin, builtin_stamp),
    "senate": _beside("senate"),
    "congress": _beside("congress"),
    "standards": _beside("standards"),
}


def install_builtin(first_day: date | None = None) -> Installed:
    """Set up the conference of the United Nations and the register that come with Rostrum."""
    return install_example(FIRST, first_day)


def install_example(name: str, first_day: date | None = None) -> Installed:
    """Set up the example of this name and those on its register, on `first_day` or on its own.

    Twice is as good as once, and quick. Withdrawn delegations, revoked and replaced badges stay so, and so do room
    labels that were changed by hand.
    """
    example = EXAMPLES[name]
    stamp = fingerprint(example.stamp(), credentials.hash_key_stamp())
    current = Conference.objects.filter(is_current=True).first()
    registered = current is not None and current.register_stamp == stamp
    with transaction.atomic():
        installed = install(example.path, first_day)
        if not registered:
            take_list(example.listed())
            issue_badges()
            Conference.objects.filter(slug=installed.conference).update(register_stamp=stamp)
    return msgspec.structs.replace(
        installed,
        changed=installed.changed or not registered,
        delegations=Delegation.objects.count(),
        badges=Badge.objects.count(),
    )
