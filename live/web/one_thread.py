"""Django, with everything that it does about a request done in one thread, in one go."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import IO, Any

from asgiref.sync import sync_to_async
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import set_script_prefix

MOST_THREADS = 256
"""Many more than requests that may run at once: a thread may be at work still for one whose sender has gone."""


class OneThread(ASGIHandler):
    """Django's own handler begins a thread for every request, and goes from it to the event loop and back for every
    step of its work. That takes longer than most answers: here only a view that has to wait for the loop goes to it.
    """

    def __init__(self) -> None:
        threads = ThreadPoolExecutor(MOST_THREADS, "request")
        self._answer = sync_to_async(self._answered, thread_sensitive=False, executor=threads)
        super().__init__()

    def load_middleware(self, is_async: bool = False) -> None:
        """As for a server with threads."""
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        await self.send_response(await self._answer(scope, body), send)

    def _answered(self, scope: Any, body: IO[bytes]) -> HttpResponseBase:
        """What middlewares and view answer, with nothing left to do but to send it: what they held is given back."""
        with closing(body):
            set_script_prefix(get_script_prefix(scope))
            request_started.send(sender=type(self), scope=scope)
            request, refused = self.create_request(scope, body)
            response = refused if request is None else self.get_response(request)
            assert response is not None  # One of the two is there.
            with closing(response):
                return _whole(response)


def _whole(response: HttpResponseBase) -> HttpResponseBase:
    """`response`, with what is in a file, which Django, too, would read to its end before it sends any of it."""
    if not isinstance(response, StreamingHttpResponse):
        return response
    whole = HttpResponse(b"".join(response), status=response.status_code)
    whole.headers, whole.cookies = response.headers, response.cookies
    return whole
