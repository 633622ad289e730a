"""Facets counted: Tantivy's columns added up to the values that visitors know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import tantivy
from tantivy import Occur

from carrefour.search.filters import Translator
from carrefour.search.query import Facet
from carrefour.search.schema import COLUMNS

MOST_VALUES = 2_000  # of one facet: above the number of départements and of organisations
Counts = list[tuple[str, int]]


def count(
    searcher: tantivy.Searcher,
    found: tantivy.Query,
    facets: Iterable[Facet],
    translator: Translator,
) -> tuple[int, dict[Facet, Counts]]:
    """How many sheets ``found`` finds, and how many have each value of ``facets``, most first."""
    wanted = set(facets)
    # A sheet has one status or "": its column alone adds up to the whole.
    columns = {_column(f, n): f for f in (*wanted, Facet.STATUS) for n in range(COLUMNS[f])}
    answer = searcher.aggregate(found, {name: _terms(name) for name in columns})
    total = sum(int(b["doc_count"]) for b in _buckets(answer, _column(Facet.STATUS, 0)))
    counts: dict[Facet, Counter[str]] = {facet: Counter() for facet in wanted}
    for name, facet in columns.items():
        if facet in wanted:
            for bucket in _buckets(answer, name):
                if value := str(bucket["key"]):
                    counts[facet][value] += int(bucket["doc_count"])
    for facet, value, number in _beyond(searcher, found, translator):
        if facet in wanted:
            counts[facet][value] += number
    return total, {
        facet: sorted(held.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_VALUES]
        for facet, held in counts.items()
    }


def _beyond(
    searcher: tantivy.Searcher, found: tantivy.Query, translator: Translator
) -> list[tuple[Facet, str, int]]:
    """The values of the few sheets that have more of them than there are columns."""
    few = [(Occur.Must, found), (Occur.Must, translator.overflowing())]
    answer = searcher.aggregate(tantivy.Query.boolean_query(few), {"more": _terms("more")})
    parted = [(str(b["key"]).partition(":"), int(b["doc_count"])) for b in _buckets(answer, "more")]
    return [(Facet(facet), value, number) for (facet, _, value), number in parted]


def _column(facet: Facet, number: int) -> str:
    return f"{facet.value}{number}"


def _terms(field: str) -> dict[str, Any]:
    return {"terms": {"field": field, "size": MOST_VALUES}}


def _buckets(answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    buckets: list[dict[str, Any]] = answer[name]["buckets"]
    return buckets
