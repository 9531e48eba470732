"""The application that a server runs: see `live.web.application`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "live.web.settings")
django.setup(set_prefix=False)

# Django has to be set up first.
from live.web.application import build  # noqa: E402
from live.web.one_thread import OneThread  # noqa: E402

application = build(OneThread())
