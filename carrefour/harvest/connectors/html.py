"""Web sites, read as a visitor would."""

from __future__ import annotations

from collections.abc import Iterator

from carrefour.catalogue.fetching import HtmlFetch
from carrefour.harvest.connectors.origin import LocalFile, Origin
from carrefour.harvest.connectors.raw import Given, Unreadable
from carrefour.harvest.connectors.saved_pages import read_saved


def read_html(fetch: HtmlFetch, origin: Origin) -> Iterator[Given]:
    """Every item of the site, or of pages saved from it. Raises `Unreadable`."""
    if isinstance(origin, LocalFile):
        return read_saved(fetch, origin.path)
    if not fetch.starts:
        raise Unreadable("fetch.url", "the source has no public address", "Give --from FOLDER.")
    # A crawl reads pages by what connectors share.
    from carrefour.harvest.crawling.process import crawl

    return crawl(fetch, origin)
