"""A node of three is killed while people search and sheets are written: nothing of it is seen.

``pytest -s`` tells the figures. The node killed is the one that leads the cluster, which is the
worst to lose: the others have to choose another before a copy may take the place of what it held.
"""

from __future__ import annotations

import threading
import time
from itertools import count

import pytest

from carrefour.search.document import Document
from carrefour.search.opensearch.cluster import Cluster
from carrefour.search.opensearch.engine import OpenSearchEngine
from carrefour.search.query import Query
from tests.installation import wait_for
from tests.opensearch import ON_CLUSTER, cluster

pytestmark = pytest.mark.skipif(not ON_CLUSTER, reason="make test-opensearch has what it needs")
SHEETS, LOOKERS = 3_000, 4
WARM = 40  # searches before the kill
AFTER = 12.0  # seconds of load after it


def sheet(number: int) -> Document:
    return Document(f"s{number}", f"Jardin partagé {number}", "On y cultive.", status="running")


def test_no_sheet_is_lost_and_no_search_fails_when_a_node_is_killed() -> None:
    with cluster(3) as nodes:
        held = Cluster([node.url for node in nodes])
        engine = OpenSearchEngine(held, "lost", shards=3, replicas=1)
        engine.rebuild(sheet(n) for n in range(SHEETS))
        stop, wrong = threading.Event(), list[str]()
        took: list[tuple[float, float]] = []  # when it began, how long
        written: list[tuple[float, str]] = []

        def look() -> None:
            while not stop.is_set():
                began = time.monotonic()
                try:
                    found = engine.search(Query("jardin"), limit=10)
                except Exception as error:  # whatever it is, no search may fail
                    wrong.append(f"search: {error!r}")
                    return
                if found.total < SHEETS or len(found.hits) < 10:
                    wrong.append(f"search: {found.total} sheets of {SHEETS}")
                took.append((began, time.monotonic() - began))

        def write() -> None:
            for n in count(SHEETS):
                if stop.is_set():
                    return
                try:
                    engine.write([sheet(n)])
                except Exception as error:
                    wrong.append(f"write: {error!r}")
                    return
                written.append((time.monotonic(), f"s{n}"))

        threads = [threading.Thread(target=look) for _ in range(LOOKERS)]
        threads.append(threading.Thread(target=write))
        for one in threads:
            one.start()
        wait_for(lambda: wrong or (len(took) > WARM and len(written) > 1))
        leader = held.ask("GET", "/_cat/cluster_manager?format=json")[0]["node"]
        (lost,) = [node for node in nodes if node.url.endswith(leader.rpartition("-")[2])]
        killed = time.monotonic()
        lost.end()
        time.sleep(AFTER)
        stop.set()
        for one in threads:
            one.join()

        after = sorted(long for began, long in took if began + long > killed)
        again = min((when for when, _ in written if when > killed), default=float("inf"))
        middle, slowest = after[len(after) // 2], after[-1]
        print(f"\n{len(took)} searches, {len(after)} of them after the kill, without a failure:")
        print(f"median {middle:.3f} s, the slowest {slowest:.3f} s;")
        print(f"{len(written)} writes, the first after the kill {again - killed:.1f} s later")
        assert wrong == []
        assert after, "nobody searched after the kill"
        assert again < float("inf"), "nothing was written after the kill"
        kept = {id_ for id_, _ in engine.contents()}
        assert kept >= {f"s{n}" for n in range(SHEETS)} | {id_ for _, id_ in written}
        held.close()
