"""Outlines of territories, for the map to draw."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control

from carrefour.pipeline.gazetteer import centre, gazetteer
from carrefour.pipeline.outlining import outlines
from carrefour.territory.model import Level
from carrefour.territory.outlines import shipped
from carrefour.web.security import open_to_all

_DAY = 24 * 3600
_DRAWN = {Level.DEPARTEMENT.value, Level.REGION.value}


@cache_control(max_age=_DAY, public=True)
@open_to_all
def outline(request: HttpRequest) -> JsonResponse:
    """The territory ``ref`` as a GeoJSON feature.

    Where its own outline is not known the département's is given instead: ``of`` says whose
    outline it is, and ``point`` where the territory lies in it.
    """
    territory = gazetteer().get(request.GET.get("ref", "")[:40])
    if territory is None:
        return JsonResponse({"error": "unknown territory"}, status=404)
    of = territory.ref
    shape = outlines().of(of)
    if shape is None and territory.departement:
        of = f"{Level.DEPARTEMENT}:{territory.departement}"
        shape = outlines().of(of)
    properties = {
        "ref": territory.ref,
        "name": territory.name,
        "of": of if shape else "",
        "point": centre(territory.ref),
    }
    return JsonResponse({"type": "Feature", "properties": properties, "geometry": shape})


@cache_control(max_age=_DAY, public=True)
@open_to_all
def level(request: HttpRequest) -> JsonResponse:
    """All départements or all régions (``niveau``) as GeoJSON, each with its code."""
    wanted = request.GET.get("niveau", "")
    if wanted not in _DRAWN:
        return JsonResponse({"error": "niveau: departement or region"}, status=404)
    features = [
        {"type": "Feature", "properties": {"code": ref.partition(":")[2]}, "geometry": shape}
        for ref, shape in shipped().items()
        if ref.startswith(f"{wanted}:")
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})
