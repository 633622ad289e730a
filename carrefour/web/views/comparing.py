"""A search in two territories, side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.search.engine import SearchResting
from carrefour.search.params import to_pairs
from carrefour.search.query import Query, Sort
from carrefour.territory.model import Level, Territory
from carrefour.web.comparing import compare
from carrefour.web.reading import read, resting

_LEVELS = (Level.COMMUNE, Level.EPCI, Level.DEPARTEMENT, Level.REGION)
MOST_NAME = 60  # characters that are read of the name of a place


@dataclass(frozen=True, slots=True)
class Side:
    """One side as it was asked for: what was typed, and the territory that it stands for."""

    name: str
    typed: str
    territory: Territory | None


def comparison(request: HttpRequest) -> HttpResponse:
    """What a search finds in the territories ``a`` and ``b``.

    Without scripts no list proposes territories: ``a_name`` and ``b_name`` then stand for the
    likeliest of that name.
    """
    query = _everywhere(read(request).query)
    a, b = _asked(request, "a"), _asked(request, "b")
    if a.territory is None and (territories := read(request).query.territories):
        a = replace(a, territory=gazetteer().get(territories[0]))
    context = {
        "query": query,
        "sides": [a, b],
        "kept": [pair for pair in to_pairs(query) if pair[0] != "q"],
        "path": reverse("web:comparison"),
        "figures_url": reverse("web:figures"),
    }
    if a.territory and b.territory:
        try:
            compared = compare(search_engine(), query, a.territory, b.territory)
        except SearchResting:
            return resting(request)
        context |= {"compared": compared}
    return render(request, "web/comparison.html", context)


def _everywhere(query: Query) -> Query:
    """``query`` without any place: the two sides give theirs."""
    return replace(query, territories=(), circle=None, box=None, area=None, sort=Sort.RELEVANCE)


def _asked(request: HttpRequest, name: str) -> Side:
    typed = request.GET.get(f"{name}_name", "").strip()[:MOST_NAME]
    territory = gazetteer().get(request.GET.get(name, "")[:20])
    if territory is None and typed:
        territory = next(iter(gazetteer().suggest(typed, 1, _LEVELS)), None)
    return Side(name, typed, territory)
