"""Django, with everything that it does about a request done in one thread, which is then there for the next request."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponseBase

from live.access.bounds import RUNNING_AT_ONCE


class OneThread(ASGIHandler):
    """Django's own handler begins a thread for every request, and in it goes to the event loop and back between the
    middlewares and the view. All that takes longer than most answers.
    """

    def __init__(self) -> None:
        self._free: list[ThreadPoolExecutor] = []
        super().__init__()

    def load_middleware(self, is_async: bool = False) -> None:
        """As for a server with threads: only a view that has to wait for the event loop goes to it."""
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        thread = self._free.pop() if self._free else ThreadPoolExecutor(1, "request")
        try:
            async with ThreadSensitiveContext(executor=thread):
                await self.handle(scope, receive, send)
        except BaseException:
            thread.shutdown(wait=False)  # It may be at work still: the next request is not to wait for that.
            raise
        if len(self._free) < RUNNING_AT_ONCE:
            self._free.append(thread)
        else:
            thread.shutdown(wait=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """What the middlewares and the view answer."""
        return await sync_to_async(self.get_response)(request)
