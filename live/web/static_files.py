"""Built pages and what belongs to them, as files: WhiteNoise, which here looks at a file when it is first asked for."""

from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]  # It has no types.


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise looks at all files before the first request: at five hundred, a third of what a server takes to start.
    Those of Django's set-up pages are most of them, and hardly ever asked for.
    """

    def add_files_from_finders(self) -> None:
        """None yet."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The file that is asked for, or what comes after this middleware."""
        path = request.path_info
        is_new = path.startswith(self.static_prefix) and path not in self.files
        if is_new and (found := self.find_file(path)) is not None:
            self.files[path] = found
        response: HttpResponseBase = super().__call__(request)
        return response
