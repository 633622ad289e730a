"""Results of a search: a list, a map, and the small answers that the map asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control

from carrefour.catalogue.models import Sheet
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.search.engine import SearchResting
from carrefour.search.params import encode, parse, read_box, to_pairs
from carrefour.search.query import Box, Facet, Hit, Query, Sort
from carrefour.territory.model import Level, Territory
from carrefour.web.cards import latest, sheets_in_order
from carrefour.web.filters import chips, groups
from carrefour.web.neighbours import beyond
from carrefour.web.templatetags.carrefour_web import place_name, sheet_url
from carrefour.web.trail import PER_PAGE, stamp

MOST_PAGES = 500
SHORT = 10  # results below which others like them are shown at once
WORLD = Box(-180.0, -85.0, 180.0, 85.0)


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet with the passages that matched, and what its address says of its place."""

    sheet: Sheet
    hit: Hit
    stamp: str


def as_list(request: HttpRequest) -> HttpResponse:
    """The results as a list, the map beside it."""
    return _results(request, "web/results.html", reverse("web:results"))


def as_map(request: HttpRequest) -> HttpResponse:
    """The same results with the map first."""
    return _results(request, "web/map.html", reverse("web:map"))


def _results(request: HttpRequest, template: str, path: str) -> HttpResponse:
    query, _problems = parse(request.GET)
    page = _page(request)
    try:
        results = search_engine().search(query, offset=(page - 1) * PER_PAGE, limit=PER_PAGE)
    except SearchResting:
        return render(request, "web/resting.html", {"latest": latest(6)}, status=503)
    sheets = {sheet.pk: sheet for sheet in sheets_in_order(hit.id for hit in results.hits)}
    pairs = to_pairs(query)
    pages = min(MOST_PAGES, -(-results.total // PER_PAGE))
    context = {
        "query": query,
        "territory": gazetteer().get(query.territories[0]) if query.territories else None,
        "results": results,
        "found": [
            Found(sheets[hit.id], hit, stamp(query, rank))
            for rank, hit in enumerate(results.hits, (page - 1) * PER_PAGE + 1)
            if hit.id in sheets
        ],
        "groups": groups(query, results),
        "chips": chips(query, path),
        "sorts": _sorts(query),
        "page": page,
        "pages": pages,
        "previous": f"{path}?{encode(pairs, {'page': str(page - 1)})}" if page > 1 else "",
        "next": f"{path}?{encode(pairs, {'page': str(page + 1)})}" if page < pages else "",
        "params": encode(pairs),
        "path": path,
        "query_sources": query.values(Facet.SOURCE),
        "box": ",".join(f"{n:g}" for n in query.box) if query.box else "",
        "neighbours": beyond(query, 4) if 0 < results.total <= SHORT else [],
    }
    return render(request, template, context)


def alike(request: HttpRequest) -> HttpResponse:
    """What a search does not find but is like what it finds."""
    query, _problems = parse(request.GET)
    path = reverse("web:results")
    params = encode(to_pairs(replace(query, sort=Sort.RELEVANCE)))
    try:
        neighbours = beyond(query, 12) if params else []
    except SearchResting:
        return render(request, "web/resting.html", {"latest": latest(6)}, status=503)
    context = {
        "query": query,
        "chips": chips(query, path),
        "neighbours": neighbours,
        "search": f"{path}?{params}" if params else path,
    }
    return render(request, "web/alike.html", context)


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return min(MOST_PAGES, max(1, int(text))) if text.isdigit() and len(text) < 6 else 1


def _sorts(query: Query) -> list[Sort]:
    """The orders that make sense: distance needs a centre."""
    return [sort for sort in Sort if sort is not Sort.DISTANCE or query.circle]


@cache_control(max_age=60, public=True)
def clusters(request: HttpRequest) -> JsonResponse:
    """The clusters of a search in a view: ``view=west,south,east,north`` and ``zoom``."""
    query, problems = parse(request.GET)
    view = read_box(request.GET.get("view", ""), problems) or WORLD
    zoom = request.GET.get("zoom", "5")
    try:
        level = int(zoom) if zoom.isdigit() and len(zoom) < 3 else 5
        seen = search_engine().map_view(replace(query, sort=Sort.RELEVANCE), view, level)
    except SearchResting:
        return JsonResponse({"resting": True, "total": 0, "clusters": []}, status=503)
    found = [[c.lat, c.lon, c.count, list(c.ids), list(c.box or ())] for c in seen.clusters]
    return JsonResponse({"total": seen.total, "clusters": found}, json_dumps_params=_COMPACT)


_COMPACT = {"separators": (",", ":")}


@cache_control(max_age=60, public=True)
def previews(request: HttpRequest) -> JsonResponse:
    """What the map says of a few sheets, by ``id``."""
    ids = request.GET.getlist("id")[:20]
    shown = [
        {
            "id": sheet.pk,
            "title": sheet.title,
            "url": sheet_url(sheet),
            "organisation": sheet.organisation.name,
            "place": place_name(place) if (place := sheet.places.first()) else "",
        }
        for sheet in sheets_in_order(ids)
    ]
    return JsonResponse({"sheets": shown})


@cache_control(max_age=3600, public=True)
def territories(request: HttpRequest) -> JsonResponse:
    """Territories whose name begins as ``q`` does."""
    return JsonResponse({"territories": list(_suggested(request.GET.get("q", "")[:60]))})


@lru_cache(maxsize=4096)
def _suggested(text: str) -> tuple[dict[str, str], ...]:
    levels = (Level.COMMUNE, Level.EPCI, Level.DEPARTEMENT, Level.REGION)
    return tuple(
        {"ref": t.ref, "name": t.name, "level": t.level.value, "context": _context(t)}
        for t in gazetteer().suggest(text, 8, levels)
    )


def _context(territory: Territory) -> str:
    """What tells a territory from its namesakes: its département or région."""
    holder = gazetteer().get(f"departement:{territory.departement}") or gazetteer().get(
        f"region:{territory.region}"
    )
    if territory.level is Level.COMMUNE and territory.postcodes:
        place = holder.name if holder else ""
        return f"{territory.postcodes[0]} · {place}"
    return holder.name if holder and holder is not territory else ""
