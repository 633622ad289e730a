"""Scrapy's ways in and out: ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from carrefour.harvest.crawling.outlet import Outlet

if TYPE_CHECKING:
    from carrefour.harvest.crawling.spider import PageSpider


class WebHandler(BaseDownloadHandler):
    """Answers every request of Scrapy with what the spider's eyes see.

    So robots.txt, turns, limits, the cache of pages and the check of addresses are the same as
    for every other kind of source, and Scrapy opens no connection.
    """

    async def download_request(self, request: Request) -> Response:
        """The page of ``request``; as the server gives it if its ``meta`` says ``plain``."""
        spider = _spider(self.crawler)
        eyes = spider.plain if request.meta.get("plain") else spider.eyes
        seen = await eyes.see(request.url)
        return Response(seen.url, headers=dict(seen.headers), body=seen.body)


class Teller:
    """Passes what the spider found to its outlet."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Teller:
        """The teller of the crawler's spider."""
        return cls(_spider(crawler).outlet)

    def process_item(self, item: Any) -> Any:
        """Tell ``item``, which is an `Item` or a `Rejected`."""
        self._outlet.tell(item)
        return item


def _spider(crawler: Crawler) -> PageSpider:
    return cast("PageSpider", crawler.spider)
