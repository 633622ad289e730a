"""Many projects as points on a map: no more is read of each than a point tells."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import HttpRequest

from carrefour.catalogue.models import Place, Sheet
from carrefour.catalogue.suggested import suggested_codes
from carrefour.catalogue.telling import tellers
from carrefour.web.addresses import sheet_paths
from carrefour.web.licences import Reuse, reuse

_OF_POINTS = ("pk", "slug", "title", "organisation", "themes", "licence")


def points(request: HttpRequest, ids: list[str]) -> list[dict[str, Any]]:
    """A GeoJSON feature for each place of ``ids``, those left out whose licence is closed.

    Columns are read and no models: to build a thousand would take most of the time.
    """
    shown = Sheet.objects.filter(pk__in=ids, withdrawn_at=None).values(*_OF_POINTS)
    by_id = {sheet["pk"]: sheet for sheet in shown if reuse(sheet["licence"]) is not Reuse.NONE}
    sheets = [by_id[id_] for id_ in ids if id_ in by_id]
    places = defaultdict(list)
    placed = Place.objects.filter(sheet__in=by_id, lat__isnull=False).order_by("position")
    for id_, *place in placed.values_list("sheet", "lon", "lat", "precision"):
        places[id_].append(place)
    suggested, told_by = suggested_codes(by_id), tellers(by_id)
    site, path = request.build_absolute_uri("/")[:-1], sheet_paths()
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": {
                "id": sheet["pk"],
                "title": sheet["title"],
                "url": site + path(sheet["slug"], sheet["pk"]),
                "organisation": sheet["organisation"],
                "organisations": told_by[sheet["pk"]].organisations,
                "themes": sheet["themes"],
                "suggested": sorted(suggested.get(sheet["pk"], ())),
                "precision": precision,
            },
        }
        for sheet in sheets
        for lon, lat, precision in places[sheet["pk"]]
    ]
