"""The same bytes to many sockets: hundreds of them in one call of Linux's io_uring, where the kernel lets us have a
ring, else in one call for each. A ring takes a quarter less of a core for each socket.

Nothing waits and nothing is under way afterwards: each socket takes what fits at once, as with `socket.send`. Where
io_uring is switched off, as in most containers, the kernel says so when the ring is made, and that is that.
"""

import ctypes
import errno
import logging
import mmap
import os
import threading
from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import repeat
from socket import socket

logger = logging.getLogger(__name__)

FEWEST = 16
"""To fewer sockets it costs as much to prepare the ring as it saves."""
LARGEST = 1 << 16
"""Of what is longer the copying costs more than the calls."""

# What follows is of `linux/io_uring.h` and `linux/socket.h`; the numbers of the system calls are the same on every
# architecture but Alpha.
SETUP, ENTER = 425, 426
SEND = 26
DO_NOT_WAIT, NO_SIGNAL = 0x40, 0x4000
WAIT_FOR_COMPLETIONS = 1
POLLS_BY_ITSELF = 1 << 5
"""Kernels that say this (5.7 and later) know of sends."""
SUBMISSIONS, COMPLETIONS, ENTRIES = 0, 0x8000000, 0x10000000
"""Where the three parts of a ring are in its file."""
ENTRY_WORDS, COMPLETION_WORDS = 16, 4
"""Of four bytes each."""
OPCODE, FD, ADDRESS, LENGTH, FLAGS, MARK = 0, 1, 4, 6, 7, 8
"""The words of an entry; an address takes two."""
RESULT = 2
"""The word of a completion with what came of it; the mark of its entry is in word 0."""


class _SubmissionPlaces(ctypes.Structure):
    _fields_ = tuple(
        (name, ctypes.c_uint32)
        for name in ("head", "tail", "mask", "count", "flags", "dropped", "array", "unused", "address_0", "address_1")
    )


class _CompletionPlaces(ctypes.Structure):
    _fields_ = tuple(
        (name, ctypes.c_uint32)
        for name in (
            "head",
            "tail",
            "mask",
            "count",
            "overflow",
            "entries",
            "flags",
            "unused",
            "address_0",
            "address_1",
        )
    )


class _Parameters(ctypes.Structure):
    _fields_ = (
        ("entries", ctypes.c_uint32),
        ("completions", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
        ("of_a_thread", ctypes.c_uint32 * 2),
        ("features", ctypes.c_uint32),
        ("others", ctypes.c_uint32 * 4),
        ("submission", _SubmissionPlaces),
        ("completion", _CompletionPlaces),
    )


class Ring:
    """A ring of the kernel's, all of whose entries are sends of the same bytes."""

    def __init__(self, entries: int = 512) -> None:
        """Raises `OSError` where there is none to be had."""
        call = getattr(ctypes.PyDLL(None, use_errno=True), "syscall", None)
        if call is None or os.uname().sysname != "Linux":
            raise OSError(errno.ENOSYS, "only Linux has rings")
        self._call = call
        asked = _Parameters()
        self._fd: int = call(ctypes.c_long(SETUP), ctypes.c_uint(entries), ctypes.byref(asked))
        if self._fd < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        if not asked.features & POLLS_BY_ITSELF:
            os.close(self._fd)
            raise OSError(errno.ENOSYS, "this kernel's rings do not send")
        self._size = asked.entries
        self._mask = asked.completions - 1
        submission, completion = asked.submission, asked.completion
        ring = self._part(SUBMISSIONS, submission.array + 4 * asked.entries)
        done = self._part(COMPLETIONS, completion.entries + 4 * COMPLETION_WORDS * asked.completions)
        self._words = self._part(ENTRIES, 4 * ENTRY_WORDS * asked.entries)
        self._tail = ring[submission.tail // 4 :][:1]
        self._head_of_done, self._tail_of_done = done[completion.head // 4 :][:1], done[completion.tail // 4 :][:1]
        self._done = done[completion.entries // 4 :]
        self._data = bytearray(LARGEST)
        address = ctypes.addressof(ctypes.c_char.from_buffer(self._data))
        for n in range(asked.entries):
            ring[submission.array // 4 + n] = n
            entry = self._words[n * ENTRY_WORDS :]
            entry[OPCODE], entry[FLAGS], entry[MARK] = SEND, DO_NOT_WAIT | NO_SIGNAL, n
            entry[ADDRESS], entry[ADDRESS + 1] = address & 0xFFFFFFFF, address >> 32

    def _part(self, place: int, size: int) -> "memoryview[int]":
        return memoryview(mmap.mmap(self._fd, size, offset=place)).cast("I")

    def fileno(self) -> int:
        """Its file."""
        return self._fd

    def close(self) -> None:
        """Give the ring back."""
        os.close(self._fd)

    def send(self, sockets: Sequence[socket], data: bytes) -> list[int]:
        """See `send_to_all`. Raises `Broken`: then the ring is of no use any more."""
        taken: list[int] = []
        self._data[: len(data)] = data
        while len(taken) < len(sockets):
            # No further than to the end of the ring: so what comes of it never goes round its end either.
            first = self._tail[0] % self._size
            some = sockets[len(taken) : len(taken) + self._size - first]
            taken += self._send_some(some, first, len(data), taken)
        return taken

    def _send_some(self, sockets: Sequence[socket], first: int, size: int, before: list[int]) -> list[int]:
        """What each of `sockets` took, whose entries are `first` and those behind it."""
        count = len(sockets)
        places = self._words[first * ENTRY_WORDS : (first + count) * ENTRY_WORDS]
        # As the kernel reads it, a socket that was closed meanwhile (-1) is of this many bits, too.
        places[FD::ENTRY_WORDS] = memoryview(array("i", map(socket.fileno, sockets))).cast("B").cast("I")
        places[LENGTH::ENTRY_WORDS] = memoryview(array("I", [size]) * count)
        self._tail[0] = (self._tail[0] + count) & 0xFFFFFFFF
        entered = self._call(
            ctypes.c_long(ENTER), self._fd, count, count, WAIT_FOR_COMPLETIONS, None, ctypes.c_size_t(0)
        )
        head = self._head_of_done[0]
        came = (self._tail_of_done[0] - head) & 0xFFFFFFFF
        start = COMPLETION_WORDS * (head & self._mask)
        done = self._done[start : start + COMPLETION_WORDS * came]
        results = array("i", done[RESULT::COMPLETION_WORDS].tobytes())
        self._head_of_done[0] = self._tail_of_done[0]
        if entered != count or came != count:
            known = dict(zip((mark - first for mark in done[::COMPLETION_WORDS]), results, strict=True))
            sent = [known.get(n, -errno.EIO) for n in range(max(0, entered))]
            raise Broken([*before, *sent], f"{entered} of {count} entered, {came} done: {ctypes.get_errno()}")
        if results.count(size) == count:
            return [size] * count
        found = dict(zip(done[::COMPLETION_WORDS], results, strict=True))
        return [found[first + n] for n in range(count)]


class Broken(Exception):
    """A ring did not do what it was asked. `taken` is what became of the first sockets; the others were not reached."""

    def __init__(self, taken: list[int], why: str) -> None:
        super().__init__(why)
        self.taken = taken


class BatchedSends(threading.local):
    """Sends of the thread that asks for them: by a ring of its own, as long as there is one."""

    def __init__(self, ring: Callable[[], Ring] = Ring) -> None:
        self._make = ring
        self._ring: Ring | None = None
        self._asked = False

    def send_to_all(self, sockets: Sequence[socket], data: bytes) -> list[int]:
        """Send `data` to each of `sockets`; how many bytes each took, or the number of its error below zero."""
        if len(sockets) < FEWEST or len(data) > LARGEST or (ring := self._ready()) is None:
            return one_by_one(sockets, data)
        try:
            return ring.send(sockets, data)
        except Broken as broken:
            logger.warning("screens are written to one by one from now on: %s", broken)
            ring.close()
            self._ring = None
            return broken.taken + one_by_one(sockets[len(broken.taken) :], data)

    def _ready(self) -> Ring | None:
        if not self._asked:
            self._asked = True
            try:
                self._ring = self._make()
            except OSError as error:
                logger.info("screens are written to one by one: %s", error)
        return self._ring


def one_by_one(sockets: Sequence[socket], data: bytes) -> list[int]:
    """The same where there is no ring. It is a loop of the interpreter's own: nothing of Python's is in it."""
    taken: list[int] = []
    sending: Iterator[int] = map(socket.send, sockets, repeat(data))
    while len(taken) < len(sockets):
        try:
            taken.extend(sending)
        except OSError as error:
            # What was taken before it stays in the list, and the loop goes on behind it.
            taken.append(-(error.errno or errno.EIO))
    return taken


send_to_all = BatchedSends().send_to_all
