"""Results of a search by département or région: a coloured map and the table of its numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from carrefour.search.engine import SearchResting
from carrefour.search.params import encode, to_pairs
from carrefour.search.query import Facet
from carrefour.web.addresses import narrowing
from carrefour.web.areas import Area, areas, classes
from carrefour.web.reading import answered, frame, read, resting

LEVELS = (Facet.DEPARTEMENT, Facet.REGION)
PEOPLE = "habitants"


@dataclass(frozen=True, slots=True)
class Row:
    """A territory, and the address of the search narrowed to it."""

    area: Area
    url: str


def by_area(request: HttpRequest) -> HttpResponse:
    """The results counted by ``niveau`` (departement, region), ``par=habitants`` for 10,000."""
    wanted = request.GET.get("niveau", "")
    facet = next((level for level in LEVELS if level.value == wanted), LEVELS[0])
    by_people = request.GET.get("par") == PEOPLE
    extra = [("niveau", facet.value), *([("par", PEOPLE)] if by_people else [])]
    reading = read(request, extra)
    try:
        told = answered(reading)
        context = frame(reading, "web:areas", told)
    except SearchResting:
        return resting(request)
    query = replace(told.query, reading=reading.query.reading)  # with the place of its words
    found = areas(facet, told.results.facets.get(facet, []), by_people=by_people)
    pairs = to_pairs(query)
    here, on_the_map = reverse("web:areas"), narrowing(query, facet, "web:map")

    def address(*more: tuple[str, str]) -> str:
        return f"{here}?{encode([*pairs, *more])}"

    points = reading.address("web:map")
    return render(
        request,
        "web/areas.html",
        context
        | {
            # This is a way of looking at the map, not a view of its own.
            "tabs": [replace(tab, current=tab.url == points) for tab in context["tabs"]],  # type: ignore[attr-defined]
            "level": facet.value,
            "by_people": by_people,
            "rows": [Row(area, on_the_map(area.code)) for area in found],
            "classes": classes(found, by_people=by_people),
            "counted": address(("niveau", facet.value)),
            "for_people": address(("niveau", facet.value), ("par", PEOPLE)),
        },
    )
