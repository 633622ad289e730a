"""The search engine that this process uses."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from carrefour.search.engine import SearchEngine
from carrefour.search.synonyms import SynonymFile
from carrefour.search.tantivy_engine import TantivyEngine

if TYPE_CHECKING:
    from carrefour.search.opensearch.engine import OpenSearchEngine

ENGINES = ("tantivy", "opensearch")


@cache
def search_engine() -> SearchEngine:
    """The engine that ``CARREFOUR_SEARCH`` names, shared by the whole process."""
    return engine_named(settings.SEARCH)


def engine_named(name: str) -> SearchEngine:
    """One of `ENGINES`: ``tantivy`` at ``INDEX_DIR``, or ``opensearch`` on its cluster.

    Raises ``ValueError`` for another name, and where the cluster has no address.
    """
    if name == "tantivy":
        return TantivyEngine(settings.INDEX_DIR, SynonymFile(settings.SYNONYMS_PATH))
    if name == "opensearch":
        return _on_cluster()
    raise ValueError(f"'{name}' is no search engine: write one of {', '.join(ENGINES)}")


def _on_cluster() -> OpenSearchEngine:
    # Read where it is used alone: most installations have no cluster.
    from carrefour.search.opensearch.cluster import Cluster
    from carrefour.search.opensearch.engine import OpenSearchEngine

    if not settings.OPENSEARCH_URLS:
        raise ValueError("set CARREFOUR_OPENSEARCH_URL to the address of the cluster")
    return OpenSearchEngine(
        Cluster(settings.OPENSEARCH_URLS, settings.OPENSEARCH_CERTIFICATE),
        settings.OPENSEARCH_PREFIX,
        SynonymFile(settings.SYNONYMS_PATH),
        shards=settings.OPENSEARCH_SHARDS,
        replicas=settings.OPENSEARCH_REPLICAS,
    )
