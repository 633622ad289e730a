"""The embedded engine, on Tantivy."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import tantivy
from tantivy import Occur

from carrefour.search import facets as columns
from carrefour.search.circles import (
    Around,
    box_around,
    core_of,
    distances,
    measured,
    nearest,
)
from carrefour.search.clusters import mapped
from carrefour.search.corrections import as_written, corrected, unknown
from carrefour.search.document import Document
from carrefour.search.engine import SearchResting
from carrefour.search.filters import Parsed, Translator, all_of, parse
from carrefour.search.highlights import marked, passage
from carrefour.search.keys import id_of, key_of
from carrefour.search.likeness import Neighbour
from carrefour.search.orders import EMPTY_FIRST, ORDERS
from carrefour.search.query import (
    Box,
    Circle,
    Facet,
    Figures,
    Hit,
    MapView,
    Query,
    Reading,
    Relaxed,
    Results,
    Sort,
)
from carrefour.search.recent import Recent
from carrefour.search.schema import WEIGHTS, build_schema, to_tantivy
from carrefour.search.storage import Reader, Storage, is_fault
from carrefour.search.stored import hits_of, keys_of, number_of, points_of, shown_of
from carrefour.search.synonyms import Synonyms, shipped
from carrefour.search.titles import LOOKED_AT, begun, likeliest
from carrefour.search.vicinity import Vicinity

HEAP = 20_000_000  # bytes, of the writer: more makes it no faster
ENOUGH = 10  # sheets that hold all the words, for those that hold some not to follow
RARE = 3  # sheets that hold a word which names one of them
NEARER = (
    1 / 16,
    1 / 6,
    1 / 2,
)  # parts of a circle's radius within which the nearest are looked for
KEPT_COUNTS, KEPT_CIRCLES = 128, 16  # answers that are remembered
Counts = dict[Facet, list[tuple[str, int]]]
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it is put to the index: at which commit, its words read, its circle measured."""

    reader: Reader
    query: Query
    parsed: Parsed
    around: Around | None
    relaxed: Relaxed = Relaxed.NOT
    corrected: str = ""  # the text that ``parsed`` was read from, where it was put right
    like: bool = False  # words spelt nearly so are looked for


def _rests_when_damaged(
    ask: Callable[Concatenate[TantivyEngine, P], R],
) -> Callable[Concatenate[TantivyEngine, P], R]:
    """Have ``ask`` raise `SearchResting` when it stumbles over an index that is damaged."""

    @wraps(ask)
    def asked(engine: TantivyEngine, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return ask(engine, *args, **kwargs)
        except BaseException as error:
            if is_fault(error):
                engine._storage.look()
            raise

    return asked


class TantivyEngine:
    """See `carrefour.search.engine.SearchEngine`."""

    def __init__(self, folder: Path, synonyms: Callable[[], Synonyms] = shipped) -> None:
        self._storage = Storage(folder)
        self._synonyms = synonyms
        self._schema = build_schema()
        self._translator = Translator(self._schema)
        self._counts: Recent[tuple[int, Counts]] = Recent(KEPT_COUNTS)
        self._circles: Recent[Around] = Recent(KEPT_CIRCLES)
        self._figures: Recent[Figures] = Recent(KEPT_COUNTS)
        self._vicinities: Recent[Vicinity] = Recent(1)

    def ready(self) -> bool:
        """Whether there is an index to search."""
        try:
            self._storage.index()
        except SearchResting:
            return False
        return True

    @_rests_when_damaged
    def search(
        self,
        query: Query,
        *,
        offset: int = 0,
        limit: int = 20,
        facets: bool = True,
        loosest: Relaxed = Relaxed.SOME_WORDS,
    ) -> Results:
        """The results of ``query`` from ``offset``, its words loosened as far as ``loosest``.

        They are loosened only where nothing is found otherwise. Raises `SearchResting`.
        """
        asked = self._asked(query)
        total, counts = self._counted(asked) if facets else (self._total(asked), {})
        whole, first = total, asked.relaxed
        if total < ENOUGH:
            asked, whole = self._relaxed(asked, total, loosest)
            if asked.relaxed is not first:
                total, counts = self._counted(asked) if facets else (self._total(asked), {})
        hits = self._hits(asked, offset, limit) if limit and total else []
        corrected = self._as_written(asked) if asked.corrected else ""
        return Results(total, hits, counts, asked.relaxed, corrected, whole)

    @_rests_when_damaged
    def figures(self, query: Query) -> Figures:
        """All that ``query`` finds, counted by facet and by year."""
        asked = self._as_found(replace(query, sort=Sort.RELEVANCE))
        question = _question(asked, asked.query)
        return self._figures.get(question, lambda: self._figured(asked))

    def _figured(self, asked: Asked) -> Figures:
        whole, searcher = self._whole(asked), asked.reader.searcher
        total, counts = columns.count(searcher, whole, Facet)
        years = dict(columns.by_year(searcher, whole))
        undated = years.pop(0, 0)
        return Figures(total, counts, sorted(years.items()), undated, asked.relaxed)

    @_rests_when_damaged
    def ids(self, query: Query, limit: int, offset: int = 0) -> list[str]:
        """Ids of ``limit`` results of ``query`` from ``offset``, in its order."""
        asked = self._as_found(query)
        found = self._found(asked, offset, limit)
        keys = keys_of(asked.reader.searcher, [address for _, address in found])
        return list(map(id_of, keys))

    @_rests_when_damaged
    def matching(
        self, query: Query, *, among: Collection[str] | None = None, limit: int = 10_000
    ) -> list[str]:
        """Ids of sheets that match as typed, of ``among`` alone if it is given."""
        asked = self._asked(query)
        whole, searcher = self._whole(asked), asked.reader.searcher
        if among is not None:
            keys = tantivy.Query.const_score_query(self._translator.keys(map(key_of, among)), 0.0)
            whole = tantivy.Query.boolean_query([(Occur.Must, whole), (Occur.Must, keys)])
            limit = len(among)
        hits = searcher.search(whole, limit, count=False).hits if limit else []
        return list(map(id_of, keys_of(searcher, [address for _, address in hits])))

    @_rests_when_damaged
    def map_view(self, query: Query, view: Box, zoom: int) -> MapView:
        """Clusters of the results that lie in ``view`` at web-map ``zoom``."""
        asked = self._as_found(query)
        shown = tantivy.Query.boolean_query(
            [(Occur.Must, self._whole(asked)), (Occur.Must, self._translator.box(view))]
        )
        return mapped(asked.reader.searcher, shown, view, zoom)

    @_rests_when_damaged
    def neighbours(self, id_: str, limit: int = 6) -> list[Neighbour]:
        """The sheets most like the one given, most alike first; empty if unknown."""
        return self._vicinity(self._storage.reader()).of_sheet(key_of(id_), limit)

    @_rests_when_damaged
    def beyond(self, query: Query, limit: int = 6) -> list[Neighbour]:
        """Sheets that ``query`` does not find but that are like the first it does."""
        asked = self._as_found(query)
        words = asked.parsed.terms
        # Who has the one word is found already; of several, others may have some.
        spent = words if len(words) == 1 else ()
        return self._vicinity(asked.reader).of_search(self._whole(asked), spent, limit)

    def _vicinity(self, reader: Reader) -> Vicinity:
        return self._vicinities.get(reader.generation, lambda: Vicinity(self._schema, reader))

    @_rests_when_damaged
    def suggest(self, prefix: str, limit: int = 8) -> list[tuple[str, str]]:
        """(id, title) of sheets whose title holds words that start as those of ``prefix`` do."""
        searcher = self._storage.reader().searcher
        for forgiving in (False, True):
            query = begun(self._schema, prefix, forgiving=forgiving)
            hits = searcher.search(query, LOOKED_AT, count=False).hits if query else []
            if hits:
                found = [address for _, address in hits]
                titles = [shown_of(searcher, address)[0] for address in found]
                ids = map(id_of, keys_of(searcher, found))
                return likeliest(prefix, zip(ids, titles, strict=True), limit)
        return []

    @_rests_when_damaged
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
        return Asked(reader, query, parse(query.text, self._synonyms()), around)

    def _around(self, searcher: tantivy.Searcher, circle: Circle) -> Around:
        core = core_of(circle)
        surely = self._translator.box(core) if core else None
        rest = self._translator.between(box_around(circle), surely)
        found = [address for _, address in hits_of(searcher, rest)]
        return measured(circle, points_of(searcher, found))

    def _as_found(self, query: Query) -> Asked:
        """``query`` as `search` puts it to the index, loosened where it finds little."""
        asked = self._asked(query)
        if (whole := self._total(asked)) < ENOUGH:
            asked, _ = self._relaxed(asked, whole, Relaxed.SOME_WORDS)
        return asked

    def _relaxed(self, asked: Asked, found: int, loosest: Relaxed) -> tuple[Asked, int]:
        """``asked`` as loose as it takes to find something, and how many hold all its words.

        Where few were ``found``, and those who ask like it, sheets that hold some words follow.
        """
        reading = asked.query.reading
        if not asked.parsed.spelt or loosest is Relaxed.NOT or reading is Reading.EXACT:
            return asked, found
        some = loosest is Relaxed.SOME_WORDS
        right, whole = (asked, found) if found else self._right(asked)
        if whole >= ENOUGH or not some:
            return right, whole
        if whole and (reading is not Reading.FREE or right.like or self._names(right)):
            return right, whole
        if len(right.parsed.units) + len(right.parsed.phrases) < 2:
            return (right, whole) if whole else (asked, 0)
        looser = replace(right, relaxed=Relaxed.MORE if whole else Relaxed.SOME_WORDS)
        if self._total(looser) > whole:
            return looser, whole
        return (right, whole) if whole else (asked, 0)

    def _names(self, asked: Asked) -> bool:
        """Whether what is asked for is one thing: one word, or with a word that few sheets hold."""
        if len(asked.parsed.units) + len(asked.parsed.phrases) < 2:
            return True
        held = asked.reader.searcher.doc_freq
        return any(
            len(unit.terms) == 1 and max(held(field, unit.terms[0]) for field in WEIGHTS) < RARE
            for unit in asked.parsed.units
        )

    def _right(self, asked: Asked) -> tuple[Asked, int]:
        """``asked`` with its words put right, and how many sheets hold them all."""
        searcher, text = asked.reader.searcher, asked.query.text
        right = asked
        if (better := corrected(searcher, text)) != text:
            parsed = parse(better, self._synonyms())
            right = replace(asked, parsed=parsed, relaxed=Relaxed.SPELLING, corrected=better)
            if whole := self._total(right):
                return right, whole
        if unknown(searcher, text):
            # With no word to put right, or of no use, those are tried that descriptions hold.
            like = replace(asked, relaxed=Relaxed.SPELLING, like=True)
            if whole := self._total(like):
                return like, whole
        return right, 0

    def _as_written(self, asked: Asked) -> str:
        """The text put right, its words as the first sheets found write them."""
        searcher = asked.reader.searcher
        hits = searcher.search(self._whole(asked), limit=10, count=False).hits
        shown = (text for _, address in hits for text in shown_of(searcher, address))
        return as_written(asked.corrected, shown)

    def _whole(
        self, asked: Asked, except_: Facet | None = None, within: Box | None = None
    ) -> tantivy.Query:
        """All that is asked for, without the filter of one facet, or in a box for the circle."""
        filters = self._translator.narrowed(asked.query, except_)
        if within is not None:
            filters.append(self._translator.box(within))
        elif asked.around is not None:
            filters.append(self._translator.circle(asked.around))
        text = self._text(asked)
        better = self._translator.first(asked.query)
        return all_of(text, filters, self._translator.without(asked.parsed), better)

    def _text(self, asked: Asked) -> tantivy.Query | None:
        if asked.like:
            return self._translator.like(asked.parsed)
        some = asked.relaxed in (Relaxed.SOME_WORDS, Relaxed.MORE)
        return self._translator.text(asked.parsed, all_words=not some)

    def _total(self, asked: Asked) -> int:
        return number_of(asked.reader.searcher, self._whole(asked))

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
        question = _question(asked, query)
        if before := self._counts.held((question, None)):
            return before
        wanted = [except_] if except_ else [f for f in Facet if not query.values(f)]
        return self._counts.get(
            (question, except_),
            lambda: columns.count(asked.reader.searcher, self._whole(asked, except_), wanted),
        )

    def _hits(self, asked: Asked, offset: int, limit: int) -> list[Hit]:
        searcher, circle = asked.reader.searcher, asked.query.circle
        found = self._found(asked, offset, limit)
        terms = asked.parsed.terms
        addresses = [address for _, address in found]
        keys = keys_of(searcher, addresses)
        far = distances(circle, points_of(searcher, addresses)) if circle else {}
        hits = []
        for (score, address), key in zip(found, keys, strict=True):
            title, text = shown_of(searcher, address) if terms else ("", "")
            hits.append(
                Hit(
                    id=id_of(key),
                    score=float(score) if isinstance(score, float) else 0.0,
                    title=marked(title, terms),
                    passage=passage(text, terms),
                    km=far.get(key),
                )
            )
        return hits

    def _found(self, asked: Asked, offset: int, limit: int) -> list[Any]:
        """The hits of a page, in the order that the query asks for."""
        if asked.query.sort is Sort.DISTANCE and asked.query.circle is not None:
            return self._nearest(asked, asked.query.circle, offset, limit)
        return self._in_order(asked, offset, limit)

    def _in_order(self, asked: Asked, offset: int, limit: int) -> list[Any]:
        """The hits of a page by what the query says to order by, or as well as they match."""
        searcher, whole = asked.reader.searcher, self._whole(asked)
        sort = asked.query.sort
        if sort not in ORDERS and not (asked.parsed.units or asked.parsed.phrases):
            sort = Sort.DATE
        if sort not in ORDERS:
            return list(searcher.search(whole, limit, offset=offset, count=False).hits)
        order = ORDERS[sort]
        run: dict[str, Any] = {
            "count": False,
            "order_by_field": order.column,
            "order": tantivy.Order.Asc if order.up else tantivy.Order.Desc,
        }
        if sort not in EMPTY_FIRST:
            return list(searcher.search(whole, limit, offset=offset, **run).hits)
        held = self._translator.ordered_by(order)
        known = tantivy.Query.boolean_query([(Occur.Must, whole), (Occur.Must, held)])
        number = number_of(searcher, known)
        found = []
        if offset < number:
            found = list(searcher.search(known, limit, offset=offset, **run).hits)
        if len(found) < limit:
            lacking = tantivy.Query.boolean_query([(Occur.Must, whole), (Occur.MustNot, held)])
            rest = max(0, offset - number)
            more = searcher.search(lacking, limit - len(found), offset=rest, count=False)
            found += more.hits
        return found

    def _nearest(self, asked: Asked, circle: Circle, offset: int, limit: int) -> list[Any]:
        """The hits of a page by distance."""
        searcher, number = asked.reader.searcher, offset + limit
        near = hits_of(searcher, self._near(asked, circle, number))
        addresses = [address for _, address in near]
        by_key = dict(zip(keys_of(searcher, addresses), near, strict=True))
        first = nearest(circle, points_of(searcher, addresses), number)[offset:]
        return [by_key[key] for key in first]

    def _near(self, asked: Asked, circle: Circle, number: int) -> tantivy.Query:
        """What finds the ``number`` nearest sheets, and as few others as can be told beforehand."""
        for part in NEARER:
            small = circle._replace(km=circle.km * part)
            core = core_of(small)
            if core and number_of(asked.reader.searcher, self._whole(asked, within=core)) >= number:
                return self._whole(asked, within=box_around(small))
        return self._whole(asked)


def _question(asked: Asked, query: Query) -> Hashable:
    """What an answer to ``query``, asked as ``asked`` is, is remembered by."""
    # The words as they were read tell apart what another file of synonyms would find.
    read = tuple(asked.parsed.units)
    return (asked.reader.generation, query, asked.relaxed, asked.like, read)
