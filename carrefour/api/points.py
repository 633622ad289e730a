"""Many projects as points on a map: no more is read of each than a point tells."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.urls import reverse

from carrefour.catalogue.models import Place, Sheet
from carrefour.catalogue.suggested import suggested_codes
from carrefour.catalogue.telling import tellers
from carrefour.web.licences import Reuse, reuse

_OF_POINTS = ("slug", "title", "organisation", "themes", "licence")


def points(request: HttpRequest, ids: list[str]) -> list[dict[str, Any]]:
    """A GeoJSON feature for each place of ``ids``, those left out whose licence is closed."""
    places = Prefetch("places", Place.objects.only("sheet", "lat", "lon", "precision"))
    shown = Sheet.objects.filter(withdrawn_at=None).only(*_OF_POINTS).prefetch_related(places)
    by_id = shown.in_bulk(ids)
    sheets = [by_id[id_] for id_ in ids if id_ in by_id]
    suggested = suggested_codes(sheet.pk for sheet in sheets)
    told_by = tellers(sheet.pk for sheet in sheets)
    site = request.build_absolute_uri("/")[:-1]
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
            "properties": {
                "id": sheet.pk,
                "title": sheet.title,
                "url": site + reverse("web:sheet", args=[sheet.slug, sheet.pk]),
                "organisation": sheet.organisation_id,
                "organisations": told_by[sheet.pk].organisations,
                "themes": sheet.themes,
                "suggested": sorted(suggested.get(sheet.pk, ())),
                "precision": place.precision,
            },
        }
        for sheet in sheets
        if reuse(sheet.licence) is not Reuse.NONE
        for place in sheet.places.all()
        if place.lat is not None
    ]
