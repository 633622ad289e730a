"""What is so on a cluster of OpenSearch alone: how it is built anew, who writes, who answers."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from carrefour.search.document import Document
from carrefour.search.engine import SearchResting
from carrefour.search.fingerprint import fingerprint
from carrefour.search.opensearch import indices
from carrefour.search.opensearch.cluster import Cluster
from carrefour.search.opensearch.engine import OpenSearchEngine
from carrefour.search.opensearch.indices import Unfinished
from carrefour.search.query import Facet, Query
from carrefour.search.tantivy_engine import TantivyEngine
from tests.opensearch import ON_CLUSTER, URLS, prefix_of
from tests.search.conftest import DOCUMENTS
from tests.search.test_neighbours import SHEETS

pytestmark = pytest.mark.skipif(not ON_CLUSTER, reason="make test-opensearch starts a cluster")
NUMBER = 700  # more than are sent at once


def sheets(generation: int) -> Iterator[Document]:
    for n in range(NUMBER):
        yield Document(f"s{n}", f"Jardin {generation}", status=f"g{generation}")


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    held = Cluster(URLS)
    yield held
    held.close()


def names(cluster: Cluster, tmp_path) -> list[str]:
    """The indices that the installation has."""
    return sorted(cluster.ask("GET", f"/{prefix_of(tmp_path / 'index')}-*/_settings/index.uuid"))


def test_a_search_during_a_rebuild_sees_the_old_or_the_new_and_never_fails(
    engine, cluster, tmp_path
) -> None:
    engine.rebuild(sheets(0))
    stop, wrong, seen = threading.Event(), [], set()

    def look() -> None:
        while not stop.is_set():
            try:
                found = engine.search(Query("jardin"), limit=5)
            except Exception as error:  # whatever it is, no search may fail
                wrong.append(repr(error))
                return
            counts = found.facets[Facet.STATUS]
            if found.total != NUMBER or len(counts) != 1 or len(found.hits) != 5:
                wrong.append((found.total, counts))
            seen.add(counts[0][0])

    lookers = [threading.Thread(target=look) for _ in range(3)]
    for one in lookers:
        one.start()
    try:
        for generation in range(1, 5):
            assert engine.rebuild(sheets(generation)) == NUMBER
    finally:
        time.sleep(0.3)
        stop.set()
        for one in lookers:
            one.join()
    assert wrong == []
    assert {"g0", "g4"} <= seen
    assert len(names(cluster, tmp_path)) == 1


def test_a_rebuild_that_dies_leaves_nothing_behind(engine, cluster, tmp_path) -> None:
    before = names(cluster, tmp_path)

    def dying() -> Iterator[Document]:
        yield DOCUMENTS[0]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        engine.rebuild(dying())
    assert names(cluster, tmp_path) == before


def test_what_is_written_during_a_rebuild_waits_for_it_and_stays(engine, open_engine, tmp_path):
    other = open_engine(tmp_path / "index")
    writer = threading.Thread(target=lambda: other.write([Document("new", "Verger")]))

    def slow() -> Iterator[Document]:
        yield DOCUMENTS[0]
        writer.start()
        time.sleep(0.5)
        yield DOCUMENTS[1]

    engine.rebuild(slow())
    writer.join()
    assert engine.search(Query()).total == 3
    assert [hit.id for hit in engine.search(Query("verger")).hits] == ["new"]


def test_the_right_of_a_writer_that_died_is_taken_over(engine, cluster, tmp_path, monkeypatch):
    monkeypatch.setattr(indices, "LEASE", 0.5)
    cluster.ask("PUT", f"/carrefour-writers/_create/{prefix_of(tmp_path / 'index')}", {})
    engine.write([Document("new", "Verger")])
    assert engine.search(Query()).total == 4


def test_a_writer_whose_right_was_taken_switches_nothing(engine, cluster, tmp_path) -> None:
    def robbed() -> Iterator[Document]:
        yield DOCUMENTS[0]
        cluster.ask("PUT", f"/carrefour-writers/_doc/{prefix_of(tmp_path / 'index')}", {})

    with pytest.raises(Unfinished, match="another writer"):
        engine.rebuild(robbed())
    assert engine.search(Query()).total == 3
    cluster.ask("DELETE", f"/carrefour-writers/_doc/{prefix_of(tmp_path / 'index')}")


def test_both_engines_keep_the_same_of_a_sheet(engine, tmp_path) -> None:
    tantivy = TantivyEngine(tmp_path / "tantivy")
    tantivy.rebuild(DOCUMENTS)
    assert fingerprint(engine.contents()) == fingerprint(tantivy.contents())
    tantivy.write([replace(DOCUMENTS[0], summary="Autre chose.")])
    assert fingerprint(engine.contents()) != fingerprint(tantivy.contents())


def test_a_password_is_sent_and_never_logged(engine, tmp_path, caplog) -> None:
    caplog.set_level("DEBUG", logger="httpx")
    other = engine_at(tmp_path, URLS[0].replace("://", "://carrefour:s3cret%21@"))
    assert other.search(Query()).total == 3
    other.close()
    assert "HTTP Request" in caplog.text
    assert "s3cret" not in caplog.text


def test_an_index_in_several_parts_finds_and_counts_the_same(cluster, tmp_path) -> None:
    whole = OpenSearchEngine(cluster, prefix_of(tmp_path / "whole"))
    parted = OpenSearchEngine(cluster, prefix_of(tmp_path / "parted"), shards=3)
    many = [*SHEETS, *DOCUMENTS, *sheets(0)]
    for engine in (whole, parted):
        assert engine.rebuild(many) == len(many)
    for query in (Query(), Query("jardin"), Query("jardni"), Query("réparer vélo ensemble")):
        one, other = whole.search(query), parted.search(query)
        assert (one.total, one.facets, one.corrected) == (
            other.total,
            other.facets,
            other.corrected,
        )
    assert [n.id for n in parted.neighbours("velo1", 2)] == ["velo2", "velo3"]
    assert fingerprint(whole.contents()) == fingerprint(parted.contents())
    whole.drop()
    parted.drop()


@pytest.fixture
def mute() -> Iterator[str]:
    """The address of a server that takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def engine_at(tmp_path, *urls: str) -> OpenSearchEngine:
    return OpenSearchEngine(Cluster(urls), prefix_of(tmp_path / "index"))


def test_another_node_answers_for_one_that_is_down(engine, tmp_path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        down = f"http://127.0.0.1:{closed.getsockname()[1]}"
        other = engine_at(tmp_path, down, URLS[0])
        for _ in range(4):
            assert other.search(Query()).total == 3
        other.close()


def test_search_rests_when_no_node_answers(tmp_path, mute, monkeypatch) -> None:
    monkeypatch.setattr("carrefour.search.opensearch.cluster.QUICKLY", 0.3)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        for url in (f"http://127.0.0.1:{closed.getsockname()[1]}", mute):
            engine, start = engine_at(tmp_path, url), time.monotonic()
            with pytest.raises(SearchResting, match="does not answer"):
                engine.search(Query())
            again = time.monotonic()
            with pytest.raises(SearchResting, match="a moment ago"):
                engine.search(Query())
            assert time.monotonic() - again < 0.1
            with pytest.raises(SearchResting):
                engine.ready()
            engine.close()
            assert time.monotonic() - start < 6
