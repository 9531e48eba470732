"""One browser, one room: hands commands in, shows its audience's frames.

The sockets of rooms, foyer and overview are in one file: they are opened, counted and closed alike.
"""

import asyncio
import logging
from enum import IntEnum
from typing import Any
from urllib.parse import parse_qs

from channels.consumer import AsyncConsumer, get_handler_name
from channels.exceptions import StopConsumer

from consumers.audience import Audience, Audiences
from consumers.bounds import Inbound
from consumers.heartbeat import Heartbeat
from consumers.writers import EXTENSION, AsgiWriter, ReadyFrame, Writer
from live import metrics, wire
from live.access.admission import AuthenticationFailed, admit
from live.access.bounds import Holder, OpenSockets, require_allowance, seconds
from live.access.codes import TooManyCodes
from live.access.holders import holder_of
from live.access.requests import is_socket_of_ours
from live.access.revocation import Place, Revocation
from live.access.throttles import Throttles
from live.access.viewing import may_see
from live.programme.reading import LANGUAGES
from live.room.authority import PUBLIC, SEEN_BY, View
from live.room.commands import AnyCommand
from live.room.refusals import Reason, Refused
from live.room.transitions import carried_out
from live.room.views import stamp
from live.room.views.one_language import IN_ONE_LANGUAGE
from live.rooms import Rooms, UnknownRoom
from live.store.room_log import Unavailable

logger = logging.getLogger(__name__)

COMMANDS_UNANSWERED = 8
COMES_BACK_SECONDS = 10.0
"""When a person with too many sockets open may try again."""
LONGEST_TIME_QUESTION = 120
"""In bytes: what is longer is not looked at twice."""
TOO_MANY_TOLD = 40
"""How often a socket is told that it asks for too much, before it is sent away."""
PREVIEW = "preview"
"""In the query of a hall that is shown small on a control page."""
LANGUAGE = "lang"
"""In the query of a phone or a control page: the language in which it wants every name, and no other."""
HEARTBEAT = "heartbeat"
"""In the query of a screen that wants to be told the time unasked. Another may know of no such frame."""

Query = dict[str, list[str]]
"""What the address of a socket says behind its path."""


class Close(IntEnum):
    """Why a socket is closed. From 4500 on there is no use in coming back to the same address."""

    SIGN_IN = 4001
    NOT_ALLOWED = 4003
    TOO_SLOW = 4008
    TOO_MUCH = 4009
    COME_BACK = 4012
    NO_SUCH_ADDRESS = 4504


def too_many(wait: float) -> wire.AnswerFrame:
    """What a screen is told before it is sent away for asking too much; no question has an empty id."""
    return wire.AnswerFrame(id="", refused=Reason.TOO_MANY, detail={"seconds": seconds(wait)})


class Socket(AsyncConsumer):  # type: ignore[misc]  # Channels has no types.
    """What every socket does: is let in, joins its audience, tells the time, leaves."""

    counted = True
    writer: Writer
    _sent_away = False
    _holder: Holder | None = None
    _heartbeat_part: int | None = None
    _place: Place | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Serve this socket to its end, whatever that is, and take it off its holder's account then.

        Channels' own listens to a channel layer too, and makes a task for every message.
        """
        self.scope, self.base_send = scope, send
        del scope
        try:
            await self.dispatch(await receive())
            # What it came with has been read.
            self.scope = {"path": self.scope.get("path")}
            while True:
                await self.dispatch(await receive())
        except StopConsumer:
            pass
        finally:
            self._discount()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Hand `message` on. Channels' own does a round through the database thread first, for every message."""
        await getattr(self, get_handler_name(message))(message)

    async def websocket_connect(self, _message: dict[str, Any]) -> None:
        """Accept, so that a refusal can say why, then admit and show the view."""
        self._audience: Audience | None = None
        offered: Writer | None = self.scope.get("extensions", {}).get(EXTENSION)
        self.writer = offered or AsgiWriter(self.base_send)
        # A server that writes for us has counted already what comes in.
        self._inbound = None if offered else Inbound()
        self._answering: set[asyncio.Task[None]] = set()
        self._rooms: Rooms = self.scope["rostrum"].rooms
        self._audiences: Audiences = self.scope["rostrum"].audiences
        self._revocation: Revocation = self.scope["rostrum"].revocation
        self._throttles: Throttles = self.scope["rostrum"].throttles
        self._open_sockets: OpenSockets = self.scope["rostrum"].open_sockets
        self._heartbeat: Heartbeat = self.scope["rostrum"].heartbeat
        self._told_too_many = 0
        query = parse_qs(self.scope.get("query_string", b"").decode("ascii", "replace"), keep_blank_values=True)
        await self.send({"type": "websocket.accept"})
        if (wait := await self._count()) > 0:
            await self._too_much(wait)
            return
        try:
            self._audience = await self._enter(query)
            if self._audience is not None:
                # Not before: a process that has just begun may know the time only now.
                self.writer.heard = self._tells_the_time
                self._audience.join(self)
                if HEARTBEAT in query:
                    self._heartbeat_part = self._heartbeat.join(self)
        except UnknownRoom:
            await self._close(Close.NO_SUCH_ADDRESS)
        except AuthenticationFailed:
            await self._close(Close.SIGN_IN)
        except TooManyCodes as refused:
            await self._too_much(refused.seconds)
        except Unavailable:
            await self._close(Close.COME_BACK)
        except Exception:  # Ours, and perhaps gone when the screen comes back.
            logger.exception("a socket could not be let in: %s", self.scope.get("path"))
            await self._close(Close.COME_BACK)

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        """Read a frame and do what it asks; too large or too many closes the socket."""
        if self._sent_away:
            return  # Sent before the close arrived.
        text = message.get("text") or message.get("bytes") or ""
        if self._inbound is not None and not self._inbound.admits(
            len(text.encode() if isinstance(text, str) else text)
        ):
            await self._too_much(self._inbound.forgiven_in())
            return
        try:
            frame = wire.read_frame(text)
        except wire.Malformed as malformed:
            self._tell(malformed.answer())
            return
        try:
            await self._take(frame)
        except wire.Malformed as malformed:
            self._tell(malformed.answer())
        except Exception:  # It is the fault of this frame: its sender is answered, and goes on.
            logger.exception("a frame could not be answered")
            self._tell(wire.AnswerFrame(id=getattr(frame, "id", ""), refused=Reason.OUR_FAULT))

    def _tells_the_time(self, message: bytes) -> bool:
        """Answer at once, if `message` asks for the time: every page does, again and again. See `Writer.heard`."""
        if len(message) > LONGEST_TIME_QUESTION or self._sent_away:
            return False
        try:
            frame = wire.read_frame(message)
        except wire.Malformed:
            return False
        if not isinstance(frame, wire.TimeQuestion):
            return False
        self._tell_time(frame)
        return True

    def _tell_time(self, question: wire.TimeQuestion) -> None:
        self._tell(wire.TimeFrame(question.id, stamp(self._rooms.now())))

    async def _take(self, frame: wire.ClientFrame) -> None:
        """Do what `frame` asks. Raises `wire.Malformed`."""
        match frame:
            case wire.TimeQuestion():
                self._tell_time(frame)
            case wire.Resync():
                await self._show_anew(frame)
            case wire.CommandFrame():
                await self._ask(frame)

    async def _show_anew(self, _asked: wire.Resync) -> None:
        """Show the whole view again."""
        if self._audience is not None:
            self._audience.show_whole(self)

    async def websocket_disconnect(self, _message: dict[str, Any]) -> None:
        """Leave the audience and end. Commands under way are finished."""
        self._leave()
        self.writer.stop()
        raise StopConsumer

    async def _enter(self, query: Query) -> Audience | None:
        """The audience this socket joins by its address, or `None` after it was closed."""
        raise NotImplementedError

    async def _ask(self, frame: wire.CommandFrame) -> None:
        """Nothing can be asked of a screen that has no room."""
        self._tell(wire.AnswerFrame(id=frame.id, refused=Reason.NOT_PERMITTED))

    def _tell(self, frame: wire.Frame) -> None:
        self.writer.insist(ReadyFrame(wire.write(frame).decode()))

    async def _count(self) -> float:
        """Put this socket on its holder's account. In how many seconds it may come; 0 for now."""
        who, allowed = holder_of(self.scope)
        if (wait := await self._throttles.ask(allowed.connections, who)) > 0:
            return wait
        if not self._open_sockets.enter(who, allowed.sockets * self._throttles.scale):
            return COMES_BACK_SECONDS
        self._holder = Holder(who, allowed)
        return 0

    async def _too_much(self, wait: float) -> None:
        """Send this screen away for asking too much, with when to come back."""
        metrics.SCREENS_CUT_OFF.labels(Close.TOO_MUCH.name.lower()).inc()
        # Not through the writer, which forgets what was not sent when the socket is closed.
        await self.send({"type": "websocket.send", "text": wire.write(too_many(wait)).decode()})
        await self._close(Close.TOO_MUCH)

    async def _close(self, code: Close) -> None:
        """Send this screen away, saying why."""
        self._sent_away = True
        self._leave()
        self.writer.stop()
        await self.send({"type": "websocket.close", "code": int(code)})

    def _keep(self, place: Place) -> None:
        """It has something that can be taken back."""
        self._place = place
        self._revocation.keep(self, place, self._leave_revoked)

    def _leave_revoked(self) -> None:
        """What this screen came in with was taken back."""
        leaving = asyncio.create_task(self._close(Close.SIGN_IN))
        self._answering.add(leaving)
        leaving.add_done_callback(self._answering.discard)

    async def _turned_away(self, code: Close) -> Audience | None:
        """No audience for this screen: it is sent away."""
        await self._close(code)
        return None

    def _leave(self) -> None:
        if self._place is not None:
            self._revocation.forget(self, self._place)
        self._discount()
        if self._audience is not None:
            self._audience.leave(self)
            self._audience = None
            if self._heartbeat_part is not None:
                self._heartbeat.leave(self, self._heartbeat_part)

    def _discount(self) -> None:
        if self._holder is not None:
            self._open_sockets.leave(self._holder.who)
            self._holder = None


class RoomSocket(Socket):
    """Someone in a room, or outside looking in."""

    _view: View | None = None
    """What it looks at in one language, which it may change."""

    async def _enter(self, query: Query) -> Audience | None:
        route = self.scope["url_route"]["kwargs"]
        if not is_socket_of_ours(self.scope):
            return await self._turned_away(Close.NOT_ALLOWED)
        if route["view"] not in tuple(View):
            return await self._turned_away(Close.NO_SUCH_ADDRESS)
        view = View(route["view"])
        language = query.get(LANGUAGE, [None])[-1] if view in IN_ONE_LANGUAGE else None
        if language not in (None, *LANGUAGES):
            return await self._turned_away(Close.NO_SUCH_ADDRESS)
        self.counted = PREVIEW not in query
        self._room = await self._rooms.room(route["room"])
        self._actor, held = await admit(self.scope, view, self._room.id)
        if not may_see(self._actor, view, self._room.id):
            nobody = self._actor.id == "public"
            return await self._turned_away(Close.SIGN_IN if nobody else Close.NOT_ALLOWED)
        if held is not None:
            self._keep(Place(held, self._room.id, self._actor))
        self._view = view if language else None
        return await self._audiences.of(self._room.id, view, language)

    async def _show_anew(self, asked: wire.Resync) -> None:
        """The same, or in another language from now on, if it came for one. Raises `wire.Malformed`."""
        if asked.lang and self._view is None:
            raise wire.Malformed("the address of this socket names no language", "$.lang")
        if asked.lang not in ("", *LANGUAGES):
            raise wire.Malformed(f"expected one of {', '.join(LANGUAGES)}", "$.lang")
        audience = self._audience
        if asked.lang and self._view is not None:
            audience = await self._audiences.of(self._room.id, self._view, asked.lang)
        if self._audience is None or audience is None:
            return  # It was sent away meanwhile.
        if audience is self._audience:
            audience.show_whole(self)
            return
        self._audience.leave(self)
        self._audience = audience
        audience.join(self)

    async def _ask(self, frame: wire.CommandFrame) -> None:
        """Hand the command to the room and go on listening; the answer comes when it comes."""
        if self._audience is None:
            return
        command_id = frame.id
        command = wire.read_command(frame.command, command_id)
        if len(self._answering) >= COMMANDS_UNANSWERED:
            self._tell(wire.AnswerFrame(id=command_id, refused=Reason.TOO_MANY, detail={"seconds": 1}))
            return
        try:
            # One that was carried out already is answered as it was, however often it is repeated.
            if carried_out(self._room.shown.state, self._actor, command_id) is None:
                who = self._holder.who if self._holder else ""
                await require_allowance(self._throttles, self._actor, who, len(frame.command))
        except Refused as refused:
            self._told_too_many += 1
            if self._told_too_many > TOO_MANY_TOLD:
                await self._too_much(float(refused.detail["seconds"]))
            else:
                self._tell(wire.refusal(command_id, refused))
            return
        self._told_too_many = 0
        answering = asyncio.create_task(self._answer(frame, command))
        self._answering.add(answering)
        answering.add_done_callback(self._answering.discard)

    async def _answer(self, frame: wire.CommandFrame, command: AnyCommand) -> None:
        command_id = frame.id
        try:
            position = await self._room.ask(command, self._actor, command_id, frame.asked_at, frame.epoch)
        except Refused as refused:
            self._tell(wire.refusal(command_id, refused))
        except Exception:
            logger.exception("a command could not be answered")
            self._tell(wire.AnswerFrame(id=command_id, refused=Reason.OUR_FAULT))
        else:
            self._tell(wire.AnswerFrame(id=command_id, position=position))


class FoyerSocket(Socket):
    """A screen in the foyer: all rooms at once, nothing to ask."""

    async def _enter(self, _query: Query) -> Audience | None:
        if not is_socket_of_ours(self.scope):
            return await self._turned_away(Close.NOT_ALLOWED)
        return await self._audiences.of_foyer()


class OverviewSocket(Socket):
    """Someone of the secretariat, with all rooms before them."""

    async def _enter(self, _query: Query) -> Audience | None:
        if not is_socket_of_ours(self.scope):
            return await self._turned_away(Close.NOT_ALLOWED)
        actor, held = await admit(self.scope, View.CONTROL, None)
        if actor.rooms is not None or actor.role not in SEEN_BY[View.CONTROL]:
            return await self._turned_away(Close.SIGN_IN if actor is PUBLIC else Close.NOT_ALLOWED)
        if held is not None:
            self._keep(Place(held, None, actor))
        return await self._audiences.of_overview()


class NoSuchAddress(Socket):
    """A socket at an address that does not exist is told so."""

    async def _enter(self, _query: Query) -> Audience | None:
        return await self._turned_away(Close.NO_SUCH_ADDRESS)
