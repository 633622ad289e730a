"""GoGoCarto maps."""

from __future__ import annotations

from collections.abc import Iterator

from carrefour.catalogue.fetching import GogocartoFetch
from carrefour.harvest.connectors.origin import Origin
from carrefour.harvest.connectors.raw import Given


def read_gogocarto(fetch: GogocartoFetch, origin: Origin) -> Iterator[Given]:
    """Every element of the map."""
    raise NotImplementedError(fetch, origin)
