"""Sheets as the API tells them. What a licence forbids to pass on is left out of a sheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from carrefour.api.schemas import PlaceOut
from carrefour.catalogue.models import Sheet
from carrefour.catalogue.suggested import suggested_codes
from carrefour.catalogue.telling import Tellers, tellers
from carrefour.web.addresses import sheet_paths
from carrefour.web.licences import Reuse, reuse

_PLACE = tuple(PlaceOut.model_fields)
_CLOSED: dict[str, Any] = {
    "summary": "",
    "themes": [],
    "publics": [],
    "methods": [],
    "suggested": [],
    "tags": [],
    "status": "",
    "start_date": "",
    "end_date": "",
    "places": [],
}


def sheets_of(ids: Iterable[str]) -> list[Sheet]:
    """The sheets of ``ids`` that are shown, in that order, with what `rows` tells of them."""
    wanted = list(ids)
    shown = Sheet.objects.filter(withdrawn_at=None).prefetch_related("places")
    found = shown.defer("description", "images", "contact", "partners").in_bulk(wanted)
    return [found[id_] for id_ in wanted if id_ in found]


def rows(request: HttpRequest, sheets: list[Sheet]) -> list[dict[str, Any]]:
    """``sheets`` as lists tell them (`carrefour.api.schemas.ProjectOut`)."""
    suggested = suggested_codes(sheet.pk for sheet in sheets)
    told_by = tellers(sheet.pk for sheet in sheets)
    site, path = request.build_absolute_uri("/")[:-1], sheet_paths()
    return [
        row(site + path(one.slug, one.pk), one, suggested.get(one.pk, set()), told_by[one.pk])
        for one in sheets
    ]


def row(url: str, sheet: Sheet, suggested: set[str], told_by: Tellers) -> dict[str, Any]:
    """One sheet, whose page is at ``url``, as lists tell it."""
    allowed = reuse(sheet.licence)
    told = {
        "id": sheet.pk,
        "url": url,
        "title": sheet.title,
        "summary": sheet.summary,
        "organisation": sheet.organisation_id,
        "organisations": list(told_by.organisations),
        "source": sheet.source_id,
        "themes": sheet.themes,
        "publics": sheet.publics,
        "methods": sheet.methods,
        "suggested": sorted(suggested),
        "tags": sheet.tags,
        "status": sheet.status,
        "start_date": sheet.start_date,
        "end_date": sheet.end_date,
        "places": [{n: getattr(place, n) for n in _PLACE} for place in sheet.places.all()],
        "updated_at": sheet.updated_at.isoformat(),
        "licence": sheet.licence,
        "reuse": allowed.value,
    }
    return told | _CLOSED if allowed is Reuse.NONE else told
