"""The application that a server runs: see `live.web.application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "live.web.settings")
pages = get_asgi_application()

from live.web.application import build  # noqa: E402  Django has to be set up first.

application = build(pages)
