"""The database wrapper that Django looks for in a backend."""

from threading import Lock
from typing import Any

from django.db import OperationalError
from django.db.backends.postgresql import base


class Breaker:
    """While the database is away one thread at a time tries it, and all others are refused at once.

    Each attempt takes seconds. If every request made its own, those that need no database would wait behind them.
    """

    def __init__(self) -> None:
        self._trying = Lock()
        self._is_away = False

    def connect(self, connecting: Any, *arguments: Any) -> Any:
        """What `connecting` returns. Raises what it raises, and `OperationalError` while another thread tries."""
        if not self._is_away:
            return self._try(connecting, *arguments)
        if not self._trying.acquire(blocking=False):
            raise OperationalError("The database is away; another request is trying it.")
        try:
            return self._try(connecting, *arguments)
        finally:
            self._trying.release()

    def _try(self, connecting: Any, *arguments: Any) -> Any:
        try:
            connection = connecting(*arguments)
        except Exception:
            self._is_away = True
            raise
        self._is_away = False
        return connection


_breaker = Breaker()


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with one breaker for all threads of the process."""

    def get_new_connection(self, conn_params: Any) -> Any:
        return _breaker.connect(super().get_new_connection, conn_params)
