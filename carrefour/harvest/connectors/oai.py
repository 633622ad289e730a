"""OAI-PMH repositories."""

from __future__ import annotations

from collections.abc import Iterator

from carrefour.catalogue.fetching import OaiFetch
from carrefour.harvest.connectors.origin import Origin
from carrefour.harvest.connectors.raw import Given


def read_oai(fetch: OaiFetch, origin: Origin) -> Iterator[Given]:
    """Every record of the repository."""
    raise NotImplementedError(fetch, origin)
