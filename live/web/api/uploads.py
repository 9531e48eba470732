"""What the set-up pages share: who may ask, and the files that are sent as JSON."""

import asyncio
from typing import Annotated, Any, Protocol, TypeVar

import msgspec
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.http import HttpRequest

from live import wire
from live.access.admission import username_of
from live.access.bounds import BODY_BYTES_OF_FILES, seconds
from live.access.requests import throttles_of
from live.programme.imports.brought import LARGEST_BYTES
from live.room.authority import Act, Actor, may_set_up
from live.web.api.authentication import WrongCredential, actor_of, not_permitted

MOST_FILES = 20
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
reading = asyncio.Semaphore(1)
"""One import at a time is read in this process: the floor goes on meanwhile."""


class FileSent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file: its name, and its bytes as base64."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
    data: bytes


class WithFiles(Protocol):
    """A body that brings files."""

    @property
    def files(self) -> tuple[FileSent, ...]: ...


Body = TypeVar("Body", bound=WithFiles)


async def permitted(request: HttpRequest, act: Act, bound: Any = None) -> Actor:
    """The asker, who may do `act` and has not done it too often. Raises `WrongCredential`, `Malformed`."""
    if request.content_type in FORMS:
        raise wire.Malformed("expected JSON")  # Before Django takes it apart to look for a token in it.
    actor = await sync_to_async(actor_of)(request)
    if not may_set_up(actor, act):
        raise not_permitted(actor)
    if bound is not None and (wait := throttles_of(request).take(bound, actor.id)) > 0:
        raise WrongCredential("too_many", 429, seconds(wait))
    return actor


def body_of(request: HttpRequest, kind: type[Body]) -> Body:
    """The body of `request`, of which no more is taken in than may be sent."""
    text = request.read(BODY_BYTES_OF_FILES + 1)
    if len(text) > BODY_BYTES_OF_FILES:
        raise wire.Malformed(f"longer than {BODY_BYTES_OF_FILES} bytes")
    asked = wire.read(text, kind)
    if sum(len(file.data) for file in asked.files) > LARGEST_BYTES:
        raise wire.Malformed(f"more than {LARGEST_BYTES} bytes", "$.files")
    return asked


def file_name(name: str) -> str:
    """The last step of `name`, as it may be shown."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in last) or "file"


def user_of(actor: Actor) -> Any:
    return get_user_model().objects.get(username=username_of(actor))
