"""The way through the lists of a web site."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from urllib.parse import urldefrag, urlsplit

from lxml import html

from carrefour.catalogue.fetching import HtmlFetch, NextElement, Offsets, PageNumbers, Select
from carrefour.harvest.connectors.pages import numbered, with_parameter
from carrefour.harvest.connectors.raw import Item, Rejected, Unreadable
from carrefour.harvest.connectors.selecting import address, elements, read_keys
from carrefour.harvest.connectors.webpage import WebPage
from carrefour.harvest.connectors.webtext import text_of
from carrefour.harvest.crawling.spider import GONE, Lead, PageSpider, page_of
from carrefour.harvest.fetch import FetchError


class Lists:
    """Walks the list pages of a site, or its addresses when they are pages of records."""

    def __init__(self, fetch: HtmlFetch) -> None:
        self._fetch = fetch

    async def leads(self, spider: PageSpider) -> AsyncIterator[Lead]:
        """See `carrefour.harvest.crawling.spider.Guide`."""
        starts = self._fetch.starts
        spider.hosts.update(urlsplit(start).netloc for start in starts)
        for start in starts:
            if not self._fetch.items:
                if request := spider.follow(start, start, {}, first=True):
                    yield request
                continue
            try:
                async for lead in self._walk(start, spider):
                    yield lead
            except NothingListed as nothing:
                if start == starts[0]:
                    raise
                # One list of several may well be empty.
                yield Rejected(nothing.where, nothing.reason)

    async def _walk(self, start: str, spider: PageSpider) -> AsyncIterator[Lead]:
        """What the pages of one list hold, until one holds nothing or names no next one."""
        pages, contents = self._fetch.pages, dict[str, str]()
        url, number = self._numbered(start, 1), 1
        while url:
            try:
                page = page_of(await spider.seen(url))
            except FetchError as error:
                # Many servers answer so where a number leads past the last page.
                if number > 1 and error.status in GONE and not isinstance(pages, NextElement):
                    return
                raise
            items = elements(self._fetch.items, page)
            if not items:
                if number == 1:
                    raise NothingListed(page.url, self._fetch.items)
                return
            found = [self._found(f"{page.url}, item {n}", i, page) for n, i in enumerate(items, 1)]
            content = _digest(found, page.url)
            if content in contents:
                reason = f"gives the same items as {contents[content]}: the pages go round"
                cure = "Check fetch.pages; a site that repeats its last page needs {by: link}."
                raise Unreadable(url, reason, cure)
            contents[content] = url
            for one in found:
                if lead := self._lead(one, spider):
                    yield lead
            number += 1
            if isinstance(pages, NextElement):
                url = _linked(pages, page)
            else:
                url = self._numbered(start, number)

    def _found(self, where: str, item: html.HtmlElement, page: WebPage) -> Item | Rejected:
        """An item of a list page; its ``page_url`` is that of its own page, if it has one."""
        fetch = self._fetch
        read = read_keys(fetch.listed, page, item)
        link = address(fetch.link, page, item) if fetch.link else page.url
        if not link:
            return Rejected(
                where, "has no link: 'link' finds no address in it", text_of(item)[:500]
            )
        if not (read.data or fetch.link):
            reason = read.trouble or "none of the keys of 'listed' is found in it"
            return Rejected(where, reason, text_of(item)[:500])
        return Item(where, {**read.data, "page_url": link})

    def _lead(self, found: Item | Rejected, spider: PageSpider) -> Lead | None:
        if isinstance(found, Rejected) or not self._fetch.page:
            return found
        known = {key: value for key, value in found.data.items() if key != "page_url"}
        return spider.follow(found.data["page_url"], found.where, known)

    def _numbered(self, start: str, number: int) -> str:
        """The address of page ``number`` of the list that starts at ``start``, if it has one."""
        match self._fetch.pages:
            case PageNumbers() as pages:
                return numbered(pages, start, pages.first + number - 1)
            case Offsets() as pages:
                passed = pages.first + (number - 1) * pages.step
                return with_parameter(start, pages.parameter, str(passed))
            case _:
                return start if number == 1 else ""


def _linked(pages: NextElement, page: WebPage) -> str:
    """The address that ``page`` gives for the next one, if it gives one."""
    return urldefrag(address(Select.model_validate(pages.select), page, page.root)).url


class NothingListed(Unreadable):
    """The first page of a list holds no item."""

    def __init__(self, url: str, selector: str) -> None:
        reason = f"the selector 'items' ({selector}) finds nothing; the layout may have changed"
        super().__init__(url, reason, "Look at the page, and correct fetch.items.")


def _digest(found: list[Item | Rejected], url: str) -> str:
    """A hash of what the items of a list page hold, whichever the address of the page is."""
    told = [
        {key: value for key, value in one.data.items() if value != url}
        if isinstance(one, Item)
        else one.excerpt
        for one in found
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
