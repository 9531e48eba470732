"""The store that a command runs on: what REDIS_URL names, else a Valkey of our own."""

import os
from collections.abc import Callable
from types import TracebackType
from typing import Self

from django.conf import settings

from live.store.embedded import EmbeddedValkey, StoreUnavailable, check_server
from live.web.cli.base import never_failing

POLL_SECONDS = 0.25


class StoreProcess:
    """The store for as long as a command runs. Child processes find it in their REDIS_URL.

    Entering raises `StoreUnavailable`, with one sentence, if there is none to be had. `say` is told what the operator
    should worry about. If `shared`, the Valkey that another command on the same data runs will do.
    """

    def __init__(self, say: Callable[[str], object], *, shared: bool = False) -> None:
        self._say = never_failing(say)
        self._own = None if settings.REDIS_URL else EmbeddedValkey(settings.DATA)
        if shared and self._own is not None and answers(self._own.url):
            settings.REDIS_URL = os.environ["REDIS_URL"] = self._own.url
            self._own = None

    def __enter__(self) -> Self:
        if self._own is None:
            for warning in check_server(settings.REDIS_URL).warnings:
                self._say(f"Redis: {warning}")
        else:
            self._own.start()
            settings.REDIS_URL = os.environ["REDIS_URL"] = self._own.url
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._own is not None:
            self._own.stop()

    def look_after(self) -> None:
        """Start our own store again if it has died; what it accepted is in its file. Call it every `POLL_SECONDS`."""
        if self._own is not None and self._own.pid is None:
            try:
                self._own.start()
            except StoreUnavailable as error:
                self._say(f"The store died and does not come back: {error}")


def answers(url: str) -> bool:
    """Whether a server that Rostrum can use is there."""
    try:
        check_server(url)
    except StoreUnavailable:
        return False
    return True
