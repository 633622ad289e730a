"""Print nDCG@10 of Carrefour's search and of plain BM25: `python -m benchmarks.relevance`.

`CARREFOUR_VAR` names an installation that holds the judged sources, indexed. `--unjudged` lists
what Carrefour finds first and nobody has judged. The worst queries are told of the half to tune on
alone: the other half stays unseen.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from statistics import mean

import django

from benchmarks.relevance.judged import DEPTH, Asked, Key, asked, grades, key_of, ndcg

WORST = 12
Ranks = Callable[[str], list[str]]


def main(arguments: Sequence[str]) -> None:
    """Rank, score and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carrefour.settings")
    django.setup()
    queries, judged, keys = asked(), grades(), _keys()
    scores: dict[str, dict[Asked, float]] = {}
    unjudged: dict[str, int] = {}
    for name, ranks in _engines().items():
        scores[name], missing = {}, []
        for query in queries:
            ranking = [keys[id_] for id_ in ranks(query.text) if id_ in keys]
            known = judged.get(query.text, {})
            scores[name][query] = ndcg([_judged(k, known) for k in ranking], known)
            missing += [(query.text, k) for k in ranking if _judged(k, known) not in known]
        unjudged[name] = len(missing)
        if name == "Carrefour" and "--unjudged" in arguments:
            for text, found in missing:
                print(f"{text}\t{found[0]}")
    _print(queries, scores, unjudged)


def _keys() -> dict[str, list[Key]]:
    """The records that each sheet is made from."""
    from carrefour.catalogue.models import Record

    held: dict[str, list[Key]] = defaultdict(list)
    rows = Record.objects.filter(sheet__isnull=False).order_by("pk")
    for sheet, source, record in rows.values_list("sheet_id", "source_id", "external_id"):
        held[sheet].append(key_of(source, record))
    return dict(held)


def _judged(keys: Sequence[Key], known: Mapping[Key, int]) -> Key:
    """The record by which a sheet was judged, if one was."""
    return next((key for key in keys if key in known), keys[0])


def _engines() -> dict[str, Ranks]:
    from benchmarks.relevance.plain import Plain
    from carrefour.catalogue.models import Sheet
    from carrefour.pipeline.answering import answer
    from carrefour.pipeline.engine import search_engine
    from carrefour.pipeline.gazetteer import gazetteer
    from carrefour.pipeline.indexing import documents_of
    from carrefour.search.query import Query

    plain = Plain(documents_of(Sheet.objects.filter(withdrawn_at=None)))

    def ours(text: str) -> list[str]:
        told = answer(Query(text), search_engine(), gazetteer(), limit=DEPTH, facets=False)
        return [hit.id for hit in told.results.hits]

    return {"plain BM25": lambda text: plain.search(text, DEPTH), "Carrefour": ours}


def _print(
    queries: Sequence[Asked],
    scores: Mapping[str, Mapping[Asked, float]],
    unjudged: Mapping[str, int],
) -> None:
    groups: dict[str, list[Asked]] = {
        "all": list(queries),
        "tuned on": [query for query in queries if not query.held_out],
        "held out": [query for query in queries if query.held_out],
    }
    for query in queries:
        groups.setdefault(query.kind, []).append(query)
    print("nDCG@10".ljust(12), *(name.rjust(12) for name in scores), "queries".rjust(9))
    for name, group in groups.items():
        means = (f"{mean(of[query] for query in group):.3f}".rjust(12) for of in scores.values())
        print(name.ljust(12), *means, str(len(group)).rjust(9))
    print("unjudged".ljust(12), *(str(n).rjust(12) for n in unjudged.values()))
    ours = scores["Carrefour"]
    print("\nworst:")
    for query in sorted(groups["tuned on"], key=ours.__getitem__)[:WORST]:
        print(f"{ours[query]:.3f}  {query.text} ({query.kind})")


if __name__ == "__main__":
    main(sys.argv[1:])
