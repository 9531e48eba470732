"""Whether this process lives, and whether it knows its rooms."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from live.rooms import Rooms
from live.store.room_log import Unavailable


async def alive(_request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all."""
    return HttpResponse("alive\n", content_type="text/plain")


async def ready(request: HttpRequest) -> HttpResponse:
    """200 with every room's position while all are followed; 503 with what is wrong otherwise."""
    rooms: Rooms = request.scope["rostrum"].rooms  # type: ignore[attr-defined]
    try:
        await rooms.all()
    except Unavailable as error:
        return JsonResponse({"ready": False, "fault": str(error)}, status=503)
    health = rooms.health()
    ready = bool(health) and all(room.fault is None for room in health.values())
    shown = {name: {"position": room.position, "fault": room.fault} for name, room in health.items()}
    return JsonResponse({"ready": ready, "rooms": shown}, status=200 if ready else 503)
