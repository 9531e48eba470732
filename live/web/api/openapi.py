"""What the HTTP API takes and answers, for its OpenAPI document.

Bodies and answers are read and written by msgspec, of which django-ninja knows nothing: each operation says here what
it takes, what it answers, and with which statuses. `rostrum faults --http N` holds the document against a running
server; `rostrum contract` makes the pages' own types of the same answers.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, get_args, get_origin

import msgspec
from django.db.models import Choices
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from live import wire
from live.room.authority import View
from live.room.commands import RoomCommand

Schema = dict[str, Any]

AT = "#/components/schemas/{name}"
JSON = "application/json"
SIGNED_IN = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
"""What a holder of a token or a cookie may be told."""


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is answered to somebody who asked, or a part of it. Fields equal to their default are left out."""


class Done(Answer, frozen=True):
    """It is done, and there is nothing to tell of it."""


class Refusal(msgspec.Struct, omit_defaults=True):
    """Why not: `refused` is a code that every language translates, `detail` what it is about."""

    refused: str
    detail: dict[str, Any] = {}


def responses(
    *others: HTTPStatus, takes: type | None = None, answer: Schema | Any = dict, status: HTTPStatus = HTTPStatus.OK
) -> Schema:
    """`openapi_extra` of an operation that takes `takes`, answers `answer` under `status`, or refuses with `others`; or
    because it is too much, or holds what no text may hold. `answer` is a type, such a list, or a schema.
    """
    shown = answer if isinstance(answer, dict) else _schema_of(answer)
    always = (HTTPStatus.BAD_REQUEST, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    refusals = {int(other): _response(other, None) for other in (*others, *always)}
    responses = {int(status): _response(status, shown)} | refusals
    if takes is None:
        return {"responses": responses}
    return {"requestBody": {"required": True, "content": {JSON: {"schema": _ref(takes)}}}, "responses": responses}


class Api(NinjaAPI):
    """An API whose document names what msgspec reads and writes: `bodies` are the types that operations take, `answers`
    those that they answer.
    """

    bodies: Iterable[type] = ()
    answers: Iterable[type] = ()

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The whole document."""
        document = super().get_openapi_schema(**options)
        kinds = [*self.bodies, *self.answers, Refusal, wire.AnswerFrame, wire.HttpCommand, *get_args(RoomCommand)]
        _, schemas = msgspec.json.schema_components(kinds, schema_hook=choices_schema, ref_template=AT)
        schemas["RoomCommand"] = {"anyOf": [_ref(kind) for kind in get_args(RoomCommand)]}
        asked = schemas["HttpCommand"]["properties"]
        asked["command"] = {"$ref": AT.format(name="RoomCommand")}
        asked["id"] |= {"minLength": 1, "maxLength": wire.MAX_ID}
        components = document.setdefault("components", {})
        components.setdefault("schemas", {}).update(schemas)
        components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        document["security"] = [{"token": []}, {}]
        for operations in document["paths"].values():
            for operation in operations.values():
                _correct(operation)
        return document


def _correct(operation: Schema) -> None:
    """Ninja promises a 200 of everything, and knows what is in a path only by its name."""
    if HTTPStatus.CREATED in operation["responses"]:
        operation["responses"].pop(HTTPStatus.OK, None)
    for parameter in operation.get("parameters", ()):
        match parameter["name"]:
            case "view":
                parameter["schema"]["enum"] = list(View)
            case "room":
                parameter["example"] = "plenary"
            case "key":
                parameter["schema"] = {"type": "integer", "minimum": 0}
            case _:
                pass


def _response(status: HTTPStatus, shown: Schema | None) -> Schema:
    if status is HTTPStatus.NOT_MODIFIED:
        return {"description": status.phrase}
    refused = any_of(Refusal, wire.AnswerFrame)
    return {"description": status.phrase, "content": {JSON: {"schema": refused if shown is None else shown}}}


def _schema_of(kind: Any) -> Schema:
    if get_origin(kind) is list:
        return {"type": "array", "items": _schema_of(*get_args(kind))}
    return {"type": {dict: "object", list: "array"}[kind]} if kind in (dict, list) else _ref(kind)


def any_of(*kinds: type) -> Schema:
    """The schema of an answer that is one of `kinds`."""
    return {"anyOf": [_ref(kind) for kind in kinds]}


def choices_schema(kind: type) -> Schema:
    """The JSON Schema of Django's choices, which msgspec reads but cannot tell of."""
    if issubclass(kind, Choices):
        return {"enum": list(kind.values)}
    raise NotImplementedError


def _ref(kind: type) -> Schema:
    return {"$ref": AT.format(name=kind.__name__)}
