"""Scrapy, set up so that it schedules and nothing else: network, manners and cache are ours."""

from __future__ import annotations

from typing import Any, cast

from scrapy.crawler import AsyncCrawlerProcess

from carrefour.catalogue.fetching import HtmlFetch
from carrefour.harvest.connectors.origin import Remote, visiting
from carrefour.harvest.connectors.raw import Unreadable
from carrefour.harvest.crawling.chromium import Chromium
from carrefour.harvest.crawling.job import Job
from carrefour.harvest.crawling.lists import Lists
from carrefour.harvest.crawling.messages import Broken, End
from carrefour.harvest.crawling.outlet import Outlet
from carrefour.harvest.crawling.seeing import PlainEyes
from carrefour.harvest.crawling.sitemaps import Sitemaps
from carrefour.harvest.crawling.spider import PageSpider
from carrefour.harvest.fetch import FetchError, FetchPolicy
from carrefour.harvest.web import Web

_HANDLER = "carrefour.harvest.crawling.handler.WebHandler"
_SETTINGS: dict[str, Any] = {
    "TWISTED_REACTOR_ENABLED": False,
    # Both, for Scrapy has defaults of its own in each.
    "DOWNLOAD_HANDLERS_BASE": {},
    "DOWNLOAD_HANDLERS": {"http": _HANDLER, "https": _HANDLER},
    # Of Scrapy's own robots, retries, redirects, cookies, cache, statistics and consoles: none.
    "DOWNLOADER_MIDDLEWARES_BASE": {},
    "SPIDER_MIDDLEWARES_BASE": {},
    "EXTENSIONS_BASE": {},
    "ITEM_PIPELINES": {"carrefour.harvest.crawling.handler.Teller": 1},
    # What a page gives is told in order; more would be a hundred tasks a page.
    "CONCURRENT_ITEMS": 1,
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
    "STATS_DUMP": False,
    "LOG_LEVEL": "WARNING",
}


def run(job: Job, outlet: Outlet) -> None:
    """Do ``job``, and tell what it finds and how it ended."""
    try:
        with visiting(job.origin, job.fetch) as web:
            _crawl(job, web, outlet)
    except _Stopped:
        return  # which the spider has told
    except FetchError as error:
        outlet.tell(Broken(error.url, error.reason, error.cure))
    except Unreadable as error:
        outlet.tell(Broken(error.where, error.reason, error.cure))
    else:
        outlet.tell(End())


class _Stopped(Exception):
    """The source broke; what is known of its pages from before is to be kept."""


def _crawl(job: Job, web: Web, outlet: Outlet) -> None:
    fetch, plain = job.fetch, PlainEyes(web)
    eyes = Chromium(fetch.browser, plain, _policy(job).user_agent) if fetch.browser else plain
    guide = Lists(fetch) if isinstance(fetch, HtmlFetch) else Sitemaps(fetch, web)
    at_once = fetch.pace.at_once
    settings = {
        **_SETTINGS,
        "CONCURRENT_REQUESTS": at_once,
        "CONCURRENT_REQUESTS_PER_DOMAIN": at_once,
    }
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(PageSpider)
    task = process.crawl(crawler, guide, fetch.page, plain, eyes, outlet)
    process.start(install_signal_handlers=False)
    task.result()
    if cast("PageSpider", crawler.spider).broken:
        raise _Stopped


def _policy(job: Job) -> FetchPolicy:
    return job.origin.policy if isinstance(job.origin, Remote) else FetchPolicy()
