"""Sheets as files that others work with: CSV, JSON and GeoJSON, written as they are read.

What a licence forbids to pass on is left out: such a sheet is named, with its address and licence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson

from carrefour.catalogue.models import Place, Sheet, Source
from carrefour.web.addresses import sheet_paths
from carrefour.web.licences import Reuse, reuse
from carrefour.web.spreadsheet import lines
from carrefour.web.templatetags.carrefour_web import label, place_name

READ = 500  # sheets read at once
Value = str | int | float | list[str] | None
_OF_SHEETS = (
    "pk", "slug", "title", "summary", "organisation__name", "holder", "themes", "publics",
    "methods", "tags", "status", "start_date", "end_date", "url", "source", "source_url",
    "licence", "updated_at",
)  # fmt: skip
_OF_PLACES = (
    "sheet", "label", "address", "postcode", "lat", "lon", "precision", "commune", "epci",
    "departement", "region", "country",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """A sheet as files tell it: its fields, and its places that have a point."""

    fields: dict[str, Value]
    places: list[Any]


def given(ids: list[str], site: str, notes: Mapping[str, str] | None = None) -> Iterator[Given]:
    """The sheets of ``ids`` that are shown, in that order; ``site`` begins their addresses.

    ``notes`` is what people say of each, by its id, as a field of its own.
    """
    write = _writer(site)
    for some in _batches(ids):
        shown = Sheet.objects.filter(pk__in=some, withdrawn_at=None)
        found = {row.pk: row for row in shown.values_list(*_OF_SHEETS, named=True)}
        places = defaultdict(list)
        placed = Place.objects.filter(sheet__in=found).order_by("position")
        for place in placed.values_list(*_OF_PLACES, named=True):
            places[place.sheet].append(place)
        for id_ in some:
            if row := found.get(id_):
                told = write(row, places[id_])
                if notes is not None:
                    told.fields["note"] = notes.get(id_, "")
                yield told


def _batches(ids: list[str]) -> Iterator[list[str]]:
    for first in range(0, len(ids), READ):
        yield ids[first : first + READ]


def _writer(site: str) -> Callable[[Any, list[Any]], Given]:
    """What tells a sheet from its columns and those of its places.

    Columns are read and no models, and each label is worked out once: ten thousand sheets are
    written while their reader waits.
    """
    sources = {
        source.pk: source for source in Source.objects.only("title", "licence", "attribution")
    }
    path, named = sheet_paths(), cache(label)

    def write(row: Any, all_places: list[Any]) -> Given:
        allowed, source = reuse(row.licence), sources[row.source]
        closed = allowed is Reuse.NONE
        places = [] if closed else all_places
        first = places[0] if places else None
        fields: dict[str, Value] = {
            "id": row.pk,
            "title": row.title,
            "url": site + path(row.slug, row.pk),
            "summary": "" if closed else row.summary,
            "organisation": row.organisation__name,
            "holder": "" if closed else row.holder,
            "place": place_name(first) if first else "",
            "commune": first.commune if first else "",
            "departement": first.departement if first else "",
            "region": first.region if first else "",
            "lat": first.lat if first else None,
            "lon": first.lon if first else None,
            "precision": first.precision if first else "",
            "themes": [] if closed else list(map(named, row.themes)),
            "publics": [] if closed else list(map(named, row.publics)),
            "methods": [] if closed else list(map(named, row.methods)),
            "tags": [] if closed else row.tags,
            "status": "" if closed else row.status,
            "start_date": "" if closed else row.start_date,
            "end_date": "" if closed else row.end_date,
            "web": "" if closed else row.url,
            "source": source.title,
            "source_url": row.source_url,
            "licence": row.licence or source.licence,
            "attribution": source.attribution,
            "reuse": allowed.value,
            "updated_at": row.updated_at.date().isoformat(),
        }
        return Given(fields, [place for place in places if place.lat is not None])

    return write


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
