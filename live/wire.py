"""JSON to values and back: the frames of the public contract, and the entries of the log.

Everything inside is a value; this is the only place that knows text. What comes by wire is bounded and checked here.
"""

from typing import Any, Literal, TypeAlias, TypeVar

import msgspec

from live.room.commands import RoomCommand
from live.room.commands.base import Instant
from live.room.model.texts import Unfit
from live.room.refusals import Reason, Refused
from live.room.transitions import Entry

MAX_FRAME_BYTES = 16 * 1024
"""The largest frame a client may send, in bytes of UTF-8."""

ENTRY_VERSION = 1

Json: TypeAlias = Any
"""A JSON value as Python's own types."""

Body = TypeVar("Body")


class Frame(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="kind"):
    """One WebSocket text message."""


class CommandFrame(Frame, frozen=True, tag="command", forbid_unknown_fields=True):
    """A command, under an id that its sender keeps until it is answered.

    A sender repeats it for less than ten minutes. `asked_at` is when it was first asked, by the server's time:
    one that is older is refused (`asked_too_long_ago`), so that no copy of an old frame is carried out again.
    `epoch` is that of the view on which it was asked: if the room shows another log by then, because a rehearsal began
    or is over, it is refused (`other_log`).
    """

    id: str
    command: msgspec.Raw
    asked_at: Instant | None = None
    epoch: str = ""


class HttpCommand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is posted to ask something of a room: a command frame, whose kind may be left out."""

    id: str
    command: msgspec.Raw
    kind: Literal["command"] = "command"
    asked_at: Instant | None = None
    epoch: str = ""


class TimeQuestion(Frame, frozen=True, tag="time", forbid_unknown_fields=True):
    """Asks the time: clock exchange and heartbeat in one."""

    id: str


class Resync(Frame, frozen=True, tag="resync", forbid_unknown_fields=True):
    """Asks for the whole view again; `position` and `epoch` are what the sender holds. With `lang`, of a socket whose
    address names a language: from now on in this one.
    """

    position: int = 0
    epoch: str = ""
    lang: str = ""


ClientFrame: TypeAlias = CommandFrame | TimeQuestion | Resync


class AnswerFrame(Frame, frozen=True, tag="answer"):
    """What came of the command with this id: the `position` where it stands in the log, or why it was `refused`.

    A command that changes nothing is not written: its `position` is the room's. A command is answered once: whoever
    repeats it under its id is answered the same, but after `unavailable`, `degraded`, `too_many`, `our_fault` and
    `other_log`, which do not say what came of it.
    """

    id: str
    position: int | None = None
    refused: Reason | None = None
    detail: dict[str, str | int] = {}


class TimeFrame(Frame, frozen=True, tag="time"):
    """The time now, RFC 3339 UTC with milliseconds."""

    id: str
    now: str


class HeartbeatFrame(Frame, frozen=True, tag="heartbeat"):
    """The time as it was sent, told again and again to every screen whose address asks for it. It may have been long on
    its way, so that it says only what time it is at least: a screen that wants it exactly asks.
    """

    now: str


class NoticeFrame(Frame, frozen=True, tag="notice"):
    """Something a screen should know beside its view."""

    code: Literal["draining", "degraded", "restored", "identify", "go_to", "clock_set"]
    text: str | None = None
    path: str | None = None
    seconds: int | None = None
    """With `clock_set`: what is added to the store's time from now on, because somebody set it."""


def clock_notice(correction: float) -> NoticeFrame:
    """That the store's time was set, and running clocks go on as they were."""
    return NoticeFrame("clock_set", seconds=round(correction))


class Malformed(Exception):
    """What came could not be read. `path` is where (`$.command.type`), `fault` what; `id` the frame's, if legible."""

    def __init__(self, fault: str, path: str = "$", frame_id: str = "") -> None:
        super().__init__(f"{path}: {fault}")
        self.fault = fault
        self.path = path
        self.frame_id = frame_id

    def answer(self) -> AnswerFrame:
        """The refusal that tells the sender."""
        detail: dict[str, str | int] = {"path": self.path, "fault": self.fault[:200]}
        reason = Reason.UNKNOWN_COMMAND if self.path == "$.command.type" else Reason.MALFORMED
        return AnswerFrame(id=self.frame_id, refused=reason, detail=detail)


_client_frame: msgspec.json.Decoder[ClientFrame] = msgspec.json.Decoder(ClientFrame)
_command: msgspec.json.Decoder[RoomCommand] = msgspec.json.Decoder(RoomCommand)
_entry = msgspec.json.Decoder(Entry)
_answer = msgspec.json.Decoder(AnswerFrame)
_encoder = msgspec.json.Encoder()

_UNREADABLE = (msgspec.DecodeError, RecursionError, UnicodeError)
MAX_ID = 64


def read_frame(text: str | bytes) -> ClientFrame:
    """The client's frame, or `Malformed`."""
    try:
        frame = _client_frame.decode(text)
    except _UNREADABLE as error:
        raise _malformed(error, "", "$") from None
    if isinstance(frame, CommandFrame | TimeQuestion) and not 0 < len(frame.id) <= MAX_ID:
        raise Malformed(f"expected 1 to {MAX_ID} characters", "$.id")
    return frame


def read(text: bytes, kind: type[Body]) -> Body:
    """The `kind` in `text`, or `Malformed`: also for a NUL in any text of it, which no database of texts takes."""
    try:
        found = msgspec.json.decode(text, type=kind)
        # Only where it may be written: a NUL in JSON is always spelt out.
        path = _nul_in(msgspec.json.decode(text)) if b"u0000" in text else None
    except _UNREADABLE as error:
        raise _malformed(error, "", "$") from None
    if path is not None:
        raise Malformed("holds a NUL", path)
    return found


def _nul_in(value: Json, path: str = "$") -> str | None:
    """Where `value` holds a NUL."""
    match value:
        case str():
            return path if "\0" in value else None
        case dict():
            inner = [(key, path) for key in value] + [(part, f"{path}.{key}") for key, part in value.items()]
        case list():
            inner = [(part, f"{path}[{n}]") for n, part in enumerate(value)]
        case _:
            return None
    return next((found for part, at in inner if (found := _nul_in(part, at)) is not None), None)


def read_command(raw: bytes | msgspec.Raw, frame_id: str = "", root: str = "$.command") -> RoomCommand:
    """The command in `raw`, or `Malformed` with its path under `root`."""
    try:
        return _command.decode(raw)
    except _UNREADABLE as error:
        raise _malformed(error, frame_id, root) from None


def _malformed(error: Exception, frame_id: str, root: str) -> Malformed:
    if isinstance(error, RecursionError):
        return Malformed("nested too deeply", root, frame_id)
    if isinstance(error.__cause__, Unfit):
        return Malformed(error.__cause__.fault, f"{root}.{error.__cause__.field}", frame_id)
    fault, _, path = str(error).partition(" - at `$")
    return Malformed(fault, root + path.rstrip("`"), frame_id)


def write(value: Any) -> bytes:
    """`value` as JSON."""
    return _encoder.encode(value)


def to_json(value: Any) -> Json:
    """`value` as Python's own JSON types, ready for `difference` and `write`."""
    return msgspec.to_builtins(value, str_keys=True)


def view_frame(epoch: str, position: int, now: str, view: str) -> str:
    """The frame that replaces what was shown; `view` is ready JSON, written once for all who are shown it. Its tables,
    if it has any, stand in it behind the view.
    """
    return f'{{"kind":"view","epoch":"{epoch}","position":{position},"now":"{now}","view":{view}}}'


def change_frame(held: int, position: int, now: str, patch: Json) -> str:
    """The frame that takes a screen from `held` to `position`."""
    return write({"kind": "change", "from": held, "position": position, "now": now, "patch": patch}).decode()


def difference(old: dict[str, Json], new: dict[str, Json]) -> dict[str, Json]:
    """The RFC 7396 merge patch that makes `new` of `old`; empty if they are the same. Neither may hold `None`."""
    patch: dict[str, Json] = {name: None for name in old if name not in new}
    for name, fact in new.items():
        before = old.get(name)
        if fact == before:
            continue
        patch[name] = difference(before, fact) if isinstance(fact, dict) and isinstance(before, dict) else fact
    return patch


def read_answer(stored: bytes) -> AnswerFrame:
    """An answer that was kept."""
    return _answer.decode(stored)


def refusal(frame_id: str, refused: Refused) -> AnswerFrame:
    """The answer that says no."""
    return AnswerFrame(id=frame_id, refused=refused.reason, detail=refused.detail)


class UnreadableEntry(Exception):
    """A stored entry of a version this release does not know, or damaged. Nothing is guessed."""


def write_entry(entry: Entry, before: str | None = None) -> bytes:
    """`entry` as it is stored: with `before`, the digest of all that was stored before it (`live.store.chain`)."""
    text = _encoder.encode(entry)
    return text if before is None else b'%b,"before":"%b"}' % (text[:-1], before.encode())


class _Link(msgspec.Struct):
    before: str | None = None


_link = msgspec.json.Decoder(_Link)


def digest_before(stored: bytes) -> str | None:
    """The digest that a stored entry carries; `None` if it carries none, as those of older releases, or is no entry."""
    try:
        return _link.decode(stored).before
    except _UNREADABLE:
        return None


def read_entry(stored: bytes) -> Entry:
    """The entry in `stored`, of any version ever written; or `UnreadableEntry`."""
    try:
        entry = _entry.decode(stored)
    except _UNREADABLE as error:
        raise UnreadableEntry(f"{error}: {stored[:80]!r}") from error
    if entry.v != ENTRY_VERSION:
        raise UnreadableEntry(f"entry {entry.position} has version {entry.v}; this release reads {ENTRY_VERSION}")
    return entry
