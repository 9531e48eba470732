"""A wall that runs for weeks: after thousands of scenes it holds no more than after the first."""

import os

import pytest
from playwright.async_api import CDPSession

from tests.screens import scenes
from tests.screens.stage import Stage

pytestmark = pytest.mark.browser

CHANGES = int(os.environ.get("ROSTRUM_SOAK", "600"))
"""30,000 in the long run: `ROSTRUM_SOAK=30000 ./rostrum test tests/screens/test_soak.py`."""
GROWN_NODES = 60
GROWN_HEAP = 1.5e6

FEED = """async (changes) => {
    const frames = window.frames_;
    const socket = window.sockets_.at(-1);
    const views = frames.map((text) => JSON.parse(text)).filter(({ kind }) => kind === "view");
    let position = Math.max(...frames.map((text) => JSON.parse(text).position ?? 0));
    for (let n = 0; n < changes; n++) {
        const scene = views[n % views.length];
        const told = JSON.stringify({ ...scene, position: ++position });
        socket.dispatchEvent(new MessageEvent("message", { data: told }));
        if (n % 50 === 49) await new Promise((drawn) => setTimeout(drawn));
    }
}"""
"""Shows the views that the server sent, again and again, through the page's own socket."""

LISTEN = """
    window.frames_ = [];
    window.sockets_ = [];
    const Plain = WebSocket;
    window.WebSocket = class extends Plain {
        constructor(...given) {
            super(...given);
            window.sockets_.push(this);
            this.addEventListener("message", ({ data, isTrusted }) => isTrusted && window.frames_.push(data));
        }
    };
"""


async def held(devtools: CDPSession) -> tuple[int, float]:
    """Nodes and heap in use, after what is not needed was collected."""
    await devtools.send("HeapProfiler.collectGarbage")
    counted = await devtools.send("Memory.getDOMCounters")
    metrics = {metric["name"]: metric["value"] for metric in (await devtools.send("Performance.getMetrics"))["metrics"]}
    return counted["nodes"], metrics["JSHeapUsedSize"]


async def test_thousands_of_scenes_leave_nothing_behind(stage: Stage) -> None:
    await scenes.floor(stage)
    async with stage.visitor() as visitor:
        await visitor.add_init_script(LISTEN)
        page = await stage.look(visitor, "hall")
        # The views that scenes are made of, as the server itself sends them.
        for _ in range(4):
            await scenes.call_next(stage)
            await scenes.start_clock(stage)
            await stage.shown(page)
            resync = "() => window.sockets_.at(-1).send(JSON.stringify({ kind: 'resync', position: 0, epoch: '' }))"
            count = await page.evaluate("window.frames_.length")
            await page.evaluate(resync)
            await page.wait_for_function("(count) => window.frames_.length > count", arg=count)
        devtools = await visitor.new_cdp_session(page)
        await devtools.send("Performance.enable")
        await page.evaluate(FEED, 100)
        before = await held(devtools)
        await page.evaluate(FEED, CHANGES)
        after = await held(devtools)
        assert after[0] - before[0] <= GROWN_NODES
        assert after[1] - before[1] <= GROWN_HEAP
