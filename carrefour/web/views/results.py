"""Results of a search, as a list and as a map."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from carrefour.catalogue.models import Sheet
from carrefour.search.engine import SearchResting
from carrefour.search.query import Hit, Query, Results
from carrefour.web.cards import sheets_in_order
from carrefour.web.counted import count_search
from carrefour.web.neighbours import beyond
from carrefour.web.reading import answered, frame, read, resting
from carrefour.web.trail import PER_PAGE, stamp

SHORT = 10  # results below which others like them are shown at once


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet with the passages that matched, and what its address says of its place."""

    sheet: Sheet
    hit: Hit
    stamp: str


def as_list(request: HttpRequest) -> HttpResponse:
    """The results as a list, the map beside it."""
    return _results(request, "web/results.html", "web:results")


def as_map(request: HttpRequest) -> HttpResponse:
    """The same results with the map first."""
    return _results(request, "web/map.html", "web:map")


def _results(request: HttpRequest, template: str, view: str) -> HttpResponse:
    reading = read(request)
    try:
        told = answered(reading, PER_PAGE)
        context = frame(reading, view, told, PER_PAGE)
        short = 0 < told.results.total <= SHORT
        context["neighbours"] = beyond(told.step.alone, 4) if short else []
    except SearchResting:
        return resting(request)
    first = (reading.page - 1) * PER_PAGE + 1
    shown = found(told.results, reading.query, first)
    context["found"] = shown
    count_search(request, view, reading, told, (one.sheet for one in shown))
    return render(request, template, context)


def found(results: Results, query: Query, first: int = 1) -> list[Found]:
    """The sheets of a page of ``query`` that begins at rank ``first``.

    One withdrawn since it was indexed is left out.
    """
    sheets = {sheet.pk: sheet for sheet in sheets_in_order(hit.id for hit in results.hits)}
    return [
        Found(sheets[hit.id], hit, stamp(query, rank))
        for rank, hit in enumerate(results.hits, first)
        if hit.id in sheets
    ]
