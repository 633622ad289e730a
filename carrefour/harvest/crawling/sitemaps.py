"""The way through the sitemaps of a web site."""

from __future__ import annotations

import asyncio
import gzip
import io
import re
import zlib
from collections import deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from lxml import etree
from scrapy.http import Response
from scrapy.utils.sitemap import Sitemap

from carrefour.catalogue.fetching import SitemapFetch
from carrefour.harvest.connectors.raw import Rejected, Unreadable
from carrefour.harvest.crawling.seeing import MOST_BYTES
from carrefour.harvest.crawling.spider import GONE, Lead, PageSpider
from carrefour.harvest.fetch import FetchError
from carrefour.harvest.web import Web

_CURE = "Give the address of a sitemap, or of the site's first page, in fetch.url."
_WHOLE = re.compile(rb"</(?:[\w.-]+:)?(?:urlset|sitemapindex)\s*>\s*(?:<!--.*)?$", re.S)
_EMPTY = re.compile(rb"<(?:[\w.-]+:)?(?:urlset|sitemapindex)\b[^<>]*/>\s*$")


class Sitemaps:
    """Leads to the pages that the sitemaps of a site name; ``web`` reads its robots.txt."""

    def __init__(self, fetch: SitemapFetch, web: Web) -> None:
        self._fetch, self._web = fetch, web
        self._wanted = re.compile(fetch.match)

    async def leads(self, spider: PageSpider) -> AsyncIterator[Lead]:
        """See `carrefour.harvest.crawling.spider.Guide`."""
        spider.hosts.add(urlsplit(self._fetch.url).netloc)
        waiting = deque(await self._first())
        known, named, wanted = set(waiting), 0, 0
        while waiting:
            url = waiting.popleft()
            try:
                found = _read(await spider.seen(url, plain=True))
            except FetchError as error:
                if error.status not in GONE or len(known) == 1:
                    raise
                yield Rejected(url, f"the sitemap is not there: {error.reason}")
                continue
            waiting.extend(one for one in found.sitemaps if one not in known)
            known.update(found.sitemaps)
            for page in found.pages:
                named += 1
                if self._wanted.search(page):
                    wanted += 1
                    if lead := spider.follow(page, page, {}):
                        yield lead
        if not named:
            raise Unreadable(self._fetch.url, "its sitemap names no page", _CURE)
        if not wanted:
            reason = f"none of the {named} pages of its sitemap matches '{self._fetch.match}'"
            raise Unreadable(self._fetch.url, reason, "Correct fetch.match.")

    async def _first(self) -> list[str]:
        """Where to begin: the address itself, or what the robots.txt of the site names."""
        url = self._fetch.url
        if urlsplit(url).path not in ("", "/", "/robots.txt"):
            return [url]
        named = await asyncio.to_thread(self._web.sitemaps, url)
        whole = [urljoin(url, one) for one in named]
        return list(dict.fromkeys(whole)) or [urljoin(url, "/sitemap.xml")]


@dataclass(slots=True)
class _Named:
    """What a sitemap names."""

    pages: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)


def _read(response: Response) -> _Named:
    """The addresses in a sitemap: XML, an index of sitemaps, or one address a line.

    Raises `Unreadable` when it is none of these, or was cut short.
    """
    url, body = response.url, _unpacked(response).lstrip(b"\xef\xbb\xbf \t\r\n")
    if body.startswith((b"http://", b"https://")):
        return _Named(pages=body.decode("utf-8", "replace").split())
    try:
        sitemap = Sitemap(body)
        found = list(_addresses(sitemap, url))
    except (StopIteration, etree.XMLSyntaxError) as error:
        raise Unreadable(url, "is no sitemap", _CURE) from error
    if sitemap.type not in ("urlset", "sitemapindex"):
        raise Unreadable(url, f"is no sitemap but '{sitemap.type[:50]}'", _CURE)
    if not (_WHOLE.search(body[-5000:]) or _EMPTY.search(body)):
        raise Unreadable(url, "the sitemap was cut short", "Try later, or tell the source.")
    return _Named(sitemaps=found) if sitemap.type == "sitemapindex" else _Named(pages=found)


def _addresses(sitemap: Sitemap, url: str) -> Iterator[str]:
    for entry in sitemap:
        try:
            yield urljoin(url, entry["loc"])
        except ValueError:
            yield entry["loc"]  # which is told when it is asked for


def _unpacked(response: Response) -> bytes:
    if not response.body.startswith(b"\x1f\x8b"):
        return response.body
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(response.body)) as packed:
            body = packed.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        reason = f"the sitemap cannot be unpacked ({error})"
        raise Unreadable(response.url, reason, "Try later, or tell the source.") from error
    if len(body) > MOST_BYTES:
        reason = f"the sitemap unpacks to over {MOST_BYTES:,} bytes"
        raise Unreadable(response.url, reason, "Tell the source.")
    return body
