"""Whether this process lives, whether it knows its rooms, and what was counted."""

import os
from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from consumers.routing import Rostrum
from live.access.requests import scope_of
from live.room.authority import Role
from live.store.room_log import Unavailable
from live.web.api.authentication import WrongCredential, actor_of


async def alive(_request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all."""
    return HttpResponse("alive\n", content_type="text/plain")


async def ready(request: HttpRequest) -> HttpResponse:
    """200 with every room's position while all are followed, also of none before there is a programme; 503 with what is
    wrong otherwise.

    The record is shown beside them: a record that falls behind keeps no room from going on.
    """
    rostrum: Rostrum = scope_of(request)["rostrum"]
    record = asdict(rostrum.recorder.health())
    try:
        await rostrum.rooms.all()
    except Unavailable as error:
        return JsonResponse({"ready": False, "fault": str(error), "record": record}, status=503)
    health = rostrum.rooms.health()
    ready = all(room.fault is None for room in health.values())
    shown = {name: asdict(room) for name, room in health.items()}
    return JsonResponse({"ready": ready, "rooms": shown, "record": record}, status=200 if ready else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """What `live.metrics` counts, of all processes of this server. For organisers' programs, and for this machine."""
    try:
        allowed = _from_this_machine(request) or actor_of(request).role in (Role.OPERATOR, Role.ADMINISTRATOR)
    except WrongCredential:
        allowed = False
    if not allowed:
        return HttpResponse("An organiser's token is needed: see rostrum token.\n", "text/plain", status=401)
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return HttpResponse(generate_latest(registry), CONTENT_TYPE_LATEST)


def _from_this_machine(request: HttpRequest) -> bool:
    """Whether nobody stands behind the request: what a proxy passes on names whom it passes it on for."""
    forwarded = "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1", "::ffff:127.0.0.1") and not forwarded
