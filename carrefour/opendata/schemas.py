"""What the files hold, said to programs and to people: schemas and dictionary, from one table."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.conf import settings
from django.utils.translation import override

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.opendata.fields import FIELDS, JOINED, Field, Kind

VERSION = "1.1.0"  # of the fields: its first number changes when one goes or means something else
_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
_JSON: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": "string"},
    Kind.ADDRESS: {"type": "string"},
    Kind.DATE: {"type": "string", "pattern": r"^(\d{4}(-\d{2}(-\d{2})?)?)?$"},
    Kind.MOMENT: {"type": "string", "format": "date-time"},
    Kind.NUMBER: {"type": ["number", "null"]},
    Kind.INTEGER: {"type": ["integer", "null"]},
    Kind.LIST: {"type": "array", "items": {"type": "string"}},
}


def table_schema() -> dict[str, Any]:
    """The table as Frictionless Table Schema 1.0, with what schema.data.gouv.fr asks for."""
    with override("fr"):
        fields = [_column(field) for field in FIELDS]
    return {
        "$schema": "https://frictionlessdata.io/schemas/table-schema.json",
        "name": "carrefour-projets",
        "title": "Projets d’innovation sociale",
        "description": "Une ligne pour chaque projet d’innovation sociale de Carrefour.",
        "homepage": f"{settings.SITE_URL}/donnees/telecharger/",
        "version": VERSION,
        "countryCode": "FR",
        "fields": fields,
        "primaryKey": "id",
        "missingValues": [""],
    }


def _column(field: Field) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": field.required}
    told: dict[str, Any] = {
        "name": field.name,
        "title": str(field.title),
        "description": str(field.description),
        "type": "string",
    }
    match field.kind:
        case Kind.NUMBER | Kind.INTEGER | Kind.MOMENT:
            told["type"] = field.kind.value
            if field.kind is Kind.MOMENT:
                told["format"] = "any"  # ISO 8601 with its offset
        case Kind.ADDRESS:
            told["format"] = "uri"
        case Kind.DATE:
            constraints["pattern"] = _DATE
        case Kind.LIST:
            told["description"] += f" Séparés par « {JOINED} »."
    if field.values:
        constraints["enum"] = list(field.values)
    if field.name == "id":
        constraints["unique"] = True
    return {**told, "constraints": constraints}


def json_schema() -> dict[str, Any]:
    """A line of the JSON Lines file, as JSON Schema 2020-12."""
    with override("en"):
        properties = {field.name: _property(field) for field in FIELDS}
    text, number = {"type": "string"}, {"type": ["number", "null"]}
    point = {"type": ["array", "null"], "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    precisions = next(field.values for field in FIELDS if field.name == "precision")
    names = (
        "label", "address", "postcode", "commune", "commune_name", "epci", "departement",
        "departement_name", "region", "region_name", "country", "method",
    )  # fmt: skip
    place = {
        **dict.fromkeys(names, text),
        "lat": number,
        "lon": number,
        "point": {
            **point,
            "description": "[lon, lat], only where it is that of the place itself",
        },
        "precision": {"enum": list(precisions)},
        "score": {"type": "number", "minimum": 0, "maximum": 1},
        "zones": {"type": "array", "items": text},
    }
    image = {"url": text, "alt": text, "credit": text}
    origin = {
        "site": {"type": "string", "description": "The Carrefour that keeps the record"},
        "source": text,
        "record": text,
        "collected_at": _JSON[Kind.MOMENT],
        "through": {
            "type": "array",
            "items": text,
            "description": "The Carrefours that gave it on, from one to the next",
        },
    }
    properties |= {
        "places": _list_of(place, "Where the project acts"),
        "images": _list_of(image, "Its images", required=("url",)),
        "origins": _list_of(origin, "The records that it was merged from"),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{settings.SITE_URL}/donnees/fichiers/schema.json",
        "title": "A project of Carrefour",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _property(field: Field) -> dict[str, Any]:
    told = {**_JSON[field.kind], "title": str(field.title), "description": str(field.description)}
    if field.values:
        told["enum"] = [*field.values, *(() if field.required else ("",))]
    return told


def _list_of(
    properties: dict[str, Any], description: str, required: tuple[str, ...] | None = None
) -> dict[str, Any]:
    item = {
        "type": "object",
        "properties": properties,
        "required": list(properties if required is None else required),
        "additionalProperties": False,
    }
    return {"type": "array", "description": description, "items": item}


def dictionary() -> str:
    """The data dictionary as CSV, in both languages."""
    head = ["name", "type", "required", "values"]
    columns = ["title_fr", "description_fr", "title_en", "description_en"]
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([*head, *columns])
    for field in FIELDS:
        told: list[str] = []
        for language in ("fr", "en"):
            with override(language):
                told += [str(field.title), str(field.description)]
        required = str(field.required).lower()
        writer.writerow([field.name, field.kind, required, JOINED.join(field.values), *told])
    return written.getvalue()


def codes() -> dict[str, Any]:
    """The codes of the taxonomy, with their names and what holds them."""
    known = taxonomy()
    return {
        "codes": [{"code": c.id, "fr": c.fr, "en": c.en} for c in known.codes.values()],
        "categories": [
            {"id": c.id, "facet": facet.id, "fr": c.fr, "en": c.en, "codes": list(c.codes)}
            for facet in known.facets.values()
            for c in facet.categories
        ],
    }
