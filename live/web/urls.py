"""The addresses of pages, API and health. Those of the sockets are in `consumers.routing`."""

from django.contrib import admin
from django.urls import path
from django.views.decorators.gzip import gzip_page

from live.web import pages
from live.web.api.health import alive, metrics, ready
from live.web.api.rooms import api
from live.web.pages import not_answered, not_found, phone_worker
from live.web.passwords import SetUpSignIn, set_up_sign_in

WALLS = ("hall", "podium", "interpreters", "overlay")

# Pages hold nothing that is for one reader alone, which their length could give away.
front, page, wall = gzip_page(pages.front), gzip_page(pages.page), gzip_page(pages.wall)

handler404 = not_found
handler500 = not_answered
admin.site.login_form = SetUpSignIn
urlpatterns = [
    path("", front),
    path("sign-in/", page, {"name": "sign-in"}),
    path("card/", page, {"name": "card"}),
    path("cards/", page, {"name": "cards"}),
    path("duties/", page, {"name": "duties"}),
    path("phone/", page, {"name": "phone"}),
    path("phone/worker.js", phone_worker),
    path("foyer/", wall, {"name": "foyer"}),
    path("screen/", page, {"name": "screen"}),
    path("screens/", page, {"name": "screens"}),
    path("control/", page, {"name": "control"}),
    path("control/<slug:room>/", page, {"name": "control"}),
    *(path(f"{name}/<slug:room>/", wall, {"name": name}) for name in WALLS),
    path("moderator/<slug:room>/", page, {"name": "moderator"}),
    path("rapporteur/<slug:room>/", page, {"name": "rapporteur"}),
    path("record/", page, {"name": "record"}),
    path("record/<slug:room>/", page, {"name": "record"}),
    path("password/", page, {"name": "password"}),
    path("setup/", page, {"name": "setup"}),
    path("api/", api.urls),
    path("healthz", alive),
    path("readyz", ready),
    path("metrics", metrics),
    path("admin/login/", set_up_sign_in),
    path("admin/", admin.site.urls),
]
