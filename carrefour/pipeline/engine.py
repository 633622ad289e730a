"""The search engine that this process uses."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from carrefour.search.engine import SearchEngine
from carrefour.search.synonyms import SynonymFile
from carrefour.search.tantivy_engine import TantivyEngine


@cache
def search_engine() -> SearchEngine:
    """The engine over the index at ``INDEX_DIR``, shared by the whole process."""
    return TantivyEngine(settings.INDEX_DIR, SynonymFile(settings.SYNONYMS_PATH))
