"""What permessage-deflate would save on the frames of a hall, and what it would cost the server."""

import time
import zlib
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tests.bench.desk import Place
from tests.bench.figures import Figures, median, rounded
from tests.bench.product import ROOM, product

ABOUT = "what compression of every message (permessage-deflate) would save and cost"
SET_UP = True

SCREENS = 300
"""So many have each a compressor of their own, as with context takeover."""
TAIL = b"\x00\x00\xff\xff"
"""What RFC 7692, section 7.2.1, leaves off the end of every message."""
LEVEL, WINDOW_BITS, MEMORY_LEVEL = 6, 15, 8


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--changes", type=int, default=20, help="changes whose frames are compressed (20)")


async def run(options: Namespace, folder: Path) -> Figures:
    """Take the frames that a real hall is sent, and compress each for many screens."""
    async with product(folder) as served, served.desk() as desk, served.daphne.screen(ROOM, "hall") as hall:
        await served.open_floor(desk)
        (delegation,) = await served.delegations(1)
        place = Place(desk, delegation)
        for _ in range(options.changes):
            _, position = await place.change()
            await hall.reach(position)
        changes = [text.encode() for text in hall.raw if text.startswith('{"kind":"change"')]
    before = _resident_kib()
    own = [_compressor() for _ in range(SCREENS)]
    for compressor in own:
        _compressed(compressor, changes[0])
    after = _resident_kib()
    began = time.perf_counter()
    sizes = [[len(_compressed(compressor, text)) for text in changes] for compressor in own]
    took = time.perf_counter() - began
    plain = median([len(text) for text in changes])
    return {
        "change_bytes": plain,
        "change_bytes_own_context": median(sizes[0]),
        "change_bytes_no_context": median([len(_compressed(_compressor(), text)) for text in changes]),
        "us_per_delivery": rounded(1e6 * took / SCREENS / len(changes), 1),
        "kib_per_screen": rounded((after - before) / SCREENS, 1),
        "changes": len(changes),
    }


def _compressor() -> "zlib._Compress":
    return zlib.compressobj(LEVEL, zlib.DEFLATED, -WINDOW_BITS, MEMORY_LEVEL)


def _compressed(compressor: "zlib._Compress", text: bytes) -> bytes:
    whole = compressor.compress(text) + compressor.flush(zlib.Z_SYNC_FLUSH)
    return whole.removesuffix(TAIL)


def _resident_kib() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4
