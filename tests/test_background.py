"""Work beside what was asked is ended for good, whatever it does with a cancellation."""

import asyncio

from live.background import cancel


async def test_work_that_loses_a_cancellation_is_ended_all_the_same() -> None:
    lost = 0

    async def work() -> None:
        nonlocal lost
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                if lost == 2:
                    raise
                lost += 1

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    async with asyncio.timeout(30):
        await cancel([task])
    assert task.cancelled()
    assert lost == 2


async def test_what_fails_while_it_is_ended_holds_nobody_up() -> None:
    async def fails() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            raise ZeroDivisionError

    tasks = [asyncio.create_task(fails()) for _ in range(3)]
    await asyncio.sleep(0)
    await cancel(tasks)
    assert all(task.done() for task in tasks)


async def test_nothing_to_end_is_no_fault() -> None:
    await cancel([])
