"""The rival: stock Django Channels. A group, the pubsub layer of channels_redis, and Daphne as it comes."""

import json
import os
from time import monotonic
from typing import Any

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

from tests.bench.rivals import FIRST_VIEW, answer

settings.configure(
    ALLOWED_HOSTS=["*"],
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [os.environ["REDIS_URL"]]},
        }
    },
)
django.setup()

GROUP = "everyone"


class ScreenConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels has no types.
    """One screen, in the group of all."""

    async def connect(self) -> None:
        """Join before the first view is shown, as nothing is sent until all have joined."""
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()
        await self.send(text_data=FIRST_VIEW)

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def shown(self, event: dict[str, Any]) -> None:
        """What the group was sent."""
        await self.send(text_data=event["text"])


class DeskConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """The desk."""

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Send the group what the desk says."""
        assert text_data is not None
        at = monotonic()
        await self.channel_layer.group_send(GROUP, {"type": "shown", "text": text_data})
        await self.send(text_data=answer(json.loads(text_data)["id"], at))


application = ProtocolTypeRouter(
    {"websocket": URLRouter([path("desk/", DeskConsumer.as_asgi()), path("hall/", ScreenConsumer.as_asgi())])}
)
