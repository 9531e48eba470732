"""The public contract, generated from the values that go over the wire: JSON Schema and AsyncAPI 3.

What the HTTP API answers stands in the schema too, for our pages; what it takes is in its OpenAPI document.
"""

from collections.abc import Iterable
from typing import Any, get_args

import msgspec

from live import wire
from live.programme.reading import LANGUAGES
from live.room.authority import View
from live.room.commands import RoomCommand
from live.room.views import ControlView, FoyerView, HallView, OverviewView, PhoneView, ProceedingsView, RapporteurView
from live.room.views.one_language import IN_ONE_LANGUAGE
from live.tables import Table
from live.web.api.openapi import choices_schema
from live.web.api.rooms import api

FROM_SERVER = (wire.AnswerFrame, wire.TimeFrame, wire.HeartbeatFrame, wire.NoticeFrame)
FROM_CLIENT = (wire.CommandFrame, wire.TimeQuestion, wire.Resync)
VIEWS = (HallView, PhoneView, ControlView, RapporteurView, ProceedingsView, FoyerView, OverviewView)

Schema = dict[str, Any]


def schema() -> Schema:
    """JSON Schema of every frame, view, command and answer, under `$defs`."""
    shown = (*VIEWS, *FROM_SERVER, *FROM_CLIENT, *get_args(RoomCommand), Table, *api.answers)
    _, components = msgspec.json.schema_components(shown, schema_hook=choices_schema, ref_template="#/$defs/{name}")
    components["RoomCommand"] = {"anyOf": [{"$ref": f"#/$defs/{kind.__name__}"} for kind in get_args(RoomCommand)]}
    components["CommandFrame"]["properties"]["command"] = {"$ref": "#/$defs/RoomCommand"}
    components["ViewFrame"] = _view_frame()
    components["ChangeFrame"] = _change_frame()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": components}


def _view_frame() -> Schema:
    return {
        "title": "ViewFrame",
        "description": "The whole view; replaces what was shown.",
        "type": "object",
        "properties": {
            "kind": {"enum": ["view"]},
            "epoch": {"type": "string"},
            "position": {"type": "integer"},
            "now": {"type": "string"},
            "view": {"anyOf": [{"$ref": f"#/$defs/{view.__name__}"} for view in VIEWS]},
            "tables": {
                "description": "Rows of long maps, which are empty in `view`. Sent to a socket that names a language.",
                "type": "array",
                "items": {"$ref": "#/$defs/Table"},
            },
        },
        "required": ["kind", "epoch", "position", "now", "view"],
    }


def _change_frame() -> Schema:
    return {
        "title": "ChangeFrame",
        "description": "An RFC 7396 merge patch for a screen that holds position `from`.",
        "type": "object",
        "properties": {
            "kind": {"enum": ["change"]},
            "from": {"type": "integer"},
            "position": {"type": "integer"},
            "now": {"type": "string"},
            "patch": {"type": "object"},
        },
        "required": ["kind", "from", "position", "now", "patch"],
    }


def asyncapi() -> Schema:
    """The sockets as AsyncAPI 3 has them; the payloads are in `contract.schema.json`."""
    room = _channel("/ws/rooms/{room}/{view}/", "One view of one room.")
    room["parameters"] = {
        "room": {"description": "The room's id, such as `plenary`."},
        "view": {
            "description": f"{_listed(IN_ONE_LANGUAGE)} take `?lang=` with one of {_listed(LANGUAGES)}: "
            "then every name is in that language alone, and long maps come as `tables`. "
            "With `?heartbeat`, any is told the time every ten seconds.",
            "enum": [view.value for view in View],
        },
    }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Rostrum", "version": "1"},
        "channels": {"room": room, "foyer": _channel("/ws/foyer/", "All rooms at a glance.")},
        "operations": {
            f"{action}{name.capitalize()}": {"action": action, "channel": {"$ref": f"#/channels/{name}"}}
            for name in ("room", "foyer")
            for action in ("send", "receive")
        },
    }


def _listed(known: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(known))


def _channel(address: str, description: str) -> Schema:
    names = ["ViewFrame", "ChangeFrame", *(kind.__name__ for kind in (*FROM_SERVER, *FROM_CLIENT))]
    messages = {name: {"payload": {"$ref": f"contract.schema.json#/$defs/{name}"}} for name in names}
    return {"address": address, "description": description, "messages": messages}
