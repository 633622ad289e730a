"""Time the engine: `python -m benchmarks.search 100000 GAZETTEER`. Prints medians and p95 in ms."""

from __future__ import annotations

import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.corpus import SEED, documents, vocabulary
from carrefour.search.query import Box, Circle, Facet, Query, Sort
from carrefour.search.tantivy_engine import TantivyEngine
from carrefour.territory.gazetteer import Gazetteer

ROUNDS = 200
FRANCE = Box(-5.2, 41.3, 9.7, 51.2)


def main(count: int, gazetteer: Path) -> None:
    """Build an index of ``count`` documents and time the kinds of questions people ask."""
    found = list(documents(count, Gazetteer.load(gazetteer)))
    with tempfile.TemporaryDirectory() as folder:
        engine = TantivyEngine(Path(folder))
        started = time.perf_counter()
        engine.rebuild(found)
        print(f"index: {count / (time.perf_counter() - started):,.0f} documents a second")
        chance = random.Random(SEED)  # noqa: S311
        words = vocabulary(random.Random(SEED))[5:2000]  # noqa: S311

        def some(number: int) -> str:
            return " ".join(chance.sample(words, number))

        def place() -> tuple[str, ...]:
            return (f"departement:{chance.choice(('35', '75', '13', '974', '44'))}",)

        themes = ((Facet.THEME, ("EMP", "AGR")), (Facet.REGION, ("53", "11")))
        kinds: dict[str, Callable[[], object]] = {
            "one word": lambda: engine.search(Query(text=some(1))),
            "one word, département": lambda: engine.search(
                Query(text=some(1), territories=place())
            ),
            "two words": lambda: engine.search(Query(text=some(2))),
            "one word, two facets": lambda: engine.search(Query(text=some(1), chosen=themes)),
            "everything": lambda: engine.search(Query()),
            "one word, box": lambda: engine.search(Query(text=some(1), box=Box(-3, 47, 0, 49))),
            "20 km, by distance": lambda: engine.search(
                Query(circle=Circle(47.2, -1.5, 20), sort=Sort.DISTANCE)
            ),
            "autocomplete": lambda: engine.suggest(some(1)[:4]),
            "map of France": lambda: engine.map_view(Query(), FRANCE, 5),
            "map of a city": lambda: engine.map_view(Query(), Box(-1.7, 47.1, -1.4, 47.3), 11),
        }
        for name, ask in kinds.items():
            print(f"{name}: {timed(ask)}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory with the corpus in it: {memory:,.0f} MB")


def timed(ask: Callable[[], object]) -> str:
    """The median and the 95th centile of `ROUNDS` calls, in ms."""
    for _ in range(5):
        ask()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        ask()
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    return f"{statistics.median(times):.1f} median, {times[int(ROUNDS * 0.95)]:.1f} p95"


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
