"""Results of a search, as a list and as a map."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from carrefour.catalogue.models import Sheet
from carrefour.search.engine import SearchResting
from carrefour.search.query import Hit, Results
from carrefour.web.cards import sheets_in_order
from carrefour.web.reading import answered, frame, read, resting

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet with the passages that matched."""

    sheet: Sheet
    hit: Hit


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
    except SearchResting:
        return resting(request)
    context["found"] = found(told.results)
    return render(request, template, context)


def found(results: Results) -> list[Found]:
    """The sheets of a page of results; one withdrawn since it was indexed is left out."""
    sheets = {sheet.pk: sheet for sheet in sheets_in_order(hit.id for hit in results.hits)}
    return [Found(sheets[hit.id], hit) for hit in results.hits if hit.id in sheets]
