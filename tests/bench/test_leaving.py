"""Screens that came and went leave nothing behind in the server."""

import asyncio
from pathlib import Path

import pytest

from tests.bench.crowd import crowd
from tests.bench.product import Product, address, product, set_up
from tests.proxies import PATIENCE

AT_ONCE = 2_000
OF_A_ROUND = 10_000
WARM_ROUNDS = 2
"""After so many the server has looked once for what refers to itself: `live.web.serving.collecting.MOST_LEFT`."""
BYTES_OF_EACH = 500
"""What of the memory of one may be found after it left: a screen that is there takes 14,000."""


async def came_and_went(served: Product) -> None:
    """A round: all are shown a view, and lose their connections."""
    for _ in range(OF_A_ROUND // AT_ONCE):
        async with crowd() as screens:
            await screens.join(served.port, address("hall"), AT_ONCE)
        async with asyncio.timeout(PATIENCE):
            while sum(served.connections()) > AT_ONCE // 100:  # noqa: ASYNC110  Nobody tells.
                await asyncio.sleep(0.1)


@pytest.mark.long
async def test_tens_of_thousands_of_screens_that_came_and_went_leave_no_memory_behind(tmp_path: Path) -> None:
    set_up(tmp_path)
    async with product(tmp_path, bounds=OF_A_ROUND // 20) as served:
        for _ in range(WARM_ROUNDS):
            await came_and_went(served)
        before, _ = served.memory_kib()
        for _ in range(WARM_ROUNDS):
            await came_and_went(served)
        async with asyncio.timeout(PATIENCE):
            while (served.memory_kib()[0] - before) * 1024 > WARM_ROUNDS * OF_A_ROUND * BYTES_OF_EACH:  # noqa: ASYNC110
                await asyncio.sleep(0.5)
