"""WordPress sites, through their REST API."""

from __future__ import annotations

from collections.abc import Iterator

from carrefour.catalogue.fetching import WordpressFetch
from carrefour.harvest.connectors.origin import Origin
from carrefour.harvest.connectors.raw import Given


def read_wordpress(fetch: WordpressFetch, origin: Origin) -> Iterator[Given]:
    """Every post of the type asked for."""
    raise NotImplementedError(fetch, origin)
