"""Checking passwords, which is slow on purpose: in a small room of its own, so that nothing else waits for it.

The right password always opens. A name that was tried in vain too often from one address is not locked but slowed:
one try at a time, after a pause; that a try came meanwhile makes nothing longer. A device on which somebody signed in
before has an account and a place of its own there: nobody else can keep its owner waiting.
"""

import asyncio
import hashlib
import os
import secrets
import sys
import threading
import unicodedata
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core import signing

from live.access.bounds import WRONG_SIGN_INS, seconds
from live.access.throttles import Throttles
from live.background import own_connection

DEVICE_SALT = "rostrum_device"
DEVICE_SECONDS = 400 * 86_400
SLOWED_SECONDS = 2.0
CHECKED_AT_ONCE = 2
BY_PASSWORD = "django.contrib.auth.backends.ModelBackend"
"""What Django remembers of how somebody came in."""
LESS_PRESSING = 4
"""The nice value of its threads: what runs a meeting goes first, and a busy machine still lets people in."""


class TooManyTries(Exception):
    """This password was not checked; the next one will be in `seconds`."""

    def __init__(self, wait: float) -> None:
        super().__init__()
        self.seconds = seconds(wait)


class Device(NamedTuple):
    """A browser on which `user`, by key, has signed in."""

    user: int
    id: str


def device_cookie(user: Any, known: Device | None) -> str:
    """What a browser keeps after `user` signed in on it. It lets nobody in: it only tells the browser from others."""
    mine = known.id if known is not None and known.user == user.pk else secrets.token_urlsafe(12)
    return signing.dumps([user.pk, mine], salt=DEVICE_SALT)


def device_of(cookies: Mapping[str, str]) -> Device | None:
    """The device that this is, if anybody has signed in on it."""
    if (held := cookies.get(settings.DEVICE_COOKIE_NAME)) is None:
        return None
    try:
        user, name = signing.loads(held, salt=DEVICE_SALT, max_age=DEVICE_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Device(user, name) if isinstance(user, int) and isinstance(name, str) else None


class Passwords:
    """The room in which passwords are checked, of one process."""

    def __init__(self, throttles: Throttles) -> None:
        self._throttles = throttles
        self._threads = ThreadPoolExecutor(CHECKED_AT_ONCE, "passwords", _be_patient)
        self._slowed: set[str] = set()

    async def check(
        self, name: str, password: str, address: str, device: Device | None, admits: Callable[[Any], bool]
    ) -> Any:
        """The user of this name and password, if `admits` says yes to them; else `None`. Raises `TooManyTries`."""
        account, wait = await self._account(_accounts(name, address, device))
        slowed = wait > 0
        if slowed:
            if account in self._slowed:
                raise TooManyTries(wait)
            self._slowed.add(account)
        try:
            if slowed:
                await asyncio.sleep(SLOWED_SECONDS)
            user = await asyncio.get_running_loop().run_in_executor(self._threads, _user, name, password, admits)
        finally:
            if slowed:
                self._slowed.discard(account)
        if user is not None:
            return user
        if slowed:
            raise TooManyTries(wait)
        self._throttles.charge(WRONG_SIGN_INS, account)
        return None

    async def _account(self, accounts: list[str]) -> tuple[str, float]:
        """The first of these that has something left, or the last; and how long it has not."""
        account, wait = "", 0.0
        for account in accounts:
            await self._throttles.learn(WRONG_SIGN_INS, account)
            if (wait := self._throttles.wait(WRONG_SIGN_INS, account)) <= 0:
                break
        return account, wait


def _accounts(name: str, address: str, device: Device | None) -> list[str]:
    """Where a wrong try is written: the device's own account, while it has something left; else name and address."""
    digest = hashlib.blake2b(unicodedata.normalize("NFKC", name).encode(errors="replace"), digest_size=12).hexdigest()
    others = f"{digest}@{address}"
    return [others] if device is None else [f"device:{device.id}:{digest}", others]


def _user(name: str, password: str, admits: Callable[[Any], bool]) -> Any:
    with own_connection():
        user: Any = ModelBackend().authenticate(None, username=name, password=password)
        if user is None or not admits(user):
            return None
        user.backend = BY_PASSWORD
        return user


def _be_patient() -> None:
    """Give way to every other thread of this process. Linux knows priorities of threads."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LESS_PRESSING)
