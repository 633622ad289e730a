"""Sheets that may tell already what someone is about to propose."""

from __future__ import annotations

from rapidfuzz import fuzz

from carrefour.catalogue.models import Sheet
from carrefour.pipeline.engine import search_engine
from carrefour.search.analysis import fold
from carrefour.search.engine import SearchResting
from carrefour.search.query import Query, Relaxed
from carrefour.web.cards import sheets_in_order

SHORTEST, LONGEST = 4, 120  # letters of a title
LEAST = 70.0  # likeness of two titles, of 100, from which they may be of one project
SHOWN = 4
_LOOKED_AT = 12


def maybe_the_same(title: str, but: str = "") -> list[Sheet]:
    """Sheets whose titles are like ``title``, the most alike first; none while the search rests.

    ``but`` is the id of a sheet that is not looked for.
    """
    said = title.strip()[:LONGEST]
    if len(said) < SHORTEST:
        return []
    try:
        begun = [id_ for id_, _title in search_engine().suggest(said, _LOOKED_AT)]
        query = Query(text=said)
        found = search_engine().search(
            query, limit=_LOOKED_AT, facets=False, loosest=Relaxed.SOME_WORDS
        )
    except SearchResting:
        return []
    ids = dict.fromkeys([*begun, *(hit.id for hit in found.hits)])
    ids.pop(but, None)
    known = Sheet.objects.filter(pk__in=list(ids), withdrawn_at=None).values_list("pk", "title")
    folded = fold(said)
    rated = sorted(
        ((fuzz.token_set_ratio(folded, fold(told)), pk) for pk, told in known), reverse=True
    )
    return sheets_in_order([pk for score, pk in rated if score >= LEAST][:SHOWN])
