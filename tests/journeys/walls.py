"""Every public screen of a room, compared with what follows from its log alone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from playwright.async_api import BrowserContext, Page

from live.room.authority import View
from live.room.model.plan import Format, PhaseKind
from live.room.model.state import RoomState
from live.room.transitions import evolve
from live.room.views import render
from live.room.views.foyer import foyer_view
from live.room.views.hall import HallView
from tests.screens.stage import PATIENCE_MS, Size, Stage

WALLS = {
    View.HALL: (1280, 720),
    View.PODIUM: (1024, 600),
    View.INTERPRETERS: (1024, 768),
    View.OVERLAY: (1280, 720),
}
Seen = dict[str, Any]
SAYS = """async ([within, again]) => {
    if (again) await new Promise(requestAnimationFrame);
    const all = (name) => Array.from(document.querySelector(within)?.querySelectorAll(`[data-testid=${name}]`) ?? [])
        .filter((found) => found.checkVisibility());
    const texts = (name) => all(name).map((found) => found.textContent.trim());
    const ids = (name) => all(name).map((found) => found.dataset.id);
    return {
        speaker: texts("speaker-name"),
        reporting: texts("reporting"),
        clock: all("clock").map((found) => found.dataset.paused),
        digits: texts("clock-digits").length,
        next: ids("next-speaker"),
        more: texts("more").map((text) => Number(text.match(/[0-9]+/)[0])),
        sitting: all("sitting").map((found) => found.dataset.status),
        segment: ids("segment"),
        upcoming: ids("upcoming"),
    };
}"""
"""What a screen says, by the parts of it that have a name in every state."""


class Walls:
    """The screens that everybody sees, open at once, and the log they are held against."""

    def __init__(self, stage: Stage, pages: dict[View, Page], foyer: Page) -> None:
        self._stage = stage
        self._pages = pages
        self._foyer = foyer
        self._folded = RoomState()
        self._folding = asyncio.Lock()
        self.steps = 0

    async def follow_the_log(self) -> RoomState:
        """Each shows what a fold of the log, from its first entry, says it should. That fold."""
        await self._fold()
        row = f"[data-testid=foyer-room][data-id='{self._stage.room.id}']"
        await asyncio.gather(
            *(self._agrees(view, page, "body", partial(expected, view)) for view, page in self._pages.items()),
            self._agrees("foyer", self._foyer, row, expected_outside),
        )
        self.steps += 1
        return self._folded

    async def _fold(self) -> None:
        log = (await self._stage.daphne.elsewhere()).store.log(self._stage.room.id)
        async with self._folding:
            if self._folded.position == 0:
                self._folded = RoomState(epoch=await log.epoch())
            for entry in await log.read(self._folded.position):
                self._folded = evolve(self._folded, entry)

    async def _agrees(self, screen: str, page: Page, within: str, due: Callable[[RoomState], Seen]) -> None:
        """Wait until `screen` shows what is due by the log, which may have gone on in the meantime."""
        seen: Seen = {}
        try:
            async with asyncio.timeout(PATIENCE_MS / 1000):
                while not agree(seen := await page.evaluate(SAYS, [within, bool(seen)]), due(self._folded)):
                    await self._fold()
        except TimeoutError:
            says, position = due(self._folded), self._folded.position
            raise AssertionError(f"{screen} shows {seen}, and the log says {says} at {position}") from None


def expected(view: View, state: RoomState) -> Seen:
    """What of `view` is compared."""
    shown = render(view, state)
    assert isinstance(shown, HallView)
    floor = None if shown.sitting else shown.floor
    speaker = floor and floor.speaker
    name = [(view is View.OVERLAY and speaker.person) or (speaker.names or {})["en"]] if speaker else []
    reports = view is View.HALL and shown.report is not None and speaker is not None and not shown.report.aside
    timed = floor is not None and floor.clock is not None and view is not View.OVERLAY
    return {
        "speaker": [] if reports else name,
        "reporting": name if reports else [],
        "clock": [str(floor.clock.paused_at is not None).lower()] if timed and floor and floor.clock else [],
        "sitting": [shown.sitting.status] if shown.sitting and view is not View.OVERLAY else [],
        "segment": _segment(view, shown),
        "waiting": _waiting(view, shown),
        "next": _order(view, shown),
    }


def _segment(view: View, shown: HallView) -> list[str]:
    """What runs, where a screen says it: the booths always, the others when there is nobody and nothing to show."""
    running = [shown.segment.id] if shown.segment else []
    if view is View.INTERPRETERS:
        return running
    if view is View.OVERLAY or shown.sitting or shown.floor:
        return []
    occupied = shown.report or shown.question or _rests(shown)
    return [] if view is View.HALL and occupied else running


def _waiting(view: View, shown: HallView) -> int | None:
    """How many wait, where a screen says it by counting those whom it does not name."""
    return shown.list.count if view is View.HALL and _order(view, shown) else None


def _order(view: View, shown: HallView) -> list[str]:
    """Who waits, as far as a screen names them."""
    order = list(shown.list.order)
    match view:
        case View.PODIUM:
            return order[:1]
        case View.HALL:
            solemn = shown.phase is not None and shown.phase.kind is PhaseKind.CEREMONY
            return [] if solemn or shown.sitting or shown.segment is None or _rests(shown) else order
        case View.OVERLAY:
            return []
        case _:
            return order


def _rests(shown: HallView) -> bool:
    in_a_break = shown.phase is not None and shown.phase.kind is PhaseKind.BREAK
    return in_a_break or (shown.segment is not None and shown.segment.format is Format.BREAK)


def expected_outside(state: RoomState) -> Seen:
    """What the foyer says of this room: what runs, unless it does not sit, and what comes next; nobody by name."""
    shown = next(iter(foyer_view([state]).rooms.values()))
    return {
        "speaker": [],
        "reporting": [],
        "clock": [],
        "next": [],
        "waiting": None,
        "sitting": [shown.sitting.status] if shown.sitting else [],
        "segment": [shown.segment.id] if shown.segment and not shown.sitting else [],
        "upcoming": [shown.upcoming.id] if shown.upcoming else [],
    }


def agree(seen: Seen, due: Seen) -> bool:
    """Whether a screen shows what is due, and nothing else. Of those who wait a hall names as many as fit, one at
    least, and counts the others.
    """
    waiting = due["waiting"]
    if waiting is None:
        names = seen["next"] == due["next"] and seen["more"] == []
    else:
        named = len(seen["next"])
        names = named > 0 and seen["next"] == due["next"][:named] and named + sum(seen["more"]) == waiting
    same = all(seen[part] == due[part] for part in due if part not in ("next", "waiting"))
    return names and same and seen["digits"] == len(due["clock"])


@asynccontextmanager
async def walls_of(stage: Stage) -> AsyncIterator[Walls]:
    """Every public screen of the room, each of its own size."""
    async with stage.visitor() as visitor:
        # One after another: five pages that load at once are slow on a busy machine.
        pages = {view: await _wall(stage, visitor, view, size) for view, size in WALLS.items()}
        yield Walls(stage, pages, await _foyer(stage, visitor))


async def _wall(stage: Stage, visitor: BrowserContext, view: View, size: Size) -> Page:
    page = await stage.look(visitor, view, query="?lang=en")
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    return page


async def _foyer(stage: Stage, visitor: BrowserContext) -> Page:
    """The foyer at the page that has this room; it holds six rooms at most."""
    rooms = await (await stage.daphne.elsewhere()).ids()
    page = await visitor.new_page()
    await page.goto(f"/foyer/?lang=en&page={rooms.index(stage.room.id) // 6 + 1}")
    await page.locator(f"[data-testid=foyer-room][data-id='{stage.room.id}']").wait_for()
    return page
