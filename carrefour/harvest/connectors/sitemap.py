"""Sites whose sitemap names their pages."""

from __future__ import annotations

from collections.abc import Iterator

from carrefour.catalogue.fetching import SitemapFetch
from carrefour.harvest.connectors.origin import LocalFile, Origin
from carrefour.harvest.connectors.raw import Given, Unreadable
from carrefour.harvest.connectors.saved_pages import read_saved


def read_sitemap(fetch: SitemapFetch, origin: Origin) -> Iterator[Given]:
    """The record of every page that the sitemap names, or of pages saved from the site.

    Raises `Unreadable`.
    """
    if isinstance(origin, LocalFile):
        return read_saved(fetch, origin.path)
    if not fetch.url:
        raise Unreadable("fetch.url", "the source has no public address", "Give --from FOLDER.")
    # A crawl reads pages by what connectors share.
    from carrefour.harvest.crawling.process import crawl

    return crawl(fetch, origin)
