"""What a search does not find but is like what it finds."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from carrefour.search.engine import SearchResting
from carrefour.search.params import encode, to_pairs
from carrefour.search.query import Sort
from carrefour.web.filters import chips
from carrefour.web.neighbours import beyond
from carrefour.web.reading import answered, read, resting

SHOWN = 12


def alike(request: HttpRequest) -> HttpResponse:
    """Projects like those of a search that are not among them, each with the reason."""
    reading = read(request)
    query = reading.query
    path = reverse("web:results")
    params = encode(to_pairs(replace(query, sort=Sort.RELEVANCE)))
    try:
        # As the results read it: a place that the words name narrows here too.
        told = answered(reading, facets=False)
        neighbours = beyond(told.step.alone, SHOWN) if params else []
    except SearchResting:
        return resting(request)
    context = {
        "query": query,
        "chips": chips(query, path),
        "neighbours": neighbours,
        "search": f"{path}?{params}" if params else path,
    }
    return render(request, "web/alike.html", context)
