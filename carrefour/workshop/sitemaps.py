"""One page of a source that is a site, to choose in it what is read in all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from parsel import Selector

from carrefour.catalogue.fetching import Fetch
from carrefour.harvest.connectors.origin import visiting
from carrefour.harvest.web import Web
from carrefour.pipeline.origins import remote_for_trial
from carrefour.workshop.drafting import LIMITS, PACE

_MOST_MAPS = 4


def example_address(fetch: dict[str, Any]) -> str:
    """The address to look at: that of the list, or of the first page that a sitemap or feed names.

    Raises ``FetchError``.
    """
    url = str(fetch.get("url") or next(iter(fetch.get("urls") or []), ""))
    if fetch.get("kind") not in ("sitemap", "feed"):
        return url
    match = re.compile(str(fetch.get("match") or ""))
    with visiting(remote_for_trial(), Fetch(url=url, pace=PACE, limits=LIMITS)) as web:
        return next((one for one in _named(url, web) if match.search(one)), "")


def _named(url: str, web: Web) -> Iterator[str]:
    """The addresses that a sitemap, an index of sitemaps, or a feed names."""
    maps = [url]
    for number in range(_MOST_MAPS):
        if number >= len(maps):
            return
        with web.get(maps[number]) as answer:
            body = answer.path.read_bytes()
        parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
        root = etree.fromstring(body, parser)
        if root is None:
            continue
        found = Selector(root=root, type="xml")
        places = [text.strip() for text in found.xpath("//*[local-name()='loc']/text()").getall()]
        if str(root.tag).endswith("sitemapindex"):
            maps += places
            continue
        yield from places
        links = "//*[local-name()='item' or local-name()='entry']/*[local-name()='link']"
        yield from (t.strip() for t in found.xpath(f"{links}/text() | {links}/@href").getall())
