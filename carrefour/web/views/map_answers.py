"""The small answers that the map asks for."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control

from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.gazetteer import centre, gazetteer
from carrefour.search.confining import confined
from carrefour.search.engine import SearchResting
from carrefour.search.params import parse, read_box
from carrefour.search.query import Box, Sort
from carrefour.territory.model import Level
from carrefour.territory.outlines import Geometry, shipped
from carrefour.web.cards import sheets_in_order
from carrefour.web.security import open_to_all
from carrefour.web.templatetags.carrefour_web import place_name, sheet_url

WORLD = Box(-180.0, -85.0, 180.0, 85.0)


@cache_control(max_age=60, public=True)
@open_to_all
def clusters(request: HttpRequest) -> JsonResponse:
    """The clusters of a search in a view: ``view=west,south,east,north`` and ``zoom``."""
    query, problems = parse(request.GET, centre=centre)
    view = read_box(request.GET.get("view", ""), problems) or WORLD
    zoom = request.GET.get("zoom", "5")
    try:
        level = int(zoom) if zoom.isdigit() and len(zoom) < 3 else 5
        seen = search_engine().map_view(replace(query, sort=Sort.RELEVANCE), view, level)
    except SearchResting:
        return JsonResponse({"resting": True, "total": 0, "clusters": []}, status=503)
    seen = confined(seen, query, _outline)
    found = [[c.lat, c.lon, c.count, list(c.ids), list(c.box or ())] for c in seen.clusters]
    return JsonResponse({"total": seen.total, "clusters": found}, json_dumps_params=_COMPACT)


_COMPACT = {"separators": (",", ":")}


def _outline(ref: str) -> Geometry | None:
    """The outline that the places of a territory lie in: that of its département for a commune."""
    territory = gazetteer().get(ref)
    if territory is not None and territory.level is Level.COMMUNE:
        ref = f"{Level.DEPARTEMENT}:{territory.departement}"
    return shipped().get(ref)


@cache_control(max_age=60, public=True)
@open_to_all
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
