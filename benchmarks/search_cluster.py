"""Time the OpenSearch engine: `python -m benchmarks.search_cluster 100000 GAZETTEER URL [SHARDS]`.

The questions are those of `benchmarks.search`. Beside what each took, it is told how long the
client and all nodes were on the processor for one: what other work on the machine disturbs least,
and what more visitors cost.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from benchmarks.corpus import documents
from benchmarks.measure import summary, timed
from benchmarks.search import questions
from carrefour.search.opensearch.cluster import Cluster
from carrefour.search.opensearch.engine import OpenSearchEngine
from carrefour.territory.gazetteer import Gazetteer

ROUNDS = 100
WARM = 20.0  # seconds of questions before the clock starts, for Java to compile what it does often
PREFIX = "benchmark"
LEFT_OUT = ("everything, first time",)  # of an engine that remembers in its own process


def main(count: int, path: Path, url: str, shards: int = 1) -> None:
    """Build an index of ``count`` documents and time the kinds of questions people ask."""
    gazetteer = Gazetteer.load(path)
    cluster = Cluster(url.split(","))
    engine = OpenSearchEngine(cluster, PREFIX, shards=shards)
    wall, cpu, nodes = time.perf_counter(), time.process_time(), _worked(cluster)
    engine.rebuild(documents(count, gazetteer))
    wall, cpu, nodes = (
        time.perf_counter() - wall,
        time.process_time() - cpu,
        _worked(cluster) - nodes,
    )
    print(f"index: {count / wall:,.0f} documents a second; of CPU: ", end="")
    print(f"{count / cpu:,.0f} a second of the client, {count / nodes:,.0f} of the nodes")
    store = cluster.ask("GET", f"/{PREFIX}-*/_stats/store")["_all"]
    sizes = {name: store[name]["store"]["size_in_bytes"] / 1e6 for name in ("primaries", "total")}
    print(f"size on disk: {sizes['primaries']:,.0f} MB, {sizes['total']:,.0f} MB with copies")
    asked = {k: ask for k, ask in questions(engine, gazetteer).items() if k not in LEFT_OUT}
    until = time.perf_counter() + WARM
    while time.perf_counter() < until:
        for ask in asked.values():
            ask()
    for name, ask in asked.items():
        before = _worked(cluster)
        times, worked = timed(ask, ROUNDS)
        served = (_worked(cluster) - before) * 1000 / (ROUNDS + 5)
        client = sum(worked) / len(worked)
        print(f"{name}: {summary(times)}; processor {client:.1f} here, {served:.1f} of the nodes")
    engine.drop()
    engine.close()


def _worked(cluster: Cluster) -> float:
    """Seconds on the processor of all nodes since they began."""
    nodes = cluster.ask("GET", "/_nodes/stats/process")["nodes"].values()
    return float(sum(node["process"]["cpu"]["total_in_millis"] for node in nodes)) / 1000


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], *map(int, sys.argv[4:]))
