"""The first page: a search box, themes, a map, what is new, and how much there is."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_page
from django.views.decorators.vary import vary_on_headers

from carrefour.catalogue.models import Place, Sheet
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.catalogue.telling import shown_by
from carrefour.pipeline.engine import search_engine
from carrefour.search.engine import SearchResting
from carrefour.search.query import Facet, Query
from carrefour.web.cards import latest

COUNTED_AGAIN = 600  # seconds


@dataclass(frozen=True, slots=True)
class Tile:
    """A theme to enter by."""

    id: str
    family: str
    label: str
    examples: str
    count: int


@cache_page(60)  # outermost: what it keeps is told apart by the headers that are named below
@vary_on_headers("Accept-Language", "Cookie")
def home(request: HttpRequest) -> HttpResponse:
    """Everything that invites to search."""
    context = {"tiles": tiles(), "latest": latest(6), "figures": figures()}
    return render(request, "web/home.html", context)


def figures() -> dict[str, int]:
    """How much there is, counted again when a sheet has changed since, and every ten minutes."""
    changed = Sheet.objects.aggregate(last=Max("told_at"))["last"]
    question = f"home-figures-{changed.timestamp() if changed else 0}"
    return cache.get_or_set(question, _counted, COUNTED_AGAIN) or {}


def _counted() -> dict[str, int]:
    """Each count is read from an index of the database alone."""
    withdrawn = Sheet.objects.filter(withdrawn_at__isnull=False).values("pk")
    places = Place.objects.exclude(sheet__in=withdrawn)

    def different(level: str) -> int:
        # PostgreSQL sorts for COUNT(DISTINCT …), and only hashes for this; SQLite does the same.
        return int(places.exclude(**{level: ""}).values(level).distinct().count())

    return {
        "projects": Sheet.objects.filter(withdrawn_at=None).count(),
        "organisations": len(shown_by("organisation")),
        "departements": different("departement"),
        "communes": different("commune"),
    }


def tiles() -> list[Tile]:
    """The domain categories with how many sheets each holds."""
    try:
        results = search_engine().search(Query(), limit=0)
        counts = dict(results.facets[Facet.THEME])
    except SearchResting:
        counts = {}
    language = get_language() or "fr"
    return [
        Tile(
            id=category.id,
            family=category.id.removeprefix("domains_"),
            label=category.label(language),
            examples=", ".join(taxonomy().label(c, language).lower() for c in category.codes[:4]),
            count=counts.get(category.id, 0),
        )
        for category in taxonomy().facets["domains"].categories
    ]
