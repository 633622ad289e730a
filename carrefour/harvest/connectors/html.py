"""Web sites, read as a visitor would."""

from __future__ import annotations

from collections.abc import Iterator

from carrefour.catalogue.fetching import HtmlFetch
from carrefour.harvest.connectors.origin import Origin
from carrefour.harvest.connectors.raw import Given


def read_html(fetch: HtmlFetch, origin: Origin) -> Iterator[Given]:
    """Every item of the site."""
    raise NotImplementedError(fetch, origin)
