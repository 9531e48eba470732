"""Those who run a room from a page whose one big button says what comes next: by keys alone, or by touch alone."""

from collections.abc import Iterable
from typing import Any

from playwright.async_api import Page, expect

from live.room.model.state import RoomState
from tests.journeys.walls import Walls

MOST_TABS = 200
"""How many presses of Tab lead anywhere on a page, at most."""
REGIONS = 8
"""How many presses of F6 go all the way round."""
IS_AT = """([name, id]) => {
    const { testid, id: known } = document.activeElement?.dataset ?? {};
    return testid === name && (id === null || id === known);
}"""


class Operator:
    """Somebody at such a page. After each act every public screen is held against the log."""

    def __init__(self, page: Page, walls: Walls) -> None:
        self.page = page
        self.walls = walls

    def sees(self, name: str) -> Any:
        return self.page.get_by_test_id(name)

    async def does(self) -> str | None:
        """What the big button would do, once it has come to rest: until then it takes no press."""
        go = self.page.locator("[data-testid=go][data-resting=false]")
        await expect(go).to_be_visible()
        does: str | None = await go.get_attribute("data-does")
        return does

    async def asks(self) -> str | None:
        """What has to be pressed too, where the big button asks first."""
        does = await self.does()
        if await self.sees("go").get_attribute("data-asks") != "true":
            return None
        return "confirm-end" if does == "end_segment" else "confirm-start"

    async def go(self) -> RoomState:
        """What the big button says; what asks first is answered where it asks."""
        raise NotImplementedError

    async def goes_until(self, ended: str, most: int = 90) -> RoomState:
        """Press the big button again and again, until the segment `ended` has ended."""
        for _ in range(most):
            state = await self.go()
            if ended in segments_ended(state):
                return state
        raise AssertionError(f"{ended} has not ended after {most} presses")

    async def goes_on_to(self, does: str, most: int = 90) -> None:
        """Press the big button until this is what it would do."""
        for _ in range(most):
            if await self.does() == does:
                return
            await self.go()
        raise AssertionError(f"after {most} presses the big button does not say {does}")

    async def position(self) -> int:
        return int(await self.sees("screen").get_attribute("data-position") or 0)

    async def carried_out(self, before: int) -> RoomState:
        """Wait until something was carried out after `before`; then every wall says so."""
        await expect(self.sees("screen")).not_to_have_attribute("data-position", str(before))
        await expect(self.sees("refusal")).to_have_count(0)
        return await self.walls.follow_the_log()


class AtTheKeys(Operator):
    """Never touches a mouse."""

    async def go(self) -> RoomState:
        confirm = await self.asks()
        if confirm is None:
            return await self.press("Space")
        await self.to_the_big_button()
        await self.page.keyboard.press("Space")
        return await self.answers(confirm)

    async def press(self, key: str) -> RoomState:
        """Press a key of the whole page, which carries an act out."""
        await self.to_the_big_button()
        return await self.presses_here(key)

    async def presses_here(self, key: str) -> RoomState:
        """Press a key where the focus is; it carries an act out."""
        await self.does()
        before = await self.position()
        await self.page.keyboard.press(key)
        return await self.carried_out(before)

    async def to_the_big_button(self) -> None:
        """Leave what has the focus: a field keeps every key, a button Space."""
        for _ in range(REGIONS):
            if await self.page.evaluate("document.activeElement === document.body") or await self.is_at("go"):
                return
            await self.page.keyboard.press("F6")
        raise AssertionError("F6 does not lead to the big button")

    async def is_at(self, name: str, of: str | None = None) -> bool:
        return bool(await self.page.evaluate(IS_AT, [name, of]))

    async def answers(self, name: str) -> RoomState:
        """Go to a button of the question that is open, and press it."""
        await expect(self.sees(name)).to_be_visible()
        await self.tabs_to(name)
        return await self.presses_here("Enter")

    async def tabs_to(self, name: str, of: str | None = None) -> None:
        """Tab on until this has the focus, the one `of` an id if that is named."""
        for _ in range(MOST_TABS):
            if await self.is_at(name, of):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"no Tab leads to {name} {of or ''}")

    async def starts(self, segment: str) -> RoomState:
        """Go to a segment of the rundown."""
        await self.tabs_to("start-segment", segment)
        return await self.presses_here("Enter")

    async def adds(self, typed: str, delegation: str) -> RoomState:
        """Put a delegation on the list."""
        await self.to_the_big_button()
        before = await self.position()
        await self.page.keyboard.press("a")
        await expect(self.sees("add-search")).to_be_focused()
        await self.page.keyboard.type(typed)
        await expect(self.page.locator("[data-testid=add-found]").first).to_have_attribute("data-id", delegation)
        await self.page.keyboard.press("Enter")
        return await self.carried_out(before)


class ByTouch(Operator):
    """Has no keyboard and no mouse."""

    async def go(self) -> RoomState:
        confirm = await self.asks()
        return await self.tap(*(("go", confirm) if confirm else ("go",)))

    async def tap(self, *names: str) -> RoomState:
        """Tap what goes by these names; the last is carried out."""
        before = await self.position()
        for name in names:
            await self.sees(name).first.tap()
        return await self.carried_out(before)

    async def starts(self, segment: str) -> RoomState:
        """Go to a segment of the rundown."""
        before = await self.position()
        await self.page.locator(f"[data-testid=start-segment][data-id={segment}]").tap()
        return await self.carried_out(before)


def segments_ended(state: RoomState) -> set[str]:
    return {known for known, progress in state.rundown.progress.items() if progress.ended_at is not None}


def waiting(state: RoomState) -> list[str]:
    """Who is on the list of what runs."""
    assert state.rundown.current is not None
    requests: Iterable[Any] = state.lists[state.rundown.current].waiting
    return [request.speaker.delegation or "" for request in requests]
