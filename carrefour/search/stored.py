"""What an index holds of the documents that are found."""

from __future__ import annotations

from typing import Any

import numpy as np
import tantivy
from numpy.typing import NDArray

from carrefour.search.entry import SLOTS
from carrefour.search.points import Points

MANY = 4_000  # documents that are asked for before it is known how many there are

KEPT = ("shown_title", "shown_text", "traits")


def number_of(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    """How many documents ``query`` finds."""
    found: Any = searcher.search(_unscored(query), limit=1, count=True)
    return int(found.count)  # the stubs know of no count


def hits_of(searcher: tantivy.Searcher, query: tantivy.Query) -> list[Any]:
    """An address, beside a score that says nothing, of each document that ``query`` finds."""
    query = _unscored(query)
    found: Any = searcher.search(query, limit=MANY, count=True)
    if found.count > MANY:
        found = searcher.search(query, limit=int(found.count), count=False)
    return list(found.hits)


def _unscored(query: tantivy.Query) -> tantivy.Query:
    """``query`` without its scores, which take as long to make as it takes to find."""
    return tantivy.Query.const_score_query(query, 1.0)


def keys_of(searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]) -> list[int]:
    """The key of each document."""
    keys: list[Any] = searcher.fast_field_values("key", addresses) if addresses else []
    return keys


def shown_of(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> tuple[str, str]:
    """The title and the text of a document."""
    document = searcher.doc(address)
    title: Any = document.get_first("shown_title")
    text: Any = document.get_first("shown_text")
    return title.decode(), text.decode()


def kept_of(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> bytes:
    """All that is stored of a document; see `carrefour.search.engine.SearchEngine.contents`."""
    document = searcher.doc(address)
    told: list[Any] = [document.get_first(name) for name in KEPT]
    return b"\0".join(map(bytes, told))


def points_of(searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]) -> Points:
    """Every point of the documents."""
    keys = np.array(keys_of(searcher, addresses), dtype=np.int64)
    found = [Points(keys[:0], np.empty(0), np.empty(0))]
    for slot in range(SLOTS if addresses else 0):
        lats = _numbers(searcher, f"lat{slot}", addresses)
        there = ~np.isnan(lats)
        if not there.any():
            break  # no document has a further point
        lons = _numbers(searcher, f"lon{slot}", addresses)
        found.append(Points(keys[there], lats[there], lons[there]))
    return Points(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _numbers(
    searcher: tantivy.Searcher, field: str, addresses: list[tantivy.DocAddress]
) -> NDArray[np.float64]:
    """What ``field`` holds of each document, NaN where it is empty."""
    return np.array(searcher.fast_field_values(field, addresses), dtype=np.float64)
