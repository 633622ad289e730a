"""Projects as JSON, GeoJSON, CSV and JSON-LD, as ``format`` or else the Accept header asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from carrefour.api.fields import narrowed
from carrefour.api.problems import Refused
from carrefour.catalogue.models import Sheet
from carrefour.web.exports import Given, as_csv, given
from carrefour.web.licences import Reuse, reuse
from carrefour.web.linked_data import linked_data


class Format(StrEnum):
    """What ``format`` may be."""

    JSON = "json"
    GEOJSON = "geojson"
    CSV = "csv"
    JSONLD = "jsonld"


MEDIA_TYPES = {
    Format.JSON: "application/json",
    Format.GEOJSON: "application/geo+json",
    Format.CSV: "text/csv",
    Format.JSONLD: "application/ld+json",
}
# The columns of the table that the site exports (`carrefour.web.exports`).
COLUMNS = (
    "id", "title", "url", "summary", "organisation", "holder", "place", "commune", "departement",
    "region", "lat", "lon", "precision", "themes", "publics", "methods", "tags", "status",
    "start_date", "end_date", "web", "source", "source_url", "licence", "attribution", "reuse",
    "updated_at",
)  # fmt: skip


def format_of(request: HttpRequest) -> Format:
    """The format that ``request`` asks for. Raises `Refused` for an unknown one."""
    if told := request.GET.get("format"):
        if told not in set(Format):
            why = f"'{told[:20]}' is not one of {', '.join(Format)}"
            raise Refused(422, f"format: {why}.", errors={"format": why})
        return Format(told)
    accepted = request.headers.get("Accept", "")
    if "application/json" in accepted or not accepted:
        return Format.JSON
    return next((one for one, media in MEDIA_TYPES.items() if media in accepted), Format.JSON)


def as_json(body: object, media_type: str = MEDIA_TYPES[Format.JSON]) -> HttpResponse:
    """``body`` as JSON."""
    return HttpResponse(orjson.dumps(body), content_type=media_type)


def as_table(request: HttpRequest, ids: list[str], names: frozenset[str]) -> HttpResponse:
    """The sheets of ``ids`` as CSV that spreadsheets open, with the columns of ``names``."""
    site = request.build_absolute_uri("/")[:-1]
    sheets = (Given(narrowed(one.fields, names), []) for one in given(ids, site))
    told = "".join(as_csv(sheets))
    response = HttpResponse(told, content_type=f"{MEDIA_TYPES[Format.CSV]}; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="carrefour.csv"'
    return response


def as_features(rows: Iterable[Mapping[str, Any]], names: frozenset[str]) -> list[dict[str, Any]]:
    """One GeoJSON feature for each place of each row that has a point."""
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [place["lon"], place["lat"]]},
            "properties": {
                **{k: v for k, v in narrowed(row, names).items() if k != "places"},
                "place": place["label"],
                "precision": place["precision"],
            },
        }
        for row in rows
        for place in row["places"]
        if place["lat"] is not None
    ]


def as_graph(request: HttpRequest, ids: list[str]) -> dict[str, Any]:
    """The sheets of ``ids`` in schema.org's words, those left out whose licence is closed."""
    shown = Sheet.objects.filter(withdrawn_at=None).select_related("organisation", "source")
    found = shown.defer("source__definition", "source__quality").prefetch_related("places")
    by_id = found.in_bulk(ids)
    nodes: list[Any] = []
    for id_ in ids:
        sheet = by_id.get(id_)
        if sheet is not None and reuse(sheet.licence) is not Reuse.NONE:
            page = request.build_absolute_uri(reverse("web:sheet", args=[sheet.slug, sheet.pk]))
            graph = linked_data(request, sheet, page)["@graph"]
            nodes += graph if isinstance(graph, list) else []
    return {"@context": "https://schema.org", "@graph": nodes}
