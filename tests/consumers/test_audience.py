"""One screen that asks and does not read, among those who look at a room."""

from collections.abc import Callable
from socket import socket

from consumers.audience import Audience, Scene
from consumers.writers import ReadyFrame, Writer, nothing_to_answer, nothing_to_do
from live.live_room import LiveRoom
from live.room.authority import View
from live.room.views import render
from tests.daphne import Daphne


class FullWriter:
    """Of a screen that takes in nothing until it `reads`; keeps what it was sent."""

    def __init__(self) -> None:
        self.drained: Callable[[], None] = nothing_to_do
        self.reads = False
        self.offered = 0
        self.sent = list[ReadyFrame]()
        self.heard: Callable[[bytes], bool] = nothing_to_answer
        self.direct: socket | None = None

    def offer(self, frame: ReadyFrame) -> bool:
        self.offered += 1
        if self.reads:
            self.sent.append(frame)
        return self.reads

    def insist(self, frame: ReadyFrame) -> None:
        self.sent.append(frame)

    def follow_up(self, rest: bytes) -> None:
        raise AssertionError("nothing of this goes to the kernel directly")

    def stop(self) -> None:
        pass


class Screen:
    counted: bool = True

    def __init__(self, writer: Writer) -> None:
        self.writer: Writer = writer


async def test_for_a_screen_that_asks_and_does_not_read_nothing_is_written_until_it_reads(
    daphne: Daphne, room: LiveRoom
) -> None:
    writer = FullWriter()
    scene = Scene([room], "hall", lambda states, ids, report: render(View.HALL, states[0], ids[0], report))
    audience, screen = Audience(scene, (await daphne.elsewhere()).clock), Screen(writer)
    audience.join(screen)
    for _ in range(10):
        audience.show_whole(screen)
    assert writer.offered == 1
    writer.reads = True
    writer.drained()
    assert len(writer.sent) == 1
    audience.show_whole(screen)
    assert len(writer.sent) == 2
    audience.leave(screen)
