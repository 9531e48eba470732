"""The rivals: servers that do nothing but hand a frame to everyone, each in its own process.

They speak as much of our wire as the load side needs to check them as it checks us: a screen is shown `FIRST_VIEW`, and
what `/desk/` says is sent to every screen as it is, then answered under its `id`.
"""

import json

FIRST_VIEW = '{"kind":"view","epoch":"rival","position":0,"now":"","view":{}}'


def answer(frame_id: str, at: float) -> str:
    """The desk's answer; `at` is when the server began to hand the frame on, on the machine's monotonic clock."""
    return json.dumps({"kind": "answer", "id": frame_id, "at": at}, separators=(",", ":"))
