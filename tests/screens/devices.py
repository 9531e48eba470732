"""Browsers of visitors that are lent again: a page that goes on to another address costs half of one that is opened.

What a visitor left behind is cleared away before the next has it: pages, cookies, what is stored, service workers, size
and colours. One at which something was changed that cannot be taken back is closed, and never lent again.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from playwright.async_api import Browser, BrowserContext, Error, Page

MOST_IDLE = 4
"""Each has the memory of a page."""
ALTERING = (
    "add_init_script",
    "expose_binding",
    "expose_function",
    "grant_permissions",
    "new_cdp_session",
    "route",
    "route_from_har",
    "route_web_socket",
    "set_extra_http_headers",
    "set_geolocation",
    "set_offline",
)
"""What cannot be taken back, of a browser or of one of its pages."""
EMPTY = "about:blank"
"""Where a page itself goes on to, so that this is of its origin too: else its process would end with it."""
DEFAULTS = {"color_scheme": "light", "forced_colors": "none", "reduced_motion": "no-preference"}
SET_ANEW = ("viewport", *DEFAULTS)
"""What is set whenever a page is lent: a browser may have been another size, or dark, before."""

_altered: "WeakSet[BrowserContext]" = WeakSet()
_open_tools = BrowserContext.new_cdp_session


def _noting(alter: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    @wraps(alter)
    async def noting(self: BrowserContext | Page, *given: Any, **named: Any) -> Any:
        _altered.add(self.context if isinstance(self, Page) else self)
        return await alter(self, *given, **named)

    return noting


def _noting_clock(clock: Callable[[Any], Any]) -> property:
    """A clock that is looked at is one that is about to be set, for every page that the browser opens from then on."""

    def noting(self: BrowserContext | Page) -> Any:
        _altered.add(self.context if isinstance(self, Page) else self)
        return clock(self)

    return property(noting)


for kind in (BrowserContext, Page):
    kind.clock = _noting_clock(vars(kind)["clock"].fget)  # type: ignore[assignment,method-assign]
    for name in ALTERING:
        if hasattr(kind, name):
            setattr(kind, name, _noting(getattr(kind, name)))


@dataclass
class Device:
    """A browser of one kind, and a page of it that is kept. What `SET_ANEW` names is as who has it now wants it."""

    context: BrowserContext
    kind: dict[str, Any]
    wanted: dict[str, Any]
    page: Page | None = None
    free: bool = False

    def __post_init__(self) -> None:
        self._open_page = self.context.new_page
        self.context.new_page = self.new_page  # type: ignore[method-assign]

    async def new_page(self) -> Page:
        """The page that is kept, if nobody has it yet; else another."""
        if self.free and self.page is not None:
            self.free = False
            return self.page
        page = await self._open_page()
        await self._shape(page)
        self.page = self.page or page
        return page

    async def lend(self, wanted: dict[str, Any]) -> None:
        self.wanted = wanted
        if self.page is not None:
            await self._shape(self.page)

    async def _shape(self, page: Page) -> None:
        await page.set_viewport_size(self.wanted["viewport"])
        media: dict[str, Any] = {name: self.wanted.get(name, usual) for name, usual in DEFAULTS.items()}
        await page.emulate_media(media="null", **media)

    async def cleared(self) -> bool:
        """Whether it may be lent again; then nothing is left of who had it."""
        if self.context in _altered or self.page is None or self.page.is_closed():
            return False
        server = self.kind["base_url"]
        try:
            for page in self.context.pages:
                if page is not self.page:
                    await page.close()
            if self.page.url != EMPTY:
                async with self.page.expect_navigation(url=EMPTY):
                    await self.page.evaluate("(empty) => (sessionStorage.clear(), location.replace(empty))", EMPTY)
            tools = await _open_tools(self.context, self.page)
            await tools.send("Storage.clearDataForOrigin", {"origin": server, "storageTypes": "all"})
            await tools.detach()
            await self.context.clear_cookies()
        except Error:
            return False
        self.free = True
        return True


@dataclass
class Devices:
    """Those of one browser."""

    browser: Browser
    idle: list[Device] = field(default_factory=list)

    @asynccontextmanager
    async def lent(self, wanted: dict[str, Any], *, new: bool = False) -> AsyncIterator[BrowserContext]:
        """One with these options; a `new` one has nothing in its cache either."""
        kind = {name: value for name, value in wanted.items() if name not in SET_ANEW}
        found = None if new else next((device for device in reversed(self.idle) if device.kind == kind), None)
        if found is None:
            found = Device(await self.browser.new_context(**wanted), kind, wanted)
        else:
            self.idle.remove(found)
            await found.lend(wanted)
        try:
            yield found.context
        finally:
            if not await found.cleared():
                await found.context.close()
            else:
                self.idle.append(found)
                if len(self.idle) > MOST_IDLE:
                    await self.idle.pop(0).context.close()


_known: "WeakKeyDictionary[Browser, Devices]" = WeakKeyDictionary()


def devices_of(browser: Browser) -> Devices:
    return _known.setdefault(browser, Devices(browser))
