"""Sites whose sitemap names their pages."""

from __future__ import annotations

from collections.abc import Iterator

from carrefour.catalogue.fetching import SitemapFetch
from carrefour.harvest.connectors.origin import Origin
from carrefour.harvest.connectors.raw import Given


def read_sitemap(fetch: SitemapFetch, origin: Origin) -> Iterator[Given]:
    """The record of every page that the sitemap names."""
    raise NotImplementedError(fetch, origin)
