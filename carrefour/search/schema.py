"""The Tantivy schema and how a document fills it."""

from __future__ import annotations

from itertools import zip_longest

import tantivy

from carrefour.search.analysis import terms
from carrefour.search.cells import COVERED_BY, ZOOMS, cells_of, numbered
from carrefour.search.document import Document
from carrefour.search.entry import SLOTS, WEIGHTS, Entry, entry, kept
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
_CELLS = [f"cell{zoom}" for zoom in ZOOMS]

VERSION = "7"  # of the schema: an index of another version is built again


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
    made = tantivy.Document()
    made.add_integer("key", held.key)
    for field, text in held.texts.items():
        made.add_text(field, text)
    made.add_bytes("shown_title", held.shown_title.encode())
    made.add_bytes("shown_text", held.shown_text.encode())
    made.add_bytes("traits", packed(held.traits))
    made.add_text("order_title", held.order_title)
    made.add_integer("date", held.date)
    _add_facets(made, held)
    for slot, (lat, lon) in enumerate(held.points):
        made.add_float(f"lat{slot}", lat)
        made.add_float(f"lon{slot}", lon)
    for zoom, cells in enumerate(cells_of(held.points)):
        for cell in cells:
            made.add_integer(_CELLS[zoom], cell)
            if zoom in COVERED_BY:
                made.add_integer("cell", numbered(cell, zoom))
    return made


def _add_facets(made: tantivy.Document, held: Entry) -> None:
    """Fill the columns to count by, and the terms to narrow by."""
    for facet, columns in COLUMNS.items():
        values = held.facets[facet]
        for column, value in zip_longest(columns, values[: len(columns)], fillvalue=""):
            made.add_text(column, value)
        for value in values[len(columns) :]:
            made.add_text(MORE, kept(facet, value))
    for term in held.kept:
        made.add_text("kept", term)
