"""The embedded engine, on Tantivy."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, radians
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Order

from carrefour.search.clusters import counted, exact
from carrefour.search.document import Document
from carrefour.search.engine import SearchResting
from carrefour.search.filters import Parsed, Translator, all_of, parse
from carrefour.search.highlights import marked, passage
from carrefour.search.query import (
    Box,
    Circle,
    Facet,
    Hit,
    MapView,
    Query,
    Relaxed,
    Results,
    Sort,
)
from carrefour.search.schema import SLOTS, ZOOMS, build_schema, to_tantivy
from carrefour.search.storage import Storage
from carrefour.territory.distance import kilometres

HEAP = 128_000_000  # bytes, of the writer
MOST_VALUES = 2_000  # of one facet: above the number of départements and of organisations
MOST_CELLS = 4_000
FEW_ON_MAP = 1_000  # sheets of a view that are placed one by one
MOST_AROUND = 100_000  # sheets of a circle's box whose distance is measured


class TantivyEngine:
    """See `carrefour.search.engine.SearchEngine`."""

    def __init__(self, folder: Path) -> None:
        self._storage = Storage(folder)
        self._schema = build_schema()
        self._translator = Translator(self._schema)

    def ready(self) -> bool:
        """Whether there is an index to search."""
        try:
            self._storage.current()
        except SearchResting:
            return False
        return True

    def search(
        self, query: Query, *, offset: int = 0, limit: int = 20, facets: bool = True
    ) -> Results:
        """The results of ``query`` from ``offset``. Raises `SearchResting`."""
        searcher = self._storage.current().searcher()
        parsed = parse(query.text)
        around = self._around(searcher, query.circle)
        relaxed, whole, total = self._relaxed(searcher, query, parsed, around)
        hits = self._hits(searcher, query, whole, parsed, around, (offset, limit)) if limit else []
        counts = self._facets(searcher, query, parsed, relaxed, around) if facets else {}
        return Results(total, hits, counts, relaxed)

    def map_view(self, query: Query, view: Box, zoom: int) -> MapView:
        """Clusters of the results that lie in ``view`` at web-map ``zoom``."""
        searcher = self._storage.current().searcher()
        parsed = parse(query.text)
        around = self._around(searcher, query.circle)
        _, whole, _ = self._relaxed(searcher, query, parsed, around)
        shown = tantivy.Query.boolean_query(
            [(Occur.Must, whole), (Occur.Must, self._translator.box(view))]
        )
        zoom = min(max(zoom, ZOOMS.start), ZOOMS.stop - 1)
        found = searcher.search(shown, limit=FEW_ON_MAP + 1, count=False)
        total = _count(searcher, shown)
        if total <= FEW_ON_MAP:
            points = self._points(searcher, [address for _, address in found.hits])
            inside = [p for p in points if _inside(p[1], p[2], view)]
            return MapView(exact(inside, zoom), total)
        cells = {
            "cells": {
                "terms": {"field": f"cell{zoom}", "size": MOST_CELLS},
                "aggs": {"lat": {"avg": {"field": "lat0"}}, "lon": {"avg": {"field": "lon0"}}},
            }
        }
        buckets = searcher.aggregate(shown, cells)["cells"]["buckets"]
        return MapView(counted(buckets, zoom, view), total)

    def similar(self, id_: str, limit: int = 6) -> list[str]:
        """Ids of the sheets most like the one given, most alike first."""
        searcher = self._storage.current().searcher()
        own = searcher.search(self._translator.ids([id_]), limit=1).hits
        if not own:
            return []
        document = searcher.doc(own[0][1])
        texts = [document.get_first("shown_title") or "", document.get_first("shown_text") or ""]
        like = tantivy.Query.more_like_this_document_fields_query(
            self._schema,
            {"title": [texts[0]], "body": [texts[1]], "summary": [texts[1]]},
            min_doc_frequency=1,
            min_term_frequency=1,
            max_query_terms=25,
        )
        found = searcher.search(like, limit=limit + 1, count=False)
        return [i for i in self._ids(searcher, found.hits) if i != id_][:limit]

    def suggest(self, prefix: str, limit: int = 8) -> list[tuple[str, str]]:
        """(id, title) of sheets whose title holds words that start as ``prefix`` does."""
        searcher = self._storage.current().searcher()
        query = self._translator.starting(prefix)
        if query is None:
            return []
        documents = [searcher.doc(a) for _, a in searcher.search(query, limit, count=False).hits]
        return [(str(d.get_first("id")), str(d.get_first("shown_title"))) for d in documents]

    def write(self, documents: Iterable[Document], removed: Iterable[str] = ()) -> int:
        """Add or replace ``documents`` and take ``removed`` ids out, in one commit."""
        with self._storage.writing():
            index = self._storage.current()
            writer = index.writer(HEAP, 1)
            written = 0
            for id_ in removed:
                writer.delete_documents_by_term("id", id_)
            for document in documents:
                writer.delete_documents_by_term("id", document.id)
                writer.add_document(to_tantivy(document))
                written += 1
            writer.commit()
            writer.wait_merging_threads()
            index.reload()
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

    def _relaxed(
        self,
        searcher: tantivy.Searcher,
        query: Query,
        parsed: Parsed,
        around: dict[str, float] | None,
    ) -> tuple[Relaxed, tantivy.Query, int]:
        """The strictest query that finds something, how strict it is, and how many it finds."""
        whole = self._whole(query, parsed, Relaxed.NOT, around)
        total = _count(searcher, whole)
        if total or not parsed.spelt:
            return Relaxed.NOT, whole, total
        for relaxed in (Relaxed.SPELLING, Relaxed.SOME_WORDS):
            looser = self._whole(query, parsed, relaxed, around)
            if found := _count(searcher, looser):
                return relaxed, looser, found
        return Relaxed.NOT, whole, 0

    def _whole(
        self,
        query: Query,
        parsed: Parsed,
        relaxed: Relaxed,
        around: dict[str, float] | None,
        except_: Facet | None = None,
    ) -> tantivy.Query:
        filters = self._translator.narrowed(query, except_)
        if around is not None:
            filters.append(self._translator.ids(around))
        text = self._translator.text(parsed, relaxed)
        return all_of(text, filters, self._translator.without(parsed))

    def _around(self, searcher: tantivy.Searcher, circle: Circle | None) -> dict[str, float] | None:
        """The ids within ``circle`` with their distance in km; ``None`` without a circle."""
        if circle is None:
            return None
        box = _box_around(circle)
        hits = searcher.search(self._translator.box(box), limit=MOST_AROUND, count=False).hits
        nearest: dict[str, float] = {}
        for id_, lat, lon in self._points(searcher, [address for _, address in hits]):
            km = kilometres((circle.lat, circle.lon), (lat, lon))
            if km <= circle.km and km < nearest.get(id_, float("inf")):
                nearest[id_] = km
        return nearest

    def _hits(
        self,
        searcher: tantivy.Searcher,
        query: Query,
        whole: tantivy.Query,
        parsed: Parsed,
        around: dict[str, float] | None,
        page: tuple[int, int],
    ) -> list[Hit]:
        offset, limit = page
        terms = {term for terms in parsed.words + parsed.phrases for term in terms}
        if query.sort is Sort.DISTANCE and around is not None:
            found = searcher.search(whole, limit=max(1, len(around)), count=False)
            scored = dict(zip(self._ids(searcher, found.hits), found.hits, strict=True))
            chosen = sorted(scored, key=lambda id_: (around[id_], id_))[offset : offset + limit]
            hits = [scored[id_] for id_ in chosen]
        else:
            order: dict[str, Any] = {"offset": offset, "count": False}
            if query.sort is Sort.TITLE:
                order |= {"order_by_field": "order_title", "order": Order.Asc}
            elif query.sort is Sort.DATE or not (terms or parsed.spelt):
                order |= {"order_by_field": "date"}
            hits = searcher.search(whole, limit, **order).hits
        return [self._hit(searcher, hit, terms, around) for hit in hits]

    def _hit(
        self, searcher: tantivy.Searcher, hit: Any, terms: set[str], around: dict[str, float] | None
    ) -> Hit:
        score, address = hit
        document = searcher.doc(address)
        id_, title = str(document.get_first("id")), str(document.get_first("shown_title"))
        text = str(document.get_first("shown_text"))
        return Hit(
            id=id_,
            score=float(score) if isinstance(score, float) else 0.0,
            title=marked(title, terms) if terms else "",
            passage=passage(text, terms) if terms else "",
            km=around.get(id_) if around else None,
        )

    def _facets(
        self,
        searcher: tantivy.Searcher,
        query: Query,
        parsed: Parsed,
        relaxed: Relaxed,
        around: dict[str, float] | None,
    ) -> dict[Facet, list[tuple[str, int]]]:
        """Each facet's values with counts, without the facet's own filter."""
        filtered = [facet for facet in Facet if query.values(facet)]
        together = [facet for facet in Facet if facet not in filtered]
        counts: dict[Facet, list[tuple[str, int]]] = {}
        for facets, except_ in [(together, None), *(([facet], facet) for facet in filtered)]:
            if not facets:
                continue
            wanted = {f.value: {"terms": {"field": f.value, "size": MOST_VALUES}} for f in facets}
            whole = self._whole(query, parsed, relaxed, around, except_)
            answer = searcher.aggregate(whole, wanted)
            for facet in facets:
                buckets = answer[facet.value]["buckets"]
                found = [(str(b["key"]), int(b["doc_count"])) for b in buckets]
                counts[facet] = sorted(found, key=lambda pair: (-pair[1], pair[0]))
        return counts

    def _ids(self, searcher: tantivy.Searcher, hits: list[Any]) -> list[str]:
        return [str(searcher.doc(address).get_first("id")) for _, address in hits]

    def _points(
        self, searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]
    ) -> list[tuple[str, float, float]]:
        """(id, lat, lon) of every point of the documents."""
        if not addresses:
            return []
        ids = [str(searcher.doc(address).get_first("id")) for address in addresses]
        points = []
        for slot in range(SLOTS):
            lats = searcher.fast_field_values(f"lat{slot}", addresses)
            lons = searcher.fast_field_values(f"lon{slot}", addresses)
            for id_, lat, lon in zip(ids, lats, lons, strict=True):
                if lat is not None and lon is not None:
                    points.append((id_, lat, lon))
        return points


def _count(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    found: Any = searcher.search(query, limit=1, count=True)  # the stubs know of no count
    return int(found.count)


def _inside(lat: float, lon: float, box: Box) -> bool:
    if not box.south <= lat <= box.north:
        return False
    if box.west > box.east:
        return lon >= box.west or lon <= box.east
    return box.west <= lon <= box.east


def _box_around(circle: Circle) -> Box:
    """The smallest box that holds ``circle``, a degree of latitude being 111.2 km."""
    high = circle.km / 111.2
    wide = min(180.0, high / max(0.01, cos(radians(min(85.0, abs(circle.lat) + high)))))
    west, east = circle.lon - wide, circle.lon + wide
    return Box(
        west if west >= -180 else west + 360,
        max(-90.0, circle.lat - high),
        east if east <= 180 else east - 360,
        min(90.0, circle.lat + high),
    )
