"""Documents: sources that are one file at one address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import assert_never

from carrefour.catalogue.fetching import (
    AnyDocument,
    CsvFetch,
    ExcelFetch,
    GeoJsonFetch,
    JsonFetch,
    JsonLdFetch,
    JsonLinesFetch,
    RdfFetch,
)
from carrefour.harvest.connectors.csv import read_csv
from carrefour.harvest.connectors.excel import read_excel
from carrefour.harvest.connectors.geojson import read_geojson
from carrefour.harvest.connectors.json import read_json, read_json_lines
from carrefour.harvest.connectors.jsonld import read_jsonld
from carrefour.harvest.connectors.origin import Origin, opened
from carrefour.harvest.connectors.raw import Given, TheRestStands
from carrefour.harvest.connectors.rdf import read_rdf


def read_document(fetch: AnyDocument, origin: Origin) -> Iterator[Given]:
    """Every item of the document; none when it is known whole and has not changed."""
    with opened(origin, fetch) as document:
        if document.known:
            yield TheRestStands()
            return
        yield from items_of(fetch, document.path)


def items_of(fetch: AnyDocument, path: Path) -> Iterator[Given]:
    """Every item of the file at ``path``, which ``fetch`` says how to read."""
    match fetch:
        case CsvFetch():
            return read_csv(path, fetch)
        case ExcelFetch():
            return read_excel(path, fetch)
        case JsonFetch():
            return read_json(path, fetch.records, keyed=fetch.keyed)
        case JsonLinesFetch():
            return read_json_lines(path)
        case GeoJsonFetch():
            return read_geojson(path)
        case JsonLdFetch():
            return read_jsonld(path, fetch.records)
        case RdfFetch():
            return read_rdf(path, fetch)
        case _ as never:
            assert_never(never)
