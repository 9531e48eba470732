"""What a control page with a long list does for one frame when something changes, on a device four times as slow."""

import asyncio
from argparse import ArgumentParser, Namespace
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, CDPSession, Page

from tests.bench.desk import Desk
from tests.bench.figures import Figures, Wrong, spread
from tests.bench.product import ROOM, Product, product
from tests.chromium import chromium, send
from tests.set_up import OPERATOR, PASSWORD

ABOUT = "the redraw of a control page with a long list, in Chromium at a quarter of its speed"
SET_UP = True

Json = dict[str, Any]

SLOWER = 4
DELEGATIONS = 250
SETTLES_SECONDS = 2.0
DRAWN_SECONDS = 1.0
"""Whatever a change still draws after its first frame is drawn by then."""
MARK = "rostrum-drawn"
SEEN = 10
MARKS = f"""() => {{
    const all = (testid) => Array.from(document.querySelectorAll(`[data-testid=${{testid}}]`));
    const shown = () => ({{
        waiting: Number(all("count")[0].dataset.count),
        order: all("request").slice(0, {SEEN}).map((row) => row.dataset.id),
        numbers: all("request").slice(0, {SEEN}).map((row) => Number(row.firstElementChild.textContent)),
        floor: all("floor")[0].dataset.id ?? null,
        started: all("clock").some((clock) => clock.dataset.stage !== "none"),
    }});
    new MutationObserver(() => {{
        performance.mark("{MARK}");
        requestAnimationFrame(() => {{
            const after = new MessageChannel();
            after.port1.onmessage = () => {{ window.firstFrame = shown(); }};
            after.port2.postMessage(null);
        }});
    }}).observe(document.querySelector("[data-testid=screen]"), {{ attributeFilter: ["data-position"] }});
}}"""
"""Marks the task in which the page takes a change in; style, layout and paint are in others after it. What the page
shows once the first frame is drawn is kept, before anything is done that was left for later."""
SHOWS = "(position) => document.querySelector('[data-testid=screen]').dataset.position === String(position)"
LOOKS_EVERY_MS = 250
TRACED = ["toplevel", "blink.user_timing", "devtools.timeline", "disabled-by-default-devtools.timeline"]

CHANGES: dict[str, Callable[[Json, Json], Json]] = {
    "add": lambda _view, name: name,
    "move": lambda view, _name: {
        "type": "move_request",
        "request": view["list"]["order"][-1],
        "seen": view["list"]["order"],
        "ahead_of": view["list"]["order"][0],
    },
    "call": lambda view, _name: {"type": "call_next_speaker", "expecting": view["next"]["id"]},
    "clock": lambda view, _name: {"type": "start_clock", "intervention": view["floor"]["id"]},
}
"""One more at the end; the last put first, and all others move down; the next called, and all move up; a clock."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--listed", type=int, default=300, help="names on the list (300)")
    parser.add_argument("--rounds", type=int, default=5, help="changes of each kind (5)")


async def run(options: Namespace, folder: Path) -> Figures:
    """Change the list in each way, and look at what the page's main thread did for it."""
    frames: dict[str, list[float]] = {kind: [] for kind in CHANGES}
    later: list[float] = []
    async with (
        product(folder) as served,
        chromium(optimises=True) as browser,
        served.desk(1 + options.listed // 20) as desk,
    ):
        await served.open_floor(desk)
        names = await _names(served, options.listed + options.rounds)
        for name in names[: options.listed]:
            await desk.command(name)
        async with _looking(browser, served, options.listed) as (page, tools):
            for name in names[options.listed :]:
                for kind, change in CHANGES.items():
                    command = change((await served.view("control"))["view"], name)
                    first, rest = await _traced(page, tools, desk, command)
                    _hold(kind, await page.evaluate("window.firstFrame"), (await served.view("control"))["view"])
                    frames[kind].append(first)
                    later.append(rest)
    return {
        "frame_ms": max(spread(times, 1)[1] for times in frames.values()),
        **{f"{kind}_frame_ms": spread(times, 1) for kind, times in frames.items()},
        "longest_task_after_ms": spread(later, 1),
        "times_slower": SLOWER,
        "listed": options.listed,
        "rounds": options.rounds,
    }


async def _names(served: Product, count: int) -> list[Json]:
    """What puts so many on the list: when all delegations are, they speak for groups besides."""
    delegations = await served.delegations(min(count, DELEGATIONS))
    for_groups = [
        {"delegation": delegation, "capacity": "group", "on_behalf_of": f"Group {number}"}
        for number, delegation in enumerate(delegations[: count - len(delegations)], 1)
    ]
    return [{"type": "add_speaker", **who} for who in (*({"delegation": one} for one in delegations), *for_groups)]


@asynccontextmanager
async def _looking(browser: Browser, served: Product, listed: int) -> AsyncIterator[tuple[Page, CDPSession]]:
    """A control page that shows so many, and has come to rest."""
    context = await browser.new_context(
        base_url=f"http://127.0.0.1:{served.port}", viewport={"width": 1440, "height": 900}
    )
    if not (await send(context, "/api/sign-in", {"username": OPERATOR, "password": PASSWORD})).ok:
        raise Wrong("the organiser was not let in")
    page = await context.new_page()
    await page.goto(f"/control/{ROOM}/?lang=en")
    await page.wait_for_function(f"() => document.querySelectorAll('[data-testid=request]').length === {listed}")
    await page.evaluate(MARKS)
    tools = await context.new_cdp_session(page)
    await tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    await asyncio.sleep(SETTLES_SECONDS)
    yield page, tools
    await context.close()


async def _traced(page: Page, tools: CDPSession, desk: Desk, command: Json) -> tuple[float, float]:
    """The milliseconds of its main thread that `page` took for the first frame with what `command` changes, and for its
    longest task after that.
    """
    events: list[Json] = []
    complete = asyncio.Event()

    def collect(came: Json) -> None:
        events.extend(came["value"])

    def end(_said: object) -> None:
        complete.set()

    tools.on("Tracing.dataCollected", collect)
    tools.on("Tracing.tracingComplete", end)
    await tools.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": {"includedCategories": TRACED}})
    position = await desk.command(command)
    # Asked now and then: asking in every frame would be in the figures.
    await page.wait_for_function(SHOWS, arg=position, polling=LOOKS_EVERY_MS)
    await asyncio.sleep(DRAWN_SECONDS)
    await tools.send("Tracing.end")
    await complete.wait()
    tools.remove_listener("Tracing.dataCollected", collect)
    tools.remove_listener("Tracing.tracingComplete", end)
    return _taken(events)


def _hold(kind: str, shown: Json, view: Json) -> None:
    """Hold what the first frame after a change showed against the room. Raises `Wrong`."""
    order, floor = view["list"]["order"], view.get("floor", {})
    told = {
        "waiting": len(order),
        "order": order[:SEEN],
        "numbers": list(range(1, len(order[:SEEN]) + 1)),
        "floor": floor.get("id"),
        "started": "runs_from" in floor.get("clock", {}),
    }
    if late := [fact for fact in told if shown[fact] != told[fact]]:
        raise Wrong(f"the first frame after `{kind}` did not yet show {', '.join(late)} as it is")


def _taken(events: list[Json]) -> tuple[float, float]:
    marks = [event for event in events if event["name"] == MARK]
    if not marks:
        raise Wrong("the control page took no change in")
    thread = marks[0]["pid"], marks[0]["tid"]
    own = [event for event in events if (event["pid"], event["tid"]) == thread]
    tasks = sorted(
        (event for event in own if event["name"] == "ThreadControllerImpl::RunTask" and event["ph"] == "X"),
        key=lambda event: float(event["ts"]),
    )
    began = next(n for n, task in enumerate(tasks) if task["ts"] <= marks[0]["ts"] <= task["ts"] + task["dur"])
    committed = min(event["ts"] for event in own if event["name"] == "Commit" and event["ts"] >= marks[0]["ts"])
    drawn = next(n for n, task in enumerate(tasks) if task["ts"] <= committed <= task["ts"] + task["dur"])
    first = sum(_milliseconds(task) for task in tasks[began : drawn + 1])
    return first, max((_milliseconds(task) for task in tasks[drawn + 1 :]), default=0.0)


def _milliseconds(task: Json) -> float:
    """Of the processor, where that is told: so that what others do on this machine is not in it."""
    return float(task["tdur"] if "tdur" in task else task["dur"]) / 1000
