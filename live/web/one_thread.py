"""Everything that Django does about a request, done in one thread."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_only_middleware


@sync_only_middleware
def in_one_thread(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Innermost of all middleware, this keeps the others in the request's thread.

    Where the innermost could do without a thread, each would have the event loop between itself and the next, and a
    change of thread for what it does before and after: a dozen for every request, which take longer than the answer.
    """
    return get_response
