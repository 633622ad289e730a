"""The Tantivy schema and how a document fills it."""

from __future__ import annotations

from math import cos, log, pi, radians, tan

import tantivy

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.search.analysis import sort_key, spelling, stemming
from carrefour.search.document import Document
from carrefour.search.query import Facet

STEMS, SPELT = "carrefour_stems", "carrefour_spelt"
# How much a word found in each field weighs.
WEIGHTS = {"title": 6.0, "labels": 3.0, "summary": 2.0, "places": 2.0, "body": 1.0}
# Points of one sheet that a box can find; a sheet of more places is found by its territories.
SLOTS = 4
# Web-map zooms at which clusters are counted by cell; a cell is 64 pixels wide at its zoom.
ZOOMS = range(16)
CELL_BITS = 2  # cells a tile side, as a power of two: 256 pixels / 64
MOST_BODY = 20_000  # characters

VERSION = "1"  # of the schema: an index of another version is built again


def build_schema() -> tantivy.Schema:
    """The fields of the index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in WEIGHTS:
        builder.add_text_field(name, tokenizer_name=STEMS)
    builder.add_text_field("spelt", tokenizer_name=SPELT, index_option="basic")
    builder.add_text_field("title_spelt", tokenizer_name=SPELT, index_option="basic")
    builder.add_text_field("shown_title", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("shown_text", stored=True, tokenizer_name="raw", index_option="basic")
    for facet in Facet:
        builder.add_text_field(facet.value, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("territory", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("order_title", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("date", fast=True, indexed=True)
    for slot in range(SLOTS):
        builder.add_float_field(f"lat{slot}", fast=True, indexed=True)
        builder.add_float_field(f"lon{slot}", fast=True, indexed=True)
    for zoom in ZOOMS:
        builder.add_integer_field(f"cell{zoom}", fast=True, indexed=False)
    return builder.build()


def register(index: tantivy.Index) -> tantivy.Index:
    """``index`` with our analysers made known to it."""
    index.register_tokenizer(STEMS, stemming())
    index.register_tokenizer(SPELT, spelling())
    return index


def to_tantivy(document: Document) -> tantivy.Document:
    """``document`` as Tantivy holds it."""
    labels = [
        *document.tags,
        document.holder,
        *document.partners,
        document.organisation_name,
        *(
            taxonomy().label(code, language)
            for code in {*document.themes, *document.publics, *document.methods}
            for language in ("fr", "en")
        ),
    ]
    body = document.description[:MOST_BODY]
    made = tantivy.Document()
    made.add_text("id", document.id)
    made.add_text("title", _ligatures(document.title))
    made.add_text("labels", _ligatures(" \n ".join(labels)))
    made.add_text("summary", _ligatures(document.summary))
    made.add_text("places", _ligatures(" \n ".join(document.place_names)))
    made.add_text("body", _ligatures(body))
    spelt = (document.title, *labels, document.summary, *document.place_names, body)
    made.add_text("spelt", _ligatures(" ".join(spelt)))
    made.add_text("title_spelt", _ligatures(document.title))
    made.add_text("shown_title", document.title)
    made.add_text("shown_text", f"{document.summary}\n{body}"[:1200])
    made.add_text("order_title", sort_key(document.title))
    made.add_integer("date", document.date)
    for facet, values in facet_values(document).items():
        for value in values:
            made.add_text(facet.value, value)
    for ref in document.territories:
        made.add_text("territory", ref)
    for slot, (lat, lon) in enumerate(document.points[:SLOTS]):
        made.add_float(f"lat{slot}", lat)
        made.add_float(f"lon{slot}", lon)
    for zoom in ZOOMS:
        for cell in {cell_at(lat, lon, zoom) for lat, lon in document.points[:SLOTS]}:
            made.add_integer(f"cell{zoom}", cell)
    return made


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
        Facet.ORGANISATION: [document.organisation] if document.organisation else [],
        Facet.SOURCE: list(document.sources),
        Facet.STATUS: [document.status] if document.status else [],
        Facet.REGION: held["region"],
        Facet.DEPARTEMENT: held["departement"],
    }


def cell_at(lat: float, lon: float, zoom: int) -> int:
    """The number of the web-Mercator cell of 64 pixels that holds the point at ``zoom``."""
    side = 1 << (zoom + CELL_BITS)
    limited = max(-85.0, min(85.0, lat))
    x = int((lon + 180) / 360 * side)
    angle = radians(limited)
    y = int((1 - log(tan(angle) + 1 / cos(angle)) / pi) / 2 * side)
    return min(max(y, 0), side - 1) * side + min(max(x, 0), side - 1)


def _ligatures(text: str) -> str:
    """Typographic signs that tokenizers take for letters, put plainly."""
    return text.replace("’", "'").replace("\u00ad", "")
