"""The same bytes to many sockets: by a ring of the kernel's and one by one, it comes to the same."""

import errno
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from consumers.batched_sends import FEWEST, LARGEST, BatchedSends, Ring, one_by_one

FRAME = bytes(range(256)) * 2
COUNT = 3 * FEWEST
SMALL = 8
"""Entries of a ring: it is gone round several times."""

Pairs = list[tuple[socket.socket, socket.socket]]
Send = Callable[[list[socket.socket], bytes], list[int]]


def refused() -> Ring:
    raise OSError(errno.EPERM, "not here")


def ring() -> Ring:
    try:
        return Ring(SMALL)
    except OSError as error:
        pytest.skip(f"this kernel gives nobody a ring: {error}")


@pytest.fixture
def pairs() -> Iterator[Pairs]:
    made = [socket.socketpair() for _ in range(COUNT)]
    for pair in made:
        for one in pair:
            one.setblocking(False)
    yield made
    for pair in made:
        for one in pair:
            one.close()


def received(screen: socket.socket) -> bytes:
    found = b""
    while True:
        try:
            more = screen.recv(1 << 20)
        except BlockingIOError:
            return found
        if not more:
            return found
        found += more


@pytest.fixture(params=["ring", "one by one"])
def send(request: pytest.FixtureRequest) -> Iterator[Send]:
    if request.param == "one by one":
        yield one_by_one
        return
    with closing(ring()) as made:
        yield made.send


def test_each_is_sent_all_of_every_frame_in_order(pairs: Pairs, send: Send) -> None:
    ours = [one for one, _ in pairs]
    frames = [FRAME, b"short", FRAME[:100], FRAME]
    for frame in frames:
        assert send(ours, frame) == [len(frame)] * COUNT
    assert {received(screen) for _, screen in pairs} == {b"".join(frames)}


def test_one_that_is_full_or_gone_or_was_closed_is_told_from_those_beside_it(pairs: Pairs, send: Send) -> None:
    ours = [one for one, _ in pairs]
    full, gone, closed = 3, SMALL, COUNT - 1
    while True:
        try:
            ours[full].send(bytes(1 << 16))
        except BlockingIOError:
            break
    pairs[gone][1].close()
    ours[closed].close()
    wrong = {full: -errno.EAGAIN, gone: -errno.EPIPE, closed: -errno.EBADF}
    assert send(ours, FRAME) == [wrong.get(n, len(FRAME)) for n in range(COUNT)]
    assert all(received(screen) == FRAME for n, (_, screen) in enumerate(pairs) if n not in wrong)
    assert received(pairs[full][1]).strip(b"\0") == b""


def test_what_one_takes_in_part_is_said(send: Send) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as screen:
        screen.connect(server.getsockname())
        ours, _ = server.accept()
        with ours:
            ours.setblocking(False)
            taken = [send([ours], bytes(LARGEST))[0] for _ in range(1000)]
            assert -errno.EAGAIN in taken
            assert any(0 < count < LARGEST for count in taken)
            # What was taken is with the kernel, which delivers it as the screen reads, at its own time.
            ours.shutdown(socket.SHUT_WR)
            assert len(received(screen)) == sum(count for count in taken if count > 0)


def test_without_a_ring_or_with_one_that_breaks_they_are_written_to_one_by_one(pairs: Pairs) -> None:
    ours = [one for one, _ in pairs]
    assert BatchedSends(refused).send_to_all(ours, FRAME) == [len(FRAME)] * COUNT
    made = ring()
    breaks = BatchedSends(lambda: made)
    assert breaks.send_to_all(ours, FRAME) == [len(FRAME)] * COUNT
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), made.fileno())
    for _ in range(2):
        assert breaks.send_to_all(ours, FRAME) == [len(FRAME)] * COUNT
    assert {received(screen) for _, screen in pairs} == {4 * FRAME}
