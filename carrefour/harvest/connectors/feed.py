"""RSS and Atom feeds."""

from __future__ import annotations

from collections.abc import Iterator

from carrefour.catalogue.fetching import FeedFetch
from carrefour.harvest.connectors.origin import Origin
from carrefour.harvest.connectors.raw import Given


def read_feed(fetch: FeedFetch, origin: Origin) -> Iterator[Given]:
    """Every entry of the feed."""
    raise NotImplementedError(fetch, origin)
