"""`python -m benchmarks.beside COUNT GAZETTEER [--postgres URL] [--opensearch URL]`.

Builds the same documents in each engine that is there, puts the same questions to each one after
the other, and prints tables in Markdown. Each engine is built in a process of its own and asked
in another, so that none is measured with what another left.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from benchmarks.beside import tables
from benchmarks.beside.open_search import OpenSearch
from benchmarks.beside.ours import Ours
from benchmarks.beside.postgresql import PostgreSQL
from benchmarks.beside.sqlite_fts5 import Fts5
from benchmarks.beside.trial import Contender, ask, build

P = ParamSpec("P")
T = TypeVar("T")


def main() -> None:
    """Build, ask, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.beside")
    parser.add_argument("count", type=int)
    parser.add_argument("gazetteer", type=Path)
    parser.add_argument("--postgres", metavar="URL")
    parser.add_argument("--opensearch", metavar="URL")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        contenders = [Contender(Ours, f"{folder}/ours"), Contender(Fts5, f"{folder}/sqlite")]
        if given.postgres:
            contenders.append(Contender(PostgreSQL, given.postgres))
        if given.opensearch:
            contenders.append(Contender(OpenSearch, given.opensearch))
        measured = []
        for contender in contenders:
            if contender.where.startswith(folder):
                Path(contender.where).mkdir()
            built = _apart(build, contender, given.count, given.gazetteer)
            print(f"{contender.kind.name} built in {built:.0f} s", file=sys.stderr, flush=True)
            one = _apart(ask, contender, given.gazetteer)
            one.built = built
            measured.append(one)
            print(tables.line(one), file=sys.stderr, flush=True)
    load = ", ".join(f"{part:.0f}" for part in os.getloadavg())
    print(f"{given.count:,} documents, {os.cpu_count()} processors, load {load} at the end\n")
    tables.print_figures(measured, given.count)
    tables.print_times(measured)
    tables.print_totals(measured)


def _apart(task: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """Do ``task`` in a new process."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(task, *given, **named).result()


if __name__ == "__main__":
    main()
