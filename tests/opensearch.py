"""`python -m tests.opensearch COMMAND…` runs a command with an OpenSearch of its own.

One node lies in a temporary folder, on a free port of this machine; it is stopped and gone when the
command ends, however that ends. The command finds it in ``CARREFOUR_OPENSEARCH_URL``, and tests of
what searches use it, since ``CARREFOUR_TEST_SEARCH`` is ``opensearch``. It needs Maven and Java 21.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

import httpx

from carrefour.search.engine import SearchEngine
from carrefour.search.opensearch.cluster import Cluster
from carrefour.search.opensearch.engine import OpenSearchEngine
from carrefour.search.synonyms import Synonyms
from carrefour.search.tantivy_engine import TantivyEngine

OpenEngine = Callable[..., SearchEngine]
START = Path(__file__).resolve().parent.parent / "benchmarks/beside/opensearch/start.sh"
ON_CLUSTER = os.environ.get("CARREFOUR_TEST_SEARCH") == "opensearch"
URLS = tuple(filter(None, os.environ.get("CARREFOUR_OPENSEARCH_URL", "").split(",")))
PATIENCE = 180.0  # seconds: Maven may fetch, and Java compiles
HEAP = "512m"


class Node:
    """One node of a cluster, on a port of this machine."""

    def __init__(self, folder: Path, port: int, *settings: str) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._log = folder / f"{port}.log"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                ["/bin/sh", START, folder, str(port), HEAP, *settings],
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def wait(self, nodes: int = 1) -> None:
        """Return when it answers, in a cluster of so many ``nodes``."""
        until = time.monotonic() + PATIENCE
        path = f"/_cluster/health?wait_for_nodes={nodes}&timeout=2s"
        while time.monotonic() < until and self._process.poll() is None:
            try:
                if httpx.get(self.url + path, timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.2)
        sys.exit(f"OpenSearch did not start:\n{self._log.read_text(errors='replace')[-3000:]}")

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Have it end at once: what it holds is to be thrown away, or to be lost."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, how)
        self._process.wait()


@contextmanager
def cluster(nodes: int = 1) -> Iterator[list[Node]]:
    """A cluster of so many nodes that runs while the block does."""
    with tempfile.TemporaryDirectory(prefix="carrefour-os-", ignore_cleanup_errors=True) as name:
        http, between = _free(nodes), _free(nodes)
        seeds = ",".join(f"127.0.0.1:{port}" for port in between)
        names = ",".join(f"node-{port}" for port in http)
        running: list[Node] = []
        try:
            for port, inner in zip(http, between, strict=True):
                settings = [
                    f"node.name=node-{port}",
                    f"transport.port={inner}",
                    f"discovery.seed_hosts={seeds}",
                    f"cluster.initial_cluster_manager_nodes={names}",
                ]
                running.append(Node(Path(name), port, *(settings if nodes > 1 else ())))
                if port == http[0]:
                    _wait_for_jars(Path(name))
            for node in running:
                node.wait(nodes)
            yield running
        finally:
            for node in running:
                node.end()


def prefix_of(folder: Path) -> str:
    """What the indices of the installation in ``folder`` begin with."""
    return f"test-{blake2b(str(folder).encode(), digest_size=6).hexdigest()}"


@contextmanager
def engines() -> Iterator[OpenEngine]:
    """What opens the engine that is tested over the index of a folder; all is dropped at the end.

    On a cluster, a folder is what the names of its indices begin with.
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


def drop_indices() -> None:
    """Take what the installation of a test has out of the cluster, if one is used."""
    if not ON_CLUSTER:
        return
    from carrefour.pipeline.engine import search_engine  # it asks Django for its settings

    engine = search_engine()
    assert isinstance(engine, OpenSearchEngine)
    engine.drop()
    engine.close()


def _free(number: int) -> list[int]:
    held = [socket.socket() for _ in range(number)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def _wait_for_jars(folder: Path) -> None:
    """The first node has Maven copy them; the others use the same."""
    until = time.monotonic() + PATIENCE
    while not (folder / "lib").exists() and time.monotonic() < until:
        time.sleep(0.2)


def main(command: Sequence[str]) -> int:
    """Run ``command`` beside a cluster of one node, and give its exit status."""
    # An end that is asked for must still stop the node.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with cluster() as (node,):
        environment = {
            **os.environ,
            "CARREFOUR_TEST_SEARCH": "opensearch",
            "CARREFOUR_SEARCH": "opensearch",
            "CARREFOUR_OPENSEARCH_URL": node.url,
        }
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
