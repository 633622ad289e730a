"""The spider: follows its guide to the pages of records, and reads them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.utils.request import fingerprint
from twisted.python.failure import Failure

from carrefour.catalogue.fetching import PageRules
from carrefour.harvest.connectors.raw import Item, Rejected, Unreadable
from carrefour.harvest.connectors.selecting import read_keys
from carrefour.harvest.connectors.webpage import WebPage, read_page
from carrefour.harvest.crawling.messages import Broken
from carrefour.harvest.crawling.outlet import Outlet
from carrefour.harvest.crawling.seeing import Eyes, PlainEyes
from carrefour.harvest.fetch import FetchError, LimitReached

MOST_REFUSALS = 5  # in a row: the site has shut us out
GONE = (404, 410)
Lead = Request | Item | Rejected


class Guide(Protocol):
    """Knows where the pages of records are."""

    def leads(self, spider: PageSpider) -> AsyncIterator[Lead]:
        """Requests for the pages of records, and what is a record, or wrong, without one.

        Raises ``FetchError`` or `Unreadable` when the source cannot be read further.
        """
        ...


class PageSpider(Spider):
    """Reads the page of each record that its guide leads to, by ``rules``.

    A page that fails alone is a rejected record; a server that fails breaks the source. ``hosts``
    are those of the source itself: what fails elsewhere never breaks it.
    """

    name = "carrefour"

    def __init__(
        self, guide: Guide, rules: PageRules, plain: PlainEyes, eyes: Eyes, outlet: Outlet
    ) -> None:
        super().__init__()
        self.plain, self.eyes = plain, eyes
        self.hosts: set[str] = set()
        self.broken: Broken | None = None
        self.outlet = outlet
        self._guide, self._rules = guide, rules
        self._followed: set[bytes] = set()
        self._refusals = 0
        self._beating: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PageSpider:
        """The spider, listening to what becomes of it: no failure may pass unseen."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        listen = crawler.signals.connect
        listen(spider.set_out, signals.spider_opened)
        listen(spider.come_home, signals.spider_closed)
        listen(spider.failed_itself, signals.spider_error)
        listen(spider.failed_itself, signals.item_error)
        return spider

    async def start(self) -> AsyncIterator[Lead]:
        """Scrapy's start: the leads, no faster than they are followed."""
        try:
            async for lead in self._guide.leads(self):
                if self.crawler.engine.needs_backout():
                    await self.crawler.signals.wait_for(signals.scheduler_empty)
                yield lead
        except (FetchError, Unreadable) as error:
            self._break_off(error)
            raise CloseSpider("broken") from error

    async def seen(self, url: str, *, plain: bool = False) -> Response:
        """The page at ``url``, on the way to others; ``plain`` as the server gives it.

        Raises ``FetchError`` or `Unreadable`.
        """
        try:
            request = Request(url, meta={"plain": plain}, dont_filter=True)
        except ValueError as error:
            raise Unreadable(url, f"is no address ({error})", "Tell the source.") from error
        response = await self.crawler.engine.download_async(request)
        self.hosts.add(urlsplit(response.url).netloc)
        return response

    def follow(
        self, url: str, where: str, known: dict[str, Any], *, first: bool = False
    ) -> Request | Rejected | None:
        """What leads to the page of a record, of which the keys ``known`` are read already.

        ``first`` says that no list led here, so that its failure is that of the source. Nothing
        when the page was followed before.
        """
        told = {"where": where, "known": known, "first": first}
        try:
            request = Request(url, self.read, errback=self.fail, cb_kwargs=told, dont_filter=True)
        except ValueError as error:
            return Rejected(where, f"'{url}' is no address: {error}", excerpt(known))
        # A page that scripts make may be told by its fragment alone.
        mark = fingerprint(request, keep_fragments=self.eyes is not self.plain)
        if mark in self._followed:
            return None
        self._followed.add(mark)
        return request

    def read(
        self, response: Response, where: str, known: dict[str, Any], first: bool
    ) -> Iterator[Item | Rejected]:
        """The record of a page."""
        self._refusals = 0
        try:
            page = page_of(response)
        except Unreadable as error:
            if first:
                self._break_off(error)
                raise CloseSpider("broken") from error
            yield Rejected(error.where, error.reason, excerpt(known))
            return
        yield record(page, self._rules, known)

    def fail(self, failure: Failure) -> Iterator[Rejected]:
        """What a page that cannot be had means: one record less, or the end."""
        error: Any = failure.value
        told = failure.request.cb_kwargs  # type: ignore[attr-defined]
        if isinstance(error, FetchError) and self._is_alone(error, told["first"]):
            yield Rejected(error.url, f"{error.reason}. {error.cure}", excerpt(told["known"]))
            return
        self._break_off(error)
        raise CloseSpider("broken") from error

    def failed_itself(self, failure: Failure) -> None:
        """Tell a fault of ours."""
        self._break_off(cast("BaseException", failure.value))

    def set_out(self) -> None:
        """Show signs of life from now on."""
        self._beating = asyncio.create_task(self.outlet.beat())

    async def come_home(self) -> None:
        """Let go of everything."""
        if self._beating:
            self._beating.cancel()
        await self.eyes.close()

    def _is_alone(self, error: FetchError, first: bool) -> bool:
        if isinstance(error, LimitReached):
            return False
        if first:
            return error.status in GONE
        if error.status in (401, 403):
            self._refusals += 1
            return self._refusals < MOST_REFUSALS
        return error.alone or not self._is_own(error.url)

    def _is_own(self, url: str) -> bool:
        own = {host.removeprefix("www.") for host in self.hosts}
        return urlsplit(url).netloc.removeprefix("www.") in own

    def _break_off(self, error: BaseException) -> None:
        if self.broken is None:
            if isinstance(error, Unreadable):
                self.broken = Broken(error.where, error.reason, error.cure)
            elif isinstance(error, FetchError):
                self.broken = Broken(error.url, error.reason, error.cure)
            else:
                reason = f"Carrefour failed to read it ({type(error).__name__}: {error})"
                self.broken = Broken("the crawl", reason, "Report this.")
            self.outlet.tell(self.broken)


def page_of(response: Response) -> WebPage:
    """The page in ``response``. Raises `Unreadable`."""
    headers = {"content-type": (response.headers.get("Content-Type") or b"").decode("latin-1")}
    return read_page(response.body, headers, response.url)


def record(page: WebPage, rules: PageRules, known: dict[str, Any]) -> Item | Rejected:
    """The record of ``page``: the keys ``known``, those that ``rules`` read, and `page_url`."""
    read = read_keys(rules, page)
    data = {**known, **read.data}
    if not data:
        reason = (
            read.trouble or "none of its keys is found in the page; its layout may have changed"
        )
        return Rejected(page.url, reason, page.text[:500])
    return Item(page.url, {**data, "page_url": page.url})


def excerpt(data: Any) -> str:
    """``data`` as a rejection shows it."""
    return repr(data)[:500] if data else ""
