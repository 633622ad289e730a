"""How well places are found in what people write: ``python -m benchmarks.locate``.

Right, wrong and unplaced by family of query, how far the scores keep what they say, and how many
queries a second one core answers. ``--show N`` prints N failures of each family.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks.locate_queries import Maker, Query
from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.geocoder import GazetteerGeocoder
from carrefour.territory.model import Location, NotLocated, PlaceHint

PACKAGE = Path("node_modules/@etalab/decoupage-administratif/data")
FINE = ("address", "street", "commune")


def verdict(query: Query, answer: Location | NotLocated) -> str:
    """``right``, ``wrong`` or ``unplaced``.

    A query that names a commune is unplaced when the answer is none, or coarser and holds it.
    """
    if isinstance(answer, NotLocated):
        return "right" if not query.ref else "unplaced"
    held = answer.refs()
    first = held[0] if held else answer.precision.value
    if first == query.ref:
        return "right"
    if query.ref.startswith("commune:"):
        commune = gazetteer.get(query.ref)
        departement = commune.departement if commune else ""
        region = commune.region if commune else ""
        epci = commune.epci if commune else ""
        around = {f"departement:{departement}", f"region:{region}", f"epci:{epci}", "country:FR"}
        return "unplaced" if first in around else "wrong"
    return "wrong"


def main() -> None:
    """Make the queries, ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gazetteer", type=Path, default=Path("var/gazetteer.json.gz"))
    parser.add_argument("--package", type=Path, default=PACKAGE)
    parser.add_argument("--count", type=int, default=12_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--family", default="")
    given = parser.parse_args()
    global gazetteer  # noqa: PLW0603 — a script
    gazetteer = Gazetteer.load(given.gazetteer)
    geocoder = GazetteerGeocoder(gazetteer)
    queries = Maker(given.package, given.seed).make(given.count)
    hints = [PlaceHint(text=query.text) for query in queries]
    geocoder.locate(PlaceHint(text="Nantess"))  # the first question builds indexes
    start = time.process_time()
    answers = [geocoder.locate(hint) for hint in hints]
    seconds = time.process_time() - start
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    bins: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    shown: Counter[str] = Counter()
    for query, answer in zip(queries, answers, strict=True):
        said = verdict(query, answer)
        named = "names a commune" if query.ref.startswith("commune:") else "names none"
        for name in (query.family, f"ALL: {named}"):
            counts[name][said] += 1
        if isinstance(answer, Location):
            step = f"{int(answer.score * 20) / 20:.2f}"
            bins[step][0] += said == "right"
            bins[step][1] += 1
        if said != "right" and shown[query.family] < given.show and given.family in query.family:
            shown[query.family] += 1
            got = (
                answer.reason
                if isinstance(answer, NotLocated)
                else (answer.refs()[:1], answer.label, answer.score)
            )
            print(f"{said:9}{query.family:18}{query.text!r:70} {query.ref:15} {got}")
    print(f"\n| {'queries':22} | count | right % | wrong % | unplaced % |\n|---|---|---|---|---|")
    for name, count in sorted(counts.items(), key=lambda item: (item[0][:3] == "ALL", item[0])):
        total = count.total()
        parts = (100 * count[k] / total for k in ("right", "wrong", "unplaced"))
        print(f"| {name:22} | {total} | " + " | ".join(f"{p:.1f}" for p in parts) + " |")
    print("\n| score from | answers | right % |\n|---|---|---|")
    for step, (right, total) in sorted(bins.items()):
        print(f"| {step} | {total} | {100 * right / total:.1f} |")
    print(f"\n{len(queries) / seconds:,.0f} queries a second")


if __name__ == "__main__":
    main()
