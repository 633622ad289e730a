"""Facets counted: Tantivy's columns added up to the values that visitors know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import tantivy

from carrefour.search.query import Facet
from carrefour.search.schema import COLUMNS, MORE

MOST_VALUES = 2_000  # of one facet: above the number of départements and of organisations
# Dates are numbers, YYYYMMDD: a step of ten thousand is a year.
YEARS = {"histogram": {"field": "date", "interval": 10_000, "min_doc_count": 1}}
TOTAL = COLUMNS[Facet.STATUS][0]
Counts = list[tuple[str, int]]


def count(
    searcher: tantivy.Searcher, found: tantivy.Query, facets: Iterable[Facet]
) -> tuple[int, dict[Facet, Counts]]:
    """How many sheets ``found`` finds, and how many have each value of ``facets``, most first."""
    counts: dict[Facet, Counter[str]] = {facet: Counter() for facet in facets}
    # A sheet has one status or "": its column alone adds up to the whole.
    columns = {TOTAL, MORE, *(column for facet in counts for column in COLUMNS[facet])}
    answer = searcher.aggregate(found, {column: _terms(column) for column in columns})
    total = sum(int(bucket["doc_count"]) for bucket in answer[TOTAL]["buckets"])
    for facet, held in counts.items():
        for column in COLUMNS[facet]:
            for bucket in answer[column]["buckets"]:
                held[bucket["key"]] += bucket["doc_count"]
        del held[""]
    for bucket in answer[MORE]["buckets"]:
        name, _, value = bucket["key"].partition(":")
        if name in counts:
            counts[Facet(name)][value] += bucket["doc_count"]
    return total, {
        facet: sorted(held.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_VALUES]
        for facet, held in counts.items()
    }


def by_year(searcher: tantivy.Searcher, found: tantivy.Query) -> list[tuple[int, int]]:
    """How many sheets ``found`` finds of each year; of the year 0 those that tell no date."""
    return years_of(searcher.aggregate(found, {"years": YEARS})["years"]["buckets"])


def years_of(buckets: Iterable[dict[str, Any]]) -> list[tuple[int, int]]:
    """The years that `YEARS` counted, each with its number."""
    return [(int(bucket["key"]) // 10_000, int(bucket["doc_count"])) for bucket in buckets]


def _terms(field: str) -> dict[str, Any]:
    return {"terms": {"field": field, "size": MOST_VALUES}}
