"""The Tantivy schema and how a document fills it."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import zip_longest
from math import cos, log, pi, radians, tan

import tantivy

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.search.analysis import sort_key, spellings, stemmed, terms
from carrefour.search.document import Document
from carrefour.search.keys import key_of
from carrefour.search.likeness import packed, traits_of
from carrefour.search.query import Facet

TERMS = "carrefour_terms"
# How much a word found in each field weighs.
WEIGHTS = {"title": 6.0, "labels": 3.0, "summary": 2.0, "places": 2.0, "body": 2.0}
# Columns of each facet. A column that every document fills, with "" where it has no value, is
# counted seven times faster than one of several values; the values beyond go to one of those.
_NUMBERS = {
    Facet.THEME: 6,
    Facet.PUBLIC: 3,
    Facet.METHOD: 2,
    Facet.ORGANISATION: 1,
    Facet.SOURCE: 1,
    Facet.STATUS: 1,
    Facet.REGION: 2,
    Facet.DEPARTEMENT: 2,
    Facet.ZONE: 1,
}
COLUMNS = {
    facet: tuple(f"{facet.value}{column}" for column in range(number))
    for facet, number in _NUMBERS.items()
}
MORE = "more"
_PREFIXES = {facet: f"{facet.value}:" for facet in Facet}
# Points of one sheet that a box can find; a sheet of more places is found by its territories.
SLOTS = 4
# Web-map zooms at which clusters are counted by cell; a cell is 64 pixels wide at its zoom.
ZOOMS = range(16)
_CELLS = [f"cell{zoom}" for zoom in ZOOMS]
# Zooms whose cells sheets are found by, to cover a circle: from 108 km wide in France to 0.4.
COVERED_BY = range(6, 15)
CELL_BITS = 2  # cells a tile side, as a power of two: 256 pixels / 64
MOST_BODY = 20_000  # characters
MOST_SHOWN = 1200  # characters

VERSION = "6"  # of the schema: an index of another version is built again


def build_schema() -> tantivy.Schema:
    """The fields of the index."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("key", fast=True, indexed=True)
    for name in WEIGHTS:
        builder.add_text_field(name, tokenizer_name=TERMS)
    builder.add_text_field("spelt", tokenizer_name=TERMS, index_option="basic")
    builder.add_text_field("title_spelt", tokenizer_name=TERMS, index_option="basic")
    # Bytes, because texts cannot be stored without being indexed as well.
    builder.add_bytes_field("shown_title", stored=True)
    builder.add_bytes_field("shown_text", stored=True)
    # What sheets are likened by: their words to find others by, and their traits to compare.
    builder.add_text_field("likened", tokenizer_name=TERMS, index_option="freq")
    builder.add_bytes_field("traits", stored=True)
    builder.add_text_field("kept", tokenizer_name="raw", index_option="basic")
    for columns in COLUMNS.values():
        for column in columns:
            _add_column(builder, column)
    _add_column(builder, MORE)
    _add_column(builder, "order_title")
    builder.add_integer_field("date", fast=True)
    for slot in range(SLOTS):
        builder.add_float_field(f"lat{slot}", fast=True)
        builder.add_float_field(f"lon{slot}", fast=True)
    for zoom, name in enumerate(_CELLS):
        builder.add_integer_field(name, fast=True, indexed=zoom in COVERED_BY)
    return builder.build()


def _add_column(builder: tantivy.SchemaBuilder, name: str) -> None:
    builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")


def register(index: tantivy.Index) -> tantivy.Index:
    """``index`` with our analyser made known to it."""
    index.register_tokenizer(TERMS, terms())
    return index


def to_tantivy(document: Document) -> tantivy.Document:
    """``document`` as Tantivy holds it."""
    labels = [
        *document.tags,
        document.holder,
        *document.partners,
        *document.organisation_names,
        *(
            label
            for code in {*document.themes, *document.publics, *document.methods}
            for label in _labels(code)
        ),
    ]
    body = document.description[:MOST_BODY]
    title_spelt = spellings(document.title)
    short = map(_spelt, (*labels, *document.place_names))
    spelt = {*title_spelt, *spellings(document.summary)}.union(*short)
    made = tantivy.Document()
    made.add_integer("key", key_of(document.id))
    made.add_text("title", stemmed(document.title))
    made.add_text("labels", " ".join(map(_stemmed, labels)))
    made.add_text("summary", stemmed(document.summary))
    made.add_text("places", " ".join(map(_stemmed, document.place_names)))
    made.add_text("body", stemmed(body))
    made.add_text("spelt", " ".join(spelt))
    made.add_text("title_spelt", " ".join(title_spelt))
    made.add_bytes("shown_title", document.title.encode())
    made.add_bytes("shown_text", _shown(document.summary, body).encode())
    traits = traits_of(document)
    made.add_text("likened", " ".join(traits.stems))
    made.add_bytes("traits", packed(traits))
    made.add_text("order_title", sort_key(document.title))
    made.add_integer("date", document.date)
    _add_facets(made, document)
    for slot, (lat, lon) in enumerate(document.points[:SLOTS]):
        made.add_float(f"lat{slot}", lat)
        made.add_float(f"lon{slot}", lon)
    tiles = {tile_at(lat, lon) for lat, lon in document.points[:SLOTS]}
    for zoom, name in enumerate(_CELLS if tiles else ()):
        for cell in {cell_of(tile, zoom) for tile in tiles}:
            made.add_integer(name, cell)
    return made


@cache
def _labels(code: str) -> tuple[str, str]:
    return taxonomy().label(code, "fr"), taxonomy().label(code, "en")


# Tags, names and labels come back from sheet to sheet.
_stemmed = lru_cache(maxsize=10_000)(stemmed)
_spelt = lru_cache(maxsize=10_000)(spellings)


def _add_facets(made: tantivy.Document, document: Document) -> None:
    """Fill the columns to count by, and the terms to narrow by."""
    held = dict.fromkeys(document.territories)
    given = facet_values(document)
    for facet, columns in COLUMNS.items():
        values, prefix = given[facet], _PREFIXES[facet]
        for column, value in zip_longest(columns, values[: len(columns)], fillvalue=""):
            made.add_text(column, value)
        for value in values[len(columns) :]:
            made.add_text(MORE, prefix + value)
        for value in values:
            held[prefix + value] = None
    for term in held:
        made.add_text("kept", term)


def kept(facet: Facet, value: str) -> str:
    """The term of a document that counts for ``value``: of a territory, its reference."""
    return _PREFIXES[facet] + value


def _shown(summary: str, body: str) -> str:
    """What a passage is cut from: a body that begins as the summary does says it all."""
    told = " ".join(body[:MOST_SHOWN].split())
    repeated = told.startswith(summary.rstrip("… "))
    return told if repeated else f"{summary}\n{told}"[:MOST_SHOWN]


def facet_values(document: Document) -> dict[Facet, list[str]]:
    """What ``document`` counts for in each facet; themes count for their categories too."""
    held: dict[str, list[str]] = {"region": [], "departement": []}
    for ref in document.territories:
        level, _, code = ref.partition(":")
        if level in held and code not in held[level]:
            held[level].append(code)
    return {
        Facet.THEME: [*document.themes, *taxonomy().categories_of(document.themes)],
        Facet.PUBLIC: list(document.publics),
        Facet.METHOD: list(document.methods),
        Facet.ORGANISATION: list(document.organisations),
        Facet.SOURCE: list(document.sources),
        Facet.STATUS: [document.status] if document.status else [],
        Facet.REGION: held["region"],
        Facet.DEPARTEMENT: held["departement"],
        Facet.ZONE: list(document.zones),
    }


def tile_at(lat: float, lon: float) -> tuple[int, int]:
    """The column and row of the web-Mercator cell that holds the point at the finest zoom."""
    side = 1 << (ZOOMS.stop - 1 + CELL_BITS)
    x = int((lon + 180) / 360 * side)
    return min(max(x, 0), side - 1), tile_row(lat, side)


def tile_row(lat: float, side: int) -> int:
    """The row that holds a latitude on a web-Mercator map of ``side`` rows."""
    angle = radians(max(-85.0, min(85.0, lat)))
    row = int((1 - log(tan(angle) + 1 / cos(angle)) / pi) / 2 * side)
    return min(max(row, 0), side - 1)


def cell_of(tile: tuple[int, int], zoom: int) -> int:
    """The number of the cell of 64 pixels at ``zoom`` that holds a cell of the finest zoom."""
    coarser = ZOOMS.stop - 1 - zoom
    return ((tile[1] >> coarser) << (zoom + CELL_BITS)) + (tile[0] >> coarser)


def cell_at(lat: float, lon: float, zoom: int) -> int:
    """The number of the web-Mercator cell of 64 pixels that holds the point at ``zoom``."""
    return cell_of(tile_at(lat, lon), zoom)
