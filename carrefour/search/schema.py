"""The Tantivy schema and how a document fills it."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import zip_longest
from typing import Any

import tantivy

from carrefour.search.analysis import terms
from carrefour.search.cells import COVERED_BY, ZOOMS, cells_of, numbered
from carrefour.search.document import Document
from carrefour.search.entry import REMEMBERED, SLOTS, WEIGHTS, entry, kept
from carrefour.search.likeness import packed
from carrefour.search.query import Facet

TERMS = "carrefour_terms"
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
_SLOTS = [(f"lat{slot}", f"lon{slot}") for slot in range(SLOTS)]
_CELLS = [f"cell{zoom}" for zoom in ZOOMS]

VERSION = "7"  # of the schema: an index of another version is built again


@cache
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
    for lat, lon in _SLOTS:
        builder.add_float_field(lat, fast=True)
        builder.add_float_field(lon, fast=True)
    for name in _CELLS:
        builder.add_integer_field(name, fast=True)
    # Cells of many zooms in one field: shapes are covered by some of each, found at once.
    builder.add_integer_field("cell", indexed=True)
    return builder.build()


def _add_column(builder: tantivy.SchemaBuilder, name: str) -> None:
    builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")


def register(index: tantivy.Index) -> tantivy.Index:
    """``index`` with our analyser made known to it."""
    index.register_tokenizer(TERMS, terms())
    return index


def to_tantivy(document: Document) -> tantivy.Document:
    """``document`` as Tantivy holds it."""
    held = entry(document)
    fields: dict[str, Any] = {
        "key": held.key,
        **held.texts,
        "shown_title": held.shown_title.encode(),
        "shown_text": held.shown_text.encode(),
        "traits": packed(held.traits),
        "order_title": held.order_title,
        "date": held.date,
        "kept": list(held.kept),
    }
    for facet, columns in COLUMNS.items():
        values = held.facets[facet]
        fields |= _filled(columns, values)
        if len(values) > len(columns):
            more = [kept(facet, value) for value in values[len(columns) :]]
            fields.setdefault(MORE, []).extend(more)
    for (lat, lon), (lat_field, lon_field) in zip(held.points, _SLOTS, strict=False):
        fields[lat_field], fields[lon_field] = lat, lon
    if cells := cells_of(held.points):
        fields |= zip(_CELLS, map(list, cells), strict=True)
        fields["cell"] = [numbered(cell, zoom) for zoom in COVERED_BY for cell in cells[zoom]]
    # All at once, and told the schema: field by field takes longer than what Tantivy does with it.
    return tantivy.Document.from_dict(fields, build_schema())


@lru_cache(maxsize=REMEMBERED)
def _filled(columns: tuple[str, ...], values: tuple[str, ...]) -> dict[str, str]:
    """The columns of a facet with its values, "" in those that are left over."""
    return dict(zip_longest(columns, values[: len(columns)], fillvalue=""))
