"""RDF documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from carrefour.catalogue.fetching import RdfFetch
from carrefour.harvest.connectors.raw import Given


def read_rdf(path: Path, fetch: RdfFetch) -> Iterator[Given]:
    """One item a subject."""
    raise NotImplementedError(path, fetch)
