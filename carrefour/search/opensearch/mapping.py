"""The fields of an OpenSearch index, and how a document fills them.

All texts come cut into terms by `carrefour.search.analysis`, as they do to Tantivy: the cluster
only parts them at their spaces, so that both engines read French alike.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import orjson

from carrefour.search.cells import ZOOMS, cells_of
from carrefour.search.document import Document
from carrefour.search.entry import SLOTS, WEIGHTS, Entry, entry
from carrefour.search.likeness import packed
from carrefour.search.orders import ORDERS
from carrefour.search.query import Facet, Sort
from carrefour.search.schema import COLUMNS

DEEPEST = 100_000  # results that may be gone through in their order
_TERMS = {"type": "text", "analyzer": "terms"}
_WORDS = _TERMS | {"index_options": "docs", "norms": False}
_COUNTED = {"type": "keyword", "index": False}
_COLUMN = {"index": False, "doc_values": True}
_KEPT_AS_IS = {"type": "keyword", "index": False, "doc_values": False}
_FIRSTS = {COLUMNS[facet][0]: facet for facet in Facet}
_ORDERED_BY = {order.column for order in ORDERS.values()} & _FIRSTS.keys()
# What sheets are ordered by: their date and, below it, a part of their key, in one number. Lucene
# then leaves out what cannot come first; a second field to order by would have it look at all.
BY_DATE = {Sort.DATE: "newest", Sort.DATE_UP: "oldest"}
_UNDATED, _KEY_BITS = 99_999_999, 36
SHOWN = ("shown_title", "shown_text", "points", "traits")

_MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    # What is shown and compared; the rest is only searched, and built again from the sheets.
    "_source": {"includes": SHOWN},
    "properties": {
        "key": {"type": "long"},
        **dict.fromkeys(WEIGHTS, _TERMS),
        "spelt": _WORDS,
        "title_spelt": _WORDS,
        "likened": _TERMS | {"index_options": "freqs"},
        "kept": {"type": "keyword", "doc_values": False},
        "order_title": {"type": "keyword"},
        "date": {"type": "integer"},
        **{field: {"type": "long"} for field in BY_DATE.values()},
        "spot": {"type": "geo_point"},
        "lat0": {"type": "float"} | _COLUMN,
        "lon0": {"type": "float"} | _COLUMN,
        **{f"cell{zoom}": {"type": "long"} | _COLUMN for zoom in ZOOMS},
        **{facet.value: _COUNTED for facet in Facet},
        **dict.fromkeys(_ORDERED_BY, _COUNTED),
        **dict.fromkeys(("shown_title", "shown_text", "traits"), _KEPT_AS_IS),
        "points": {"type": "float", "index": False, "doc_values": False},
    },
}
_SETTINGS: dict[str, Any] = {
    # What is written is seen when `carrefour.search.opensearch.indices` says so, all of it at once.
    "refresh_interval": -1,
    "max_result_window": DEEPEST,
    "analysis": {"analyzer": {"terms": {"type": "custom", "tokenizer": "whitespace"}}},
}
# Of the schema: an index of another one is not searched.
VERSION = blake2b(
    orjson.dumps([_MAPPINGS, _SETTINGS, "1"], option=orjson.OPT_SORT_KEYS), digest_size=4
).hexdigest()


def index_of(shards: int, replicas: int) -> dict[str, Any]:
    """What an index is made with: ``shards`` parts, each copied ``replicas`` times to others."""
    more = {"number_of_shards": shards, "number_of_replicas": replicas}
    return {"settings": {"index": _SETTINGS | more}, "mappings": _MAPPINGS}


def to_source(document: Document) -> dict[str, Any]:
    """``document`` as the cluster takes it."""
    held = entry(document)
    source: dict[str, Any] = {
        "key": held.key,
        **held.texts,
        "shown_title": held.shown_title,
        "shown_text": held.shown_text,
        "traits": packed(held.traits).decode(),
        "kept": held.kept,
        "order_title": held.order_title,
        **{facet.value: values for facet, values in held.facets.items()},
        **{column: held.facets[_FIRSTS[column]][:1] for column in _ORDERED_BY},
    }
    below = held.key % (1 << _KEY_BITS)
    source["newest"] = (held.date << _KEY_BITS) + below
    source["oldest"] = ((held.date or _UNDATED) << _KEY_BITS) + below
    if held.date:
        source["date"] = held.date
    return source | _placed(held)


def _placed(held: Entry) -> dict[str, Any]:
    if not held.points:
        return {}
    lat, lon = held.points[0]
    return {
        "points": [number for point in held.points[:SLOTS] for number in point],
        "spot": [{"lat": lat, "lon": lon} for lat, lon in held.points[:SLOTS]],
        "lat0": lat,
        "lon0": lon,
        **{f"cell{zoom}": sorted(cells) for zoom, cells in enumerate(cells_of(held.points))},
    }
