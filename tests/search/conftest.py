"""The engines that the tests of this folder run through, each over the same documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from carrefour.search.document import Document
from carrefour.search.engine import SearchEngine
from carrefour.search.opensearch.cluster import Cluster
from carrefour.search.opensearch.engine import OpenSearchEngine
from carrefour.search.synonyms import Synonyms
from carrefour.search.tantivy_engine import TantivyEngine
from tests.opensearch import ON_CLUSTER, URLS, prefix_of

NANTES, RENNES, REUNION = (47.218, -1.554), (48.111, -1.674), (-20.882, 55.450)
DOCUMENTS = [
    Document(
        id="a",
        title="Les Jardins partagés d’Épinay",
        summary="On y cultive ensemble.",
        themes=("AGR",),
        points=(NANTES,),
        territories=("departement:44", "region:52"),
        date=1,
    ),
    Document(
        id="b",
        title="Accès à l’emploi",
        description="Un tiers-lieu où l’on cultive l’entraide.",
        themes=("EMP",),
        points=(RENNES,),
        territories=("departement:35", "region:53"),
        date=3,
    ),
    Document(
        id="c",
        title="Zéro déchet",
        summary="Réparer avant de jeter.",
        themes=("DEC", "EMP"),
        points=(REUNION, NANTES),
        territories=("departement:974", "region:04"),
        date=2,
    ),
]
OpenEngine = Callable[..., SearchEngine]


@pytest.fixture
def open_engine() -> Iterator[OpenEngine]:
    """Opens an engine over the index of a folder, with synonyms if they are given.

    It is Tantivy's; or, with ``CARREFOUR_TEST_SEARCH=opensearch``, that of the cluster at
    ``CARREFOUR_OPENSEARCH_URL``, where a folder is a prefix of the names of indices.
    """
    if not ON_CLUSTER:
        yield TantivyEngine
        return
    cluster, opened = Cluster(URLS), {}

    def open_(folder: Path, *synonyms: Callable[[], Synonyms]) -> SearchEngine:
        prefix = prefix_of(folder)
        opened[prefix] = engine = OpenSearchEngine(cluster, prefix, *synonyms)
        return engine

    yield open_
    for engine in opened.values():
        engine.drop()
    cluster.close()


@pytest.fixture
def engine(open_engine: OpenEngine, tmp_path: Path) -> SearchEngine:
    """An engine that holds `DOCUMENTS`."""
    engine = open_engine(tmp_path / "index")
    engine.rebuild(DOCUMENTS)
    return engine
