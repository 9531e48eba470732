"""Daphne, tuned: sockets that live for weeks, frames written straight to them, an end that every screen hears of."""

import asyncio
import errno
import logging
import random
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

from daphne.server import Server as Daphne
from daphne.ws_protocol import WebSocketFactory
from django.urls import get_resolver
from twisted.internet import defer, reactor
from twisted.internet.task import LoopingCall, deferLater

from consumers.room_socket import Close
from consumers.writers import EXTENSION
from live.web.serving import holdings
from live.web.serving.collecting import LOOK_EVERY_SECONDS, Collector
from live.web.serving.http_protocol import PageFactory
from live.web.serving.inbox import Inbox
from live.web.serving.looking import Looks
from live.web.serving.socket_protocol import ScreenProtocol
from live.web.serving.turns import Turns
from live.web.serving.unlogged import make_nothing_ready
from live.wire import MAX_FRAME_BYTES

logger = logging.getLogger(__name__)

DRAIN_SECONDS = 2.0
"""Over how long screens are sent away at the end, so that they do not all come back at once."""
LEAVING_SECONDS = 3.0
"""How long the sockets' and pages' own goodbyes may take after that."""
PER_SCREEN_SECONDS = 0.02
CROWD_SECONDS = 0.002
"""How long in one turn of the event loop connections are opened and ended, if nobody who is connected waits for
anything."""
LET_IN_AT_ONCE = 4
"""How many connections are accepted together: the others wait in the kernel, where they cost nothing. Twisted's own
port takes hundreds, and all screens stand still while a hall full of phones comes back."""
SWEEP_SECONDS = 1.0
"""How often connections that keep us waiting, or do not read, are looked for."""
OUT_OF_FILES = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
OUT_OF_FILES_SECONDS = 0.5
"""How long no connection is accepted after the process ran out of open files."""


class Server(Daphne):  # type: ignore[misc]  # Daphne has no types.
    """Daphne on a socket that is listening already, that drains before it ends."""

    def __init__(self, listening: socket.socket, application: Any = None) -> None:
        """Serve `application`, or else that of the settings."""
        if application is None:
            # It reads where the store is, which a command may have decided only now.
            from live.web.asgi import application  # noqa: PLC0415

        self._listening = listening
        self._collector = Collector(lambda: len(self.connections))
        self.looks = Looks()
        self.crowd = Turns(CROWD_SECONDS, application.is_waited_for)
        """What comes in crowds: new connections, handshakes, and the ends of connections."""
        self._door_is_open = False
        self.behind: set[ScreenProtocol] = set()
        """Those that have not read yet what they were sent."""
        super().__init__(
            application,
            # It insists on one; `run` lets people in itself.
            endpoints=[f"fd:fileno={listening.fileno()}"],
            websocket_timeout=-1,
            # Would be the largest frame sent, too; ours do not pass there.
            websocket_max_message_size=MAX_FRAME_BYTES,
            websocket_max_frame_size=MAX_FRAME_BYTES,
            application_close_timeout=5,
            server_name="Rostrum",
            verbosity=0,
        )

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT."""
        WebSocketFactory.protocol = ScreenProtocol
        make_nothing_ready()
        self._page_factory = PageFactory(self)
        self.every(SWEEP_SECONDS, self._page_factory.sweep)
        self.every(SWEEP_SECONDS, self._cut_off_those_behind)
        self.endpoints: list[str] = []
        self._listening.setblocking(False)
        deferLater(reactor, 0, self._begin)  # When the loop runs.
        recorder = self.application.rostrum.recorder
        # Also if nobody comes: there may be something that was not copied yet.
        recorder.start()
        # Else the first request waits until all pages are loaded, and every screen with it.
        get_resolver().url_patterns  # noqa: B018
        self._collector.start()
        self.every(LOOK_EVERY_SECONDS, self._collector.turn)
        self.every(holdings.NOTED_EVERY_SECONDS, self._note_holdings)
        super().run()
        recorder.stop()

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        """Give the consumer of a WebSocket the writer of its connection, and the headers as they came.

        A caller on a Unix socket has no address; it is on this machine.
        """
        if self._listening.family == socket.AF_UNIX:
            scope["client"] = ["127.0.0.1", 0]
        if isinstance(protocol, ScreenProtocol):
            scope.setdefault("extensions", {})[EXTENSION] = protocol.writer
            scope["headers"] = protocol.headers
            queue: Any = Inbox()
            scope["asgi"] = {"version": "3.0"}
            serving = self.application.socket(scope, queue.get, partial(self.handle_reply, protocol))
            self.connections[protocol]["application_instance"] = asyncio.ensure_future(serving)
        else:
            queue = super().create_application(protocol, scope)
        if (known := self.connections.get(protocol)) is not None:
            known["application_instance"].add_done_callback(lambda ended: self._ended(protocol, ended))
        return queue

    def protocol_disconnected(self, protocol: Any) -> None:
        """Note that a connection ended. Its application has a moment for its goodbyes."""
        if (known := self.connections.get(protocol)) is None or "disconnected" in known:
            return
        super().protocol_disconnected(protocol)
        self._collector.left()
        if (application := known.get("application_instance")) is None:
            del self.connections[protocol]
        else:
            asyncio.get_running_loop().call_later(self.application_close_timeout, application.cancel)

    def _ended(self, protocol: Any, application: "asyncio.Future[None]") -> None:
        """Note that the application of a connection ended, whichever ends first; its fault is ours."""
        known = self.connections.get(protocol, {})
        known.pop("application_instance", None)
        if "disconnected" in known:
            del self.connections[protocol]
        if application.cancelled() or (fault := application.exception()) is None:
            return
        logger.error("Exception inside application: %s", fault, exc_info=fault)
        if known and "disconnected" not in known:
            protocol.handle_exception(fault)

    def application_checker(self) -> None:
        """Nothing: each connection says itself when it ends. Daphne's own asks all of them every second."""

    def _begin(self) -> None:
        ScreenProtocol.share(self.ws_factory)
        self._note_holdings()
        self._open_door()

    def _note_holdings(self) -> None:
        loop = asyncio.get_running_loop()
        loop.run_in_executor(None, holdings.note, len(self.connections), loop)

    def _open_door(self) -> None:
        self._door_is_open = True
        self._listen()

    def _close_door(self) -> None:
        self._door_is_open = False
        asyncio.get_running_loop().remove_reader(self._listening.fileno())

    def _listen(self) -> None:
        """Accept connections in their turn: after the handshakes of those that were accepted before."""
        if self._door_is_open:
            asyncio.get_running_loop().add_reader(self._listening.fileno(), self._knocked)

    def _knocked(self) -> None:
        asyncio.get_running_loop().remove_reader(self._listening.fileno())
        self.crowd.add(self._let_in)

    def _let_in(self) -> None:
        """Accept a few connections. The event loop says if there are more."""
        self._listen()
        for _ in range(LET_IN_AT_ONCE if self._door_is_open else 0):
            try:
                connection, _address = self._listening.accept()
                with connection:
                    connection.setblocking(False)
                    # Takes a file of its own.
                    reactor.adoptStreamConnection(connection.fileno(), connection.family, self._page_factory)
            except BlockingIOError:
                return  # Another process was quicker.
            except OSError as error:
                if error.errno not in OUT_OF_FILES:
                    continue  # They left.
                logger.error("nobody can be let in for a moment: %s", error.strerror)
                self._close_door()
                asyncio.get_running_loop().call_later(OUT_OF_FILES_SECONDS, self._open_door)
                return

    def timeout_checker(self) -> None:
        """Check each socket when it is due. Daphne's own checker goes through all of them every two seconds."""
        self.looks.start()

    def _cut_off_those_behind(self) -> None:
        for protocol in [known for known in self.behind if known.writer.has_been_behind_too_long()]:
            protocol.cut_off()

    def every(self, seconds: float, look: Callable[[], None]) -> None:
        """Call `look` every so many seconds while the server runs."""
        LoopingCall(look).start(seconds, now=False)

    def kill_all_applications(self) -> defer.Deferred[Any]:
        """Send every screen away with 4012, spread over a moment, and let consumers and pages finish.

        Daphne's own cuts everyone at once, and fails on a connection whose application has ended already.
        """
        return defer.Deferred.fromFuture(asyncio.ensure_future(self._drain()))

    async def _drain(self) -> None:
        self._close_door()
        sockets = [known for known in self.connections if self._is_open(known)]
        random.shuffle(sockets)
        spread = min(DRAIN_SECONDS, PER_SCREEN_SECONDS * len(sockets))
        for known in sockets:
            if self._is_open(known):
                known.serverClose(int(Close.COME_BACK))
            await asyncio.sleep(spread / len(sockets))
        running = [
            details["application_instance"]
            for details in self.connections.values()
            if "application_instance" in details and not details["application_instance"].done()
        ]
        if running:
            _, late = await asyncio.wait(running, timeout=LEAVING_SECONDS)
            for application in late:
                application.cancel()

    def _is_open(self, known: Any) -> bool:
        return isinstance(known, ScreenProtocol) and known.state == known.STATE_OPEN
