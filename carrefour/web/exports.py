"""Sheets as files that others work with: CSV, JSON and GeoJSON, written as they are read.

What a licence forbids to pass on is left out: such a sheet is named, with its address and licence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import orjson

from carrefour.catalogue.models import Place, Sheet, Source
from carrefour.web.licences import Reuse, reuse
from carrefour.web.spreadsheet import lines
from carrefour.web.templatetags.carrefour_web import label, place_name, sheet_url

READ = 500  # sheets read at once
Value = str | int | float | list[str] | None


@dataclass(frozen=True, slots=True)
class Given:
    """A sheet as files tell it: its fields, and its places that have a point."""

    fields: dict[str, Value]
    places: list[Place]


def given(ids: list[str], site: str, notes: Mapping[str, str] | None = None) -> Iterator[Given]:
    """The sheets of ``ids`` that are shown, in that order; ``site`` begins their addresses.

    ``notes`` is what people say of each, by its id, as a field of its own.
    """
    sources = {source.pk: source for source in Source.objects.defer("definition", "quality")}
    shown = Sheet.objects.filter(withdrawn_at=None).defer("description", "images", "contact")
    related = shown.select_related("organisation").prefetch_related("places")
    for some in _batches(ids):
        found = related.in_bulk(some)
        for id_ in some:
            if sheet := found.get(id_):
                told = _given(sheet, sources[sheet.source_id], site)
                if notes is not None:
                    told.fields["note"] = notes.get(id_, "")
                yield told


def _batches(ids: list[str]) -> Iterator[list[str]]:
    for first in range(0, len(ids), READ):
        yield ids[first : first + READ]


def _given(sheet: Sheet, source: Source, site: str) -> Given:
    allowed = reuse(sheet.licence)
    closed = allowed is Reuse.NONE
    places = [] if closed else list(sheet.places.all())
    first = places[0] if places else None
    fields: dict[str, Value] = {
        "id": sheet.pk,
        "title": sheet.title,
        "url": site + sheet_url(sheet),
        "summary": "" if closed else sheet.summary,
        "organisation": sheet.organisation.name,
        "holder": "" if closed else sheet.holder,
        "place": place_name(first) if first else "",
        "commune": first.commune if first else "",
        "departement": first.departement if first else "",
        "region": first.region if first else "",
        "lat": first.lat if first else None,
        "lon": first.lon if first else None,
        "precision": first.precision if first else "",
        "themes": [] if closed else [label(code) for code in sheet.themes],
        "publics": [] if closed else [label(code) for code in sheet.publics],
        "methods": [] if closed else [label(code) for code in sheet.methods],
        "tags": [] if closed else sheet.tags,
        "status": "" if closed else sheet.status,
        "start_date": "" if closed else sheet.start_date,
        "end_date": "" if closed else sheet.end_date,
        "web": "" if closed else sheet.url,
        "source": source.title,
        "source_url": sheet.source_url,
        "licence": sheet.licence or source.licence,
        "attribution": source.attribution,
        "reuse": allowed.value,
        "updated_at": sheet.updated_at.date().isoformat(),
    }
    return Given(fields, [place for place in places if place.lat is not None])


def as_csv(sheets: Iterable[Given]) -> Iterator[str]:
    """One line a sheet, harmless to spreadsheets; lists are joined by " | "."""

    def rows() -> Iterator[list[str | int | float]]:
        for number, sheet in enumerate(sheets):
            if not number:
                yield [*sheet.fields]
            yield [_cell(value) for value in sheet.fields.values()]

    return lines(rows())


def _cell(value: Value) -> str | int | float:
    if isinstance(value, list):
        return " | ".join(value)
    return "" if value is None else value


def as_json(sheets: Iterable[Given]) -> Iterator[bytes]:
    """An array of objects."""
    return _listed(b"[\n", (orjson.dumps(sheet.fields) for sheet in sheets), b"\n]\n")


def as_geojson(sheets: Iterable[Given]) -> Iterator[bytes]:
    """A feature for each place; a sheet without a point is one without geometry."""
    opened = b'{"type":"FeatureCollection","features":[\n'
    features = (orjson.dumps(one) for sheet in sheets for one in _features(sheet))
    return _listed(opened, features, b"\n]}\n")


def as_gogocarto(sheets: Iterable[Given]) -> Iterator[bytes]:
    """What a GoGoCarto map imports: an element for each point (as its own API tells elements).

    What a licence keeps back, and what has no point, is no element.
    """
    opened = b'{"ontology":"gogofull","data":[\n'
    elements = (orjson.dumps(one) for sheet in sheets for one in _elements(sheet))
    return _listed(opened, elements, b"\n]}\n")


def _elements(sheet: Given) -> Iterator[dict[str, object]]:
    told = sheet.fields
    for number, place in enumerate(sheet.places):
        yield {
            # The first keeps the sheet's own id, so that a sheet that moves is not a new element.
            "id": f"{told['id']}-{number + 1}" if number else told["id"],
            "name": told["title"],
            "geo": {"latitude": place.lat, "longitude": place.lon},
            "address": {
                "streetAddress": place.address,
                "postalCode": place.postcode,
                "addressLocality": place_name(place).partition(",")[0],
                "addressCountry": place.country,
                "customFormatedAddress": place.label,
            },
            "categories": told["themes"],
            "abstract": told["summary"],
            "website": told["web"],
            "updatedAt": told["updated_at"],
            "tags": told["tags"],
            "organisation": told["organisation"],
            "carrefour_url": told["url"],
            "precision": place.precision,
            "licence": told["licence"],
            "attribution": told["attribution"],
        }


def _features(sheet: Given) -> Iterator[dict[str, object]]:
    fields = {name: v for name, v in sheet.fields.items() if name not in ("lat", "lon")}
    for place in sheet.places:
        told = {"place": place_name(place), "precision": place.precision}
        point = {"type": "Point", "coordinates": [place.lon, place.lat]}
        yield {"type": "Feature", "geometry": point, "properties": fields | told}
    if not sheet.places:
        yield {"type": "Feature", "geometry": None, "properties": fields}


def _listed(opened: bytes, items: Iterable[bytes], closed: bytes) -> Iterator[bytes]:
    yield opened
    for number, item in enumerate(items):
        yield b",\n" + item if number else item
    yield closed
