"""From Tantivy to OpenSearch and back, by one command."""

from __future__ import annotations

import re

import pytest

from carrefour.search.opensearch.cluster import Cluster
from carrefour.search.opensearch.indices import Indices
from tests.conftest import ROWS
from tests.installation import Installation
from tests.opensearch import ON_CLUSTER, URLS, prefix_of

pytestmark = pytest.mark.skipif(not ON_CLUSTER, reason="make test-opensearch starts a cluster")


@pytest.fixture
def filled(installation: Installation, tmp_path):
    """An installation that searches three sheets by Tantivy, and may use the cluster."""
    prefix = prefix_of(tmp_path)
    installation.env["CARREFOUR_OPENSEARCH_URL"] = ",".join(URLS)
    installation.env["CARREFOUR_OPENSEARCH_PREFIX"] = prefix
    copy = tmp_path / "rows.csv"
    copy.write_text("\n".join(["id;nom;texte;tags;debut;lieu", *ROWS]), "utf-8")
    installation.declare(
        "essai",
        {"kind": "csv", "separator": ";"},
        fields={"title": "nom", "description": "texte"},
        record_id="{id}",
    )
    installation.run("harvest", "essai", "--from", str(copy))
    yield installation
    cluster = Cluster(URLS)
    Indices(cluster, prefix, 1, 1).drop()
    cluster.close()


SEARCHED = """
from carrefour.pipeline.engine import search_engine
from carrefour.search.query import Query
print(type(search_engine()).__name__, search_engine().search(Query("jardin")).total)
"""


def test_search_moves_to_a_cluster_and_back_and_is_compared(filled: Installation) -> None:
    told = filled.run("move", "search", "--to", "opensearch")
    one, other = re.findall(r"^(\w+): 3 sheets, [0-9a-f]{32}$", told, re.M)
    assert (one, other) == ("tantivy", "opensearch")
    assert "Set CARREFOUR_SEARCH to opensearch" in told
    assert filled.python(SEARCHED) == "TantivyEngine 1\n"
    filled.env["CARREFOUR_SEARCH"] = "opensearch"
    assert filled.python(SEARCHED) == "OpenSearchEngine 1\n"
    told = filled.run("move", "search", "--to", "tantivy")
    assert "Both hold the same. Set CARREFOUR_SEARCH to tantivy" in told


def test_a_move_says_why_it_cannot_be(filled: Installation) -> None:
    assert "write --to tantivy or --to opensearch" in filled.run(
        "move", "search", "--to", "solr", ends=1
    )
    assert "already" in filled.run("move", "search", "--to", "tantivy", ends=1)
    del filled.env["CARREFOUR_OPENSEARCH_URL"]
    told = filled.run("move", "search", "--to", "opensearch", ends=1)
    assert "CARREFOUR_OPENSEARCH_URL" in told
    filled.env["CARREFOUR_OPENSEARCH_URL"] = "http://127.0.0.1:1"
    told = filled.run("move", "search", "--to", "opensearch", ends=1)
    assert "does not answer" in told
