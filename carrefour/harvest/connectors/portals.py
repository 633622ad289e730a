"""Datasets of open data portals."""

from __future__ import annotations

from collections.abc import Iterator

from carrefour.catalogue.fetching import CkanFetch, DatagouvFetch, OpendatasoftFetch
from carrefour.harvest.connectors.origin import Origin
from carrefour.harvest.connectors.raw import Given


def read_opendatasoft(fetch: OpendatasoftFetch, origin: Origin) -> Iterator[Given]:
    """Every record of the dataset."""
    raise NotImplementedError(fetch, origin)


def read_ckan(fetch: CkanFetch, origin: Origin) -> Iterator[Given]:
    """Every item of the resource."""
    raise NotImplementedError(fetch, origin)


def read_datagouv(fetch: DatagouvFetch, origin: Origin) -> Iterator[Given]:
    """Every item of the resource."""
    raise NotImplementedError(fetch, origin)
