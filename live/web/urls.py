"""The addresses of pages, API and health. Those of the sockets are in `consumers.routing`."""

from django.contrib import admin
from django.urls import path

from live.web.api import api
from live.web.health import alive, metrics, ready
from live.web.pages import framed_page, not_answered, not_found, page, phone_worker

ROOM_PAGES = ("podium", "interpreters", "overlay", "rapporteur")

handler404 = not_found
handler500 = not_answered
urlpatterns = [
    path("", page, {"name": "index"}),
    path("sign-in/", page, {"name": "sign-in"}),
    path("phone/", page, {"name": "phone"}),
    path("phone/worker.js", phone_worker),
    path("foyer/", page, {"name": "foyer"}),
    path("screen/", page, {"name": "screen"}),
    path("screens/", page, {"name": "screens"}),
    path("control/", page, {"name": "control"}),
    path("control/<slug:room>/", page, {"name": "control"}),
    path("hall/<slug:room>/", framed_page, {"name": "hall"}),
    *(path(f"{name}/<slug:room>/", page, {"name": name}) for name in ROOM_PAGES),
    path("api/", api.urls),
    path("healthz", alive),
    path("readyz", ready),
    path("metrics", metrics),
    path("admin/", admin.site.urls),
]
