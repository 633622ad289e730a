"""The embedded engine, on Tantivy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from heapq import nsmallest
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Order

from carrefour.search import facets as columns
from carrefour.search.circles import Around, box_around, measured
from carrefour.search.clusters import counted, exact
from carrefour.search.document import Document
from carrefour.search.engine import SearchResting
from carrefour.search.filters import Parsed, Translator, all_of, parse
from carrefour.search.highlights import marked, passage
from carrefour.search.keys import id_of, key_of
from carrefour.search.likeness import Neighbour
from carrefour.search.query import Box, Circle, Facet, Hit, MapView, Query, Relaxed, Results, Sort
from carrefour.search.recent import Recent
from carrefour.search.schema import SLOTS, ZOOMS, build_schema, to_tantivy
from carrefour.search.storage import Reader, Storage
from carrefour.search.titles import LOOKED_AT, begun, likeliest
from carrefour.search.vicinity import Vicinity

HEAP = 50_000_000  # bytes, of the writer: more makes it no faster
MOST_CELLS = 4_000
FEW_ON_MAP = 1_000  # sheets of a view that are placed one by one
KEPT_COUNTS, KEPT_CIRCLES = 128, 16  # answers that are remembered
Counts = dict[Facet, list[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it is put to the index: at which commit, its words read, its circle measured."""

    reader: Reader
    query: Query
    parsed: Parsed
    around: Around | None
    relaxed: Relaxed = Relaxed.NOT


class TantivyEngine:
    """See `carrefour.search.engine.SearchEngine`."""

    def __init__(self, folder: Path) -> None:
        self._storage = Storage(folder)
        self._schema = build_schema()
        self._translator = Translator(self._schema)
        self._counts: Recent[tuple[int, Counts]] = Recent(KEPT_COUNTS)
        self._circles: Recent[Around] = Recent(KEPT_CIRCLES)
        self._vicinities: Recent[Vicinity] = Recent(1)

    def ready(self) -> bool:
        """Whether there is an index to search."""
        try:
            self._storage.index()
        except SearchResting:
            return False
        return True

    def search(
        self, query: Query, *, offset: int = 0, limit: int = 20, facets: bool = True
    ) -> Results:
        """The results of ``query`` from ``offset``. Raises `SearchResting`."""
        asked = self._asked(query)
        total, counts = self._counted(asked) if facets else (self._total(asked), {})
        if not total:
            asked = self._relaxed(asked)
            if asked.relaxed:
                total, counts = self._counted(asked) if facets else (self._total(asked), {})
        hits = self._hits(asked, offset, limit) if limit and total else []
        return Results(total, hits, counts, asked.relaxed)

    def map_view(self, query: Query, view: Box, zoom: int) -> MapView:
        """Clusters of the results that lie in ``view`` at web-map ``zoom``."""
        asked = self._asked(query)
        if not self._total(asked):
            asked = self._relaxed(asked)
        searcher = asked.reader.searcher
        shown = tantivy.Query.boolean_query(
            [(Occur.Must, self._whole(asked)), (Occur.Must, self._translator.box(view))]
        )
        zoom = min(max(zoom, ZOOMS.start), ZOOMS.stop - 1)
        total = _count(searcher, shown)
        if total <= FEW_ON_MAP:
            found = searcher.search(shown, limit=FEW_ON_MAP, count=False).hits
            points = _points(searcher, [address for _, address in found])
            return MapView(exact((p for p in points if _inside(p[1], p[2], view)), zoom), total)
        cells = {
            "cells": {
                "terms": {"field": f"cell{zoom}", "size": MOST_CELLS},
                "aggs": {"lat": {"avg": {"field": "lat0"}}, "lon": {"avg": {"field": "lon0"}}},
            }
        }
        buckets = searcher.aggregate(shown, cells)["cells"]["buckets"]
        return MapView(counted(buckets, zoom, view), total)

    def neighbours(self, id_: str, limit: int = 6) -> list[Neighbour]:
        """The sheets most like the one given, most alike first; empty if unknown."""
        return self._vicinity(self._storage.reader()).of_sheet(key_of(id_), limit)

    def beyond(self, query: Query, limit: int = 6) -> list[Neighbour]:
        """Sheets that ``query`` does not find but that are like the first it does."""
        asked = self._asked(query)
        if not self._total(asked):
            asked = self._relaxed(asked)
        words = {term for terms in asked.parsed.words for term in terms}
        # Who has the one word is found already; of several, others may have some.
        spent = words if len(words) == 1 else ()
        return self._vicinity(asked.reader).of_search(self._whole(asked), spent, limit)

    def _vicinity(self, reader: Reader) -> Vicinity:
        return self._vicinities.get(reader.generation, lambda: Vicinity(self._schema, reader))

    def suggest(self, prefix: str, limit: int = 8) -> list[tuple[str, str]]:
        """(id, title) of sheets whose title holds words that start as those of ``prefix`` do."""
        searcher = self._storage.reader().searcher
        for forgiving in (False, True):
            query = begun(self._schema, prefix, forgiving=forgiving)
            hits = searcher.search(query, LOOKED_AT, count=False).hits if query else []
            if hits:
                found = [address for _, address in hits]
                titles = [_shown(searcher, address)[0] for address in found]
                ids = map(id_of, _keys(searcher, found))
                return likeliest(prefix, zip(ids, titles, strict=True), limit)
        return []

    def write(self, documents: Iterable[Document], removed: Iterable[str] = ()) -> int:
        """Add or replace ``documents`` and take ``removed`` ids out, in one commit."""
        with self._storage.writing():
            index = self._storage.index()
            writer = index.writer(HEAP, 1)
            written = 0
            for id_ in removed:
                writer.delete_documents_by_term("key", key_of(id_))
            for document in documents:
                writer.delete_documents_by_term("key", key_of(document.id))
                writer.add_document(to_tantivy(document))
                written += 1
            writer.commit()
            writer.wait_merging_threads()
        return written

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new index of ``documents`` alone beside the old one, then switch to it."""
        written = 0
        with self._storage.writing(), self._storage.building() as index:
            writer = index.writer(HEAP, 1)
            for document in documents:
                writer.add_document(to_tantivy(document))
                written += 1
            writer.commit()
            writer.wait_merging_threads()
        return written

    def _asked(self, query: Query) -> Asked:
        reader = self._storage.reader()
        around = None
        if circle := query.circle:
            question = (reader.generation, circle)
            around = self._circles.get(question, lambda: self._around(reader.searcher, circle))
        return Asked(reader, query, parse(query.text), around)

    def _around(self, searcher: tantivy.Searcher, circle: Circle) -> Around:
        box = self._translator.box(box_around(circle))
        number = _count(searcher, box)
        hits = searcher.search(box, limit=max(1, number), count=False).hits
        return measured(circle, _points(searcher, [address for _, address in hits]))

    def _relaxed(self, asked: Asked) -> Asked:
        """``asked`` as loose as it takes to find something; as it is where nothing does."""
        if asked.parsed.spelt:
            for relaxed in (Relaxed.SPELLING, Relaxed.SOME_WORDS):
                looser = replace(asked, relaxed=relaxed)
                if self._total(looser):
                    return looser
        return asked

    def _whole(self, asked: Asked, except_: Facet | None = None) -> tantivy.Query:
        filters = self._translator.narrowed(asked.query, except_)
        if asked.around is not None:
            filters.append(self._translator.circle(asked.around))
        text = self._translator.text(asked.parsed, asked.relaxed)
        return all_of(text, filters, self._translator.without(asked.parsed))

    def _total(self, asked: Asked) -> int:
        return _count(asked.reader.searcher, self._whole(asked))

    def _counted(self, asked: Asked) -> tuple[int, Counts]:
        """How many are found, and each facet's values counted without the facet's own filter."""
        total, counts = self._count_facets(asked)
        chosen = [facet for facet in Facet if asked.query.values(facet)]
        others = {facet: self._count_facets(asked, facet)[1][facet] for facet in chosen}
        return total, counts | others

    def _count_facets(self, asked: Asked, except_: Facet | None = None) -> tuple[int, Counts]:
        """What is found without the filter of ``except_``: how many, and its facets.

        All facets that do not narrow are counted, or ``except_`` alone if it is given. Visitors
        tick and untick, and turn pages, so that both often have been counted before.
        """
        chosen = tuple(pair for pair in asked.query.chosen if pair[0] is not except_)
        query = replace(asked.query, chosen=chosen, sort=Sort.RELEVANCE)
        question = (asked.reader.generation, query, asked.relaxed)
        if before := self._counts.held((question, None)):
            return before
        wanted = [except_] if except_ else [f for f in Facet if not query.values(f)]
        return self._counts.get(
            (question, except_),
            lambda: columns.count(asked.reader.searcher, self._whole(asked, except_), wanted),
        )

    def _hits(self, asked: Asked, offset: int, limit: int) -> list[Hit]:
        searcher, around = asked.reader.searcher, asked.around
        parsed, sort = asked.parsed, asked.query.sort
        if sort is Sort.DISTANCE and around is not None:
            found = self._nearest(asked, around, offset, limit)
        else:
            order: dict[str, Any] = {"offset": offset, "count": False}
            if sort is Sort.TITLE:
                order |= {"order_by_field": "order_title", "order": Order.Asc}
            elif sort is Sort.DATE or not (parsed.words or parsed.phrases):
                order |= {"order_by_field": "date"}
            found = searcher.search(self._whole(asked), limit, **order).hits
        terms = {term for terms in parsed.words + parsed.phrases for term in terms}
        hits = []
        for (score, address), key in zip(
            found, _keys(searcher, [address for _, address in found]), strict=True
        ):
            title, text = _shown(searcher, address) if terms else ("", "")
            hits.append(
                Hit(
                    id=id_of(key),
                    score=float(score) if isinstance(score, float) else 0.0,
                    title=marked(title, terms),
                    passage=passage(text, terms),
                    km=around.inside.get(key) if around else None,
                )
            )
        return hits

    def _nearest(self, asked: Asked, around: Around, offset: int, limit: int) -> list[Any]:
        """The hits of a page by distance."""
        searcher = asked.reader.searcher
        query = asked.query
        if query == Query(circle=query.circle, sort=query.sort):
            # Nothing narrows but the circle: who is near enough is known before asking.
            first = nsmallest(offset + limit, around.inside, key=lambda k: (around.inside[k], k))
            near = self._translator.keys(first)
            hits = searcher.search(near, limit=max(1, len(first)), count=False).hits
        else:
            whole = self._whole(asked)
            hits = searcher.search(whole, limit=max(1, len(around.inside)), count=False).hits
        by_key = dict(zip(_keys(searcher, [address for _, address in hits]), hits, strict=True))
        ordered = nsmallest(offset + limit, by_key, key=lambda key: (around.inside[key], key))
        return [by_key[key] for key in ordered[offset:]]


def _count(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    found: Any = searcher.search(query, limit=1, count=True)  # the stubs know of no count
    return int(found.count)


def _keys(searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]) -> list[int]:
    keys: list[Any] = searcher.fast_field_values("key", addresses) if addresses else []
    return keys


def _shown(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> tuple[str, str]:
    """The title and the text of a document."""
    document = searcher.doc(address)
    title: Any = document.get_first("shown_title")
    text: Any = document.get_first("shown_text")
    return title.decode(), text.decode()


def _points(
    searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]
) -> list[tuple[int, float, float]]:
    """(key, lat, lon) of every point of the documents."""
    keys = _keys(searcher, addresses)
    points = []
    for slot in range(SLOTS if addresses else 0):
        lats = searcher.fast_field_values(f"lat{slot}", addresses)
        if all(lat is None for lat in lats):
            break  # no document has a further point
        lons = searcher.fast_field_values(f"lon{slot}", addresses)
        points += [
            (key, lat, lon)
            for key, lat, lon in zip(keys, lats, lons, strict=True)
            if lat is not None and lon is not None
        ]
    return points


def _inside(lat: float, lon: float, box: Box) -> bool:
    if not box.south <= lat <= box.north:
        return False
    if box.west > box.east:
        return lon >= box.west or lon <= box.east
    return box.west <= lon <= box.east
