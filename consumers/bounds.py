"""How much one connection may send. A server that can checks this before anything is queued for a consumer."""

import time

from live.wire import MAX_FRAME_BYTES

FRAMES_PER_SECOND = 10.0
FRAMES_AT_ONCE = 40
FRAMES_QUEUED = 32


class Inbound:
    """A token bucket of frames, each of a bounded size, and a bounded number of them unread."""

    def __init__(self) -> None:
        self._left = float(FRAMES_AT_ONCE)
        self._counted_at = time.monotonic()

    def admits(self, size: int, queued: int = 0) -> bool:
        """Whether one more frame, of `size` bytes and with `queued` before it, may come in."""
        now = time.monotonic()
        self._left = min(FRAMES_AT_ONCE, self._left + (now - self._counted_at) * FRAMES_PER_SECOND)
        self._counted_at = now
        if size > MAX_FRAME_BYTES or queued >= FRAMES_QUEUED or self._left < 1:
            return False
        self._left -= 1
        return True

    def forgiven_in(self) -> float:
        """In how many seconds the bucket is full again."""
        return (FRAMES_AT_ONCE - self._left) / FRAMES_PER_SECOND
