"""Time the engine: `python -m benchmarks.search 100000 GAZETTEER [WORDS]`.

Prints medians and p95 in ms, of the questions whose names begin with WORDS if they are given.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from math import cos, pi, sin
from pathlib import Path

from benchmarks.corpus import SEED, documents, vocabulary
from benchmarks.measure import summary, timed
from carrefour.pipeline.answering import answer
from carrefour.search.document import Document
from carrefour.search.engine import SearchEngine
from carrefour.search.query import Area, Box, Circle, Facet, Query, Sort
from carrefour.search.recent import Recent
from carrefour.search.tantivy_engine import TantivyEngine
from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.model import Level, Territory

ROUNDS = 300
IN_MEMORY = 100_000  # documents made before the clock starts; more are made while indexing
FRANCE = Box(-5.2, 41.3, 9.7, 51.2)
OTHERS = ("autocomplete", "neighbours", "map")  # what is asked that is no search
SYNONYMS = ("vélo", "emploi", "jardin", "logement", "culture", "santé", "école", "formation")


def main(count: int, path: Path, wanted: str = "") -> None:
    """Build an index of ``count`` documents and time the kinds of questions people ask."""
    gazetteer = Gazetteer.load(path)
    found: Iterable[Document] = documents(count, gazetteer)
    if count <= IN_MEMORY:
        found = list(found)
    with tempfile.TemporaryDirectory() as folder:
        engine = TantivyEngine(Path(folder))
        wall, cpu = time.perf_counter(), time.process_time()
        engine.rebuild(found)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(f"index: {count / wall:,.0f} documents a second, {count / cpu:,.0f} a second of CPU")
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
        print(f"size on disk: {size / 1e6:,.0f} MB")
        del found
        engine = TantivyEngine(Path(folder))
        searches: list[float] = []
        for name, ask in questions(engine, gazetteer).items():
            if not name.startswith(wanted):
                continue
            times, worked = timed(ask, ROUNDS)
            print(f"{name}: {summary(times)}; processor {summary(worked)}", flush=True)
            if not name.startswith(OTHERS):
                searches += times
        if searches:
            print(f"all these searches together: {summary(sorted(searches))}")


def questions(engine: SearchEngine, gazetteer: Gazetteer) -> dict[str, Callable[[], object]]:
    """Calls by name; the words and places of each differ from one call to the next."""
    chance = random.Random(SEED)  # noqa: S311 - a choice of questions, not a secret
    words = vocabulary(random.Random(SEED))[5:2000]  # noqa: S311
    towns = [t for t in gazetteer.territories.values() if t.level is Level.COMMUNE and t.lat]
    towns.sort(key=lambda t: -t.population)
    themes = ((Facet.THEME, ("EMP", "AGR")), (Facet.REGION, ("53", "11")))

    def some(number: int) -> str:
        return " ".join(chance.sample(words, number))

    def town() -> Territory:
        return chance.choice(towns[:300])

    def around(km: float) -> Circle:
        centre = town()
        # Moved a little each time, so that no circle is remembered.
        return Circle((centre.lat or 0) + chance.gauss(0, 0.01), centre.lon or 0, km)

    def view(size: float) -> Box:
        centre = town()
        lat, lon = centre.lat or 0, (centre.lon or 0) + chance.gauss(0, 0.01)
        return Box(lon - size, lat - size / 2, lon + size, lat + size / 2)

    def drawn() -> Area:
        """Some twelve corners around a town, now near it, now 80 km away, as a hand draws them."""
        centre, corners = town(), 12
        far = [chance.uniform(0.2, 0.8) for _ in range(corners)]
        turns = [2 * pi * corner / corners for corner in range(corners)]
        lat, lon = centre.lat or 0, centre.lon or 0
        ends = zip(far, turns, strict=True)
        return Area(tuple((lat + r * sin(turn), lon + 1.4 * r * cos(turn)) for r, turn in ends))

    def ask(**query: object) -> object:
        return engine.search(Query(**query))  # type: ignore[arg-type]

    def fresh() -> object:
        engine._counts = Recent(1)  # type: ignore[attr-defined]
        return ask()

    return {
        "one word": lambda: ask(text=some(1)),
        "one word, département": lambda: ask(
            text=some(1), territories=(f"departement:{town().departement}",)
        ),
        "one word, commune": lambda: ask(text=some(1), territories=(town().ref,)),
        "two words": lambda: ask(text=some(2)),
        "one word, two facets": lambda: ask(text=some(1), chosen=themes),
        "one word, box": lambda: ask(text=some(1), box=view(1)),
        "one word, 20 km": lambda: ask(text=some(1), circle=around(20)),
        "one word, drawn area": lambda: ask(text=some(1), area=drawn()),
        "20 km, by distance": lambda: ask(circle=around(20), sort=Sort.DISTANCE),
        "100 km, by distance": lambda: ask(circle=around(100), sort=Sort.DISTANCE),
        "a word with synonyms": lambda: ask(text=chance.choice(SYNONYMS)),
        "a word and a commune, read": lambda: answer(
            Query(f"{some(1)} {town().name}"), engine, gazetteer
        ),
        "a question, read": lambda: answer(
            Query(f"comment {some(1)} {some(1)} {some(1)}"), engine, gazetteer
        ),
        "spelt wrong": lambda: ask(text=f"{some(1)[:7]}zu"),
        "everything, first time": fresh,
        "everything, later": ask,
        "autocomplete": lambda: engine.suggest(some(1)[:4]),
        "autocomplete, two words": lambda: engine.suggest(some(2)[:-2]),
        "autocomplete, spelt wrong": lambda: engine.suggest(f"{some(1)[:5]}zu"),
        "neighbours of a sheet": lambda: engine.neighbours(f"d{chance.randrange(50_000):07}"),
        "neighbours of a search": lambda: engine.beyond(Query(some(1))),
        "map of France": lambda: engine.map_view(Query(), FRANCE, 5),
        "map of France, one word": lambda: engine.map_view(Query(text=some(1)), FRANCE, 5),
        "map of a region": lambda: engine.map_view(Query(), view(1.5), 8),
        "map of a city": lambda: engine.map_view(Query(), view(0.15), 11),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
