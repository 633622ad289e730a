"""One page in the browser: shown, waited for, clicked and scrolled until it has come to rest."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar
from urllib.parse import urldefrag, urlsplit

from playwright.async_api import Error as BrowserError
from playwright.async_api import Locator, Page, Request, Route

from carrefour.catalogue.fetching import Browser
from carrefour.catalogue.selector import is_xpath
from carrefour.harvest.connectors.webpage import decoded
from carrefour.harvest.crawling.seeing import PlainEyes, Seen
from carrefour.harvest.fetch import FetchError, LimitReached

_GLANCE = 0.05  # seconds between two looks
_QUIET = 0.5  # seconds without a question or a change after which a page has come to rest
_QUIET_AFTER = 1.0  # the same after a click or a scroll, which a list may take its time to follow
_AFTER_CLICK = 10.0  # seconds that a list may take to ask for more, or to show it
_AFTER_SCROLL = 3.0
_LONGEST = 20  # times the patience: the most that a page may take, our own delays included
_PASSED_ON = ("accept", "x-requested-with")  # headers that tell a server what a script wants
_SCROLL = "window.scrollTo(0, document.documentElement.scrollHeight)"
_HTML = {"content-type": "text/html; charset=utf-8"}
_SIZE = "document.getElementsByTagName('*').length"
_T = TypeVar("_T")


class Resources:
    """The scripts and styles of a crawl's pages, each asked for once."""

    MOST_BYTES = 50_000_000  # kept at once

    def __init__(self, plain: PlainEyes) -> None:
        self._plain = plain
        self._kept: dict[str, Seen] = {}
        self._size = 0

    async def get(self, request: Request) -> Seen:
        """What ``request`` asks for. Raises ``FetchError``."""
        url = urldefrag(request.url).url
        if request.resource_type not in ("script", "stylesheet"):
            headers = {
                name: request.headers[name] for name in _PASSED_ON if name in request.headers
            }
            return await self._plain.see(url, headers)
        if url not in self._kept:
            seen = await self._plain.see(url)
            if self._size + len(seen.body) > self.MOST_BYTES:
                self._kept.clear()
                self._size = 0
            self._kept[url] = seen
            self._size += len(seen.body)
        return self._kept[url]


class Visit:
    """A visit to one page, which the server gave as ``given``.

    The page's patience is only spent while it waits for nothing of ours, so that our delays do
    not count against it.
    """

    def __init__(self, rules: Browser, resources: Resources, given: Seen, page: Page) -> None:
        self._rules, self._resources, self._given, self._page = rules, resources, given, page
        self._began = self._last = time.monotonic()
        self._under_way = 0
        self._failure: FetchError | None = None
        self._hindered: list[str] = []

    async def shown(self, fragment: str) -> Seen:
        """The page as it stands in the end. Raises ``FetchError``."""
        await self._page.context.route("**/*", self._answer)
        url = f"{self._given.url}#{fragment}" if fragment else self._given.url
        try:
            await self._patiently(self._page.goto(url, wait_until="domcontentloaded", timeout=0))
            await self._rest(_QUIET)
            await self._appeared()
            await self._clicked()
            await self._scrolled()
            text = await self._patiently(self._page.content())
        except BrowserError as error:
            reason = f"the browser fails at it ({str(error).strip().splitlines()[0]})"
            raise self._fault(reason, "Look at the page in a browser.") from error
        found = self._page.url if self._page.url.startswith("http") else self._given.url
        return Seen(found, _HTML, text.encode("utf-8", "replace"))

    async def _appeared(self) -> None:
        rules = self._rules
        if rules.wait_for and not await self._until(self._sees(rules.wait_for), rules.seconds):
            reason = f"'{rules.wait_for}' does not appear within {rules.seconds} s"
            if self._hindered:
                reason += f"; it could not have {self._hindered[0]}"
            raise self._fault(reason, "Look at the page in a browser; correct browser.wait_for.")

    async def _clicked(self) -> None:
        """Click as long as there is something to click, and it brings something."""
        rules = self._rules
        if not rules.click:
            return
        is_there = self._sees(rules.click)
        for _ in range(rules.clicks):
            if not await self._patiently(is_there()):
                return
            before = await self._size()
            button = self._visible(rules.click).first
            # As a script would: what lies over the button does not matter.
            await self._patiently(button.evaluate("button => button.click()"))
            if not await self._changed(before, _AFTER_CLICK):
                return
            await self._rest(_QUIET_AFTER)
        if await self._patiently(is_there()):
            reason = f"'{rules.click}' is still there after {rules.clicks} clicks"
            raise self._fault(reason, "Raise browser.clicks if the list is truly that long.")

    async def _scrolled(self) -> None:
        """Scroll down as long as it brings something."""
        for _ in range(self._rules.scrolls):
            before = await self._size()
            await self._patiently(self._page.evaluate(_SCROLL))
            if not await self._changed(before, _AFTER_SCROLL):
                return
            await self._rest(_QUIET_AFTER)
        if self._rules.scrolls:
            reason = f"it still grows after {self._rules.scrolls} scrolls"
            raise self._fault(reason, "Raise browser.scrolls if the list is truly that long.")

    async def _changed(self, before: int, patience: float) -> bool:
        async def otherwise() -> bool:
            return await self._size() != before

        return await self._until(otherwise, patience)

    async def _rest(self, quiet: float) -> None:
        """Wait until nothing was asked for, nor changed, for ``quiet`` seconds.

        A page that never rests is taken as it is.
        """
        size, since = await self._size(), time.monotonic()

        async def rests() -> bool:
            nonlocal size, since
            now = await self._size()
            if now != size:
                size, since = now, time.monotonic()
            return not self._under_way and time.monotonic() - max(since, self._last) >= quiet

        await self._until(rests, self._rules.seconds)

    async def _size(self) -> int:
        """How many elements the page has; none while it leads on to another."""
        try:
            return int(await self._patiently(self._page.evaluate(_SIZE)))
        except BrowserError:
            return 0

    def _visible(self, selector: str) -> Locator:
        language = "xpath" if is_xpath(selector) else "css"
        return self._page.locator(f"{language}={selector}").filter(visible=True)

    def _sees(self, selector: str) -> Callable[[], Awaitable[bool]]:
        async def there() -> bool:
            return await self._visible(selector).count() > 0

        return there

    async def _until(self, condition: Callable[[], Awaitable[bool]], patience: float) -> bool:
        """Whether ``condition`` comes true within the seconds that the page is given."""
        spent = 0.0
        while not await self._patiently(condition()):
            if spent > patience:
                return False
            spent += await self._glance()
        return True

    async def _patiently(self, doing: Awaitable[_T]) -> _T:
        """What ``doing`` gives, unless the page's scripts never let it come to an end."""
        task, spent = asyncio.ensure_future(doing), 0.0
        try:
            while not task.done():
                if spent > self._rules.seconds:
                    reason = f"its scripts do not come to an end within {self._rules.seconds} s"
                    raise self._fault(reason, "Look at the page in a browser.")
                spent += await self._glance(task)
        finally:
            task.cancel()
        if self._failure:
            raise self._failure
        return task.result()

    async def _glance(self, task: asyncio.Future[_T] | None = None) -> float:
        """Wait a little, and say how much of it the page waited for nothing of ours."""
        began = time.monotonic()
        if began - self._began > _LONGEST * self._rules.seconds:
            reason = f"takes longer than {_LONGEST * self._rules.seconds} s"
            raise self._fault(reason, "Look at what it asks for in a browser.")
        if task:
            await asyncio.wait({task}, timeout=_GLANCE)
        else:
            await asyncio.sleep(_GLANCE)
        return 0.0 if self._under_way else time.monotonic() - began

    async def _answer(self, route: Route) -> None:
        """Give the page what it asks for, if it is text and asked for without sending any."""
        request = route.request
        try:
            if not self._is_wanted(request):
                await route.abort()
                return
            self._under_way += 1
            try:
                seen = await self._seen(request)
                await route.fulfill(status=200, headers=_headers(request, seen), body=seen.body)
            except FetchError as error:
                self._note(request, error)
                if error.status >= 400:
                    await route.fulfill(status=error.status, headers=_headers(request), body="")
                else:
                    await route.abort()
            finally:
                self._under_way -= 1
                self._last = time.monotonic()
        except BrowserError:
            return  # the page is gone, and wants nothing any more

    def _is_wanted(self, request: Request) -> bool:
        if request.method != "GET" or not request.url.startswith(("http://", "https://")):
            return False
        if request.resource_type == "document":
            return self._is_page(request)
        return request.resource_type in ("script", "stylesheet", "xhr", "fetch")

    def _is_page(self, request: Request) -> bool:
        return request.is_navigation_request() and request.frame == self._page.main_frame

    async def _seen(self, request: Request) -> Seen:
        if not self._is_page(request):
            return await self._resources.get(request)
        if urldefrag(request.url).url == self._given.url:
            return _as_text(self._given)
        return _as_text(await self._resources.get(request))

    def _note(self, request: Request, error: FetchError) -> None:
        """Remember what the page could not have; data of the site itself must not be missing."""
        data = request.resource_type not in ("script", "stylesheet")
        own = _site(request.url) == _site(self._given.url)
        if isinstance(error, LimitReached) or (data and own and not error.alone):
            self._failure = self._failure or error
        else:
            self._hindered.append(f"{error.url}: {error.reason}")

    def _fault(self, reason: str, cure: str) -> FetchError:
        return FetchError(self._given.url, reason, cure, alone=True)


def _headers(request: Request, seen: Seen | None = None) -> dict[str, str]:
    """The headers of an answer; any page may read it, for the browser holds no secret."""
    headers = {
        "access-control-allow-origin": request.headers.get("origin", "*"),
        "access-control-allow-credentials": "true",
    }
    if seen and "content-type" in seen.headers:
        headers["content-type"] = seen.headers["content-type"]
    return headers


def _as_text(seen: Seen) -> Seen:
    """A page in the encoding that we take it to be in, with or without a browser."""
    text = decoded(seen.body, seen.headers.get("content-type", ""))
    return Seen(seen.url, _HTML, text.encode("utf-8", "replace"))


def _site(url: str) -> str:
    """What hosts of one site have in common: the end of their names."""
    host = urlsplit(url).hostname or ""
    labels = host.split(".")
    return host if labels[-1].isdigit() else ".".join(labels[-2:])
